"""The error model: what clerks, programs and time do to a careful list. Written from the domain, not for a linker."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from random import Random

from kcbx.sample.errors import (  # noqa: F401 - they register their kinds
    contacts,
    dates,
    names,
    number_dress,
    numbers,
    student_numbers,
    transliterations,
    villages,
)
from kcbx.sample.errors.kinds import KINDS, Kind, Scene
from kcbx.sample.places import County
from kcbx.sample.rows import Row

#: Mean length of a run of rows that were pasted or typed the same wrong way.
RUN = 6


def spoil(rows: Sequence[Row], rates: Mapping[str, float], county: County, rng: Random) -> None:
    """Make errors in place, kind after kind; each row notes what was done to it.

    A rate is per row; a kind that does not fit a row (no X in the number, no other adult) leaves it alone.
    """
    by_person = {row.life.child.person_id: row for row in reversed(rows)}
    scene = Scene(county, rows, by_person=by_person)
    for code, rate in rates.items():
        if code in KINDS and rate > 0:
            for position in _hits(KINDS[code], rate, len(rows), rng):
                scene.position = position
                _make(KINDS[code], rows[position], scene, rng)


def _make(kind: Kind, row: Row, scene: Scene, rng: Random) -> None:
    if kind.field not in row.spoiled and kind.make(row, scene, rng):
        row.spoiled.add(kind.field)
        row.errors.append(kind.code)


def _hits(kind: Kind, rate: float, count: int, rng: Random) -> Iterator[int]:
    """Positions hit: each with probability ``rate``, alone or in runs, at a cost of the hits only."""
    start_rate = rate / RUN if kind.runs else rate
    position = -1
    while True:
        gap = 1 if start_rate >= 1 else 1 + int(math.log(1 - rng.random()) / math.log(1 - start_rate))
        position += gap
        length = 1 + int(math.log(1 - rng.random()) / math.log(1 - 1 / RUN)) if kind.runs else 1
        for _ in range(length):
            if position >= count:
                return
            yield position
            position += 1
        position -= 1
