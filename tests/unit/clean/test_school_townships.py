"""In which township a school lies, by its name: the likeliest as a hint, the only one where a guess will not do."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.clean.school_townships import only_township_of, school_townships


def test_a_school_lies_in_the_township_whose_name_it_bears() -> None:
    schools = pd.Series(["云岭乡中心小学", "云岭小学", "大云岭镇初级中学", "青崖县实验中学", None], dtype="str")
    townships = pd.Series(["云岭乡", "大云岭镇", None, "云岭乡"], dtype="str")
    found = school_townships(schools, townships)
    assert found.astype(object).where(found.notna(), None).tolist() == ["云岭乡", "云岭乡", "大云岭镇", None, None]


@pytest.mark.parametrize(
    ("school", "township"),
    [
        ("云岭乡中心小学", "云岭乡"),
        ("云岭镇中心小学", "云岭镇"),
        ("云岭中心小学", ""),
        ("柳溪中学", "柳溪镇"),
        ("新华东小学", ""),
        ("新华东镇小学", "新华东镇"),
        ("青崖县实验中学", ""),
    ],
)
def test_a_school_is_given_to_a_township_only_where_no_other_may_be_meant(school: str, township: str) -> None:
    assert only_township_of(school, ["云岭乡", "云岭镇", "柳溪镇", "新华镇", "新华东镇"]) == township
