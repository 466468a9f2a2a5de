"""Rows of one list that an answer makes one child: a person who calls a second row the same as a pupil names both."""

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
    who says yes to that does not say no to the other. Names must sound the same, and two sound numbers are two children.
    ``pairs``: scored pairs across the lists; ``evidence``: of each row ``sound``, ``id`` and ``id_kind``.
    """
    same = decided[decided["verdict"] == "same"]
    if same.empty:
        return head
    taking = pairs[(pairs["weight"] >= model.bands["accept"]) & (grounds(pairs, model.accept, model) >= 0)]
    told = {(int(head[left]), int(head[right])) for left, right in decided[["left", "right"]].to_numpy()}
    head = head.copy()
    for one, other in list(_second_rows(head, taking, same, told)):
        ours, theirs = head[one], head[other]
        if ours != theirs and _may_be_one(evidence[head == ours], evidence[head == theirs]):
            head[(head == ours) | (head == theirs)] = min(ours, theirs)
    return head


def _second_rows(
    head: np.ndarray, taking: pd.DataFrame, same: pd.DataFrame, told: set[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Two rows of one list: one called the same as a group of the other, and one whose best pair is with that group;
    nobody was asked about the latter."""
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
                    yield int(row), taker


def _may_be_one(ours: pd.DataFrame, theirs: pd.DataFrame) -> bool:
    """Whether the rows of two groups share a sound, and not each side has a sound number of its own."""
    numbers = [{*rows.loc[rows["id_kind"].eq("valid"), "id"].dropna()} for rows in (ours, theirs)]
    two = all(numbers) and numbers[0].isdisjoint(numbers[1])
    return not two and not {*ours["sound"].dropna()}.isdisjoint(theirs["sound"].dropna())


__all__ = ["join_decided", "join_takers"]
