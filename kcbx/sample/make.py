"""The story of a sample: a county, its people, their true lives, two lists of them, errors, files, the truth."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import chain
from pathlib import Path

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.definitions import schema
from kcbx.errors import UsageError
from kcbx.sample.census import census_rows
from kcbx.sample.census_books import CensusBooks
from kcbx.sample.chance import stream
from kcbx.sample.duplicates import ROW_KINDS, repeat_rows
from kcbx.sample.errors import spoil
from kcbx.sample.errors.kinds import KINDS
from kcbx.sample.lives import Life, lives_of
from kcbx.sample.people import Registry
from kcbx.sample.places import County, build_county
from kcbx.sample.roll_books import RollBooks
from kcbx.sample.rolls import roll_rows
from kcbx.sample.rows import Row
from kcbx.sample.style import SHEET_KINDS
from kcbx.sample.truth import write_truth
from kcbx.sample.write import write_books

LEVELS = ("clean", "ordinary", "bad", "transliterated")
LAYOUTS = ("township", "village", "county", "mixed")

#: Folders below the sample's: what a county would have, and what only the maker knows.
INPUTS, TRUTH = "输入", "真相"


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """What was made: people, rows, true pairs, children truly out of school, files of input."""

    folder: Path
    children: int
    census_rows: int
    roll_rows: int
    links: int
    out_of_school: int
    files: int


def make(
    out: Path,
    *,
    children: int,
    seed: int,
    level: str = "ordinary",
    layout: str = "township",
    as_of: date = date(2026, 9, 20),
    history: bool = False,
    rates: Mapping[str, float] | None = None,
) -> SampleSummary:
    """Write an invented county below ``out``: ``输入`` for kcbx to read, ``真相`` to measure it by.

    ``children``: registered in the county; a few pupils of other counties come on top. ``level`` and
    ``layout``: see LEVELS and LAYOUTS. ``rates`` overrides single rates of schemas/sample/levels.toml, by
    kind ("id_typo") or by list and kind ("census.id_typo"). The same arguments give the same bytes.

    Raises UsageError for an unknown level, layout or kind, too few children, or a folder that is in use.
    """
    _check(out, children, level, layout, rates or {})
    made = invent(children=children, seed=seed, level=level, as_of=as_of, rates=rates)
    census = CensusBooks(made.county, as_of, stream(seed, "census", "books"), error_rates(level, "census", rates or {}))
    roll = RollBooks(made.county, as_of, stream(seed, "roll", "books"))
    with _settled_objects():
        files = write_books(out / INPUTS, chain(census.lay_out(made.census, layout), roll.lay_out(made.roll, layout)))
    counts = write_truth(out / TRUTH, made.lives, made.census, made.roll, made.ages)
    return SampleSummary(
        out,
        counts["children"],
        counts["census_rows"],
        counts["roll_rows"],
        counts["links"],
        counts["out_of_school"],
        files,
    )


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
    lists = {
        "census": census_rows(lives, as_of, stream(seed, "census")),
        "roll": roll_rows(lives, ages.school_year, stream(seed, "roll")),
    }
    for name, rows in lists.items():
        rate = error_rates(level, name, rates or {})
        lists[name] = repeat_rows(rows, rate, county, stream(seed, name, "repeated"))
        spoil(lists[name], rate, county, name, stream(seed, name, "errors"))
    return Invention(county, ages, lives, lists["census"], lists["roll"])


@contextmanager
def _settled_objects() -> Iterator[None]:
    """Keep the garbage collector from walking the living population again for every workbook."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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


def _check(out: Path, children: int, level: str, layout: str, rates: Mapping[str, float]) -> None:
    if children < 1:
        raise UsageError("儿童人数至少为 1")
    if level not in LEVELS:
        raise UsageError(f"没有这种数据质量：{level}；可选 {'、'.join(LEVELS)}")
    if layout not in LAYOUTS:
        raise UsageError(f"没有这种版式：{layout}；可选 {'、'.join(LAYOUTS)}")
    known = {*KINDS, *ROW_KINDS, *SHEET_KINDS}
    unknown = [key for key in rates if key.rpartition(".")[2] not in known]
    if unknown:
        raise UsageError(f"没有这种差错：{'、'.join(unknown)}")
    if any((out / part).exists() for part in (INPUTS, TRUTH)):
        raise UsageError(f"文件夹里已有样例：{out}；请换一个文件夹或先删去")
