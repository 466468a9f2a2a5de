"""The [indicators] table: its units, its order, and the children behind its numbers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from oracle.small_register import small_register

from kcbx.config import Config, County
from kcbx.fields import columns
from kcbx.metrics.behind import children
from kcbx.metrics.compute import measure, with_last
from kcbx.metrics.counting import Counting

REGISTER = small_register(
    [
        {"n": 2, "standing": "in_school", "due": 3, "stage": "primary", "township": "甲乡", "village": "新华村"},
        {"n": 1, "standing": "out_suspected", "due": 4, "township": "甲乡", "village": "新华村", "sex": "女"},
        {"n": 1, "standing": "in_school", "due": 3, "stage": "primary", "township": "乙乡", "village": "新华村"},
        {"n": 1, "standing": "gone", "due": 3, "township": "丙乡", "village": "石桥村", "orphan": True},
    ]
)


def table_of(indicator: str = "primary_net_enrolment", variant: str = "default") -> pd.DataFrame:
    table = measure(Counting.of(REGISTER), Config())
    return table[(table["indicator"] == indicator) & (table["variant"] == variant)]


def test_the_table_is_whole() -> None:
    assert list(measure(Counting.of(REGISTER), Config()).columns) == list(columns("indicators"))


def test_villages_of_one_name_stay_apart_by_their_township() -> None:
    villages = table_of().query("level == 'village'")
    found = {
        (row.unit_parent, row.unit_name): (row.numerator, row.denominator)
        for row in villages.itertuples()
        if row.denominator
    }
    assert found == {("甲乡", "新华村"): (2, 3), ("乙乡", "新华村"): (1, 1)}


def test_a_unit_without_children_of_that_age_says_so() -> None:
    row = table_of().query("unit_name == '丙乡'").iloc[0]
    assert pd.isna(row["value"])
    assert row["denominator"] == 0
    assert row["not_computable_reason"] == "分母为 0：名单上没有6—11周岁儿童"


def test_cohorts_and_groups_without_anybody_are_left_out() -> None:
    rows = table_of()
    assert rows.query("level == 'cohort'")["unit_name"].tolist() == ["2023", "2024"]
    assert rows.query("level == 'group'").empty


def test_the_county_is_named_by_the_configuration_first() -> None:
    named = measure(Counting.of(REGISTER), Config(county=County(name="石门县")))
    assert set(named.query("level == 'county'")["unit_name"]) == {"石门县"}
    assert set(table_of().query("level == 'county'")["unit_name"]) == {"青崖县"}


def test_an_empty_register_gives_reasons_and_no_figures() -> None:
    nothing = small_register([])
    table = measure(Counting.of(nothing), Config())
    assert table["value"].isna().all()
    assert table["not_computable_reason"].str.startswith("缺").all()
    emptied = replace(REGISTER, others={"attendance": pd.DataFrame(), "disability": pd.DataFrame()})
    assert len(measure(Counting.of(emptied), Config())) == len(measure(Counting.of(REGISTER), Config()))


def test_children_behind_a_number() -> None:
    parts = {
        part: children(REGISTER, "primary_net_enrolment", "default", part)["standing"].tolist()
        for part in ("numerator", "denominator", "shortfall", "excluded")
    }
    assert parts == {
        "numerator": ["in_school"] * 3,
        "denominator": ["in_school", "in_school", "out_suspected", "in_school"],
        "shortfall": ["out_suspected"],
        "excluded": ["gone"],
    }


def test_of_a_rate_that_should_be_low_the_children_counted_are_those_in_its_way() -> None:
    short, counted = (
        children(REGISTER, "out_of_school_rate", "default", part)["standing"].tolist()
        for part in ("shortfall", "numerator")
    )
    assert short == counted == ["out_suspected"]


@pytest.mark.parametrize("asked", [("nothing", "default", "numerator"), ("dropout_rate", "default", "middle")])
def test_what_does_not_exist_is_refused(asked: tuple[str, str, str]) -> None:
    with pytest.raises(KeyError):
        children(REGISTER, *asked)


def test_children_of_two_different_lists_have_no_shortfall() -> None:
    counts = [{"school": "甲小学", "intake_year": 2018, "intake_count": 3}]
    register = small_register([], [{"due": 9, "stage": "junior", "grade": 9}], {"intake_counts": counts})
    assert children(register, "nine_year_retention", "default", "shortfall").empty
    assert children(register, "nine_year_retention", "default", "denominator")["people"].tolist() == [3]


def test_last_term_stands_beside_the_same_unit() -> None:
    now = measure(Counting.of(REGISTER), Config(county=County(name="新名县")))
    before = measure(
        Counting.of(small_register([{"standing": "in_school", "due": 3, "stage": "primary", "township": "甲乡"}])),
        Config(),
    )
    both = with_last(now, before).query("indicator == 'primary_net_enrolment' and variant == 'default'")
    both = both.set_index(["level", "unit_name"])["last"]
    assert both[("county", "新名县")] == 100
    assert both[("township", "甲乡")] == 100
    assert pd.isna(both[("township", "乙乡")])
