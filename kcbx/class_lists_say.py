"""What the class lists say of a child who is not in class, in words: not named on them, or named and not there."""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.statuses import seated


def not_named() -> str:
    """Of a child whom no class list names."""
    return str(_words()["not_named"])


def of_children(children: pd.Series, attendance: pd.DataFrame | None) -> pd.Series:
    """Of each child (child_id) who is not in class, how the class lists say so; ``attendance``: :func:`of_absent`."""
    return children.map(of_absent(attendance)).astype("str").fillna(not_named())


def of_absent(attendance: pd.DataFrame | None) -> pd.Series:
    """Of every child (by child_id) whom a class list names and says is not there: in the words of the list.

    ``attendance``: the class lists with ``child_id``, None where there are none.
    """
    if attendance is None or "child_id" not in attendance:
        return pd.Series(dtype="str")
    rows = attendance[attendance["child_id"].notna() & ~seated(attendance)].sort_values("record_id", kind="stable")
    words = _words()
    told = [words["absent"] if pd.isna(text) else words["written"].format(said=text) for text in rows["status_text"]]
    named = pd.Series(told, index=rows["child_id"].to_numpy(), dtype="str")
    return named[~named.index.duplicated()]


def _words() -> dict[str, str]:
    words: dict[str, str] = schema("sentences")["class_list"]
    return words
