"""Which roll row stands for a pupil who has several: that of the school where the child sits.

A school that a child has left often keeps the row, and then two schools say present. Who saw the child lately tells:
the class list, then the village and the registers that name a school, then which school is in the township of the home.
If the row of the school it left stood for the child, that school would be asked about it, and the right row would be
the one to strike off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kcbx.among import among
from kcbx.clean.school_townships import school_townships
from kcbx.linkage import Linkage
from kcbx.reconcile.primary import attendance_rank, with_deciders, with_primary
from kcbx.statuses import seated

#: Points of the lists that name the school of today, above all the class list on which a child sits; and of a school
#: near the home.
_POINTS, _NEAR = {"attendance": 3, "census": 1, "disability": 1, "leave": 1}, 0.5
#: What is no list of its own, in words.
_WORDS = {"home": "家庭住址"}


def at_school(
    linkage: Linkage, census: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]
) -> Linkage:
    """The linkage in which, for a pupil on the rolls of several schools, the row of the school of today stands.

    What the rows say of the body comes first (:func:`kcbx.reconcile.primary.attendance_rank`); where two say the same,
    the school that most lists name; where they do not decide, the higher grade, then the row that stood before. The
    reason of every other row says which lists decided. ``others``: the other lists by form, with ``child_id`` where
    they speak of people.
    """
    groups = linkage.roll_groups
    rows = groups.merge(roll[["record_id", "school", "school_key"]], on="record_id", how="left")
    rows = rows[rows.groupby("child_id")["school_key"].transform("nunique").gt(1)]
    if rows.empty:
        return linkage
    homes = census.merge(linkage.census_groups[["record_id", "child_id"]], on="record_id")
    homes = homes[among(homes["child_id"], rows["child_id"])]
    votes = pd.concat([_named(rows, homes, others), _near(rows, homes, census["township"])])
    said = attendance_rank(roll.set_index("record_id").reindex(groups["record_id"])).reset_index(drop=True)
    points = groups["record_id"].map(votes.groupby("record_id").sum()).fillna(0)
    rank = said[["presence", "stage"]].assign(points=points, grade=said["grade"], before=groups["primary"])
    settled = with_primary(groups[["record_id", "child_id"]], rank, linkage.repeats)
    return replace(linkage, roll_groups=with_deciders(settled, votes, _WORDS, roll.set_index("record_id")["school"]))


def _named(rows: pd.DataFrame, homes: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> pd.Series:
    """By record_id and list, the points of a list that names the school of the row; a class list that says absent
    names none."""
    lists = {form: rows for form, rows in others.items() if form in _POINTS and "child_id" in rows}
    if (called := lists.get("attendance")) is not None:
        lists["attendance"] = called[seated(called)]
    told = [rows.assign(list=form, points=_POINTS[form]) for form, rows in (lists | {"census": homes}).items()]
    said = pd.concat([each[["child_id", "school_key", "list", "points"]] for each in told]).dropna()
    asked = rows[["record_id", "child_id", "school_key"]].merge(said, on=["child_id", "school_key"])
    return asked.groupby(["record_id", "list"])["points"].max()


def _near(rows: pd.DataFrame, homes: pd.DataFrame, townships: pd.Series) -> pd.Series:
    """By record_id and list (``home``), the points of a school in a township where the child lives."""
    near = rows.assign(township=school_townships(rows["school"], townships), list="home")
    near = near.dropna(subset="township").merge(homes[["child_id", "township"]], on=["child_id", "township"])
    return near.assign(points=_NEAR).groupby(["record_id", "list"])["points"].max()
