"""Opens returned workbooks, each in a process that may die of it, and hands them on as plain text."""

from __future__ import annotations

import hashlib
import io
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from types import TracebackType
from typing import Self

from kcbx.app.workers import workers
from kcbx.followup.returned import ReturnedFile, ReturnedSheet, is_of_the_county
from kcbx.intake.grid import NotASpreadsheet, PasswordNeeded, read_grids
from kcbx.intake.preflight import is_own_result
from kcbx.intake.sheet_scan import Refused
from kcbx.intake.sources import input_files
from kcbx.intake.values import cell_text
from kcbx.intake.worker import LARGEST, TOO_LARGE, limit_memory
from kcbx.terminal import Advance

_LOCKED = "有密码，没有打开"
_WRONG_PASSWORD = "密码不对，没有打开"  # noqa: S105 - a sentence, not a password
_OF_THE_COUNTY = "这是全县汇总，不是交回的表；在里面做的判断，用 kcbx reconcile 的 --verdicts 采用"
_DIED = "读取时异常中止，文件可能已损坏或过大"
_PROPERTY = re.compile(r'name="([^"]+)"[^>]*>\s*<vt:\w+>([^<]*)<')


@dataclass(frozen=True)
class Unread:
    """Why a file or a sheet was not read, and what to do, "" for nothing.

    ``locked``: no password opened it; ``foreign``: it is no workbook, so no answer.
    """

    why: str
    locked: bool = False
    foreign: bool = False
    advice: str = ""


#: A parcel that may hold answers; what is in it is not looked at.
_OPEN_IT = "把密码写进密码单（一行“文件名,密码”），加上 --password-file 密码单.csv 再收一次"
_PACKED = Unread("这是压缩包，没有打开", advice="请解压，把里面的表放进交回的文件夹，再收一次")
_ARCHIVES = (".zip", ".rar", ".7z")


class Reader:
    """Reads files in one worker process, which is replaced when it dies. Use it as a context manager."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def read(self, path: Path, name: str, password: str | None) -> ReturnedFile | Unread:
        """The file as text, or why it cannot be read."""
        self._pool = self._pool or workers(1)
        try:
            return self._pool.submit(_read_alone, path, name, password).result()
        except BrokenProcessPool:
            self._close()
            return Unread(_DIED)

    def _close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None


def read_returned(
    paths: Sequence[Path],
    tried: Callable[[Path], Sequence[str]],
    unread: dict[str, Unread],
    advance: Advance = lambda *_: None,
) -> Iterator[ReturnedFile]:
    """Every workbook under the paths as text; those that cannot be read are noted in ``unread`` by name.

    ``tried``: the passwords to try on an encrypted one. Files are opened in a process of their own, since the reader
    may abort on a hostile one.
    """
    files = [file for file in input_files(paths, {}) if not file.is_lock]
    with Reader() as reader:
        for done, file in enumerate(files, start=1):
            read = reader.read(file.path, file.source_file, None)
            for password in tried(file.path) if _locked(read) else ():
                read = reader.read(file.path, file.source_file, password)
                if not _locked(read):
                    break
            advance(done, len(files))
            if isinstance(read, Unread):
                unread[file.source_file] = read
            elif is_of_the_county(read):
                unread[file.source_file] = Unread(_OF_THE_COUNTY, foreign=True)
            else:
                yield read


def _read_alone(path: Path, name: str, password: str | None) -> ReturnedFile | Unread:
    """:func:`read_file` in a process of its own: its memory is bounded, and what the reader prints is not shown."""
    limit_memory()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    return read_file(path, name, password)


def _locked(read: ReturnedFile | Unread) -> bool:
    return isinstance(read, Unread) and read.locked


def read_file(path: Path, name: str, password: str | None = None) -> ReturnedFile | Unread:
    """A workbook of any kind as text, or why it cannot be read; nothing is raised for a damaged file."""
    try:
        if path.stat().st_size > LARGEST:
            return Unread(TOO_LARGE)
        content = path.read_bytes()
        return returned_file(content, name, password)
    except PasswordNeeded as locked:
        return Unread(_WRONG_PASSWORD if locked.wrong else _LOCKED, locked=True, advice=_OPEN_IT)
    except NotASpreadsheet as refusal:
        return _PACKED if path.suffix.lower() in _ARCHIVES else Unread(str(refusal), foreign=True)
    except Refused as refusal:
        return Unread(str(refusal))
    except MemoryError:
        return Unread("表格过大，内存不够")
    except OSError:
        return Unread("读不到文件（没有权限，或正被占用）")
    except BaseException as damage:  # a panic of the reader is no Exception
        if isinstance(damage, KeyboardInterrupt | SystemExit):
            raise
        return Unread("文件不完整或已损坏")


def returned_file(content: bytes, name: str, password: str | None = None) -> ReturnedFile:
    """The bytes of a workbook as text. Raises what :func:`kcbx.intake.grid.read_grids` raises."""
    sheets = [
        ReturnedSheet(grid.sheet, [[cell_text(cell, dates_only=True) or "" for cell in row] for row in grid.rows])
        for grid in read_grids(content, password)
    ]
    return ReturnedFile(name, hashlib.sha256(content).hexdigest(), sheets, _properties(content))


def _properties(content: bytes) -> Mapping[str, str]:
    """Custom document properties of an .xlsx; none of other kinds, which carry the hidden sheet alone."""
    if not is_own_result(content):
        return {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read("docProps/custom.xml").decode("utf-8", "replace")
    return {unescape(name): unescape(value) for name, value in _PROPERTY.findall(text)}


__all__ = ["Reader", "Unread", "read_file", "read_returned", "returned_file"]
