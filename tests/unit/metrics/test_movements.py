"""The balance by school: it closes for every school, and schools together are the county and what moved inside it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.random_register import random_county
from oracle.small_register import small_register

from kcbx.cohorts import SchoolAges
from kcbx.fields import columns
from kcbx.metrics.changes import changes
from kcbx.metrics.movements import closes, movements
from kcbx.metrics.rosters import Lists
from kcbx.register import Register

NUMBERS = [name for name, column in columns("movements").items() if column.type == "int"]


def year(pupils: list[dict[str, Any]], entered: int) -> Register:
    return small_register([], pupils, ages=SchoolAges(entered))


def by_school(before: list[dict[str, Any]], now: list[dict[str, Any]], then: int = 2026) -> pd.DataFrame:
    table = movements(changes(year(before, then), year(now, 2026)))
    return table.set_index(["kind", "school", "level"])[NUMBERS]


def some(table: pd.DataFrame, kind: str, school: str | None = None, level: str | None = None) -> dict[str, int]:
    row = table.reset_index()
    row = row[row["kind"].eq(kind)]
    if school is not None:
        row = row[row["school"].eq(school) & row["level"].eq(level)]
    return {name: int(row.iloc[0][name]) for name in NUMBERS if row.iloc[0][name]}


def pupil(who: str, school: str, grade: int, **more: Any) -> dict[str, Any]:
    stage = "primary" if grade <= 6 else "junior"
    return {"who": who, "school": school, "grade": grade, "stage": stage, "due": grade, **more}


def test_a_move_inside_the_county_is_one_of_the_schools_and_none_of_the_county() -> None:
    before = [pupil("1", "甲小学", 3), pupil("2", "甲小学", 3), pupil("3", "乙小学", 4)]
    now = [pupil("1", "乙小学", 3), pupil("2", "甲小学", 3), pupil("3", "乙小学", 4)]
    table = by_school(before, now)
    assert some(table, "school", "甲小学", "primary") == {"start": 2, "moved_out": 1, "end": 1}
    assert some(table, "school", "乙小学", "primary") == {"start": 1, "moved_in": 1, "end": 2}
    assert some(table, "internal") == {"moved_in": 1, "moved_out": 1}
    assert some(table, "county") == {"start": 3, "end": 3}


def test_going_on_to_junior_level_finishes_one_level_and_enters_the_other() -> None:
    before = [pupil("1", "甲小学", 6), pupil("2", "九年制学校", 6)]
    now = [pupil("1", "乙中学", 7), pupil("2", "九年制学校", 7)]
    table = by_school(before, now, then=2025)
    assert some(table, "school", "甲小学", "primary") == {"start": 1, "graduated": 1}
    assert some(table, "school", "乙中学", "junior") == {"entered": 1, "end": 1}
    assert some(table, "school", "九年制学校", "primary") == {"start": 1, "graduated": 1}
    assert some(table, "school", "九年制学校", "junior") == {"entered": 1, "end": 1}
    assert some(table, "county") == {"start": 2, "end": 2}


def test_who_leaves_leaves_the_school_and_the_county() -> None:
    before = [pupil("1", "甲小学", 3), pupil("2", "甲小学", 3), pupil("3", "甲小学", 5)]
    now = [pupil("2", "甲小学", 3, status="leave"), pupil("3", "甲小学", 5, status="dropout")]
    table = by_school(before, now)
    assert some(table, "school", "甲小学", "primary") == {"start": 3, "on_leave": 1, "dropped_out": 1, "left": 1}
    assert some(table, "county") == {"start": 3, "on_leave": 1, "dropped_out": 1, "left": 1}


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32).map(random_county))
def test_the_balance_closes_for_every_school_and_in_sum(county: tuple[Register, Register | None]) -> None:
    register, previous = county
    previous = previous or year([], 2025)
    table = movements(changes(previous, register))
    assert list(table.columns) == list(columns("movements"))
    assert closes(table).all()
    schools = table[table["kind"].eq("school")]
    sums = table.set_index("kind")[NUMBERS]
    assert (schools[NUMBERS].sum() == sums.loc["schools"]).all()
    assert (sums.loc["schools"] == sums.loc["internal"] + sums.loc["county"]).all()
    assert (sums.loc["internal", ["start", "end"]] == 0).all()
    lists = Lists(register, previous)
    assert lists.before is not None
    for of_term, side in ((lists.before, "start"), (lists, "end")):  # last term as this term knows its grades
        rows = of_term.pupils.rows
        pupils = rows[rows["present"] & rows["level"].between(1, 2)]
        assert sums.loc["county", side] == len(pupils)
        by_name = pupils.groupby("school").size()
        mine = schools.groupby("school")[side].sum()
        assert (mine.reindex(by_name.index) == by_name).all()


def test_terms_in_which_nobody_moved_have_a_balance() -> None:
    pupil = {"standing": "in_school", "due": 3, "stage": "primary", "grade": 3, "who": 1, "school": "甲小学"}
    for children in ([pupil], [{"standing": "out_suspected", "due": 3, "who": 1}]):
        same = small_register(children)
        table = movements(changes(same, same))
        assert closes(table).all()
        assert table.loc[table["kind"].eq("county"), "start"].tolist() == [len(children) * ("stage" in children[0])]
