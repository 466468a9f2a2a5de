"""Two lists become one picture of children: block and score, join duplicates, pair children, give reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from kcbx.fields import conform
from kcbx.reconcile.children import ACCEPTED, BY_PERSON, REJECTED, REVIEW, decide_children, join_decided
from kcbx.reconcile.duplicates import duplicate_groups
from kcbx.reconcile.evidence import gather
from kcbx.reconcile.explain import candidates_table
from kcbx.reconcile.model import Model, model
from kcbx.reconcile.reasons import sentences, whole
from kcbx.reconcile.scoring import score
from kcbx.reconcile.verdicts import decided_pairs, stale
from kcbx.register import Linkage

Progress = Callable[[str], None]

#: A roll row that already belongs to another child is shown as nearest only if it is this many bits nearer.
_TAKEN_COSTS = 8.0


def link(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    *,
    settings: Mapping[str, Any] | None = None,
    verdicts: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Find out which census rows and roll rows are one child.

    ``census`` and ``roll``: [people] tables with record_id unique over both. ``settings``: the ``[linkage]``
    table of kcbx.toml. ``verdicts``: census_fingerprint, roll_fingerprint, verdict, who, when (see
    :func:`kcbx.reconcile.verdicts.fingerprint`); they bind. ``progress`` is told, in Chinese, what is being done.
    The result does not depend on the order of the rows.

    Raises ConfigInvalid for a wrong model, or where a value shared by far too many rows would never let it end.
    """
    tell = progress or (lambda _: None)
    built = model(settings)
    tell("整理比对依据")
    evidence = gather(census, roll, built.evidence)
    tell("逐对比对")
    pairs, counts = score(evidence, built)
    tell("一一对应")
    on_roll = evidence["side"].to_numpy() == "r"
    left_roll, right_roll = on_roll[pairs["left"]], on_roll[pairs["right"]]
    across, inside = pairs[left_roll != right_roll], pairs[left_roll == right_roll]
    row_of = pd.Series(evidence["row"].to_numpy(), index=evidence["record_id"])
    decided = decided_pairs(census, roll, verdicts)
    decided = pd.DataFrame(
        {
            "left": decided["census_id"].map(row_of).astype("int64"),
            "right": decided["roll_id"].map(row_of).astype("int64"),
            "verdict": decided["verdict"],
        }
    )
    head = join_decided(duplicate_groups(inside, len(evidence), built), decided)
    children = decide_children(across, head, decided, built)
    tell("写明理由")
    people = {"c": census.set_index("record_id"), "r": roll.set_index("record_id")}
    if verdicts is not None:
        counts["verdicts_stale"] = len(stale(census, roll, verdicts))
    return _linkage(evidence, across, inside, head, children, people, built, counts)


def _linkage(
    evidence: pd.DataFrame,
    across: pd.DataFrame,
    inside: pd.DataFrame,
    head: np.ndarray,
    children: pd.DataFrame,
    people: Mapping[str, pd.DataFrame],
    settings: Model,
    counts: dict[str, int],
) -> Linkage:
    """The tables of the linkage, each sorted by its ids."""
    ids = evidence["record_id"].to_numpy()
    across = across.assign(census_id=ids[across["left"]], roll_id=ids[across["right"]])
    rows = _row_pairs(children, across, head, ids)
    words = sentences(rows, people["c"], people["r"], settings)
    rows["reason"] = whole(words)
    pairs = conform(rows, "pairs").sort_values(["census_id", "roll_id"]).reset_index(drop=True)
    nearest = _nearest(across, pairs, people, settings)
    groups = _groups(evidence, inside, head, children, people, settings)
    is_census = groups["record_id"].isin(people["c"].index)
    census_groups, roll_groups = (groups[mask].reset_index(drop=True) for mask in (is_census, ~is_census))
    for decision in (ACCEPTED, REVIEW, BY_PERSON, REJECTED):
        counts[decision] = int((pairs["decision"] == decision).sum())
    counts["candidates"] = len(across)
    counts["census_children"] = int(census_groups["primary"].sum())
    counts["roll_children"] = int(roll_groups["primary"].sum())
    return Linkage(
        pairs=pairs,
        nearest=nearest,
        census_groups=census_groups,
        roll_groups=roll_groups,
        counts=counts,
        candidates=candidates_table(across, settings),
    )


