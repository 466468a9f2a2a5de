"""Children of one list whom only another list tells apart: twins with similar names, one of them without a number.

When linkage says which census children are probably listed twice, it has seen the census alone. A register may know
more: where it has another number beside the name of the one without, the two are two children.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kcbx.linkage import Linkage
from kcbx.reliable import usable_ids


def told_apart(linkage: Linkage, census: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> Linkage:
    """The linkage without the pairs of ``perhaps`` whom the other lists know as two children.

    One writes no usable number of its own, while a list bears one beside its name, and that is none that is known of
    the other. ``others``: the other lists by form, with ``child_id`` where they speak of people.
    """
    if linkage.perhaps.empty:
        return linkage
    asked = {*linkage.perhaps["child_id"], *linkage.perhaps["maybe_child_id"]}
    child = census["record_id"].map(linkage.child_of_census)
    own = census.assign(child_id=child)[child.isin(asked)]
    names = pd.MultiIndex.from_frame(own[["child_id", "name_key"]])
    listed = [rows for _, rows in sorted(others.items()) if "child_id" in rows]
    listed = [rows[pd.MultiIndex.from_frame(rows[["child_id", "name_key"]]).isin(names)] for rows in listed]
    written, told = _numbers([own]), _numbers(listed)
    nothing: frozenset[str] = frozenset()

    def two(one: str, other: str) -> bool:
        by_lists, known = told.get(one, nothing), written.get(other, nothing) | told.get(other, nothing)
        return one not in written and bool(by_lists and known) and by_lists.isdisjoint(known)

    pairs = zip(linkage.perhaps["child_id"], linkage.perhaps["maybe_child_id"], strict=True)
    one_child = [not (two(child, other) or two(other, child)) for child, other in pairs]
    return replace(linkage, perhaps=linkage.perhaps[one_child].reset_index(drop=True))


def _numbers(lists: list[pd.DataFrame]) -> dict[str, frozenset[str]]:
    """The usable ID numbers that the rows of some lists bear, by child_id."""
    sound = [rows.loc[usable_ids(rows), ["child_id", "id_number"]] for rows in lists]
    if not sound:
        return {}
    return {str(child): frozenset(numbers) for child, numbers in pd.concat(sound).groupby("child_id")["id_number"]}
