"""Rows of a class list that are names only, without number or day of birth: which child each means, by its class."""

from __future__ import annotations

import pandas as pd

from kcbx.reliable import birth_days, one_sex

#: Years of school between what a village writes and the class where a child sits.
_NEXT_GRADE = 1


def called_by_name(attendance: pd.DataFrame, pupils: pd.DataFrame) -> pd.Series:
    """child_id by record_id of the rows that are names only and mean one pupil of the roll.

    The name occurs once in the school and grade, on the list as on the roll (``pupils``, with ``child_id``), and the
    sexes do not differ where both are written.
    """
    seat = ["school_key", "grade", "name_key"]
    ours, theirs = (rows.dropna(subset=seat) for rows in (attendance, pupils))
    ours, theirs = (rows[~rows.duplicated(seat, keep=False)] for rows in (ours, theirs))
    bare = ours[ours["id_number"].isna() & ours["birth_date"].isna()]
    pupil = theirs[["child_id", "sex", *seat]]
    both = bare[["record_id", "sex", *seat]].merge(pupil, on=seat, suffixes=("", "_pupil"))
    return both[one_sex(both["sex"], both["sex_pupil"])].set_index("record_id")["child_id"]


def called_of_no_roll(attendance: pd.DataFrame, children: pd.DataFrame) -> pd.Series:
    """child_id by record_id of the rows that are names only and mean one child whom no roll has.

    The village says that the child attends this school, in this grade or the one beside it. Nobody else at the school
    has the name: not in the census, not on the roll, not on the list itself. ``children``: rows of census and roll with
    ``child_id`` and ``form``.
    """
    seat = ["school_key", "name_key"]
    ours = attendance.dropna(subset=[*seat, "grade"])
    bare = ours[ours["id_number"].isna() & ours["birth_date"].isna() & ~ours.duplicated(seat, keep=False)]
    theirs = children.assign(grade=children["grade"].fillna(children["grade_due"])).dropna(subset=[*seat, "grade"])
    bearers = theirs.groupby(seat)["child_id"].transform("nunique")
    on_roll = theirs["child_id"].isin(children.loc[children["form"].eq("roll"), "child_id"])
    free = theirs[bearers.eq(1) & ~on_roll & theirs["status"].eq("attending").fillna(False)].drop_duplicates(seat)
    both = bare[["record_id", "sex", "grade", *seat]].merge(
        free[["child_id", "sex", "grade", *seat]], on=seat, suffixes=("", "_child")
    )
    near = (both["grade"] - both["grade_child"]).abs().le(_NEXT_GRADE)
    both = both[near.fillna(False) & one_sex(both["sex"], both["sex_child"])]
    return both.set_index("record_id")["child_id"]


def mere_names(rows: pd.DataFrame, children: pd.DataFrame) -> pd.Series:
    """Whether each of ``rows`` (with ``child_id``) bears neither the school nor the day of birth nor the ID number of
    any row of that child in ``children``."""
    of_them = children[children["child_id"].isin(rows["child_id"])]
    mere = pd.Series(True, index=rows.index)
    for tell in (lambda each: each["school_key"], birth_days, lambda each: each["id_number"]):
        told = pd.MultiIndex.from_arrays([of_them["child_id"], tell(of_them)])
        mere &= tell(rows).isna() | ~pd.MultiIndex.from_arrays([rows["child_id"], tell(rows)]).isin(told)
    return mere
