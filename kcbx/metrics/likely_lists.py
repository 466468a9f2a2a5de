"""Of whom the rows of the other lists most probably speak: each row in doubt counts for the child it may be.

The child stays where it is on the list to verify, and the rates count it where such a row would put it
(``likely_standing``): present in class, absent from it, at school elsewhere with proof. A name on the register of the
poor counts for the child it most probably is, and so does the age a list gives to a child whose own nobody knows. The
variants ``confirmed`` count none of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.statuses import seated


def likely_children(rows: pd.DataFrame) -> pd.Series:
    """child_id of each row of another list, and of a row in doubt the child it may be.

    A child whom another row surely is, or an earlier one (by record_id) may be, is not given to a row in doubt.
    """
    sure = rows["child_id"]
    if "maybe_child_id" not in rows:
        return sure
    maybe = rows["maybe_child_id"].where(sure.isna() & ~rows["maybe_child_id"].isin(sure.dropna()))
    again = maybe[rows["record_id"].sort_values(kind="stable").index].duplicated()
    return sure.fillna(maybe.mask(again))


def likely_lists(others: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The other lists, ``child_id`` of each row in doubt the child it most probably speaks of.

    Lists that name no children, and empty ones, as they are.
    """
    return {
        form: rows.assign(child_id=likely_children(rows)) if "child_id" in rows else rows
        for form, rows in others.items()
    }


def in_class(attendance: pd.DataFrame) -> pd.Series:
    """Whether some row of the class lists has the child there, by child_id; rows of nobody and rows that lack the mark
    the others have are left out."""
    told = attendance[attendance["status"].ne("unmarked").fillna(True)]
    return seated(told).groupby(told["child_id"]).any()
