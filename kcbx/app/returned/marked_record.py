"""The record of the marked copies in a folder: as what each was written, and when its answers are due back.

By it ``kcbx purge`` knows a copy that nobody has touched from one that somebody has filled in.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kcbx import __version__
from kcbx.app.results.folder import written_whole
from kcbx.file_names import MARKED
from kcbx.records import file_digest, record_of

_DEADLINES = "deadlines"


@dataclass(frozen=True)
class MarkedCopy:
    """A marked copy that is still there; ``touched``: it is no longer as it was written."""

    path: Path
    deadline: date
    touched: bool


def note(copy: Path, written: Path, deadline: date) -> None:
    """Record a copy in its folder. ``written``: where its content lies until it takes its place.

    Raises OutputUnwritable.
    """
    record = copy.with_name(MARKED)
    said = record_of(record)
    told = {
        "kcbx": __version__,
        "outputs": {**said.get("outputs", {}), copy.name: file_digest(written)},
        _DEADLINES: {**said.get(_DEADLINES, {}), copy.name: deadline.isoformat()},
    }
    with written_whole(record) as beside:
        beside.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def marked_copies(folder: Path) -> Iterator[MarkedCopy]:
    """Every recorded copy that lies in the folder, by name."""
    said = record_of(folder / MARKED)
    for name, deadline in sorted(said.get(_DEADLINES, {}).items()):
        path = folder / Path(name).name
        if path.is_file() and not path.is_symlink():
            yield MarkedCopy(path, date.fromisoformat(deadline), file_digest(path) != said["outputs"].get(name))


__all__ = ["MarkedCopy", "marked_copies", "note"]
