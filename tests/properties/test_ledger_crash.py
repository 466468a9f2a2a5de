"""Killed anywhere during collect, the ledger opens, holds whole files once, and a second collect completes it."""

from __future__ import annotations

import os
import random
import sqlite3
import sys
from datetime import date
from pathlib import Path

import pytest

from kcbx.followup.ledger import Ledger
from kcbx.followup.replies import collect

from ..unit.followup.books import COLLECTED, KEYED, answer, book, new_ledger, recipients
from .test_ledger_order import told

POINTS = 220
FILES = [book(name, lambda row: answer("elsewhere") if row % 2 else answer("deferred")) for name in recipients()[:3]]
KILLED = 9


def _die_after(ledger: Ledger, steps: int) -> None:
    """Let this process die, with nothing cleaned up, after so many steps of the database machine."""
    left = [steps]

    def count() -> int:
        left[0] -= 1
        if left[0] <= 0:
            os._exit(KILLED)
        return 0

    ledger._db.set_progress_handler(count, 1)


def _collect_in_a_child(path: Path, steps: int) -> int:
    """Collect in a process that dies after ``steps``; returns its exit code."""
    child = os.fork()
    if child == 0:  # pragma: no cover - measured in the parent
        ledger = Ledger(path, KEYED)
        _die_after(ledger, steps)
        collect(ledger, FILES, COLLECTED)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
def test_killed_at_random_points_nothing_is_lost_or_taken_twice(tmp_path: Path) -> None:
    with new_ledger(tmp_path / "whole.sqlite") as whole:
        steps = [0]
        whole._db.set_progress_handler(lambda: steps.__setitem__(0, steps[0] + 1), 1)
        collect(whole, FILES, COLLECTED)
        whole._db.set_progress_handler(None, 1)
        wanted = told(whole)
        rows = {file.digest: len(whole.rows("SELECT 1 FROM answers WHERE digest = ?", file.digest)) for file in FILES}
    rng = random.Random(2026)
    seen = set()
    for point in range(POINTS):
        path = tmp_path / f"{point}.sqlite"
        new_ledger(path).close()
        code = _collect_in_a_child(path, rng.randint(1, steps[0]))
        with Ledger(path, KEYED) as ledger:
            assert ledger.rows("PRAGMA integrity_check")[0][0] == "ok"
            held = {row["digest"] for row in ledger.table("files")}
            for digest, count in rows.items():
                kept = len(ledger.rows("SELECT 1 FROM answers WHERE digest = ?", digest))
                assert kept == (count if digest in held else 0)
            seen.add((code, len(held)))
            if point % 5 == 0:
                collect(ledger, FILES, date(2026, 10, 12))
                assert told(ledger) == wanted
    assert {code for code, _ in seen} >= {KILLED}
    assert {held for _, held in seen} >= {0, 1, 2}


def test_a_full_disk_leaves_the_file_untaken(tmp_path: Path) -> None:
    """An error in the middle of a file rolls it back whole and is told with an exit code of its own."""
    from kcbx.errors import OutputUnwritable

    with new_ledger(tmp_path / "full.sqlite") as ledger:
        ledger._db.execute(f"PRAGMA max_page_count = {ledger._db.execute('PRAGMA page_count').fetchone()[0]}")
        with pytest.raises(OutputUnwritable) as told_so:
            collect(ledger, FILES, COLLECTED)
        assert told_so.value.exit_code == 14
        assert isinstance(told_so.value.__cause__, sqlite3.OperationalError)
        held = {row["digest"] for row in ledger.table("files")}
        assert held < {file.digest for file in FILES}
        assert {row["digest"] for row in ledger.table("answers")} == held
