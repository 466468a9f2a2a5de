"""A look at a ledger without taking hold of it or leaving a trace: what was collected, whether answers are owed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Glance:
    """``digests``, ``names``: of the files that were collected. ``deadline``: of the newest batch (YYYY-MM-DD).

    ``waiting``: recipients of that batch from whom nothing has come, ``answered``: from whom something has. ``cases``:
    how many there are.
    """

    digests: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    deadline: str = ""
    waiting: int = 0
    answered: int = 0
    cases: int = 0


def glance(path: Path) -> Glance:
    """What a ledger tells at a glance; nothing where it is not there, locked or no ledger. Never writes."""
    if not path.is_file():
        return Glance()
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, timeout=1)) as db:
            digests = frozenset(row[0] for row in db.execute("SELECT digest FROM files"))
            names = frozenset(row[0] for row in db.execute("SELECT name FROM file_names"))
            cases = int(db.execute("SELECT count(*) FROM cases").fetchone()[0])
            newest = db.execute(
                "SELECT batch, deadline FROM batches ORDER BY as_of DESC, rowid DESC LIMIT 1"
            ).fetchone()
            if newest is None:
                return Glance(digests, names, cases=cases)
            owed = db.execute(
                "SELECT count(DISTINCT recipient) FROM sent WHERE batch = ?"
                " AND recipient NOT IN (SELECT recipient FROM files WHERE batch = ?)",
                (newest[0], newest[0]),
            ).fetchone()
            come = db.execute("SELECT count(DISTINCT recipient) FROM files WHERE batch = ?", (newest[0],)).fetchone()
            return Glance(digests, names, str(newest[1]), int(owed[0]), int(come[0]), cases)
    except sqlite3.Error:
        return Glance()


__all__ = ["Glance", "glance"]
