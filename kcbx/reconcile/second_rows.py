"""Rows of one list that are one child because a person said so: both were called the same as one row of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np
import pandas as pd

from kcbx.reconcile.decide import grounds
from kcbx.reconcile.model import Model

_SIDES = (("left", "right"), ("right", "left"))


def join_decided(head: np.ndarray, decided: pd.DataFrame) -> np.ndarray:
    """Groups joined where a person called two rows of one list the same as one row of the other."""
    head = head.copy()
    same = decided[decided["verdict"] == "same"]
    for own, common in _SIDES:
        for _, rows in same.groupby(same[common].map(lambda row: head[row]))[own]:
            heads = sorted({int(head[row]) for row in rows})
            head[np.isin(head, heads)] = heads[0]
    return head


def join_takers(
    head: np.ndarray, pairs: pd.DataFrame, decided: pd.DataFrame, evidence: pd.DataFrame, model: Model
) -> np.ndarray:
    """Groups joined where a person called a row the same as one that the evidence gives to another row of that name.

    A child in two villages has a row with a number, which is linked, and one without, about which somebody is asked;
    who says yes to that does not say no to the other. The two rows must share a number or the sound of a name, and two
    sound numbers are two children, unless the linked row bears that of its partner: then the person knew that the other
    is wrong. ``pairs``: scored pairs across the lists; ``evidence``: of each row ``sound``, ``id`` and ``id_kind``.
    """
    same = decided[decided["verdict"] == "same"]
    if same.empty:
        return head
    taking = pairs[(pairs["weight"] >= model.bands["accept"]) & (grounds(pairs, model.accept, model) >= 0)]
    told = {(int(head[left]), int(head[right])) for left, right in decided[["left", "right"]].to_numpy()}
    head = head.copy()
    for three in list(_second_rows(head, taking, same, told)):
        ours, theirs, partner = (int(head[row]) for row in three)
        if ours != theirs and _may_be_one(*(evidence[head == group] for group in (ours, theirs, partner))):
            head[(head == ours) | (head == theirs)] = min(ours, theirs)
    return head


def _second_rows(
    head: np.ndarray, taking: pd.DataFrame, same: pd.DataFrame, told: set[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    """A row called the same as one of the other list, a row of its own list whose best pair is with the group of that
    one, and that one; nobody was asked about the second."""
    for own, common in _SIDES:
        best = taking.sort_values(["weight", "left", "right"], ascending=[False, True, True])
        best = best.loc[~pd.Series(head[best[own]], index=best.index).duplicated(), [own, common]]
        takers = defaultdict(list)
        for row, partner in best.itertuples(index=False):
            takers[int(head[partner])].append(int(row))
        for row, partner in same[[own, common]].itertuples(index=False):
            for taker in takers.get(int(head[partner]), []):
                asked = (taker, partner) if own == "left" else (partner, taker)
                if tuple(int(head[each]) for each in asked) not in told:
                    yield int(row), taker, int(partner)


def _may_be_one(ours: pd.DataFrame, theirs: pd.DataFrame, partner: pd.DataFrame) -> bool:
    """Whether two groups share a number or a sound, and not each has a sound number of its own, that of ``theirs``
    another than their partner's."""
    own, other, common = (_values(rows["id"].where(rows["id_kind"].eq("valid"))) for rows in (ours, theirs, partner))
    if own and other and own.isdisjoint(other) and other.isdisjoint(common):
        return False
    return bool(own & other or _values(ours["sound"]) & _values(theirs["sound"]))


def _values(column: pd.Series) -> set[str]:
    return {*column.dropna()}


__all__ = ["join_decided", "join_takers"]
