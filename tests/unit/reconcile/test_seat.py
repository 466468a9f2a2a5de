"""Which roll row stands for a pupil on the rolls of two schools: that of the school where the child sits."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_table import linkage, people

from kcbx.linkage import Linkage
from kcbx.reconcile.primary import pupil_rows
from kcbx.reconcile.seat import at_school

LEFT = {"school": "柳溪镇中心小学", "school_key": "柳溪镇中心小学", "stage": "primary", "grade": 3}
NOW = {"school": "云岭乡中心小学", "school_key": "云岭乡中心小学", "stage": "primary", "grade": 3}
TOWNS = ({"township": "云岭乡"}, {"township": "柳溪镇"})


def settled(
    child: dict[str, Any], *pupils: dict[str, Any], **lists: dict[str, Any]
) -> tuple[Linkage, pd.DataFrame, Linkage]:
    """The linkage of a child with its roll rows, after and before; ``lists``: its row on other lists."""
    census = people("census", child, *TOWNS)
    roll = people("roll", *pupils)
    linked = linkage(census, roll, [(0, number) for number in range(len(pupils))])
    others = {form: people(form, row).assign(child_id="child-C0") for form, row in lists.items()}
    return at_school(linked, census, roll, others), roll, linked


def school(child: dict[str, Any], *pupils: dict[str, Any], **lists: dict[str, Any]) -> str:
    """The school of the row that stands for the pupil."""
    found, roll, _ = settled(child, *pupils, **lists)
    groups = found.roll_groups
    assert groups["primary"].sum() == 1
    assert groups["duplicate_reason"].isna().tolist() == groups["primary"].tolist()
    return str(pupil_rows(roll, found).loc["child-C0", "school"])


def test_where_nobody_says_the_row_that_stood_before_stands() -> None:
    assert school({}, LEFT, NOW) == LEFT["school"]
    assert school({}, NOW, LEFT) == NOW["school"]


@pytest.mark.parametrize("pupils", [(), (LEFT,), (LEFT, LEFT)], ids=["none", "one", "twice at one school"])
def test_who_is_on_the_roll_of_one_school_stays(pupils: tuple[dict[str, Any], ...]) -> None:
    found, _, before = settled({"school_key": NOW["school_key"]}, *pupils)
    assert found.roll_groups.equals(before.roll_groups)


@pytest.mark.parametrize("form", ["attendance", "disability", "leave"])
def test_a_list_of_today_says_where_the_child_sits(form: str) -> None:
    told = {form: {"school_key": NOW["school_key"]}}
    assert school({}, LEFT, NOW, **told) == school({}, NOW, LEFT, **told) == NOW["school"]


def test_the_village_says_it_and_so_does_the_township_of_the_home() -> None:
    assert school({"school_key": NOW["school_key"]}, LEFT, NOW) == NOW["school"]
    assert school({"township": "云岭乡"}, LEFT, NOW) == NOW["school"]
    assert school({"township": "云岭乡", "school_key": LEFT["school_key"]}, LEFT, NOW) == LEFT["school"]


@pytest.mark.parametrize("form", ["graduates", "intake_list", "low_income"])
def test_a_list_of_the_past_or_of_no_school_says_nothing(form: str) -> None:
    assert school({}, LEFT, NOW, **{form: {"school_key": NOW["school_key"]}}) == LEFT["school"]


def test_a_class_list_outweighs_the_village_but_not_where_it_says_absent() -> None:
    child, called = {"school_key": LEFT["school_key"]}, {"school_key": NOW["school_key"]}
    assert school(child, LEFT, NOW, attendance=called | {"status": "attending"}) == NOW["school"]
    assert school(child, LEFT, NOW, attendance=called | {"status": "absent"}) == LEFT["school"]


def test_what_a_row_says_of_the_body_comes_first() -> None:
    named = {"school_key": NOW["school_key"]}
    assert school(named, LEFT, NOW | {"status": "transferred_out"}, attendance=named) == LEFT["school"]
    assert school(named, LEFT, NOW | {"stage": "kindergarten", "grade": -1}, attendance=named) == LEFT["school"]


def test_a_higher_grade_is_the_later_and_no_class_is_none() -> None:
    assert school({}, LEFT, NOW | {"grade": 4}) == NOW["school"]
    assert school({}, LEFT | {"grade": None}, NOW | {"grade": 1}) == NOW["school"]
    small = {"stage": "kindergarten"}
    assert school({}, LEFT | small | {"grade": None}, NOW | small | {"grade": -2}) == NOW["school"]


def test_the_reason_says_who_decided() -> None:
    found, _, _ = settled({"school_key": NOW["school_key"]}, LEFT, NOW, attendance={"school_key": NOW["school_key"]})
    (reason,) = found.roll_groups["duplicate_reason"].dropna()
    assert reason.endswith("；按点名单、摸底表计在云岭乡中心小学")
    found, _, _ = settled({}, LEFT, NOW)
    assert "计在" not in "".join(found.roll_groups["duplicate_reason"].dropna())


@given(st.lists(st.sampled_from([LEFT, NOW, NOW | {"grade": 4}, LEFT | {"status": "leave"}]), min_size=1, max_size=4))
def test_every_pupil_has_one_row_whatever_the_order_of_the_lists(pupils: list[dict[str, Any]]) -> None:
    census, roll = people("census", {"township": "云岭乡"}, *TOWNS), people("roll", *pupils)
    linked = linkage(census, roll, [(0, number) for number in range(len(pupils))])
    found = at_school(linked, census, roll, {}).roll_groups
    assert found.groupby("child_id")["primary"].sum().eq(1).all()
    turned = at_school(linked, census[::-1], roll[::-1], {}).roll_groups
    assert turned.equals(found)
