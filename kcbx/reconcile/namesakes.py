"""Pupils who bear one child's number and the name of its brother or sister: they may be either of the two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable

import numpy as np
import pandas as pd


def named_after_another(
    pairs: pd.DataFrame, evidence: pd.DataFrame, head: np.ndarray, done: Collection[int]
) -> np.ndarray:
    """Whether one child of each pair bears the name of another of the family, and not of its partner, nor one like it.

    ``pairs``: ``left``, ``right``, group heads; ``alike``: the names are one, or one misspelt, and the days of birth no
    two. ``evidence``: of each row ``side``, ``name``, ``first``, ``place``, ``phone`` and ``guardians``: a family
    shares a telephone, a guardian, or village and surname. ``head``: the group of each row. ``done``: groups who are
    linked; whoever has a pupil of its own is not looked for.
    """
    asked = pairs[["left", "right"]].to_numpy()
    doubtful = ~pairs["alike"].to_numpy(bool)  # few pairs: nobody looks further at the others
    rows = evidence.assign(group=head)
    names = values_by_group(rows[np.isin(head, asked[doubtful])], "name")
    doubtful[doubtful] = [names[left].isdisjoint(names[right]) for left, right in asked[doubtful]]
    if not doubtful.any():
        return doubtful
    theirs = {name for group in asked[doubtful].ravel() for name in names[group]}
    bearers = rows[rows["name"].isin(theirs) & ~rows["group"].isin(done)]
    near = rows[rows["group"].isin({*bearers["group"], *asked[doubtful].ravel()})]
    family = _keys(near)
    called: defaultdict[Hashable, set[int]] = defaultdict(set)
    for side, name, group in bearers[["side", "name", "group"]].itertuples(index=False):
        called[side, name].add(group)

    def by_another(left: int, right: int) -> bool:
        sides = ("c", names[right]), ("r", names[left])
        others = {group for side, own in sides for name in own for group in called[side, name]}
        return any(family[group] & (family[left] | family[right]) for group in others - {left, right})

    doubtful[doubtful] = [by_another(left, right) for left, right in asked[doubtful]]
    return doubtful


def values_by_group(rows: pd.DataFrame, column: str) -> defaultdict[int, set[str]]:
    """What the rows of each ``group`` say in a column; a group that says nothing is absent."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for group, value in rows[["group", column]].dropna().itertuples(index=False):
        found[group].add(value)
    return found


def _keys(rows: pd.DataFrame) -> defaultdict[int, set[str]]:
    """What the rows of each group share with their family."""
    guardians = rows.assign(guardian=rows["guardians"].str.split("|")).explode("guardian")
    found: Iterable[pd.DataFrame] = (
        rows.assign(key="phone:" + rows["phone"].astype("str")),
        guardians.assign(key="guardian:" + guardians["guardian"].astype("str")),
        rows.assign(key="home:" + rows["place"].astype("str") + "|" + rows["first"].astype("str")),
    )
    return values_by_group(pd.concat(found), "key")


__all__ = ["named_after_another", "values_by_group"]
