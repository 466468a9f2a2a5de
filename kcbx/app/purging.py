"""``kcbx purge``: deletes what is past its retention, and tells what it deleted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from kcbx import __version__
from kcbx.app.copies import DELETIONS, LOCK, Copy, place_of_copy
from kcbx.app.result import UNFINISHED
from kcbx.errors import OutputUnwritable, Problem
from kcbx.file_names import MANIFEST, RUN_FILE
from kcbx.locks import Timeout, alone
from kcbx.records import file_digest


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
        with _held(place_of_copy(copy.path)):
            _remove(copy)
            with (copy.path.parent / DELETIONS).open("a", encoding="utf-8", newline="\n") as record:
                record.write(json.dumps(told, ensure_ascii=False) + "\n")
    except OSError as error:
        advice = "关闭已打开的文件，检查权限"
        raise OutputUnwritable(Problem(f"删不掉：{error.strerror or error}", str(copy.path), advice=advice)) from error


def _remove(copy: Copy) -> None:
    if copy.kind in ("lock", "product"):
        copy.path.unlink(missing_ok=True)  # a lock is gone already where holding it removed it
        return
    going = copy.path
    if copy.kind in ("result", "corrections", "packages"):
        going = copy.path.with_name(f".{copy.path.name}{UNFINISHED}")
        shutil.rmtree(going, ignore_errors=True)
        copy.path.rename(going)
    shutil.rmtree(going)


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


def _record_digest(copy: Copy) -> str | None:
    """SHA-256 of run.json or manifest.json: which result it was, without keeping it."""
    record = copy.path / (MANIFEST if copy.kind == "packages" else RUN_FILE)
    return file_digest(record) if record.is_file() else None


__all__ = ["delete"]
