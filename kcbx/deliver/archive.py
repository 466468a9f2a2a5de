"""The archive of a term: one encrypted file with the tables of a result, and what they were made from.

A zip under AES of ``manifest.json``, ``run.json``, ``配置.toml`` (where there was one) and ``tables/*.parquet``; since
format 2, where the county has a ledger, of that, the county secret and the memory of headings. Its comment, which needs
no password, says the format and whose record it keeps; no name of a child is outside the encryption. The same result
gives the same entries; the encryption is salted.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyzipper
from pydantic import BaseModel, ConfigDict, ValidationError

from kcbx.deliver.sealing import opened_archive, sealed_entries
from kcbx.errors import InputUnreadable, Problem, UsageError
from kcbx.file_names import CONFIG_ENTRY, HEADINGS, LEDGER, MANIFEST, SECRET_FILE

#: Raised when an older kcbx could misread what is written; every format up to it opens.
FORMAT = 2
#: What only an archive of format 2 holds.
_OF_THE_COUNTY = (LEDGER, SECRET_FILE, HEADINGS)
_ENTRY = re.compile("|".join((r"run\.json|tables/\w+\.parquet", *map(re.escape, (CONFIG_ENTRY, *_OF_THE_COUNTY)))))
#: What opening a file that is not whole may raise; pyzipper has a BadZipFile of its own.
_DAMAGES = (
    *(OSError, EOFError, KeyError, NotImplementedError, ValidationError),
    *(zlib.error, zipfile.BadZipFile, pyzipper.BadZipFile),
)
_FORMAT_KEY, _RECORD_KEY = "kcbx_archive", "record_sha256"


class Manifest(BaseModel):
    """What an archive holds. ``inputs``: digest of every sheet that came in, ``entries``: of every entry but this."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    kcbx: str
    county: str
    term: str
    as_of: date
    batch: str
    inputs: dict[str, str]
    entries: dict[str, str]


@dataclass(frozen=True)
class Label:
    """What stands on the outside: the format, and the SHA-256 of the ``run.json`` within."""

    format: int
    record: str


@dataclass(frozen=True)
class Opened:
    """An archive whose every digest was found right."""

    manifest: Manifest
    entries: Mapping[str, bytes]


def format_for(names: Iterable[str]) -> int:
    """The oldest format that knows all these entries."""
    return FORMAT if {*names} & {*_OF_THE_COUNTY} else 1


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def sealed(manifest: Manifest, entries: Mapping[str, bytes], password: str) -> bytes:
    """The bytes of the archive. Raises KcbxError where what was sealed does not open again (a bug)."""
    label = {_FORMAT_KEY: manifest.format, _RECORD_KEY: manifest.entries["run.json"]}
    return sealed_entries(
        {MANIFEST: manifest.model_dump_json(indent=2).encode(), **entries}, password, json.dumps(label).encode()
    )


def label_of(path: Path) -> Label | None:
    """What stands on the outside of a file; None where it is no archive of kcbx or cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.comment or b"null")
        return Label(int(said[_FORMAT_KEY]), str(said[_RECORD_KEY]))
    except (OSError, zipfile.BadZipFile, ValueError, TypeError, KeyError):
        return None


def opened(path: Path, password: str) -> Opened:
    """An archive opened, whole as it was sealed.

    Raises UsageError where it is no archive or a newer kcbx wrote it, InputUnreadable where the password is wrong or
    a part was changed, is missing or is one too many.
    """
    label = readable(path)
    try:
        entries = opened_archive(path.read_bytes(), password)
        manifest = Manifest.model_validate_json(entries.pop(MANIFEST))
    except RuntimeError as error:
        raise InputUnreadable(Problem("密码不对，没有打开", str(path), advice="检查密码单里“存档”一行")) from error
    except _DAMAGES as error:
        raise _damaged(path) from error
    found = {name: digest(content) for name, content in entries.items()}
    strange = [name for name in found if not _ENTRY.fullmatch(name)]
    if strange or found != manifest.entries or found.get("run.json") != label.record:
        raise _damaged(path)
    return Opened(manifest, entries)


def readable(path: Path) -> Label:
    """The label of an archive this kcbx can open. Raises UsageError for any other file."""
    if not path.is_file():
        raise UsageError(Problem("找不到这个存档", str(path), advice="检查路径"))
    label = label_of(path)
    if label is None:
        raise UsageError(Problem("不是 kcbx 的存档", str(path), "kcbx archive 写出的文件", "检查路径"))
    if label.format > FORMAT:
        raise UsageError(
            Problem("存档由更新版本的 kcbx 写出", str(path), f"格式 {FORMAT} 及以前的存档", "升级 kcbx 后再打开")
        )
    return label


def _damaged(path: Path) -> InputUnreadable:
    return InputUnreadable(Problem("存档已损坏或被改过，没有取回", str(path), advice="换一份完好的副本"))


__all__ = [
    "CONFIG_ENTRY",
    "FORMAT",
    "Label",
    "Manifest",
    "Opened",
    "digest",
    "format_for",
    "label_of",
    "opened",
    "readable",
    "sealed",
]
