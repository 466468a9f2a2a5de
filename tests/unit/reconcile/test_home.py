"""Which row stands for a child listed in two villages: everything that says where the child lives is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from people_table import linkage, people

from kcbx.reconcile.home import at_home

#: The fuller row, which stands for the child where nothing is known of its home, and the one in the home.
MOVED = {"township": "柳溪镇", "village": "河口村", "phone": "15400000001"}
HERE = {"township": "云岭乡", "village": "红旗村"}


def home(
    *said: dict[str, Any], moved: dict[str, Any] = MOVED, here: dict[str, Any] = HERE, **lists: dict[str, Any]
) -> str:
    """The village of the row that stands for a child; ``said``: its roll row, ``lists``: its row on other lists."""
    census, roll = people("census", moved, here), people("roll", *said)
    linked = linkage(census, roll, [(0, 0)] if said else [], same_census=[(0, 1)])
    others = {form: people(form, row).assign(child_id="child-C0") for form, row in lists.items()}
    groups = at_home(linked, census, roll, others).census_groups.set_index("record_id")
    assert groups["primary"].sum() == 1
    assert groups["duplicate_reason"].isna().tolist() == groups["primary"].tolist()
    return str(census.set_index("record_id").loc[groups.index[groups["primary"]][0], "village"])


def test_where_nothing_is_known_the_row_that_stood_before_stands() -> None:
    assert home() == "河口村"
    assert home({"school": "青崖县第一小学"}) == "河口村"


@pytest.mark.parametrize("rows", [(), (HERE,), (HERE, HERE)], ids=["nobody", "one", "twice in one village"])
def test_who_is_listed_in_one_village_stays_there(rows: tuple[dict[str, Any], ...]) -> None:
    census = people("census", *rows)
    linked = linkage(census, people("roll"), same_census=[(0, 1)] if len(rows) == 2 else ())
    assert at_home(linked, census, people("roll"), {}).census_groups.equals(linked.census_groups)


@pytest.mark.parametrize(
    "row",
    [
        {"township": "云岭乡", "village": "红旗村"},
        {"township": "云岭乡", "village": None},
        {"school": "云岭乡中心小学"},
        {"school": "柳溪镇中心小学", "township": "云岭乡", "village": "红旗村"},
    ],
    ids=["village", "township", "school", "address before school"],
)
def test_the_roll_says_where_the_child_lives(row: dict[str, Any]) -> None:
    assert home(row) == home(row, moved=HERE, here=MOVED) == "红旗村"


@pytest.mark.parametrize("form", ["low_income", "disability", "out_of_county", "intake_list", "deferral"])
def test_a_register_says_where_the_child_lives(form: str) -> None:
    assert home(**{form: HERE}) == "红旗村"


def test_the_village_that_most_lists_name_is_the_home() -> None:
    there = {"township": "柳溪镇", "village": "河口村"}
    assert home(there, low_income=HERE) == "河口村"
    assert home(there, low_income=HERE, out_of_county=HERE) == "红旗村"


def test_the_school_left_last_summer_decides_where_nothing_newer_does() -> None:
    left, seated = {"school": "云岭乡初级中学"}, {"school": "云岭乡中心小学"}
    assert home(graduates=left) == home(attendance=seated) == "红旗村"
    assert home(graduates=left, attendance={"school": "柳溪镇中心小学"}) == "河口村"
    assert home(graduates=left, low_income={"township": "柳溪镇"}) == "河口村"


def test_the_school_of_the_first_grade_says_nothing_of_the_home() -> None:
    assert home(intake_list={"school": "云岭乡中心小学"}) == "河口村"


def test_a_village_that_gives_the_address_of_the_other_says_where_the_child_lives() -> None:
    assert home(moved={**MOVED, "address": "红旗村3组"}) == "红旗村"
    assert home(moved={**MOVED, "address": "云岭乡红旗村3组"}) == "红旗村"


@pytest.mark.parametrize(
    ("address", "expected"), [("高新村3组", "河口村"), ("高新村新村2组", "新村"), ("新村2组", "新村")]
)
def test_a_village_whose_name_another_bears_within_it_is_not_named(address: str, expected: str) -> None:
    """A family of 高新村 is known to the census, so the name is no 新村."""
    census = people(
        "census", {**MOVED, "address": address}, {"township": "云岭乡", "village": "新村"}, {"village": "高新村"}
    )
    roll = people("roll")
    groups = at_home(linkage(census, roll, same_census=[(0, 1)]), census, roll, {}).census_groups
    stands = set(groups.loc[groups["primary"], "record_id"])
    assert set(census.loc[census["record_id"].isin(stands), "village"]) == {expected, "高新村"}


def test_a_village_that_claims_the_child_for_itself_says_nothing_new() -> None:
    assert home({"school": "柳溪镇中心小学"}, here={**HERE, "address": "云岭乡红旗村"}) == "河口村"


def home_beside(
    *others: dict[str, Any],
    pupil: dict[str, Any] | None = None,
    moved: dict[str, Any] = MOVED | {"guardian_keys": "何大海|陈秀英"},
    here: dict[str, Any] = HERE,
    name: str | None = None,
) -> str:
    """The village of a child of 何大海 beside other children of the census; ``pupil``: its roll row."""
    census = people("census", {**moved, "name": name}, {**here, "name": name}, *others)
    roll = people("roll", *([pupil] if pupil else []))
    linked = linkage(census, roll, [(0, 0)] if pupil else [], same_census=[(0, 1)])
    groups = at_home(linked, census, roll, {}).census_groups
    stands = groups.loc[groups["child_id"].eq("child-C0") & groups["primary"], "record_id"].item()
    return str(census.set_index("record_id").loc[stands, "village"])


def test_of_two_who_most_probably_are_one_the_one_at_home_is_named_by_the_other() -> None:
    census, roll = people("census", MOVED, HERE), people("roll", {"school": "青崖县第一小学"})
    both = pd.DataFrame({"child_id": ["child-C0", "child-C1"], "maybe_child_id": ["child-C1", "child-C0"]})
    linked = replace(linkage(census, roll), perhaps=both)
    assert at_home(linked, census, roll, {}).perhaps.equals(both)
    listed = people("low_income", HERE)
    for child in ("child-C0", "child-C1"):
        told = at_home(linked, census, roll, {"low_income": listed.assign(child_id=child)})
        assert told.perhaps.to_dict("list") == {"child_id": ["child-C0"], "maybe_child_id": ["child-C1"]}
        assert told.census_groups.equals(linked.census_groups)


def test_a_child_is_at_home_where_brothers_and_sisters_are() -> None:
    brother = {**HERE, "guardian_keys": "陈秀英"}
    assert home_beside(brother) == "红旗村"
    assert home_beside(brother, {**MOVED, "guardian_keys": "何大海"}) == "河口村"
    assert home_beside({**HERE, "guardian_keys": "何大江"}, {**HERE, "guardian_keys": None}) == "河口村"
    assert home_beside({**HERE, "township": "柳溪镇", "guardian_keys": "陈秀英"}) == "河口村"
    assert home_beside(brother, pupil={"school": "柳溪镇中心小学"}) == "河口村"


def test_a_guardian_of_a_child_of_another_surname_only_bears_the_same_name() -> None:
    brother = {**HERE, "guardian_keys": "陈秀英"}
    assert home_beside({**brother, "name": "王小明"}, name="王小红") == "红旗村"
    assert home_beside({**brother, "name": "赵小明"}, name="王小红") == "河口村"
    assert home_beside({**brother, "name": "阿依古丽"}, name="迪丽努尔") == "红旗村"


def test_the_telephone_of_the_family_says_more_than_the_name_of_a_guardian() -> None:
    phone = {"phone": "15400000009"}
    listed = {"moved": {**MOVED, **phone}, "here": {**HERE, "guardian_keys": "陈秀英"}}
    brothers = {**HERE, "guardian_keys": "陈秀英"}, {**MOVED, **phone}
    assert home_beside(*brothers, **listed) == "河口村"
    assert home_beside(*brothers, *[{**MOVED, **phone}] * 6, **listed) == "红旗村"


def test_a_guardian_counts_more_in_the_village_that_names_it() -> None:
    listed = {"moved": {**MOVED, "guardian_keys": "何大海"}, "here": {**HERE, "guardian_keys": "陈秀英"}}
    brother = {"name": "王小明", "guardian_keys": "陈秀英"}
    assert home_beside({**MOVED, "phone": None, **brother}, {**HERE, **brother}, name="王小红", **listed) == "红旗村"


def test_a_guardian_of_a_name_without_surname_must_live_in_one_village_only() -> None:
    listed = {"moved": {**MOVED, "guardian_keys": "央宗"}, "here": {**HERE, "guardian_keys": "央宗|多吉晋美"}}
    there = {**HERE, "name": "泽仁达瓦", "guardian_keys": "央宗|欧珠尼玛"}
    assert home_beside(there, name="泽仁旺姆", **listed) == "红旗村"
    assert home_beside(there, {**there, "village": "上坡村"}, name="泽仁旺姆", **listed) == "河口村"


def test_a_pupil_whom_the_child_only_may_be_says_less_than_its_family() -> None:
    def home_of(*others: dict[str, Any], weight: float = 3.0) -> str:
        census, roll = people("census", MOVED, HERE, *others), people("roll", HERE)
        pair = {"census_id": "C1", "roll_id": "R0", "weight": weight, "margin": 0.0, "decision": "review"}
        linked = replace(linkage(census, roll, same_census=[(0, 1)]), pairs=pd.DataFrame([pair]))
        groups = at_home(linked, census, roll, {}).census_groups
        stands = groups.loc[groups["child_id"].eq("child-C0") & groups["primary"], "record_id"].item()
        return str(census.set_index("record_id").loc[stands, "village"])

    assert home_of() == "红旗村"
    assert home_of(weight=-1.0) == "河口村"
    assert home_of(MOVED) == "河口村"


def test_a_child_is_at_home_where_most_pupils_of_its_school_are() -> None:
    school = {"school": "青崖县第二小学"}
    here, there, pupil = {**HERE, **school}, {**MOVED, **school, "phone": None}, {**school}
    assert home_beside(here, here, there, pupil=pupil) == "红旗村"
    assert home_beside(here, there, pupil=pupil) == home_beside(here, pupil=None) == "河口村"
    brother = {**MOVED, "guardian_keys": "陈秀英"}
    assert home_beside(here, here, here, brother, pupil=pupil) == "河口村"


def test_a_school_that_bears_its_township_is_asked_once() -> None:
    school = {"school": "云岭乡中心小学"}
    census = people("census", MOVED, HERE, {**HERE, **school}, {**HERE, **school})
    linked = linkage(census, people("roll", school), [(0, 0)], same_census=[(0, 1)])
    reasons = at_home(linked, census, people("roll", school), {}).census_groups["duplicate_reason"].dropna()
    assert [reason.split("；")[-1] for reason in reasons] == ["按就读学校计在红旗村"]


def test_the_other_row_is_told_which_lists_decided() -> None:
    census, roll = people("census", MOVED, HERE), people("roll", {"school": "云岭乡中心小学"})
    linked = linkage(census, roll, [(0, 0)], same_census=[(0, 1)])
    register = {"low_income": people("low_income", HERE).assign(child_id="child-C0")}
    reasons = [
        at_home(linked, census, rows, others).census_groups["duplicate_reason"].dropna().tolist()
        for rows, others in ((roll, register), (roll.assign(school=None), {}))
    ]
    decided = "与同一儿童的另一行相同；按脱贫户名册、就读学校计在红旗村"
    assert reasons == [[decided], ["与同一儿童的另一行相同"]]


def test_villages_of_one_name_in_two_townships_are_two() -> None:
    census = people("census", MOVED, {**HERE, "village": "河口村"})
    roll = people("roll", {"school": "云岭乡中心小学"})
    linked = linkage(census, roll, [(0, 0)], same_census=[(0, 1)])
    assert at_home(linked, census, roll, {}).census_groups["primary"].tolist() == [False, True]
