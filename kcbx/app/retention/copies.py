"""What ``kcbx purge`` may delete: working copies past their retention, and what interrupted runs left.

Only what kcbx wrote is found: a folder somebody typed answers into or put files into is named and kept. Nothing outside
the folders named is looked at, links are not followed; the ledger, the secret, the sheets sent in and archives are none
of it.
"""

from __future__ import annotations

import glob
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout

from kcbx.app.batch.home import PROGRESS, Progress
from kcbx.app.results.folder import NEW, UNFINISHED, put_in
from kcbx.app.returned.marked_record import marked_copies
from kcbx.errors import Problem, UsageError
from kcbx.file_names import DRAFTS, MANIFEST, MARKED, RUN_FILE
from kcbx.records import file_digest, record_of, written_in

#: Beside what was deleted: one line a deletion.
DELETIONS = "清理记录.jsonl"
LOCK, OLD = ".kcbx-lock", ".kcbx-old"
#: A file is written within an hour; one that has not been touched for longer was left by a run that was killed.
_WRITTEN_WITHIN = 3600
Kind = Literal["result", "corrections", "packages", "drafts", "marked", "product", "unfinished", "old", "lock"]
KIND_WORDS: Mapping[Kind, str] = {
    "result": "结果",
    "corrections": "更正单",
    "packages": "加密包",
    "drafts": "邮件草稿",
    "marked": "退回更正",
    "product": "旁边的表",
    "unfinished": "没写完的",
    "old": "覆盖后留下的",
    "lock": "失效的锁",
}


@dataclass(frozen=True)
class Copy:
    """A folder, file or lock of kcbx.

    ``until``: its last day (None: at once); ``kept``: why it stays though it is due.
    """

    path: Path
    kind: Kind
    files: int
    size: int
    until: date | None = None
    kept: str = ""

    @property
    def record(self) -> Path | None:
        """The ``run.json`` of a result that can be archived; None of anything else."""
        whole = self.kind == "result" and (self.path / "tables").is_dir()
        return self.path / RUN_FILE if whole else None


def past_retention(folders: Sequence[Path], as_of: date, days: int) -> list[Copy]:
    """What is due for deletion on a day: in each folder named and the folders in it, or the folder itself; by path.

    A result and a marked copy are due ``days`` after the answers were due back, packages and drafts of letters when
    they expire, leftovers of a run that is not running at once. Raises UsageError for every folder that is none of
    kcbx and holds nothing of kcbx.
    """
    found: dict[Path, Copy] = {}
    problems = []
    for folder in folders:
        own = list(_copies(folder, days))
        if not own and not (folder / DELETIONS).is_file():
            problems.append(Problem("里面没有 kcbx 的结果或包", str(folder), "kcbx 写出的文件夹，或放它们的文件夹"))
        found |= {copy.path: copy for copy in own}
    if problems:
        raise UsageError(problems)
    due = [copy for copy in found.values() if copy.until is None or copy.until < as_of]
    return sorted(due, key=lambda copy: str(copy.path))


def _copies(folder: Path, days: int, deeper: int = 1) -> Iterator[Copy]:
    """The folder itself where kcbx wrote it, else what kcbx left directly in it, or in a folder of it.

    ``deeper``: how many levels below are looked into: the folder of a county holds 结果, which holds the results.
    """
    folder = folder.absolute()
    if folder.is_symlink() or not folder.is_dir():
        return
    own = _written(folder, days)
    if own is not None:
        yield own
        return
    yield from _marked(folder, days)
    for path in sorted(folder.iterdir()):
        found = None if path.is_symlink() else _leftover(path) or (_written(path, days) if path.is_dir() else None)
        if found is not None:
            yield found
        elif deeper and path.is_dir() and not path.name.startswith("."):
            yield from _copies(path, days, deeper - 1)
        if path.name.endswith(f"-{PROGRESS}") and not path.is_symlink():
            yield from _products(path, days)


