"""Term to term: one change each, and pupils of last term + joined − left = pupils of this term."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oracle.random_register import random_county
from oracle.small_register import small_register

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema
from kcbx.fields import columns
from kcbx.metrics.changes import balance, changes
from kcbx.metrics.rosters import Lists
from kcbx.register import Register

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "changes.toml").read_text(encoding="utf-8"))["case"]


def of(rows: dict[str, Any], year: int = 2026) -> Register:
    return small_register(rows.get("children", ()), rows.get("pupils", ()), ages=SchoolAges(year))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_each_child_has_the_written_change(case: dict[str, Any]) -> None:
    before = of(case["previous"], case.get("school_year_before", 2025))
    assert sorted(changes(before, of(case))["change"]) == case["expect"]


def test_every_change_has_a_case() -> None:
    assert {change for case in CASES for change in case["expect"]} == set(schema("changes"))


def test_what_differs_and_which_school_is_told() -> None:
    child = {"standing": "in_school", "stage": "primary", "who": "1", "name": "王朵", "birth_date": "2017-03-05"}
    before = of({"children": [child | {"due": 3, "grade": 3, "school": "甲小学", "sex": "女"}]}, 2025)
    now = of({"children": [child | {"due": 4, "grade": 4, "school": "乙小学", "sex": "男", "name": "王多"}]})
    row = changes(before, now).iloc[0]
    assert (row["change"], row["school_before"], row["school"]) == ("promoted", "甲小学", "乙小学")
    assert row["school_changed"]
    assert row["differs"] == "姓名、性别"


def test_the_row_looked_at_is_one_row() -> None:
    child = {"standing": "in_school", "due": 4, "stage": "primary", "grade": 4, "who": "1"}
    now = of({"children": [child | {"source_file": "摸底.xlsx", "source_sheet": "甲村", "source_row": 5}]})
    now.roll.loc[0, ["source_file", "source_sheet", "source_row"]] = ["学籍.csv", None, 9]
    row = changes(of({}, 2025), now).iloc[0]
    assert row["source_file"] == "学籍.csv"
    assert row["source_row"] == 9
    assert not isinstance(row["source_sheet"], str)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32).map(random_county))
def test_the_balance_closes(county: tuple[Register, Register | None]) -> None:
    register, previous = county
    if previous is None:
        previous = of({}, 2025)
    table = changes(previous, register)
    assert list(table.columns) == list(columns("changes"))
    sides = balance(table).groupby("side")["children"].sum()
    lists = Lists(register, previous)
    assert sides["stay"] + sides["out"] == pupils_of(lists.before), "last term as this term knows it"
    assert sides["stay"] + sides["in"] == pupils_of(lists)
    assert not table["child_id"].dropna().duplicated().any()
    assert not table["child_id_before"].dropna().duplicated().any()


def pupils_of(lists: Lists | None) -> int:
    assert lists is not None
    rows = lists.pupils.rows
    return int((rows["present"] & rows["level"].between(1, 2)).sum())


PUPIL = {"stage": "primary", "grade": 3}
RISEN = {"stage": "primary", "grade": 4, "due": 4}


def between(before: Register, now: Register, known: dict[str, str]) -> list[tuple[str, str | None]]:
    """Change and school of today of everybody, ``known`` being who is who."""
    table = changes(replace(before, known_as=pd.Series(known, dtype="str")), now)
    return list(table[["change", "grade"]].itertuples(index=False, name=None))


def test_a_child_in_review_and_the_pupil_it_most_probably_is_are_one() -> None:
    linked = of({"children": [PUPIL | {"standing": "in_school", "due": 3}]}, 2025)
    doubted = of({"children": [PUPIL | {"standing": "in_school_review", "due": 3}]}, 2025)
    risen = of({"children": [RISEN | {"standing": "in_school"}]})
    in_doubt = of({"children": [RISEN | {"standing": "in_school_review"}]})
    assert between(linked, in_doubt, {"k000000": "k000000"}) == [("promoted", 4)]
    assert between(doubted, risen, {"k000000": "k000000"}) == [("promoted", 4)]
    assert between(doubted, risen, {"q000000": "k000000"}) == [("promoted", 4)]
    assert between(doubted, in_doubt, {"k000000": "q000000"}) == [("promoted", 4)]


def test_whom_the_other_term_knows_as_two_stay_two() -> None:
    two = of({"children": [PUPIL | {"standing": "in_school", "due": 3}] * 2}, 2025)
    in_doubt = of({"children": [RISEN | {"standing": "in_school_review"}]})
    known = {"k000000": "k000000", "k000001": "q000000"}
    assert sorted(between(two, in_doubt, known), key=str) == [("left", pd.NA), ("promoted", 4)]
    doubted = of({"children": [PUPIL | {"standing": "in_school_review", "due": 3}]}, 2025)
    risen = of({"children": [RISEN | {"standing": "in_school"}] * 2})
    assert between(doubted, risen, {"k000000": "k000000", "q000000": "k000001"}) == [("moved_in", 4), ("promoted", 4)]


def test_of_two_of_last_term_who_are_one_now_the_pupil_is_it() -> None:
    child, pupil = {"standing": "out_declared", "due": 3}, PUPIL | {"due": 3}
    two = of({"children": [child], "pupils": [pupil]}, 2025)
    risen = of({"children": [RISEN | {"standing": "in_school"}]})
    found = between(two, risen, {"k000000": "k000000", "p000000": "k000000"})
    assert sorted(found, key=str) == [("promoted", 4), ("settled", pd.NA)]
