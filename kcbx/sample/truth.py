"""The truth beside the sheets: children, rows with their errors, true pairs, and the figures that follow."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.sample.life import LEARNING, Life
from kcbx.sample.rows import Row
from kcbx.sample.told import Told

_GONE = frozenset({"dead", "moved_away", "abroad"})
_NOT_TOLD = ("disabled_enrolment", "low_income_out_of_school")


def write_truth(
    folder: Path, lives: Sequence[Life], census: Sequence[Row], roll: Sequence[Row], ages: SchoolAges, as_of: date
) -> Mapping[str, int]:
    """Write children, census_rows, roll_rows, links (.parquet) and indicators.json; give their counts."""
    folder.mkdir(parents=True, exist_ok=True)
    children = children_frame(lives, ages)
    census_frame, roll_frame = rows_frame(census), rows_frame(roll)
    links = links_frame(census_frame, roll_frame)
    tables = {"children": children, "census_rows": census_frame, "roll_rows": roll_frame, "links": links}
    for name, frame in tables.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    write_indicators(folder, lives, Told(roll, {}, as_of))
    return {name: len(frame) for name, frame in tables.items()} | {
        "out_of_school": int(children["truly_out_of_school"].sum())
    }


def write_indicators(folder: Path, lives: Sequence[Life], told: Told) -> None:
    """Write indicators.json: the figures of the lives, and of all that the lists tell of them."""
    figures = json.dumps(indicators(lives, told), ensure_ascii=False, indent=2, sort_keys=True)
    (folder / "indicators.json").write_text(figures + "\n", encoding="utf-8")


def children_frame(lives: Iterable[Life], ages: SchoolAges) -> pd.DataFrame:
    """One row a person: the true identity, the true state, and on which lists the person stands.

    ``findable``: truly out of school, in the census, and either on no attending roll or said by the village
    not to be in school; the others no comparison of two lists can find.
    """
    return pd.DataFrame([_child(life, ages) for life in lives])


def _child(life: Life, ages: SchoolAges) -> dict[str, Any]:
    child, household = life.child, life.child.household
    attending = life.on_attending_roll
    said_in_school = life.says in ("attending", "kindergarten", "blank", "home")
    return {
        "person_id": child.person_id,
        "household": household.number,
        "name": child.name,
        "sex": child.sex,
        "birth_date": child.birth.isoformat(),
        "id_number": child.id_number,
        "township": household.village.township if household.village else "",
        "village": household.village.name if household.village else "",
        "cohort": ages.entry_year(child.birth),
        "age_at_cutoff": ages.age_at_cutoff(child.birth),
        "grade_due": child.grade_due,
        "in_compulsory_age": life.compulsory,
        "state": life.state,
        "village_says": life.says,
        "truly_out_of_school": life.truly_out,
        "findable": life.truly_out and bool(life.listed_in) and not (attending and said_in_school),
        "on_any_roll": bool(life.enrolments),
        "on_attending_roll": attending,
        "in_census": bool(life.listed_in),
        "outsider": life.outsider,
        "school": life.school.name if life.school and life.enrolments else "",
        "grade": life.grade,
        "elsewhere": life.place if life.state == "elsewhere" else "",
        "proved": life.proved,
        "disabled": bool(child.disability),
        "low_income": household.low_income,
        "left_behind": household.left_behind,
        "orphan": child.orphan,
        "twin": child.twin,
        "name_language": household.lineage.language,
    }


def rows_frame(rows: Sequence[Row]) -> pd.DataFrame:
    """One row a written row: where it stands (file relative to the inputs, 1-based row), who, what is wrong."""
    return pd.DataFrame(
        [(row.file, row.sheet, row.line, row.life.child.person_id, "|".join(row.errors)) for row in rows],
        columns=["file", "sheet", "row", "person_id", "errors"],
    ).sort_values(["file", "sheet", "row"], ignore_index=True)


def links_frame(census: pd.DataFrame, roll: pd.DataFrame) -> pd.DataFrame:
    """All true pairs of a census row and a roll row of one person, with the errors in each of the two."""
    places = ["file", "sheet", "row"]
    left = census.rename(columns={name: f"census_{name}" for name in (*places, "errors")})
    right = roll.rename(columns={name: f"roll_{name}" for name in (*places, "errors")})
    return left.merge(right, on="person_id").sort_values(
        ["census_file", "census_sheet", "census_row", "roll_file", "roll_sheet", "roll_row"], ignore_index=True
    )


def indicators(lives: Iterable[Life], told: Told) -> dict[str, dict[str, dict[str, float | int]]]:
    """True figures of the children on the county's household registers (``registered``), of those of them in the
    census (``census``), and of these as far as the lists tell (``told``, and by township ``told/云岭乡``).

    Whom the lists know as disabled or poor hangs on the columns of each sheet; those two are not in ``told``.
    Enrolled: taught at the level or above, here or elsewhere with proof, as the indicators count; a child on leave
    or still in kindergarten past the age is not. The population leaves out the dead, the moved away and those abroad.
    """
    registered = [life for life in lives if not life.outsider]
    counted = [life for life in registered if life.listed_in]
    return {
        "registered": _figures(registered, _Lived()),
        "census": _figures(counted, _Lived()),
        "told": _told(counted, told),
        **{
            f"told/{town}": _told([life for life in counted if life.listed_in[0].township == town], told)
            for town in sorted({life.listed_in[0].township for life in counted})
        },
    }


def _told(lives: Sequence[Life], told: Told) -> dict[str, dict[str, float | int]]:
    return {code: figure for code, figure in _figures(lives, told).items() if code not in _NOT_TOLD}


class _Lived:
    """The lives themselves, asked as :class:`kcbx.sample.told.Told` is."""

    def gone(self, life: Life) -> bool:
        return life.state in _GONE

    def elsewhere(self, life: Life) -> bool:
        return life.state == "elsewhere"

    def proved(self, life: Life) -> bool:
        return life.proved

    def taught(self, life: Life) -> bool:
        return life.state in LEARNING and (life.state != "elsewhere" or life.proved)


def _figures(lives: Sequence[Life], known: Told | _Lived) -> dict[str, dict[str, float | int]]:
    people = [life for life in lives if not known.gone(life)]

    def due(life: Life, first: int, last: int) -> bool:
        return first <= life.child.grade_due <= last

    def taught(life: Life, first: int = 1, last: int = 12) -> bool:
        kindergarten = life.state in ("kindergarten", "still_in_kindergarten")
        return known.taught(life) and first <= (0 if kindergarten else life.grade) <= last

    def rate(counted: Callable[[Life], bool], whole: Callable[[Life], bool]) -> dict[str, float | int]:
        below = sum(map(whole, people))
        above = sum(map(counted, people))
        return {"numerator": above, "denominator": below, "value": round(100 * above / below, 4) if below else 0}

    def in_kindergarten(life: Life) -> bool:
        return known.taught(life) and (life.grade <= 0 or life.state in ("kindergarten", "still_in_kindergarten"))

    return {
        "preschool_gross_enrolment": rate(in_kindergarten, lambda life: due(life, -2, 0)),
        "primary_net_enrolment": rate(lambda life: due(life, 1, 6) and taught(life), lambda life: due(life, 1, 6)),
        "compulsory_net_enrolment": rate(lambda life: due(life, 1, 9) and taught(life), lambda life: due(life, 1, 9)),
        "out_of_school_rate": rate(lambda life: due(life, 1, 9) and not taught(life), lambda life: due(life, 1, 9)),
        "primary_gross_enrolment": rate(lambda life: taught(life, 1, 6), lambda life: due(life, 1, 6)),
        "junior_gross_enrolment": rate(lambda life: taught(life, 7, 9), lambda life: due(life, 7, 9)),
        "senior_gross_enrolment": rate(lambda life: taught(life, 10, 12), lambda life: due(life, 10, 12)),
        "disabled_enrolment": rate(
            lambda life: due(life, 1, 9) and bool(life.child.disability) and taught(life),
            lambda life: due(life, 1, 9) and bool(life.child.disability),
        ),
        "low_income_out_of_school": rate(
            lambda life: life.truly_out and life.child.household.low_income,
            lambda life: due(life, 1, 9) and life.child.household.low_income,
        ),
        "elsewhere_proof_coverage": rate(
            lambda life: due(life, 1, 9) and known.elsewhere(life) and known.proved(life),
            lambda life: due(life, 1, 9) and known.elsewhere(life),
        ),
    }
