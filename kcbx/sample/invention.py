"""Invents a county: places, people, their true lives, and the two lists that villages and schools write of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.definitions import schema
from kcbx.sample.census import census_rows
from kcbx.sample.chance import stream
from kcbx.sample.duplicates import repeat_rows
from kcbx.sample.errors import spoil
from kcbx.sample.errors.villages import village_habits
from kcbx.sample.life import Life
from kcbx.sample.lives import lives_of
from kcbx.sample.people import Registry
from kcbx.sample.places import County, build_county
from kcbx.sample.rolls import roll_rows
from kcbx.sample.rows import Row


@dataclass(frozen=True, slots=True)
class Invention:
    """A county before it is laid out in files: the places, the true lives, and the two lists with their errors."""

    county: County
    ages: SchoolAges
    lives: Sequence[Life]
    census: Sequence[Row]
    roll: Sequence[Row]


def invent(*, children: int, seed: int, level: str, as_of: date, rates: Mapping[str, float] | None = None) -> Invention:
    """The people of a sample and what is written of them; arguments as of :func:`make`."""
    ages = SchoolAges(school_year_of(as_of))
    county = build_county(children, stream(seed, "county"), level == "transliterated")
    lives = _population(county, ages, children, seed, level)
    return write_down(county, lives, ages, as_of, level, rates or {}, seed)


def write_down(
    county: County,
    lives: Sequence[Life],
    ages: SchoolAges,
    as_of: date,
    level: str,
    rates: Mapping[str, float],
    seed: int,
    *stage: str,
) -> Invention:
    """What villages and schools write of the lives of one year, errors included."""
    lists = {
        "census": census_rows(lives, as_of, stream(seed, *stage, "census")),
        "roll": roll_rows(lives, ages.school_year, stream(seed, *stage, "roll")),
    }
    for name, rows in lists.items():
        rate = error_rates(level, name, rates)
        lists[name] = repeat_rows(rows, rate, county, stream(seed, *stage, name, "repeated"))
        village_habits(lists[name], rate.get("village_habit", 0), stream(seed, *stage, name, "habits"))
        spoil(lists[name], rate, county, stream(seed, *stage, name, "errors"))
    return Invention(county, ages, lives, lists["census"], lists["roll"])


def _population(county: County, ages: SchoolAges, children: int, seed: int, level: str) -> list[Life]:
    """The registered children, and the pupils of other counties in proportion."""
    languages = schema("sample/levels")["names"][level]
    registry = Registry(county, ages, stream(seed, "people"), languages)
    households = registry.settle(children)
    outsiders = round(children * schema("sample/lives")["rolls"]["outsiders"])
    while outsiders > 0:
        households.append(registry.found(None, outsiders))
        outsiders -= len(households[-1].children)
    return lives_of(households, county, stream(seed, "lives"))


def error_rates(level: str, list_name: str, overrides: Mapping[str, float]) -> Mapping[str, float]:
    """Rates by kind for one list, in the order of the schema and then of the overrides."""
    base = "bad" if level == "transliterated" else level
    rates: dict[str, float] = dict(schema("sample/levels")[base][list_name])
    for key, value in overrides.items():
        owner, _, kind = key.rpartition(".")
        if owner in ("", list_name):
            rates[kind] = value
    return rates
