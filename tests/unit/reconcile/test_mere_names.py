"""Whom the rows of a class list call that are names only: the one of the class, or one whom no roll has."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.reconcile.mere_names import called_by_name, called_of_no_roll

CLASS = {"school_key": "云岭中心小学", "grade": 5, "stage": "primary"}


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({}, "child-R0"),
        ({"class_name": "2班"}, "child-R0"),
        ({"sex": "男"}, None),
        ({"grade": 6}, None),
        ({"school_key": "石门小学"}, None),
        ({"name": "李娜"}, None),  # two of the class are called so
        ({"birth_date": "2015-06-06"}, None),  # what it writes is weighed
    ],
)
def test_a_roll_call_of_names_calls_the_one_of_the_class(row: dict[str, Any], found: str | None) -> None:
    pupils = people(
        "roll", {"name": "杨诗漫", "sex": "女", **CLASS}, {"name": "李娜", **CLASS}, {"name": "李娜", **CLASS}
    )
    pupils = pupils.assign(child_id="child-" + pupils["record_id"])
    rows = people("attendance", {"name": "杨诗漫", **CLASS, **row})
    assert called_by_name(rows, pupils).tolist() == ([] if found is None else [found])
    twice = people("attendance", *[{"name": "杨诗漫", **CLASS, **row}] * 2)
    assert called_by_name(twice, pupils).empty


@pytest.mark.parametrize(
    ("child", "others", "found"),
    [
        ({}, {}, True),
        ({"grade": None, "due": 6}, {}, True),
        ({"grade": 7}, {}, False),  # another class
        ({"school_key": "石门小学"}, {}, False),
        ({"sex": "男"}, {}, False),
        ({"status": "out"}, {}, False),  # the village says otherwise: somebody must look
        ({"status": None}, {}, False),
        ({}, {"census": {"name": "杨诗漫", "status": "attending", **CLASS}}, False),
        ({}, {"roll": {"name": "杨诗漫", **CLASS, "grade": 2}}, False),  # the pupil of that name may sit there
        ({}, {"attendance": {"name": "杨诗漫", **CLASS, "grade": 2}}, False),
    ],
)
def test_a_name_on_a_roll_call_is_the_child_whom_the_village_knows_in_that_class_and_no_roll(
    child: dict[str, Any], others: dict[str, dict[str, Any]], found: bool
) -> None:
    at_home = [{"name": "杨诗漫", "sex": "女", "status": "attending", **CLASS, **child}, *_given(others, "census")]
    lists = [people("census", *at_home), people("roll", {"name": "周明", **CLASS}, *_given(others, "roll"))]
    children = pd.concat(lists, ignore_index=True)
    rows = people("attendance", {"name": "杨诗漫", "sex": "女", **CLASS}, *_given(others, "attendance"))
    assert len(called_of_no_roll(rows, children.assign(child_id="child-" + children["record_id"]))) == found


def _given(others: dict[str, dict[str, Any]], form: str) -> list[dict[str, Any]]:
    return [others[form]] if form in others else []
