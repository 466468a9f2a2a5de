"""Errors of places: wrong villages, old names, suffixes, hamlets, prefixes, nothing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.places import Village
from kcbx.sample.rows import Row


def _village(row: Row) -> Village | None:
    return row.village or row.life.child.household.village


def _place(row: Row, written: str) -> bool:
    if not row.text("village") or written == row.values["village"]:
        return False
    row.values["village"] = written
    return True


def village_habits(rows: Sequence[Row], rate: float, rng: Random) -> None:
    """Clerks who write their village in a way of their own, on every row of their sheet; changes the rows."""
    habits: dict[str, str] = {}
    for row in rows:
        village = row.village
        if village is None:
            continue
        if village.code not in habits:
            spelling = rng.choice(other_spellings(village))
            habits[village.code] = spelling if rng.random() < rate else ""
        if habits[village.code] and row.values.get("village") == village.name:
            row.values["village"] = habits[village.code]
            row.errors.append("village_habit")


def other_spellings(village: Village) -> Sequence[str]:
    """The suffixes people put to a village's or community's name, and the bare name."""
    stem = village.stem.removesuffix("村")
    endings = {
        "村": ("", "村委会", "村民委员会", "村村委会"),
        "社区": ("", "居委会", "社区居委会", "社区居民委员会", "社区委员会"),
    }[village.kind]
    return [stem + ending for ending in endings]


@kind("village")
def village_wrong(row: Row, scene: Scene, rng: Random) -> bool:
    """Another village of the township."""
    village = _village(row)
    if village is None:
        return False
    return _place(row, rng.choice(scene.county.township_of(village).villages).name)


@kind("village")
def village_old_name(row: Row, scene: Scene, rng: Random) -> bool:
    """The name before the merger or renaming."""
    village = _village(row)
    return village is not None and bool(village.old_name) and _place(row, village.old_name)


@kind("village")
def village_suffix(row: Row, scene: Scene, rng: Random) -> bool:
    """Another suffix or none: 大黎, 大黎村委会, 大黎村民委员会, 水口居委会."""
    village = _village(row)
    if village is None:
        return False
    return _place(row, rng.choice(other_spellings(village)))


@kind("village")
def village_hamlet(row: Row, scene: Scene, rng: Random) -> bool:
    """The hamlet or group in place of the village."""
    village = _village(row)
    if village is None or not village.hamlets:
        return False
    hamlet = rng.choice(village.hamlets)
    return _place(row, rng.choice((hamlet, f"{village.name}{hamlet}", f"{village.stem}{row.text('village_group')}")))


@kind("village")
def village_prefixed(row: Row, scene: Scene, rng: Random) -> bool:
    """The township, or county and township, repeated before the village."""
    village = _village(row)
    if village is None:
        return False
    return _place(row, rng.choice((village.township, scene.county.name + village.township)) + village.name)


@kind("village")
def village_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No village in the row."""
    return _place(row, "")
