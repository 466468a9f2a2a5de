"""Rows of one list that are one child: the same child in two villages, in two schools, in two sheets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.reconcile.decide import grounds, reaches
from kcbx.reconcile.model import Model


def duplicate_groups(pairs: pd.DataFrame, evidence: pd.DataFrame, model: Model) -> np.ndarray:
    """For each row of the evidence, the smallest row number of its group (itself where alone).

    ``pairs``: scored pairs within one list. They are joined strongest first; two groups are not joined while
    any pair between them speaks of two children, so that a chain of likenesses cannot bring strangers together.
    """
    strong = pairs["weight"].to_numpy() >= model.bands["accept"]
    joins = pairs[strong & (grounds(pairs, model.duplicate, model) >= 0)]
    joins = joins[~_two_in_the_other_list(joins, evidence)]
    against = _two_children(pairs, model)
    apart: dict[int, set[int]] = {}
    for left, right in pairs.loc[against, ["left", "right"]].itertuples(index=False):
        apart.setdefault(left, set()).add(right)
        apart.setdefault(right, set()).add(left)
    head = np.arange(len(evidence))
    members: dict[int, list[int]] = {}
    for left, right in joins.sort_values(["weight", "left", "right"], ascending=[False, True, True])[
        ["left", "right"]
    ].itertuples(index=False):
        one, other = sorted((int(head[left]), int(head[right])))
        if one == other:
            continue
        ours, theirs = members.get(one, [one]), members.get(other, [other])
        if any(not apart.get(row, set()).isdisjoint(theirs) for row in ours):
            continue
        members[one] = ours + theirs
        head[theirs] = one
    return head


def perhaps_one(pairs: pd.DataFrame, head: np.ndarray, model: Model) -> pd.DataFrame:
    """The pairs within one list that most probably are one child although they were not joined, heaviest first.

    ``pairs`` and ``head``: of and by :func:`duplicate_groups`.
    """
    open_pairs = pairs[head[pairs["left"]] != head[pairs["right"]]]
    likely = open_pairs[
        (grounds(open_pairs, model.perhaps, model) >= 0) & (grounds(open_pairs, model.apart, model) < 0)
    ]
    ordered: pd.DataFrame = likely.sort_values(["weight", "left", "right"], ascending=[False, True, True])
    return ordered


def _two_in_the_other_list(joins: pd.DataFrame, evidence: pd.DataFrame) -> np.ndarray:
    """Pairs whose two names the other list knows, for the same day, with two numbers: twins, not two spellings."""
    columns = ["side", "birth", "name"]
    left, right = (evidence.iloc[joins[name]][columns].astype(object).to_numpy() for name in ("left", "right"))
    differ = left[:, 2] != right[:, 2]
    rows = evidence.loc[evidence["birth"].isin([*left[differ, 1], *right[differ, 1]]), [*columns, "id"]].dropna()
    numbers: dict[tuple[str, str, str], set[str]] = {}
    for side, day, name, number in rows.itertuples(index=False):
        numbers.setdefault(("c" if side == "r" else "r", day, name), set()).add(number)
    nobody: set[str] = set()
    found = np.zeros(len(joins), dtype=bool)
    for place in np.flatnonzero(differ):
        one, other = numbers.get(tuple(left[place]), nobody), numbers.get(tuple(right[place]), nobody)
        found[place] = bool(one and other) and one.isdisjoint(other)
    return found


def _two_children(pairs: pd.DataFrame, model: Model) -> np.ndarray:
    """Pairs of one list that look like two children: different names, or two sound IDs."""
    names, ids = model.comparisons["name"], model.comparisons["id"]
    apart: np.ndarray = reaches(pairs, names, ("differ", "surname", "cradle", "partial")) | reaches(
        pairs, ids, ("against",)
    )
    return apart
