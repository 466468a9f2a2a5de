"""Last term's children recognised in this term: by number or name first, the rest by the one model of the linkage.

A name respelt, a number mistyped this time or last: asked by equality alone, such a child would have left school and
another would have come.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from kcbx.fields import columns
from kcbx.linkage import is_accepted
from kcbx.metrics.terms import same_children
from kcbx.reconcile.link import Beside
from kcbx.register import Register


def recognised(previous: Register, register: Register, settings: Mapping[str, Any]) -> Register:
    """Last term's register with ``known_as``. ``settings``: the ``[linkage]`` table of kcbx.toml.

    Only accepted links count, and only those of one child to one: who is doubtful stays unknown. Raises as
    :func:`kcbx.reconcile.link.link`.
    """
    sure = same_children(previous, register)
    before, now = _one_row_a_child(previous), _one_row_a_child(register)
    before, now = before[~before["child_id"].isin(sure.index)], now[~now["child_id"].isin(_complete(previous, sure))]
    if before.empty or now.empty:
        return replace(previous, known_as=sure)
    pairs = Beside(before, settings).pairs(now)
    pairs = pairs[is_accepted(pairs)]
    was, is_ = (
        pairs[name].map(rows.set_index("record_id")["child_id"])
        for name, rows in (("census_id", before), ("roll_id", now))
    )
    alone = ~was.duplicated(keep=False) & ~is_.duplicated(keep=False)
    found = pd.Series(is_[alone].to_numpy(), index=pd.Index(was[alone], name="child_id_before"), dtype="str")
    return replace(previous, known_as=pd.concat([sure, found]).sort_index())


def _complete(previous: Register, sure: pd.Series) -> pd.Series:
    """This term's children whose rows on both lists of last term are known: nobody who is left can be one of them.

    A child who was two last term, a pupil and a census child that nobody had linked, may be known by one of them only.
    """
    of_list = [sure[sure.index.isin(rows["child_id"])] for rows in (previous.roll, previous.census)]
    return of_list[0][of_list[0].isin(of_list[1])]


def _one_row_a_child(register: Register) -> pd.DataFrame:
    """The people columns of every child once, with child_id: the roll's row before the census's."""
    rows = pd.concat([register.pupils, register.children])
    rows = rows.dropna(subset=["child_id"]).drop_duplicates("child_id")
    people = {name: column.dtype for name, column in columns("people").items()}
    shown = rows.assign(reason=None)[[*people, "child_id"]]
    return shown.astype({**people, "child_id": "str"}).reset_index(drop=True)


__all__ = ["recognised"]