def _row_pairs(children: pd.DataFrame, across: pd.DataFrame, head: np.ndarray, ids: np.ndarray) -> pd.DataFrame:
    """Pairs of rows for pairs of children.

    Linked children: every row of one with every row of the other. Review: the one pair that speaks for them,
    so that a person is asked once.
    """
    scored = across.assign(one=head[across["left"]], other=head[across["right"]])
    best = scored.sort_values(["one", "other", "weight", "left", "right"], ascending=[True, True, False, True, True])
    linked = children[children["decision"].isin([ACCEPTED, BY_PERSON])]
    members = pd.DataFrame({"head": head, "row": np.arange(len(head))})
    whole_groups = linked.merge(members.rename(columns={"head": "left", "row": "row_left"}), on="left").merge(
        members.rename(columns={"head": "right", "row": "row_right"}), on="right"
    )
    asked = children[~children["decision"].isin([ACCEPTED, BY_PERSON])].merge(
        best.drop_duplicates(["one", "other"])[["one", "other", "left", "right"]].rename(
            columns={"one": "left", "other": "right", "left": "row_left", "right": "row_right"}
        ),
        on=["left", "right"],
        how="left",
    )
    asked["row_left"] = asked["row_left"].fillna(asked["left"])
    asked["row_right"] = asked["row_right"].fillna(asked["right"])
    rows = pd.concat([whole_groups, asked], ignore_index=True).astype({"row_left": "int64", "row_right": "int64"})
    levels = [str(name) for name in across if str(name).startswith("level_")]
    own = scored[["left", "right", "weight", *levels]].rename(
        columns={"left": "row_left", "right": "row_right", "weight": "own_weight"}
    )
    rows = rows.merge(own, on=["row_left", "row_right"], how="left")
    rows["weight"] = rows["own_weight"].fillna(rows["weight"])
    rows[levels] = rows[levels].fillna(-1).astype("int8")
    return rows.assign(census_id=ids[rows["row_left"]], roll_id=ids[rows["row_right"]])


def _nearest(
    across: pd.DataFrame, pairs: pd.DataFrame, people: Mapping[str, pd.DataFrame], settings: Model
) -> pd.DataFrame:
    """The best candidate of every census row that was not accepted."""
    linked = pairs[pairs["decision"].isin([ACCEPTED, BY_PERSON])]
    left = across[~across["census_id"].isin(linked["census_id"])]
    taken = left["roll_id"].isin(linked["roll_id"])
    left = left.assign(taken=taken, rank=left["weight"] - _TAKEN_COSTS * taken)
    best = left.sort_values(["census_id", "rank", "roll_id"], ascending=[True, False, True]).drop_duplicates(
        "census_id"
    )
    words = sentences(best, people["c"], people["r"], settings)
    mark = pd.Series(np.where(best["taken"], "该学籍已与另一名儿童对上", ""), index=best.index, dtype="str")
    both = words["differ"].ne("") & mark.ne("")
    words["differ"] += pd.Series(np.where(both, "；", ""), index=best.index, dtype="str") + mark
    return conform(best.assign(**words), "nearest").reset_index(drop=True)


def _groups(
    evidence: pd.DataFrame,
    inside: pd.DataFrame,
    head: np.ndarray,
    children: pd.DataFrame,
    people: Mapping[str, pd.DataFrame],
    settings: Model,
) -> pd.DataFrame:
    """Every row with its child; linked children of the two lists share one child_id."""
    ids = evidence["record_id"].to_numpy()
    linked = children[children["decision"].isin([ACCEPTED, BY_PERSON])]
    child = head.copy()
    child[:] = pd.Series(head).map(dict(zip(linked["right"], linked["left"], strict=True))).fillna(pd.Series(head))
    frame = pd.DataFrame({"record_id": ids, "head": head, "child_id": ids[child]})
    frame["rank"] = _standing_in(evidence, people)
    frame = frame.sort_values(["head", "rank", "record_id"], ascending=[True, False, True])
    frame["primary"] = ~frame.duplicated("head")
    frame["main"] = frame.groupby("head")["record_id"].transform("first")
    frame["duplicate_reason"] = _duplicate_reasons(frame, inside, ids, people, settings)
    return conform(frame, "groups").sort_values("record_id").reset_index(drop=True)


def _standing_in(evidence: pd.DataFrame, people: Mapping[str, pd.DataFrame]) -> np.ndarray:
    """Which row of a child stands for it: on the roll one that attends a school, then the fuller row."""
    everyone = pd.concat([people["c"], people["r"]]).loc[evidence["record_id"]]
    attending = everyone["status"].isna() | everyone["status"].eq("attending")
    school = everyone["stage"].ne("kindergarten").fillna(True)
    full = everyone[["id_number", "birth_date", "sex", "village", "school", "phone", "guardian"]].notna().sum(axis=1)
    sound = evidence["id_kind"].eq("valid").fillna(False).to_numpy()
    rank = np.where(evidence["side"] == "r", 100 * attending.to_numpy(bool) + 50 * school.to_numpy(bool), 0)
    fuller: np.ndarray = rank + 20 * sound + full.to_numpy()
    return fuller


def _duplicate_reasons(
    frame: pd.DataFrame, inside: pd.DataFrame, ids: np.ndarray, people: Mapping[str, pd.DataFrame], settings: Model
) -> pd.Series:
    """Why each row that does not stand for its child is held to be the same child."""
    everyone = pd.concat([people["c"], people["r"]])
    seconds = frame.loc[~frame["primary"], ["record_id", "main"]]
    scored = inside.assign(census_id=ids[inside["left"]], roll_id=ids[inside["right"]])
    scored = scored[scored["census_id"].isin(frame["main"]) | scored["roll_id"].isin(frame["main"])]
    turned = scored.rename(columns={"census_id": "roll_id", "roll_id": "census_id"})
    known = seconds.reset_index().merge(
        pd.concat([scored, turned]), left_on=["record_id", "main"], right_on=["census_id", "roll_id"]
    )
    words = whole(sentences(known, everyone, everyone, settings))
    reasons = pd.Series("与同一儿童的另一行相同", index=seconds.index, dtype="str")
    reasons.loc[known["index"]] = words.to_numpy()
    return reasons.reindex(frame.index)
