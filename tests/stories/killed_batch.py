"""``kcbx run`` in processes that are killed (SIGKILL) at chosen moments: a program of its own, for test_killed.

``python -m tests.stories.killed_batch HOME DAY PLAN``; PLAN is a JSON list of [stage, moment]. Each item is one start
of the batch. Moments: ``start`` before the stage did anything, a number: before its so manyth change on the disk,
``swap`` the old product moved away and the new one not yet in its place, ``unrecorded`` the product stands but nobody
wrote so; ``end``: not killed at all. On stdout: the exit status of each start, and the changes on the disk by stage.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import kcbx.app.cases.ledger
import kcbx.app.decisions.verdicts
import kcbx.app.outgoing.packing
import kcbx.app.register.building
import kcbx.app.results.reading
import kcbx.app.results.writing
import kcbx.app.returned.collect
import kcbx.app.terms  # noqa: F401 - all of them before forking
from kcbx.app.batch import running as story
from kcbx.app.batch.home import Batch
from kcbx.app.batch.stages import Stage, stages
from kcbx.terminal import Terminal

#: What Python tells an audit hook before the disk is changed; "open" only where it is for writing.
CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "sqlite3.connect"}


class Killer:
    """Counts the changes on the disk by stage, and ends this process at its moment."""

    def __init__(self, stage: str, moment: str | int) -> None:
        self.stage, self.moment = stage, moment
        self.running: Stage | None = None
        self.product = ""
        self.counts: Counter[str] = Counter()
        sys.addaudithook(self.heard)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An event of the interpreter."""
        if self.running is None or not (event in CHANGES or (event == "open" and _writes(arguments))):
            return
        self.counts[self.running.name] += 1
        if self.running.name != self.stage:
            return
        swapped = event == "os.rename" and str(arguments[1]) == self.product and not Path(self.product).exists()
        if self.counts[self.stage] == self.moment or (self.moment == "swap" and swapped):
            _die()

    def watched(self, stage: Stage) -> Stage:
        """The stage, listened to while it works."""

        def work(batch: Batch, terminal: Terminal) -> None:
            if (stage.name, self.moment) == (self.stage, "start"):
                _die()
            self.running, self.product = stage, str(stage.product(batch))
            stage.work(batch, terminal)
            self.running = None
            if (stage.name, self.moment) == (self.stage, "unrecorded"):
                _die()

        return replace(stage, work=work)


def _writes(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2]
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def start(home: Path, day: date, stage: str, moment: str | int) -> tuple[int, dict[str, int]]:
    """Start the batch in a process of its own; its exit status (negative: the signal) and the changes by stage."""
    told, tells = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover - measured in the parent
        killer = Killer(stage, moment)
        story.stages = lambda: tuple(map(killer.watched, stages()))  # type: ignore[attr-defined]
        code = story.worst(story.run_batch(Batch(home / "kcbx.toml", day), Terminal()))
        os.write(tells, json.dumps(killer.counts).encode())
        os._exit(code)
    os.close(tells)
    with os.fdopen(told) as pipe:
        counts = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), json.loads(counts or "{}")


if __name__ == "__main__":
    place, as_of, plan = Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), json.loads(sys.argv[3])
    sys.stdout.write(json.dumps([start(place, as_of, stage, moment) for stage, moment in plan]))
