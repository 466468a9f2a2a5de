"""Rows too many and rows too empty: a child on one list twice, and a row that says next to nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from kcbx.sample.life import Enrolment
from kcbx.sample.places import County
from kcbx.sample.rows import Row

#: Kinds that concern whole rows, or every row of a sheet; those of single fields are in kcbx.sample.errors.
ROW_KINDS = ("village_habit", "row_twice", "row_two_villages", "row_two_schools", "row_says_nothing")

_KEPT = {"name", "sex", "township", "village"}


def repeat_rows(rows: Sequence[Row], rates: Mapping[str, float], county: County, rng: Random) -> list[Row]:
    """The list with its repeated rows, before errors are made in each copy on its own.

    A child listed in a second village or school stands there as that place would write it.
    """
    made: list[Row] = []
    villages = county.villages
    for row in rows:
        made.append(row)
        if rng.random() < rates.get("row_twice", 0):
            made.append(_again(row, "row_twice"))
        elif row.village is not None and rng.random() < rates.get("row_two_villages", 0):
            second = _again(row, "row_two_villages")
            second.village = rng.choice([each for each in villages if each is not row.village])
            second.values |= {
                "township": second.village.township,
                "village": second.village.name,
                "village_group": f"{rng.randrange(1, second.village.groups + 1)}组",
            }
            second.values["address"] = f"{second.village.township}{second.village.name}"
            made.append(second)
        elif row.enrolment is not None and rng.random() < rates.get("row_two_schools", 0):
            made += _second_school(row, county, rng)
    for row in made:
        if rng.random() < rates.get("row_says_nothing", 0):
            row.values = {field: value if field in _KEPT else "" for field, value in row.values.items()}
            row.errors.append("row_says_nothing")
            row.spoiled |= row.values.keys()
    return sorted(made, key=_village_code) if rows and rows[0].village is not None else made


def _village_code(row: Row) -> str:
    return row.village.code if row.village else ""


def _again(row: Row, kind: str) -> Row:
    second = row.copy()
    second.errors.append(kind)
    return second


def _second_school(row: Row, county: County, rng: Random) -> list[Row]:
    """The pupil still on the list of the school left behind, a class of the same grade or the one before."""
    entry = row.enrolment
    if entry is None or entry.roster not in ("school", "kindergarten"):
        return []
    others = [
        school
        for township in county.townships
        for school in township.teaching(entry.grade)
        if school is not entry.school
    ]
    if not others:
        return []
    school = rng.choice(others)
    second = _again(row, "row_two_schools")
    second.enrolment = Enrolment(entry.life, school, entry.grade, entry.status, entry.roster)
    entry.life.enrolments.append(second.enrolment)
    second.values |= {"school": school.name, "school_code": school.code, "class_name": "1班"}
    return [second]
