"""The grade in which a pupil is counted, where the roll writes another than the school's own class lists.

A roll export is typed once a year, a class is called every term. Where the list called in class and the census both
name one grade and the roll another, the roll has the slip of one cell. What is shown of the row stays as written.
"""

from __future__ import annotations

import pandas as pd

from kcbx.register import Linkage

_FIRST, _LAST = 1, 9


def settled_grades(
    census: pd.DataFrame, roll: pd.DataFrame, attendance: pd.DataFrame | None, linkage: Linkage
) -> pd.Series:
    """The grade (Int64, indexed as ``roll``) of a pupil whose roll is outvoted; null for every other.

    The attendance list of the same school and every census row of the child must say the same grade of the nine, and
    the roll another. ``attendance``: the list with ``child_id``; without it nothing is settled. Age is no witness: who
    repeats a year is right to sit below it.
    """
    none = pd.Series(None, index=roll.index, dtype="Int64")
    if attendance is None or attendance.empty:
        return none
    child = roll["record_id"].map(linkage.roll_groups.set_index("record_id")["child_id"])
    owner = census["record_id"].map(linkage.census_groups.set_index("record_id")["child_id"])
    at_home = _unanimous(pd.DataFrame({"child": owner, "grade": census["grade"]}), ["child"])
    called = attendance.rename(columns={"child_id": "child"})
    in_class = _unanimous(called[["child", "school_key", "grade"]], ["child", "school_key"])
    school = pd.MultiIndex.from_arrays([child, roll["school_key"]])
    grade = pd.Series(in_class.reindex(school).to_numpy(), index=roll.index, dtype="Int64")
    agreed = grade.eq(child.map(at_home).astype("Int64")) & grade.between(_FIRST, _LAST)
    return grade.where((agreed & grade.ne(roll["grade"].astype("Int64"))).fillna(False), none)


def _unanimous(said: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The grade by ``keys``, where every row that states one states the same."""
    grades = said.dropna().groupby(keys)["grade"].agg(["min", "max"])
    return grades["min"][grades["min"] == grades["max"]]
