"""The tables of a linkage, made from row numbers and decisions: pairs, nearest, groups, candidates, counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcbx.fields import conform
from kcbx.linkage import ACCEPTED, BY_PERSON, REJECTED, REVIEW, Linkage, is_accepted
from kcbx.reconcile.duplicates import perhaps_one
from kcbx.reconcile.explain import candidates_table
from kcbx.reconcile.model import Model
from kcbx.reconcile.primary import attendance_rank, fullness, with_primary
from kcbx.reconcile.reasons import one_after_another, sentences, whole

#: A roll row that already belongs to another child is shown as nearest only if it is this many bits nearer.
_TAKEN_COSTS = 8.0
#: Said of a pair of rows that was never compared: linked through other rows of the child, or by a person.
_NOT_COMPARED = "由同一儿童的其他各行或人工判定得出"


@dataclass(frozen=True)
class Decided:
    """What a linkage comes to, in row numbers: census by record_id, then roll by record_id.

    ``across`` and ``within``: scored pairs between the lists and inside one. ``head``: each row's group.
    ``children``: decided pairs of groups. ``counts``: figures for run.json. ``torn``: pairs of rows (``left``,
    ``right``) of two groups about which people said both; all of them are asked about again.
    """

    across: pd.DataFrame
    within: pd.DataFrame
    head: np.ndarray
    children: pd.DataFrame
    counts: dict[str, int]
    torn: pd.DataFrame


def outcome(census: pd.DataFrame, roll: pd.DataFrame, decided: Decided, model: Model) -> Linkage:
    """The linkage, every table sorted by its ids. ``census`` and ``roll``: sorted by record_id."""
    across, within, head, children = decided.across, decided.within, decided.head, decided.children
    people = pd.concat([census, roll], ignore_index=True)
    ids = people["record_id"].to_numpy(dtype=object)
    rows = row_pairs(decided)
    rows["reason"] = whole(sentences(rows, people, model)).where(rows["compared"], _NOT_COMPARED)
    linked = rows[is_accepted(rows)]
    repeats = _repeats(within, head, people, model)
    groups = _children(people, head, children)
    listed, enrolled = groups.iloc[: len(census)], groups.iloc[len(census) :].reset_index(drop=True)
    tally = {
        decision: int((rows["decision"] == decision).sum()) for decision in (ACCEPTED, REVIEW, BY_PERSON, REJECTED)
    }
    return Linkage(
        pairs=named(rows, people["record_id"]),
        nearest=_nearest(across, linked, people, model),
        census_groups=with_primary(listed, pd.DataFrame({"full": fullness(census)}), repeats),
        roll_groups=with_primary(enrolled, attendance_rank(roll).assign(full=fullness(roll)), repeats),
        repeats=repeats,
        perhaps=_perhaps(perhaps_one(within[within["right"] < len(census)], head, model), groups["child_id"]),
        counts={**decided.counts, **tally, "candidates": len(across), "children": int(groups["child_id"].nunique())},
        candidates=candidates_table(across, ids, model),
    )


def named(rows: pd.DataFrame, record_ids: pd.Series) -> pd.DataFrame:
    """The [pairs] table of pairs of row numbers."""
    ids = record_ids.to_numpy(dtype=object)
    return conform(rows.assign(census_id=ids[rows["left"]], roll_id=ids[rows["right"]]), "pairs")


def row_pairs(decided: Decided) -> pd.DataFrame:
    """Pairs of rows for pairs of children, in order.

    Linked children: every row of one with every row of the other. Review: the one pair that speaks for them,
    so that a person is asked once; where people said both, every pair they spoke of.
    """
    children, across, head = decided.children, decided.across, decided.head
    levels = [str(name) for name in across if str(name).startswith("level_")]
    is_linked = is_accepted(children)
    weighed = children.rename(columns={"left": "one", "right": "other", "weight": "whole"})
    members = pd.DataFrame({"head": head, "row": np.arange(len(head))})
    linked = (
        weighed[is_linked]
        .merge(members.rename(columns={"head": "one", "row": "left"}), on="one")
        .merge(members.rename(columns={"head": "other", "row": "right"}), on="other")
    )
    scored = across.assign(one=head[across["left"]], other=head[across["right"]])
    best = scored.merge(weighed.loc[~is_linked, ["one", "other"]], on=["one", "other"])
    best = best.sort_values(["one", "other", "weight", "left", "right"], ascending=[True, True, False, True, True])
    best = best.drop_duplicates(["one", "other"])[["one", "other", "left", "right"]]
    torn = decided.torn.assign(one=head[decided.torn["left"]], other=head[decided.torn["right"]])[[*best]]
    settled = pd.MultiIndex.from_frame(best[["one", "other"]]).isin(pd.MultiIndex.from_frame(torn[["one", "other"]]))
    best = pd.concat([torn, best[~settled]])
    asked = weighed[~is_linked].merge(best, on=["one", "other"], how="left")
    asked["left"] = asked["left"].fillna(asked["one"])
    asked["right"] = asked["right"].fillna(asked["other"])
    rows = pd.concat([linked, asked], ignore_index=True).astype({"left": "int64", "right": "int64"})
    rows = rows.merge(across[["left", "right", "weight", *levels]], on=["left", "right"], how="left")
    rows["compared"] = rows["weight"].notna()
    rows["weight"] = rows["weight"].fillna(rows["whole"])
    rows[levels] = rows[levels].fillna(-1).astype("int8")
    return rows.sort_values(["left", "right"], ignore_index=True)


def _nearest(across: pd.DataFrame, linked: pd.DataFrame, people: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The best candidate of every census row that was not accepted."""
    done = np.zeros(len(people), dtype=bool)
    done[linked["left"]] = done[linked["right"]] = True
    left = across[~done[across["left"]]]
    taken = done[left["right"]]
    left = left.assign(taken=taken, rank=left["weight"] - _TAKEN_COSTS * taken)
    best = left.sort_values(["left", "rank", "right"], ascending=[True, False, True]).drop_duplicates("left")
    words = sentences(best, people, model)
    mark = pd.Series(np.where(best["taken"], "该学籍已与另一名儿童对上", ""), index=best.index, dtype="str")
    words["differ"] = one_after_another(words["differ"], mark)
    ids = people["record_id"].to_numpy(dtype=object)
    named = best.assign(census_id=ids[best["left"]], roll_id=ids[best["right"]], **words)
    return conform(named, "nearest").reset_index(drop=True)


