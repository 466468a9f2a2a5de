"""A second county with known truth, for measuring only: NEVER tune the linker to it.

It shares no error model with ``kcbx.sample``. There, kinds of error are drawn at rates; here, people with habits and
programs with traps carry each value from the household booklet to a cell (``bench/second/``): keys beside one
another, candidates of an input method that learns, days told by telephone, last year's rows, formulas over a wrong
ID, dragged cells, a column sorted alone. What comes out is written as workbooks with the truth beside them in the
form of ``kcbx.sample``, so that the same measuring runs on both.

    python -m bench.second_county FOLDER --children 2000 --seed 1 --level bad
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from random import Random

import pandas as pd

from bench.counties import County, generated, read_county
from bench.second import accidents, books, lives
from bench.second.census import Census
from bench.second.chance import stream
from bench.second.entries import Entry
from bench.second.people import Families, Person
from bench.second.places import Place, build
from bench.second.rates import RATES, Rates
from bench.second.roll import ATTENDING, rolls
from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.sample.make import INPUTS, TRUTH
from kcbx.sample.truth import links_frame

AS_OF = date(2026, 9, 20)
LEVELS = tuple(RATES)


def make(out: Path, *, children: int, seed: int, level: str, as_of: date = AS_OF) -> None:
    """Write ``输入`` and ``真相`` below ``out``; the same arguments give the same county."""
    rates, ages = RATES[level], SchoolAges(school_year_of(as_of))
    place = build(children, stream(seed, "places"))
    people = Families(place, ages, stream(seed, "people")).people(children)
    lives.settle(people, place, stream(seed, "lives"))
    census = _census(people, place, rates, as_of, out / INPUTS, stream(seed, level, "census"))
    roll = _roll(people, place, rates, out / INPUTS, stream(seed, level, "roll"))
    _write_truth(out / TRUTH, people, census, roll, ages)


def _census(people: list[Person], place: Place, rates: Rates, today: date, root: Path, rng: Random) -> list[Entry]:
    """A workbook a township with a sheet for each village, or a workbook a village."""
    homes: dict[str, list[Person]] = {}
    for person in people:
        home = person.household
        if home.village is None or rng.random() < 0.006:
            continue
        homes.setdefault(f"{home.village.township}/{home.village.name}", []).append(person)
        if home.before not in (None, home.village) and rng.random() < 0.35:
            homes.setdefault(f"{home.before.township}/{home.before.name}", []).append(person)
    made: list[Entry] = []
    for township, villages in place.villages.items():
        together = rng.random() < 0.6
        book = books.Book(root, f"摸底/{township}适龄儿童少年摸底表.xlsx", rng) if together else None
        for village in villages:
            census = Census(village, rates, today, rng)
            entries = census.entries(homes.get(f"{township}/{village.name}", []))
            entries += _twice(census, entries, rates, rng)
            entries.sort(key=lambda entry: (entry.person.household.group, entry.person.household.number))
            accidents.strike(entries, rates, rng)
            columns = [c for c in rng.choice(books.CENSUS).split() if c != "birth" or census.clerk.birth_column]
            own = book or books.Book(root, f"摸底/{township}/{village.name}摸底表.xlsx", rng)
            title = f"{township}{village.name}{today.year}年3—18周岁适龄儿童少年摸底花名册"
            own.sheet(village.name, title, columns, entries, census.clerk.dates)
            if not together:
                own.close()
            made += entries
        if book:
            book.close()
    return made


def _twice(census: Census, entries: Iterable[Entry], rates: Rates, rng: Random) -> list[Entry]:
    """The rows of children the clerk comes upon again, written anew."""
    again = census.entries([entry.person for entry in entries if rng.random() < rates.listed_twice])
    for entry in again:
        entry.note("row", "twice")
    return again


def _roll(people: list[Person], place: Place, rates: Rates, root: Path, rng: Random) -> list[Entry]:
    made: list[Entry] = []
    for school, entries in rolls(people, place, rates, rng).items():
        accidents.strike(entries, rates, rng, scale=0.4)
        kind = {"kindergarten": "幼儿花名册", "vocational": "在校生名单"}.get(school.kind, "学生花名册")
        book = books.Book(root, f"学籍/{school.name}{kind}.xlsx", rng)
        form = books.ROLL.get("senior" if school.kind == "vocational" else school.kind, books.ROLL["primary"])
        dates = rng.choice(("eight", "text", "cell"))
        book.sheet("Sheet1", f"{school.name}{kind}" if rng.random() < 0.6 else "", form.split(), entries, dates)
        book.close()
        made += entries
    return made


def _write_truth(folder: Path, people: list[Person], census: list[Entry], roll: list[Entry], ages: SchoolAges) -> None:
    folder.mkdir(parents=True)
    tables = {"census_rows": _rows(census), "roll_rows": _rows(roll)}
    tables["links"] = links_frame(*tables.values())
    listed, rolled = set(tables["census_rows"]["person_id"]), set(tables["roll_rows"]["person_id"])
    tables["children"] = pd.DataFrame(
        {
            "person_id": person.code,
            "birth_date": person.birth.isoformat(),
            "id_number": person.id_number,
            "state": person.state,
            "grade_due": person.due,
            "in_compulsory_age": 1 <= person.due <= ages.compulsory_years,
            "outsider": person.household.village is None,
            "truly_out_of_school": person.state in lives.OUT
            and 1 <= person.due <= 9
            and person.household.village is not None,
            "on_any_roll": person.code in rolled,
            "on_attending_roll": person.code in rolled and person.state in ATTENDING,
            "in_census": person.code in listed,
        }
        for person in people
    )
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)


def _rows(entries: list[Entry]) -> pd.DataFrame:
    return pd.DataFrame(
        [(entry.file, entry.sheet, entry.line, entry.person.code, "|".join(entry.happened)) for entry in entries],
        columns=["file", "sheet", "row", "person_id", "errors"],
    ).sort_values(["file", "sheet", "row"], ignore_index=True)


def county(children: int, seed: int, level: str, keep: Path | None = None) -> County:
    """The second county after intake and cleaning, as :func:`bench.counties.county` gives the first."""
    return generated(
        f"second-{level}-{children}-{seed}",
        keep,
        lambda folder: make(folder, children=children, seed=seed, level=level),
        lambda folder: read_county(folder, level, seed),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--children", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--level", choices=LEVELS, default="ordinary")
    asked = parser.parse_args()
    make(asked.folder, children=asked.children, seed=asked.seed, level=asked.level)


if __name__ == "__main__":
    main()