def _products(progress: Path, days: int) -> Iterator[Copy]:
    """What ``kcbx run`` wrote beside a result stays as long as it; a file somebody changed stays, and so its record."""
    said = Progress.read(progress)
    if said.as_of is None:
        return
    name = progress.name.removesuffix(f"-{PROGRESS}")
    result = _written(progress.with_name(name), days)
    until = result.until if result else said.as_of + timedelta(days=days)
    recorded = {stage["product"] for stage in said.stages.values()}
    beside = [path for path in sorted(progress.parent.glob(f"{glob.escape(name)}-*")) if path.is_file()]
    changed = [path for path in beside if path != progress and file_digest(path) not in recorded]
    for path in beside:
        kept = f"写出之后有人改过，或是别的文件：{path.name}" if path in changed else ""
        if path != progress or not changed:
            yield Copy(path, "product", *_measure(path), until, kept)


def _marked(folder: Path, days: int) -> Iterator[Copy]:
    """The marked copies in a folder, and their record where none of them stays longer."""
    record, untils = folder / MARKED, []
    for copy in marked_copies(folder):
        kept = f"写出之后有人改过：{copy.path.name}" if copy.touched else ""
        untils.append(date.max if kept else copy.deadline + timedelta(days=days))
        yield Copy(copy.path, "marked", *_measure(copy.path), copy.deadline + timedelta(days=days), kept)
    if record_of(record) and not record.is_symlink():
        yield Copy(record, "marked", *_measure(record), max(untils, default=None))


def _written(folder: Path, days: int) -> Copy | None:
    """A folder of results, corrections, packages or drafts with its last day; None where kcbx did not write it."""
    for record in (RUN_FILE, MANIFEST, DRAFTS):
        told = record_of(folder / record)
        last = told.get("expires") or told.get("deadline") or told.get("as_of")
        if not isinstance(last, str):
            continue
        of_record: Mapping[str, Kind] = {MANIFEST: "packages", DRAFTS: "drafts"}
        kind = of_record.get(record, "corrections" if told.get("check") else "result")
        until = date.fromisoformat(last) + timedelta(days=0 if record in of_record else days)
        return Copy(folder, kind, *_measure(folder), until, _touched(folder / record))
    return None


def _touched(record: Path) -> str:
    """Why a folder stays: a file changed since it was written, or one that kcbx did not write."""
    for name in written_in(record):
        return f"写出之后有人改过：{name}"
    for name in put_in(record):
        return f"里面有别的文件：{name}"
    return ""


def _leftover(path: Path) -> Copy | None:
    """A hidden folder, file or lock of a run that ended before its time; None where it is none, or a run holds it."""
    if NEW in path.name and path.name.startswith(".") and path.is_file():
        old = time.time() - path.stat().st_mtime > _WRITTEN_WITHIN
        return Copy(path, "unfinished", *_measure(path)) if old else None
    endings: Mapping[str, Kind] = {UNFINISHED: "unfinished", OLD: "old", LOCK: "lock"}
    kind = next((kind for ending, kind in endings.items() if path.name.endswith(ending)), None)
    place = place_of_copy(path)
    if kind is None or not path.name.startswith(".") or path.is_dir() == (kind == "lock"):
        return None
    if kind == "old" and not place.exists():  # the only copy of what was to be overwritten
        return None
    lock = place.with_name(f".{place.name}{LOCK}")
    if lock.exists():
        try:
            with FileLock(lock).acquire(timeout=0):
                pass
        except Timeout:
            return None
    return Copy(path, kind, *_measure(path))


def place_of_copy(path: Path) -> Path:
    """The folder a leftover belongs to: ``.结果.kcbx-lock`` → ``结果``; any other path itself."""
    for ending in (UNFINISHED, OLD, LOCK):
        if path.name.startswith(".") and path.name.endswith(ending):
            return path.with_name(path.name.removeprefix(".").removesuffix(ending))
    return path


def _measure(path: Path) -> tuple[int, int]:
    """Files and bytes."""
    files = [path] if not path.is_dir() else [each for each in path.rglob("*") if not each.is_dir()]
    return len(files), sum(os.lstat(each).st_size for each in files)


__all__ = ["DELETIONS", "KIND_WORDS", "LOCK", "Copy", "past_retention", "place_of_copy"]