def _children(people: pd.DataFrame, head: np.ndarray, children: pd.DataFrame) -> pd.DataFrame:
    """record_id and child_id of every row, in order; linked children of the two lists share one child_id."""
    ids = people["record_id"].to_numpy(dtype=object)
    linked = children[is_accepted(children)]
    child = np.arange(len(people))
    child[linked["right"]] = linked["left"]
    return pd.DataFrame({"record_id": ids, "child_id": ids[child[head]]}, dtype="str")


def _perhaps(pairs: pd.DataFrame, child: pd.Series) -> pd.DataFrame:
    """The [perhaps] table: of each child of ``pairs``, heaviest first, the other of its heaviest pair."""
    one, other = (child.reindex(pairs[side]).to_numpy(dtype=object) for side in ("left", "right"))
    both = pd.DataFrame({"child_id": [*one, *other], "maybe_child_id": [*other, *one], "rank": [*range(len(one))] * 2})
    both = both[both["child_id"].ne(both["maybe_child_id"])].sort_values("rank", kind="stable")
    return conform(both.drop_duplicates("child_id").sort_values("child_id", ignore_index=True), "perhaps")


def _repeats(within: pd.DataFrame, head: np.ndarray, people: pd.DataFrame, model: Model) -> pd.DataFrame:
    """The [repeats] table: why two rows of one list are one child."""
    same = within[head[within["left"]] == head[within["right"]]]
    ids = people["record_id"].to_numpy(dtype=object)
    why = whole(sentences(same, people, model))
    return conform(same.assign(record_id=ids[same["left"]], other_id=ids[same["right"]], reason=why), "repeats")
