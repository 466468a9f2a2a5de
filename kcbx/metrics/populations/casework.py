"""Populations of the case ledger (个案): children whose schooling was in doubt, and how their cases stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kcbx.metrics.populations.choice import Members, counts_on, members
from kcbx.metrics.rosters import Lists


@counts_on("case")
def cases_confirmed(lists: Lists, *, returned: bool = False) -> Members:
    """台账里曾确认失学、辍学的个案，一人一案；``returned`` 时只要现已劝返、或返校后销号的。"""
    roster = lists.cases
    chosen = roster.flag("confirmed")
    return members(roster, chosen & roster.flag("returned") if returned else chosen)


@counts_on("case")
def cases_open(lists: Lists, *, days: Sequence[int]) -> Members:
    """台账里在册、没有办完的个案，立案至数据时点的天数在 ``days`` 的两数之间（含两端）；只写一个数则不限上限。"""
    roster = lists.cases
    age = roster.number("days")
    within = (age >= days[0]) & (age <= (days[1] if len(days) > 1 else np.inf))
    return members(roster, roster.flag("open") & within)
