"""Term to term: one change each, and pupils of last term + joined − left = pupils of this term."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

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
    assert sides["stay"] + sides["out"] == pupils_of(previous)
    assert sides["stay"] + sides["in"] == pupils_of(register)
    assert not table["child_id"].dropna().duplicated().any()
    assert not table["child_id_before"].dropna().duplicated().any()


def pupils_of(register: Register) -> int:
    rows = Lists(register).pupils.rows
    return int((rows["present"] & rows["level"].between(1, 2)).sum())
