"""The grade of last term that this term shows, where the roll of then has a slip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from oracle.small_register import small_register

from kcbx.cohorts import SchoolAges
from kcbx.metrics.changes import changes
from kcbx.metrics.hindsight import other_days, with_hindsight
from kcbx.metrics.rosters import Lists


def shown(then: int | None, today: int | None, *, years: int = 1, sure: bool = True, **child: Any) -> int | None:
    """The settled grade of a pupil due in grade 4, of ``then`` on the roll, who sits in ``today`` after ``years``."""
    pupil = {"standing": "in_school", "due": 4, "stage": "primary", "grade": then, **child}
    before = small_register([pupil], ages=SchoolAges(2025))
    before.roll["cohort_uncertain"] = pd.Series([not sure], dtype="boolean")
    settled = with_hindsight(before, pd.Series({"k000000": today}, dtype="Int64"), years).roll["grade_settled"][0]
    return None if pd.isna(settled) else int(settled)


@pytest.mark.parametrize(
    ("then", "today", "child", "expected"),
    [
        (5, 5, {"census_grade": 4}, 4),  # the roll of then was a grade ahead
        (3, 5, {"census_grade": 4}, 4),  # or a grade behind
        (4, 5, {"census_grade": 4}, None),  # nothing differs
        (5, 5, {"census_grade": 5}, None),  # both say that the child repeats
        (4, 4, {"census_grade": 4}, None),
        (5, 5, {}, 4),  # the village said nothing
        (5, 5, {"sure": False}, None),
        (5, 5, {"census_grade": 4, "sure": False}, None),
        (6, 6, {"census_grade": 5}, None),  # of another age: it may repeat
        (5, None, {"census_grade": 4}, None),  # not on the roll today
        (None, 5, {"census_grade": 4}, None),  # nothing that could be a slip
        (5, 5, {"census_grade": 4, "years": 0}, None),  # within one school year
        (5, 6, {"census_grade": 4, "years": 2}, 4),
        (5, 5, {"census_grade": 4, "grade_settled": 6}, 6),  # the class list of then knew it
        (2, 1, {"due": 0}, None),  # no grade of school
    ],
)
def test_the_grade_of_then_that_leads_to_today(
    then: int | None, today: int | None, child: dict[str, Any], expected: int | None
) -> None:
    assert shown(then, today, **child) == expected


def test_a_slip_of_last_term_is_no_repeater() -> None:
    pupil = {"standing": "in_school", "stage": "primary", "grade": 5, "who": "1"}
    before = small_register([pupil | {"due": 4, "census_grade": 4, "cohort_uncertain": False}], ages=SchoolAges(2025))
    now = small_register([pupil | {"due": 5, "census_grade": 5}])
    (row,) = changes(before, now).itertuples()
    assert (row.change, row.grade_before, row.grade) == ("promoted", 4, 5)


@pytest.mark.parametrize(
    ("then", "number", "now", "mistyped"),
    [
        ("2010-09-15", "2009-09-15", "2009-09-15", True),
        ("2010-09-15", "2009-09-15", "2010-09-15", False),  # written so again
        ("2010-09-15", "2009-09-15", None, False),  # nothing is written today
        ("2009-09-15", "2009-09-15", "2009-09-15", False),
        ("2010-09-15", None, "2009-09-15", False),  # two days, and no number that says which
    ],
)
def test_a_day_of_then_that_the_own_number_belied_and_nobody_writes_any_more(
    then: str, number: str | None, now: str | None, mistyped: bool
) -> None:
    """Nobody returns to school who was past the age already: the day of then was the slip of a cell."""
    child = {"standing": "out_declared", "who": "1", "id_birth": number, "id_state": "ok" if number else "empty"}
    before = small_register([{**child, "birth": then}], ages=SchoolAges(2025))
    before.census["id_state"] = child["id_state"]
    today = small_register([{**child, "standing": "above_age"} | ({"birth": now} if now else {})])
    same = pd.Series({"k000000": "k000000"})
    assert other_days(before, today, same).tolist() == (["k000000"] if mistyped else [])
    known = replace(before, known_as=same)
    assert Lists(today, known).household_before.rows["of_age"].tolist() == [not mistyped]
