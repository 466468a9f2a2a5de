"""``kcbx purge``: working copies past their retention, and what interrupted runs left, found and deleted.

Only what kcbx wrote goes: a folder somebody typed answers into or put files into is kept and named. Nothing outside
the folders named is touched, links are not followed; the ledger, the secret, the sheets sent in and archives are never
deleted.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock

from kcbx import __version__
from kcbx.app.result import UNFINISHED, file_digest
from kcbx.deliver.archive import CONFIG_ENTRY
from kcbx.errors import OutputUnwritable, Problem, UsageError
from kcbx.file_names import MANIFEST, RUN_FILE
from kcbx.locks import Timeout, alone

#: Beside what was deleted: one line a deletion.
DELETIONS = "清理记录.jsonl"
LOCK, OLD = ".kcbx-lock", ".kcbx-old"
Kind = Literal["result", "packages", "unfinished", "old", "lock"]
KIND_WORDS: Mapping[Kind, str] = {
    "result": "结果",
    "packages": "加密包",
    "unfinished": "没写完的",
    "old": "覆盖后留下的",
    "lock": "失效的锁",
}


@dataclass(frozen=True)
class Copy:
    """A folder or lock of kcbx. ``until``: its last day (None: at once); ``kept``: why it stays though it is due."""

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
    """What is due for deletion on a day: in each folder named, or the folder itself; by path.

    A result is due ``days`` after its answers were due back, packages when they expire, leftovers of a run that is
    not running at once. Raises UsageError for every folder that is none of kcbx and holds nothing of kcbx.
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


def delete(copy: Copy, on: date) -> None:
    """Delete a copy whole and tell so in ``清理记录.jsonl``; a folder half deleted is taken up by the next purge.

    Raises OutputUnwritable where the system does not let it or a run holds it.
    """
    told = {
        "deleted_on": on.isoformat(),
        "name": copy.path.name,
        "kind": copy.kind,
        "until": copy.until.isoformat() if copy.until else None,
        "files": copy.files,
        "bytes": copy.size,
        "record_sha256": _record_digest(copy),
        "kcbx": __version__,
    }
    try:
        with _held(_place_of(copy.path)):
            _remove(copy)
            with (copy.path.parent / DELETIONS).open("a", encoding="utf-8", newline="\n") as record:
                record.write(json.dumps(told, ensure_ascii=False) + "\n")
    except OSError as error:
        advice = "关闭已打开的文件，检查权限"
        raise OutputUnwritable(Problem(f"删不掉：{error.strerror or error}", str(copy.path), advice=advice)) from error


def _remove(copy: Copy) -> None:
    if copy.kind == "lock":
        copy.path.unlink(missing_ok=True)  # gone already where holding it removed it
        return
    going = copy.path
    if copy.kind in ("result", "packages"):
        going = copy.path.with_name(f".{copy.path.name}{UNFINISHED}")
        shutil.rmtree(going, ignore_errors=True)
        copy.path.rename(going)
    shutil.rmtree(going)


def _copies(folder: Path, days: int) -> Iterator[Copy]:
    """The folder itself where kcbx wrote it, else what kcbx left directly in it."""
    folder = folder.absolute()
    if folder.is_symlink() or not folder.is_dir():
        return
    own = _written(folder, days)
    if own is not None:
        yield own
        return
    for path in sorted(folder.iterdir()):
        found = None if path.is_symlink() else _leftover(path) or (_written(path, days) if path.is_dir() else None)
        if found is not None:
            yield found


def _written(folder: Path, days: int) -> Copy | None:
    """A result or package folder with its last day; None where kcbx did not write it."""
    kind: Kind
    for record, kind in ((RUN_FILE, "result"), (MANIFEST, "packages")):
        said = _said(folder / record)
        if "kcbx" not in said or "outputs" not in said:
            continue
        last = said.get("expires") or said.get("deadline") or said.get("as_of")
        if not isinstance(last, str):
            continue
        until = date.fromisoformat(last) + timedelta(days=days if kind == "result" else 0)
        return Copy(folder, kind, *_measure(folder), until, _touched(folder, record, said["outputs"]))
    return None


def _said(record: Path) -> Mapping[str, Any]:
    try:
        content = json.loads(record.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _touched(folder: Path, record: str, outputs: Mapping[str, str]) -> str:
    """Why a folder stays: a file changed since it was written, or one that kcbx did not write."""
    for path in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        name = path.relative_to(folder).as_posix()
        if name in outputs:
            if file_digest(path) != outputs[name]:
                return f"写出之后有人改过：{name}"
        elif name not in (record, CONFIG_ENTRY) and not (name.startswith("tables/") and path.suffix == ".parquet"):
            return f"里面有别的文件：{name}"
    return ""


def _leftover(path: Path) -> Copy | None:
    """A hidden folder or lock of a run that ended before its time; None where it is none, or a run holds it."""
    endings: Mapping[str, Kind] = {UNFINISHED: "unfinished", OLD: "old", LOCK: "lock"}
    kind = next((kind for ending, kind in endings.items() if path.name.endswith(ending)), None)
    place = _place_of(path)
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


def _place_of(path: Path) -> Path:
    """The folder a leftover belongs to: ``.结果.kcbx-lock`` → ``结果``; any other path itself."""
    for ending in (UNFINISHED, OLD, LOCK):
        if path.name.startswith(".") and path.name.endswith(ending):
            return path.with_name(path.name.removeprefix(".").removesuffix(ending))
    return path


@contextmanager
def _held(place: Path) -> Iterator[None]:
    """Nobody writes this folder meanwhile."""
    try:
        with alone(place.with_name(f".{place.name}{LOCK}")):
            yield
    except Timeout as error:
        raise OutputUnwritable(
            Problem("另一个 kcbx 正在写这个文件夹", str(place), advice="等它结束后再运行")
        ) from error


def _measure(path: Path) -> tuple[int, int]:
    """Files and bytes."""
    files = [path] if not path.is_dir() else [each for each in path.rglob("*") if not each.is_dir()]
    return len(files), sum(os.lstat(each).st_size for each in files)


def _record_digest(copy: Copy) -> str | None:
    """SHA-256 of run.json or manifest.json: which result it was, without keeping it."""
    record = copy.path / (MANIFEST if copy.kind == "packages" else RUN_FILE)
    return file_digest(record) if copy.kind in ("result", "packages") and record.is_file() else None


__all__ = ["DELETIONS", "KIND_WORDS", "Copy", "delete", "past_retention"]
