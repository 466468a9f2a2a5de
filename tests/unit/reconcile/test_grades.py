"""Which grade a pupil is counted in: the class list and the census together outvote the roll, neither does alone."""

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


def test_the_conflict_and_the_finding_point_at_the_roll() -> None:
    census, roll = people("census", {"name": "甲", "grade": 9}), people("roll", {"name": "甲", "grade": 8})
    both = [rows.assign(standing="", duplicate_of=None, child_id="one") for rows in (census, roll)]
    pairs = pd.DataFrame({"census_id": ["C0"], "roll_id": ["R0"]})
    for grade, likelier, code, form in (
        (9, "census", "roll_grade_outvoted", "roll"),
        (None, None, "conflict_grade", "census"),
    ):
        census, roll = both[0], both[1].assign(grade_settled=pd.Series([grade], dtype="Int64"))
        found = conflicts(census, roll, pairs)
        assert found["likelier"].tolist() == [likelier] or (likelier is None and found["likelier"].isna().all())
        findings = Findings()
        report(census, roll, {}, found, "2026-09-20", findings)
        said = findings.frame()
        assert said["code"].tolist() == [code]
        assert said["source_file"].tolist() == [f"{form}.xlsx"]
