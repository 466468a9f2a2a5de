"""``kcbx purge``: deletes what is past its retention, and tells what it deleted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kcbx import __version__
from kcbx.app.request import Request, find_config
from kcbx.app.results.folder import UNFINISHED
from kcbx.app.retention.archiving import archived
from kcbx.app.retention.copies import DELETIONS, LOCK, Copy, past_retention, place_of_copy
from kcbx.config import load
from kcbx.errors import OutputUnwritable, Problem
from kcbx.file_names import MANIFEST, RUN_FILE
from kcbx.locks import Timeout, alone
from kcbx.records import file_digest
from kcbx.system_words import told as reason_of


@dataclass(frozen=True)
class Purged:
    """What was due for deletion on a day; ``deleted``: whether it was deleted, or only listed.

    ``archived``: of each result that is due, by path, whether an archive holds it. ``stuck``: why the system did not
    let some be deleted, by path.
    """

    on: date
    due: Sequence[Copy]
    archived: Mapping[Path, bool]
    deleted: bool
    stuck: Mapping[Path, Problem] = field(default_factory=dict)

    @property
    def going(self) -> list[Copy]:
        """What nothing keeps."""
        return [copy for copy in self.due if not copy.kept]

    @property
    def not_archived(self) -> list[Path]:
        """The results among them that no archive holds."""
        return sorted(copy.path for copy in self.going if self.archived.get(copy.path) is False)

    def is_deleted(self, copy: Copy) -> bool:
        """Whether it has been deleted."""
        return self.deleted and not copy.kept and copy.path not in self.stuck

    def require_all(self) -> None:
        """Raise OutputUnwritable for all that could not be deleted; the others are."""
        if self.stuck:
            raise OutputUnwritable([self.stuck[path] for path in sorted(self.stuck)])


def purge(folders: Sequence[Path], on: date, config: Path | None, days: int | None, *, really: bool) -> Purged:
    """Find what is due in the folders, and delete it if ``really``: where one cannot go, the others do.

    ``days``: after the deadline of its answers a result is due; None: as the configuration says. Archives are looked
    for in the folders, beside the results and where the configuration has them. Raises UsageError, ConfigInvalid.
    """
    place = find_config(Request(folders, None, on, config=config))
    settings = load(place)
    due = past_retention(folders, on, days or settings.retention.days)
    archives = [*folders, *([place.absolute().parent / settings.run.archives] if place else [])]
    held = {copy.path: archived(copy.record, [*archives, copy.path.parent]) for copy in due if copy.record}
    purged = Purged(on, due, held, really)
    stuck: dict[Path, Problem] = {}
    for copy in purged.going if really else ():
        try:
            delete(copy, on)
        except OutputUnwritable as refusal:
            stuck[copy.path] = refusal.problems[0]
    return replace(purged, stuck=stuck)


def delete(copy: Copy, on: date) -> None:
    """Delete a copy whole and tell so in ``清理记录.jsonl``.

    A folder in which a file is held open stays as it is where the system does not let it be renamed (Windows); else it
    is gone from its place, recorded, and what is left of it, under a hidden name, is the next purge's.

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
            going = _out_of_its_place(copy)
            with (copy.path.parent / DELETIONS).open("a", encoding="utf-8", newline="\n") as record:
                record.write(json.dumps(told, ensure_ascii=False) + "\n")
            if going is not None:
                shutil.rmtree(going)
    except OSError as error:
        advice = "关闭在 WPS、Excel 里打开的文件，检查权限，再运行一次"
        raise OutputUnwritable(Problem(f"删不掉：{reason_of(error)}", str(copy.path), advice=advice)) from error


def _out_of_its_place(copy: Copy) -> Path | None:
    """Delete a file, or give a folder a hidden name, under which it is to be deleted; None where nothing is left."""
    if not copy.path.is_dir():
        copy.path.unlink(missing_ok=True)  # a lock is gone already where holding it removed it
        return None
    if copy.kind in ("unfinished", "old"):
        return copy.path
    going = copy.path.with_name(f".{copy.path.name}{UNFINISHED}")
    shutil.rmtree(going, ignore_errors=True)
    return copy.path.rename(going)


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


__all__ = ["Purged", "delete", "purge"]
