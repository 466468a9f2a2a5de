"""Whose township a school lies in, by its name."""

from __future__ import annotations

import pandas as pd

from kcbx.reconcile.homes import school_townships


def test_a_school_lies_in_the_township_whose_name_it_bears() -> None:
    schools = pd.Series(["云岭乡中心小学", "云岭小学", "大云岭镇初级中学", "青崖县实验中学", None], dtype="str")
    townships = pd.Series(["云岭乡", "大云岭镇", None, "云岭乡"], dtype="str")
    found = school_townships(schools, townships)
    assert found.astype(object).where(found.notna(), None).tolist() == ["云岭乡", "云岭乡", "大云岭镇", None, None]
