"""Rows of other lists whose number is a stranger's: the right name in the right village says of whom they speak.

A register of the poor or a proof of schooling elsewhere is of children whom a village knows. A row that linkage gives
to nobody, because number and date are those of another person, most probably speaks of the one child of its name at
home there of whom the list says nothing yet. It is asked about, never linked.
"""

from __future__ import annotations

import pandas as pd

#: Years of school between two lists that are no contradiction.
_NEAR = 1


def by_name_and_home(rows: pd.DataFrame, children: pd.DataFrame, taken: pd.Series) -> pd.Series:
    """child_id by record_id of those ``rows`` that most probably speak of a child no row is known to speak of.

    ``rows``: [people] rows of one list that are nobody's; ``children``: census rows with ``child_id``; ``taken``: the
    child_id of those of whom the list surely speaks. The name is the same, so is the village, or the township where the
    row names no village, and nobody else there is called so; the sex is no other, and a grade that the row writes is
    near that of the child, or near the one due by its age.
    """
    free = children[~children["child_id"].isin(taken)]
    free = free.assign(grade=free["grade"].fillna(free["grade_due"]))
    told = ["name_key", "township", "village", "sex", "grade"]
    pairs = rows[["record_id", *told]].dropna(subset=["name_key", "township"])
    pairs = pairs.merge(free[["child_id", *told]], on=["name_key", "township"], suffixes=("", "_child"))
    at_home = pairs["village"].isna() | pairs["village"].eq(pairs["village_child"])
    same_sex = pairs["sex"].isna() | pairs["sex_child"].isna() | pairs["sex"].eq(pairs["sex_child"])
    years = (pairs["grade"] - pairs["grade_child"]).abs()
    fit = pairs["grade"].isna() | years.le(_NEAR).fillna(False)
    named = pairs[at_home.astype(bool) & same_sex.astype(bool) & fit.astype(bool)]
    named = named.drop_duplicates(["record_id", "child_id"])
    one = ~named["record_id"].duplicated(keep=False) & ~named["child_id"].duplicated(keep=False)
    return named[one].set_index("record_id")["child_id"]


__all__ = ["by_name_and_home"]
