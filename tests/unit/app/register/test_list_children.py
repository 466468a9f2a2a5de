"""Whom a list speaks of: a child is known by the census and by the roll, and either may be the one that agrees."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from unit.reconcile.children import id_number, people

from kcbx.app.register.other_lists import with_children
from kcbx.reconcile.link import link

NUMBER, OTHER = id_number("2015-06-05", 48), id_number("2013-02-07", 48)
HOME = {"sex": "女", "birth_date": "2015-06-05", "township": "云岭乡", "village": "红旗村"}
#: The census knows the nickname and the telephone, the roll the name.
AT_HOME = {**HOME, "name": "妞妞", "id_number": NUMBER, "guardian": "何大海", "phone": "15400000001"}
ON_ROLL = {
    "name": "何静雯",
    "sex": "女",
    "birth_date": "2015-06-05",
    "id_number": NUMBER,
    "guardian": "何大海",
    "township": "云岭乡",
}


def child_of(form: str, row: dict[str, Any], *, children: tuple[dict[str, Any], ...] = (AT_HOME,)) -> pd.Series:
    """child_id and maybe_child_id of the one row of a list; the child of the census and the roll is ``c1``."""
    census = people("census", list(children)).assign(stage=None, status=None)
    roll = people("roll", [ON_ROLL]).assign(stage="primary", status="attending")
    linked = link(census, roll)
    rows = people(form, [row])
    found = with_children({form: rows}, census, roll, linked, {})[form]
    return found.loc[0, ["child_id", "maybe_child_id"]]


@pytest.mark.parametrize("form", ["low_income", "graduates"])
@pytest.mark.parametrize("row", [AT_HOME, ON_ROLL], ids=["as the census has it", "as the roll has it"])
def test_either_row_of_a_child_is_enough(form: str, row: dict[str, Any]) -> None:
    told = {name: row[name] for name in ("name", "sex", "birth_date", "township")}
    assert child_of(form, told)["child_id"] == "c1"


def test_a_row_that_may_be_one_child_is_not_given_to_another() -> None:
    namesake = {**HOME, "name": "何静雯", "birth_date": "2013-02-07", "id_number": OTHER, "guardian": "何大江"}
    found = child_of(
        "low_income", {**HOME, "name": "何静雯", "birth_date": None, "guardian": "何大海"}, children=(AT_HOME, namesake)
    )
    assert pd.isna(found["child_id"])


def proof_of(twin_on_roll: bool, twin: str = "陈蓓春") -> pd.Series:
    """child_id and maybe_child_id of a proof that bears the number of one twin and a name of the same sound."""
    day, school = "2018-06-26", "广东省佛山市实验小学"
    home = {"sex": "女", "birth_date": day, "township": "云岭乡", "village": "红旗村", "guardian": "陈海云"}
    away = {**home, "name": "陈蓓邱", "id_number": id_number(day, 386), "school_elsewhere": school}
    stays = {**home, "name": twin, "id_number": id_number(day, 384)}
    census = people("census", [away, stays]).assign(stage=None, status=None)
    pupils = [stays] if twin_on_roll else [{**ON_ROLL}]
    roll = people("roll", pupils).assign(stage="primary", status="attending")
    proof = {**away, "name": "陈蓓秋", "guardian": None}
    rows = people("out_of_county", [proof])
    found = with_children({"out_of_county": rows}, census, roll, link(census, roll), {})["out_of_county"]
    return found.loc[0, ["child_id", "maybe_child_id"]]


def test_of_twins_one_of_whom_is_in_class_here_a_proof_of_schooling_elsewhere_means_the_other() -> None:
    assert proof_of(twin_on_roll=True, twin="陈蓓丘")["child_id"] == "c1"
    open_twin = proof_of(twin_on_roll=False, twin="陈蓓丘")
    assert pd.isna(open_twin["child_id"])
    assert open_twin["maybe_child_id"] == "c1"


def test_a_twin_whose_name_sounds_otherwise_is_not_meant() -> None:
    assert proof_of(twin_on_roll=False)["child_id"] == "c1"


STRANGER = {"birth_date": "2017-09-17", "id_number": id_number("2017-09-17", 78)}
AT = {"township": "红岩乡", "village": "光明村", "grade": 1}
LA = {"name": "俄木拉且", "sex": "男", "birth_date": "2020-04-25", "id_number": id_number("2020-04-25", 333), **AT}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({**LA, **STRANGER}, True),
        ({**LA, **STRANGER, "village": None}, True),
        ({**LA, **STRANGER, "grade": None, "sex": None}, True),
        ({**LA, **STRANGER, "village": "小冲村"}, False),
        ({**LA, **STRANGER, "sex": "女"}, False),
        ({**LA, **STRANGER, "grade": 9}, False),
        ({**LA, **STRANGER, "name": "俄木拉日"}, False),
    ],
    ids=["home", "township", "says little", "another village", "another sex", "another class", "another name"],
)
@pytest.mark.parametrize("form", ["low_income", "out_of_county"])
def test_a_row_with_a_strangers_number_may_be_the_child_of_its_name_and_village(
    form: str, row: dict[str, Any], found: bool
) -> None:
    told = child_of(form, row, children=(AT_HOME, LA))
    assert pd.isna(told["child_id"])
    assert (told["maybe_child_id"] == "c2") is found


BROTHER = {**LA, "name": "俄木史布", "birth_date": "2017-09-17", "id_number": STRANGER["id_number"], "grade": 4}


def test_the_number_of_a_brother_does_not_make_a_row_the_brothers() -> None:
    assert child_of("low_income", {**LA, **STRANGER}, children=(AT_HOME, LA, BROTHER))["maybe_child_id"] == "c2"
    assert child_of("low_income", {**LA, **STRANGER}, children=(AT_HOME, BROTHER))["maybe_child_id"] == "c2"
    bare = {**LA, **STRANGER, "village": None}
    assert child_of("low_income", bare, children=(AT_HOME, LA, BROTHER))["maybe_child_id"] == "c3"


SEATED = {"name": "俄木拉且", "sex": "男", "school": "红岩乡中心小学", "school_key": "红岩中心小学", "grade": 1}


@pytest.mark.parametrize(
    ("child", "row", "found"),
    [
        ({"school_key": "红岩中心小学"}, SEATED, True),
        ({}, SEATED, True),
        ({"school_key": "光明小学"}, SEATED, False),
        ({"township": "云岭乡"}, SEATED, False),
        ({"grade": None, "grade_due": 1}, SEATED, True),
        ({"grade": None, "grade_due": 5}, SEATED, False),
        ({"school_key": "红岩中心小学"}, {**SEATED, "grade": 5}, False),
        ({"school_key": "红岩中心小学", "grade": 1}, {**SEATED, "sex": "女"}, True),
        ({"school_key": "红岩中心小学", "grade": 2}, {**SEATED, "sex": "女"}, False),
        ({"grade": 1}, {**SEATED, "sex": "女"}, False),
    ],
    ids=[
        *("school", "township of the school", "another school", "another township", "age", "another age", "class"),
        *("a slip in the sex", "another sex and grade", "another sex, no school"),
    ],
)
def test_a_class_row_with_a_strangers_number_may_be_the_child_of_its_name_and_school(
    child: dict[str, Any], row: dict[str, Any], found: bool
) -> None:
    told = child_of("attendance", {**row, **STRANGER}, children=(AT_HOME, {**LA, **child}))
    assert pd.isna(told["child_id"])
    assert (told["maybe_child_id"] == "c2") is found


@pytest.mark.parametrize(("due", "found"), [(10, True), (7, True), (6, False), (1, False), (None, True)])
def test_a_graduate_is_no_child_of_the_first_grades(due: int | None, found: bool) -> None:
    namesake = {"name": "俄木拉且", "township": "红岩乡", "grade_due": due, "village": "光明村"}
    row = {"name": "俄木拉且", "township": "红岩乡"}
    assert (child_of("graduates", row, children=(AT_HOME, namesake))["maybe_child_id"] == "c2") is found


def test_a_name_in_the_village_decides_only_where_one_child_bears_it_of_whom_the_list_says_nothing() -> None:
    namesake = {**LA, "birth_date": "2012-04-05", "id_number": id_number("2012-04-05", 111)}
    row = {**LA, **STRANGER, "grade": None}
    assert pd.isna(child_of("low_income", row, children=(AT_HOME, LA, namesake))["maybe_child_id"])
    census = people("census", [AT_HOME, LA]).assign(stage=None, status=None)
    roll = people("roll", [ON_ROLL]).assign(stage="primary", status="attending")
    both = people("low_income", [row, LA])
    found = with_children({"low_income": both}, census, roll, link(census, roll), {})["low_income"]
    assert found["child_id"].fillna("").tolist() == ["", "c2"]
    assert found["maybe_child_id"].isna().all()
