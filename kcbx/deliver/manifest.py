"""``manifest.json``: what a package folder holds, for whom, until when. No child, no password, no address in it."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kcbx.errors import Problem, UsageError
from kcbx.file_names import MANIFEST


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Content(_Frozen):
    """A workbook inside a package: whose, of which kind (township, school), its rows to answer."""

    recipient: str
    kind: str
    rows: int


class Package(_Frozen):
    """A file for one recipient. ``file`` is relative to the folder, ``sha256`` of the encrypted file."""

    recipient: str
    kind: str
    file: str
    sha256: str
    rows: int
    contents: tuple[Content, ...]

    @field_validator("file")
    @classmethod
    def _inside(cls, file: str) -> str:
        if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts:
            raise ValueError("路径在文件夹以外")
        return file

    @property
    def name(self) -> str:
        """The file's own name, as the recipient sees it."""
        return PurePosixPath(self.file).name


class Manifest(_Frozen):
    """The whole of ``manifest.json``. ``outputs`` are the digests by which a later run sees what was changed.

    ``expires``: the day by which recipients delete their copies, and after which kcbx sends no more of them.
    ``nothing_to_ask``: townships of the county that get no package and need not wait for one.
    """

    schema_version: int = 1
    kcbx: str
    county: str
    batch: str
    profile: str
    as_of: date
    deadline: date
    expires: date
    config: str
    packages: tuple[Package, ...]
    outputs: dict[str, str]
    nothing_to_ask: tuple[str, ...] = ()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json`` into the folder."""
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises UsageError where the folder was not written by ``kcbx pack``."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError(
            Problem("不是 kcbx pack 写出的文件夹", str(folder), f"有完好的 {MANIFEST}", "检查路径，或重新打包")
        ) from error


def attachment(folder: Path, package: Package) -> bytes | None:
    """The encrypted file; None where it is missing or no longer what was packed."""
    path = folder / package.file
    content = path.read_bytes() if path.is_file() else b""
    return content if hashlib.sha256(content).hexdigest() == package.sha256 else None


__all__ = ["Content", "Manifest", "Package", "attachment", "read_manifest", "write_manifest"]
