"""Which grade a pupil is counted in: census and school together outvote a cell of the roll, neither does alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import linkage, people

from kcbx.findings import Findings
from kcbx.reconcile.conflicts import conflicts
from kcbx.reconcile.found import report
from kcbx.reconcile.grades import settled_grades

SCHOOL = {"school": "云岭中学", "school_key": "云岭中学"}


def settled(
    at_home: list[int | None], on_roll: int | None, in_class: list[dict[str, Any]], linked: bool = True
) -> list[int]:
    census = people("census", *({"name": "甲", "grade": grade} for grade in at_home))
    roll = people("roll", {"name": "甲", "grade": on_roll, **SCHOOL})
    same = linkage(census, roll, [(0, 0)] if linked else [], same_census=[list(range(len(at_home)))])
    called = people("attendance", *({"name": "甲", **SCHOOL, **row} for row in in_class))
    called["child_id"] = same.roll_groups["child_id"].iloc[0]
    return settled_grades(census, roll, called, same).dropna().tolist()


@pytest.mark.parametrize(
    ("at_home", "on_roll", "in_class", "expected"),
    [
        ([9], 8, [{"grade": 9}], [9]),
        ([9, 9], 8, [{"grade": 9}, {"grade": 9}], [9]),
        ([6], 7, [{"grade": 6}], [6]),
        ([9], 9, [{"grade": 9}], []),  # nothing to settle
        ([9], 8, [{"grade": 8}], []),  # the school says it twice
        ([8], 8, [{"grade": 9}], []),  # the class list alone has the slip
        ([9], 8, [], []),  # the census alone
        ([None], 8, [{"grade": 9}], []),  # the class list alone
        ([9, 8], 8, [{"grade": 9}], []),  # two villages disagree
        ([9], 8, [{"grade": 9}, {"grade": 8}], []),  # called in two classes
        ([9], 8, [{"grade": 9, "school_key": "石门中学"}], []),  # another school's list
        ([10], 9, [{"grade": 10}], []),  # beyond the nine
        ([9], None, [{"grade": 9}], []),  # the roll says nothing wrong
    ],
)
def test_two_lists_outvote_the_roll(
    at_home: list[int | None], on_roll: int | None, in_class: list[dict[str, Any]], expected: list[int]
) -> None:
    assert settled(at_home, on_roll, in_class) == expected


def test_only_of_the_same_child() -> None:
    assert settled([9], 8, [{"grade": 9}], linked=False) == []


def among(
    at_home: int,
    on_roll: int,
    classmates: dict[int, int],
    in_class: int | None = None,
    sheet: str = "",
    due: int | None = None,
) -> int:
    """The grade of a pupil beside classmates (how many of each grade), on their sheet or on one of its own."""
    census = people("census", {"name": "甲", "grade": at_home})
    others = [{"name": "乙", "grade": grade, **SCHOOL} for grade, number in classmates.items() for _ in range(number)]
    own = {} if due is None else {"due": due}
    roll = people("roll", {"name": "甲", "grade": on_roll, **SCHOOL, **own}, *others)
    roll.loc[0, "source_sheet"] = sheet or roll.loc[0, "source_sheet"]
    same = linkage(census, roll, [(0, 0)])
    called = people("attendance", *([] if in_class is None else [{"name": "甲", "grade": in_class, **SCHOOL}]))
    called["child_id"] = same.roll_groups["child_id"].iloc[0]
    settled = settled_grades(census, roll, called, same)
    taught = [grade for grade, number in classmates.items() if number > 3]
    assert settled[1:][roll["grade"][1:].isin(taught)].isna().all()
    return int(settled.fillna(on_roll).iloc[0])


@pytest.mark.parametrize(
    ("at_home", "on_roll", "classmates", "expected"),
    [
        (5, 4, {5: 30}, 5),  # the sheet 五年级
        (5, 4, {5: 8}, 4),  # too few say so
        (5, 4, {5: 26, 4: 8}, 4),  # a sheet of two grades
        (5, 4, {4: 30}, 4),  # the sheet is with the cell
        (6, 4, {5: 30}, 4),  # the census says a third
    ],
)
def test_the_sheet_on_which_nearly_all_are_of_one_grade_is_a_witness(
    at_home: int, on_roll: int, classmates: dict[int, int], expected: int
) -> None:
    assert among(at_home, on_roll, classmates) == expected


@pytest.mark.parametrize(
    ("at_home", "due", "expected"),
    [
        (5, 6, 6),  # each list says another grade, and the age is with the class list
        (5, 7, 7),  # the age is with the roll
        (7, 6, 7),  # census and roll agree
        (5, None, 7),  # the age is not known
    ],
)
def test_three_grades_in_three_lists_are_decided_by_the_age(at_home: int, due: int | None, expected: int) -> None:
    assert among(at_home, 7, {6: 30, 7: 30}, in_class=6, due=due) == expected


def test_a_class_list_decides_before_the_sheet() -> None:
    assert among(5, 4, {5: 30}, in_class=4) == 4


@pytest.mark.parametrize(
    ("on_roll", "school", "expected"),
    [
        (6, {7: 30, 8: 30, 9: 30}, 7),  # a middle school has no grade 6
        (6, {7: 30, 8: 30, 6: 1}, 7),  # one more slip
        (6, {7: 100, 8: 100, 6: 3}, 7),  # four slips among a hundred
        (6, {7: 99, 8: 99, 6: 3}, 6),  # too many for fewer
        (6, {7: 30, 8: 30, 6: 9}, 6),  # a school of nine grades
        (6, {7: 9, 8: 9}, 6),  # a small school may have a single pupil of a grade
        (6, {8: 30, 9: 30}, 6),  # it does not teach grade 7 either
    ],
)
def test_a_grade_the_school_does_not_teach_is_a_slip(on_roll: int, school: dict[int, int], expected: int) -> None:
    assert among(7, on_roll, school, sheet="转入") == expected


def test_nobody_is_counted_in_a_grade_the_school_does_not_teach() -> None:
    junior = {7: 40, 8: 40, 9: 40}
    assert among(8, 7, junior, in_class=8) == 8
    assert among(6, 7, junior, in_class=6) == 7
    assert among(6, 6, junior, due=7) == 7
    assert among(6, 6, junior, due=7, in_class=8) == 8
    assert among(9, 6, junior, due=9, in_class=8) == 8
    assert among(7, 7, junior, due=8) == 7
    assert among(6, 6, {5: 20, 6: 20, 7: 20}, due=7) == 6
    assert among(0, 0, {1: 40, 2: 40}, due=1) == 0


def test_where_the_age_does_not_help_it_is_the_taught_grade_next_to_it() -> None:
    """Who repeated a year is due in grade 7 and sits in the last grade of a primary school."""
    primary = {1: 20, 5: 20, 6: 20}
    assert among(7, 7, primary, due=7) == 6
    assert among(6, 6, {7: 40, 8: 40}, due=6) == 7
    assert among(8, 8, primary, due=8) == 8
    assert among(6, 6, {5: 40, 7: 40}, due=8) == 6
    assert among(10, 10, {7: 40, 9: 40}) == 10


def test_the_conflict_and_the_finding_point_at_the_roll() -> None:
    census, roll = people("census", {"name": "甲", "grade": 9}), people("roll", {"name": "甲", "grade": 8})
    both = [rows.assign(standing="", duplicate_of=None, roll_id=None, child_id="one") for rows in (census, roll)]
    pairs = pd.DataFrame({"census_id": ["C0"], "roll_id": ["R0"]})
    for grade, likelier, code, form in (
        (9, "census", "roll_grade_outvoted", "roll"),
        (None, None, "conflict_grade", "census"),
    ):
        census, roll = (
            both[0],
            both[1].assign(
                grade_settled=pd.Series([grade], dtype="Int64"), second_version=False, missing_on=None, uncalled=False
            ),
        )
        found = conflicts(census, roll, pairs, {})
        assert found["likelier"].tolist() == [likelier] or (likelier is None and found["likelier"].isna().all())
        findings = Findings()
        report(census, roll, {}, found, "2026-09-20", findings)
        said = findings.frame()
        assert said["code"].tolist() == [code]
        assert said["source_file"].tolist() == [f"{form}.xlsx"]
