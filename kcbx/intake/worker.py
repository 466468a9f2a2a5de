"""The process that opens a workbook: it reads one file at a time and may die of it without harm.

Started by :mod:`kcbx.intake.pool`; imports no pandas, so that it starts at once.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import traceback
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from kcbx.definitions import Changes, schema, use_changes

if TYPE_CHECKING:
    from kcbx.intake.sheet import SheetReading
    from kcbx.intake.teaching import Taught

MEMORY_LIMIT = 6 * 1024**3
#: A file beyond this is not opened; the sheets of a million children are a few hundred megabytes.
LARGEST = 1024**3
TOO_LARGE = "文件过大（超过 1 GB），不像是名单"


@dataclass(frozen=True)
class Job:
    """One file to read. ``changes``: what the county changes in the definitions."""

    path: str
    source_file: str
    role: str | None = None
    password: str | None = field(default=None, repr=False)
    townships: tuple[str, ...] = ()
    taught: tuple[Taught, ...] = ()
    changes: Changes = field(default_factory=dict)


@dataclass
class FileReading:
    """What came of a file. ``fault``: unreadable, not_spreadsheet, password_missing, password_wrong, own_result
    or "" ; ``reason`` says it in Chinese. ``bug``: where the program itself failed, without any value.
    """

    source_file: str
    digest: str = ""
    sheets: list[SheetReading] = field(default_factory=list)
    fault: str = ""
    reason: str = ""
    bug: str = ""


def read_file(job: Job) -> FileReading:
    """Read all sheets of a file; every way in which it can be damaged becomes a fault, never an exception."""
    from kcbx.intake.grid import NotASpreadsheet, PasswordNeeded, read_grids  # noqa: PLC0415
    from kcbx.intake.preflight import is_own_result  # noqa: PLC0415
    from kcbx.intake.sheet import Names, read_sheet  # noqa: PLC0415
    from kcbx.intake.sheet_scan import Refused  # noqa: PLC0415

    result = FileReading(job.source_file)
    try:
        if Path(job.path).stat().st_size > LARGEST:
            return _faulty(result, "unreadable", TOO_LARGE)
        content = Path(job.path).read_bytes()
    except OSError:
        return _faulty(result, "unreadable", "读不到文件（没有权限，或正被占用）")
    result.digest = hashlib.sha256(content).hexdigest()
    if is_own_result(content):
        return _faulty(result, "own_result", "")
    shown = Path(job.source_file)
    names = Names(job.source_file, shown.stem, tuple(folder.name for folder in shown.parents if folder.name))
    grids = read_grids(content, job.password)
    head: list[list[Any]] = []
    while True:
        try:
            grid = next(grids, None)
        except Refused as refusal:
            return _faulty(result, "unreadable", str(refusal))
        except NotASpreadsheet as other:
            return _no_table(result, shown.suffix, str(other))
        except PasswordNeeded as locked:
            return _faulty(result, "password_wrong" if locked.wrong else "password_missing", "")
        except MemoryError:
            return _faulty(result, "unreadable", "表格过大，内存不够")
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            return _faulty(result, "unreadable", "文件不完整或已损坏")
        if grid is None:
            return result
        try:
            reading = read_sheet(grid, names, job.role, job.townships, job.taught, head)
            head, reading.head = reading.head or head, []
            result.sheets.append(reading)
        except MemoryError:
            return _faulty(result, "unreadable", "表格过大，内存不够")
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            result.bug = f"{type(error).__name__}，{Path(frame.filename).name} 第 {frame.lineno} 行"
            return result


def _no_table(result: FileReading, suffix: str, reason: str) -> FileReading:
    """A file that is no table: something else, or, where its name is a table's, a list that was spoilt."""
    if suffix.lower() in schema("intake")["files"]["tables"]:
        return _faulty(result, "unreadable", f"名字是 {suffix}，其实{reason.removeprefix('这')}")
    return _faulty(result, "not_spreadsheet", reason)


def _faulty(result: FileReading, fault: str, reason: str) -> FileReading:
    result.sheets.clear()
    result.fault, result.reason = fault, reason
    return result


def serve() -> None:
    """Read jobs from stdin and write readings to stdout, pickled, until stdin ends."""
    limit_memory()
    answers: BinaryIO = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not mix with the answers
    while True:
        try:
            job: Job = pickle.load(sys.stdin.buffer)  # noqa: S301 - the pipe is our own
        except EOFError:
            return
        use_changes(job.changes)
        pickle.dump(read_file(job), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()


def limit_memory() -> None:
    """Let this process have so much memory and no more, where the system can be told."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
