"""Of whom a row in doubt most probably speaks: the right name, the right place, the same school elsewhere."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.reconcile.of_whom import likeliest

HERE = {"township": "白水镇", "village": "南湾村"}
AWAY = {**HERE, "sex": "男", "school_elsewhere": "江苏省苏州市昆山市第一中学"}
NOBODY = pd.Series(dtype="str")


def whom(
    form: str,
    row: dict[str, Any],
    *children: dict[str, Any],
    sure: pd.Series = NOBODY,
    maybe: pd.Series = NOBODY,
) -> str | None:
    """The child of whom a row most probably speaks: 0, 1 …; None: nobody."""
    rows, known = people(form, row), people("census", *children)
    known = known.assign(child_id=[str(number) for number in range(len(known))])
    found = likeliest(rows, form, known, sure, maybe)
    return found.get(rows["record_id"].iloc[0])


def test_the_one_of_its_name_in_the_village() -> None:
    child = {"name": "常雨涵", **HERE}
    assert whom("low_income", child, child) == "0"
    assert whom("low_income", child, child, child) is None
    assert whom("low_income", child, {**child, "village": "上坡村"}) is None


def test_a_child_listed_twice_has_two_names_and_two_places() -> None:
    """The village that has the place misspells the name; the other one writes it right."""
    listed = people("census", {"name": "常宇涵", **HERE}, {"name": "常雨涵", **HERE, "village": "上坡村"})
    rows = people("low_income", {"name": "常雨涵", **HERE})
    for children, found in ((["0", "0"], ["0"]), (["0", "1"], [])):
        assert likeliest(rows, "low_income", listed.assign(child_id=children), NOBODY, NOBODY).tolist() == found


@pytest.mark.parametrize(("due", "found"), [(8, "0"), (5, "0"), (4, None), (-3, None)])
def test_not_by_a_number_of_its_own_that_is_of_another_age(due: int, found: str | None) -> None:
    """A register of the poor writes no grade; a child of two is not the namesake of thirteen."""
    row = {"name": "常雨涵", **HERE, "id_number": "539921202404261409", "due": due}
    assert whom("low_income", row, {"name": "常雨涵", **HERE, "due": 8}) == found
    maybe = pd.Series({"L0": "0"})
    assert whom("low_income", row, {"name": "常雨涵", "due": 8}, maybe=maybe) == found


def test_a_number_of_another_child_says_nothing_of_the_age() -> None:
    row = {"name": "常雨涵", **HERE, "id_number": "539921202404261409", "due": -3}
    sister = {"name": "常雨萱", **HERE, "id_number": "539921202404261409", "due": -3}
    assert whom("low_income", row, {"name": "常雨涵", **HERE, "due": 8}, sister) == "0"


@pytest.mark.parametrize(
    ("name", "more", "found"),
    [
        ("范文柏", {}, "0"),
        ("李文睿", {"grade": 8}, "0"),
        ("李可柏", {}, None),
        ("李可柏", {"grade": 8}, "0"),
        ("李可柏", {"grade": 7}, None),
        ("李可柏", {"grade": 8, "sex": None}, None),
        ("范文柏", {"sex": "女"}, None),
        ("范文柏", {"sex": None}, "0"),
        ("范文柏", {"village": "上坡村"}, None),
        ("范文柏", {"school_elsewhere": "江苏省苏州市昆山市第二中学"}, None),
        ("范文柏", {"school_elsewhere": "随父母，江苏省苏州市昆山市"}, "0"),
        ("范可柏", {"school_elsewhere": "随父母，江苏省苏州市昆山市", "grade": 8}, None),
        ("范文柏", {"school_elsewhere": "随父母外出，"}, None),
        ("范文柏", {"grade": 5}, None),
    ],
    ids=[
        "former name",
        "misprint",
        "another",
        "the very grade",
        "near it",
        "no sex, another",
        "sex",
        "no sex",
        "village",
        "school",
        "city",
        "city, a surname",
        "nowhere",
        "grade",
    ],
)
def test_the_one_of_its_village_at_the_same_school_elsewhere(
    name: str, more: dict[str, Any], found: str | None
) -> None:
    child = {"name": "范文睿", **AWAY, "due": 8}
    assert whom("out_of_county", {"name": name, **AWAY, **more}, child) == found


def test_the_one_of_its_name_at_the_very_school_elsewhere_may_have_a_slip_in_the_sex() -> None:
    child, girl = {"name": "陈佳琪", **AWAY, "grade": 4}, {"sex": "女", "village": None}
    row = {"name": "陈佳琪", **AWAY, "grade": 4, **girl}
    assert whom("out_of_county", row, child) == "0"
    assert whom("out_of_county", {**row, "grade": 5}, child) is None
    assert whom("out_of_county", {**row, "school_elsewhere": "江苏省苏州市昆山市第二中学"}, child) is None
    assert whom("out_of_county", {**row, "sex": "男", "grade": 5}, child) == "0"


def test_a_school_elsewhere_is_a_place_where_the_number_is_a_sisters() -> None:
    """The list of those elsewhere writes the township only, and the number of the sister who is in class here."""
    at = {"name": "于泽紫", "township": "白水镇", "school_elsewhere": "福建省晋江市实验中学", "grade": 7}
    children = {**at, "village": "凤寨村"}, {"name": "于泽瑶", **HERE, "grade": 7}
    maybe = pd.Series({"O0": "1"})
    assert whom("out_of_county", at, *children, maybe=maybe) == "0"
    assert whom("out_of_county", {**at, "school_elsewhere": "福建省晋江市"}, *children, maybe=maybe) == "1"


def test_the_bearer_of_the_number_at_the_school_elsewhere_comes_before_a_namesake_of_the_village() -> None:
    """The list has the former name of a pupil; another boy of the village has that name now."""
    at = {**HERE, "school_elsewhere": "广东省东莞市第一中学", "grade": 11}
    at |= {"id_number": "539921201003253892"}
    children = {"name": "刘宇", **at}, {"name": "刘浩然", **HERE, "grade": 11}
    row, there = {"name": "刘浩然", **at}, {"school_elsewhere": "广东省东莞市第二中学"}
    for maybe in (pd.Series({"O0": "0"}), pd.Series({"O0": "1"}), NOBODY):
        assert whom("out_of_county", row, *children, maybe=maybe) == "0"
    assert whom("out_of_county", {**row, **there}, *children, maybe=pd.Series({"O0": "0"})) == "1"


def test_the_one_of_its_name_in_the_grade_of_its_school_elsewhere_wherever_the_list_says_it_lives() -> None:
    at = {"name": "夏光辉", "school_elsewhere": "上海市松江区明德小学", "grade": 4}
    child, row = {**at, **HERE}, {**at, "township": "柳溪镇", "village": "西街社区"}
    assert whom("out_of_county", row, child) == "0"
    assert whom("out_of_county", {**row, "grade": 5}, child) is None
    assert whom("out_of_county", {**row, "school_elsewhere": "上海市松江区"}, child) is None
    assert whom("out_of_county", row, {**child, "school_elsewhere": "上海市松江区"}) is None
    assert whom("out_of_county", row, child, {**child, "village": "上坡村"}) is None


def test_the_one_of_its_name_and_telephone_where_the_village_is_a_hamlet_nobody_knows() -> None:
    child = {"name": "倮伍衣作", **HERE, "phone": "15400000001"}
    row = {**child, "village": "油房"}
    assert whom("low_income", row, child) == "0"
    assert whom("low_income", {**row, "phone": "15400000002"}, child) is None
    assert whom("low_income", {**row, "township": "柳溪镇"}, child) is None


@pytest.mark.parametrize(("grade", "found"), [(12, None), (11, "0"), (10, "0"), (9, "0"), (None, "0")])
def test_a_graduate_with_the_number_of_a_sister_in_the_last_year_of_senior_school_is_not_she(
    grade: int | None, found: str | None
) -> None:
    row, maybe = {"name": "郑欣怡", "school_key": "二中"}, pd.Series({"G0": "0"})
    assert whom("graduates", row, {"name": "郑琴美", "due": 12, "grade": grade}, maybe=maybe) == found
    assert whom("graduates", row, {"name": "郑欣怡", "due": 12, "grade": grade}, maybe=maybe) == "0"


def test_of_two_at_one_school_elsewhere_neither() -> None:
    row = {"name": "范文柏", **AWAY}
    one, other = {"name": "范文睿", **AWAY}, {"name": "范可睿", **AWAY}
    assert whom("out_of_county", row, one, other) is None
    assert whom("out_of_county", row, one, other, sure=pd.Series({"another row": "1"})) == "0"
