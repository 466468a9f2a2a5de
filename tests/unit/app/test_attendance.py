"""Who is missing from the class list: only a pupil whom nobody left over on the list may be."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.app.other_lists import what_others_know
from kcbx.register import Linkage

CLASS = {"school_key": "云岭中心小学", "grade": 5, "stage": "primary"}
SEATED = {"name": "周明", **CLASS}


def missing(*left_over: dict[str, Any]) -> bool:
    """Whether 杨诗漫, on the roll of the class, is said to be missing from its list."""
    child = {"name": "杨诗漫", "name_pinyin": "yang shi man", **CLASS}
    census, roll = people("census", child), people("roll", child)
    group = pd.DataFrame({"child_id": ["one"], "primary": [True], "duplicate_reason": [None]})
    linked = Linkage(pd.DataFrame(), pd.DataFrame(), group.assign(record_id="C0"), group.assign(record_id="R0"), {})
    called = people("attendance", SEATED, *left_over).assign(child_id=None, maybe_child_id=None)
    called.loc[0, "child_id"] = "somebody"
    known = what_others_know({"attendance": called}, census, roll, linked)
    return bool(known.loc["C0", "on_attendance"] is False or known["on_attendance"].eq(False).iloc[0])


def test_a_pupil_whom_no_row_can_be_is_missing() -> None:
    assert missing()
    assert missing({"name": "李强", "name_pinyin": "li qiang", **CLASS})


@pytest.mark.parametrize(
    "row",
    [
        {"name": "杨世涵", **CLASS},
        {"name": "羊是蔓", "name_pinyin": "yang shi man", **CLASS},
        {"name": "?强", **CLASS},
        {"name": "杨世涵", **CLASS, "grade": None},
        {"name": "杨诗漫", **CLASS, "school_key": "别处小学"},
    ],
    ids=["one character", "the sound", "unreadable", "no grade", "the name at another school"],
)
def test_a_row_that_may_be_the_pupil_keeps_us_silent(row: dict[str, Any]) -> None:
    assert not missing(row)


def test_a_like_name_in_another_class_says_nothing() -> None:
    assert missing({"name": "杨世涵", **CLASS, "grade": 2})
