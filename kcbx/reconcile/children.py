"""From rows to children: groups of rows that are one child, and which group of one list is which of the other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import pandas as pd

from kcbx.linkage import ACCEPTED, BY_PERSON, REJECTED, REVIEW
from kcbx.reconcile.assign import assign
from kcbx.reconcile.decide import grounds, reaches
from kcbx.reconcile.model import Model, Rule
from kcbx.reconcile.namesakes import named_after_another
from kcbx.reconcile.siblings import Siblings
from kcbx.reconcile.verdicts import of_groups

#: What comes of a verdict on two groups; :func:`kcbx.reconcile.verdicts.of_groups`.
_OF_VERDICT = {"same": BY_PERSON, "different": REJECTED, "torn": REVIEW}


def decide_children(
    pairs: pd.DataFrame,
    head: np.ndarray,
    decided: pd.DataFrame,
    evidence: pd.DataFrame,
    model: Model,
    found: Collection[int] = frozenset(),
    *,
    everybody: bool = True,
) -> pd.DataFrame:
    """Pairs of children with a decision: ``left``, ``right`` (group heads), ``weight``, ``margin``, ``decision``.

    ``pairs``: scored pairs across the lists; the best pair of rows speaks for two groups. ``evidence``: of each row
    ``families``, the keys it shares with possible twins, ``id``, ``id_kind``, ``name``, ``sound``, what tells a family
    (:func:`named_after_another`). What people decided binds: ``same`` is linked whatever the evidence, ``different``
    never is, ``unsure`` goes to review, and so do two groups of which one row is called the same and another not.
    ``found``: rows of children whom another list has found already: they stay candidates, but no twin waits for them.
    ``everybody``: both lists are meant to hold every child, so that those left over in one are looked for among those
    left over in the other.
    """
    edges = _edges(pairs, head, model)
    said = of_groups(decided, head)
    told = pd.MultiIndex.from_frame(edges[["left", "right"]]).map(said.to_dict())
    edges["said"] = pd.Series(told, index=edges.index, dtype="str")
    by_person = _by_person(edges, said)
    linked = by_person[by_person["decision"] == BY_PERSON]
    free = edges[edges["said"].ne("different").fillna(True).astype(bool) & _apart_from(edges, linked)]
    assigned = assign(free, model.bands["margin"])
    known = {int(head[row]) for row in found}
    siblings = Siblings(evidence, head)
    assigned["decision"] = _decision(assigned, linked, siblings, known, model)
    if everybody:
        assigned.loc[_left_over(assigned, linked, model.bands["left_over"]), "decision"] = REVIEW
    decided_now = assigned[assigned["decision"].ne("") & assigned["said"].ne("torn").fillna(True).astype(bool)]
    contested = _contested(edges, linked, decided_now, siblings)
    every = pd.concat([by_person, decided_now, contested], ignore_index=True)
    return every.sort_values(["left", "right"]).reset_index(drop=True)[
        ["left", "right", "weight", "margin", "decision"]
    ]


def _edges(pairs: pd.DataFrame, head: np.ndarray, model: Model) -> pd.DataFrame:
    """The best pair of rows between every two groups; a pair with grounds goes before one without."""
    pairs = pairs[grounds(pairs, model.apart, model) < 0]
    sound = pairs["weight"].to_numpy() >= model.bands["accept"]
    but_for_twins = sound & (grounds(pairs, [_without_twins(rule) for rule in model.accept], model) >= 0)
    sound &= grounds(pairs, model.accept, model) >= 0
    edges = pd.DataFrame(
        {
            "left": head[pairs["left"].to_numpy()],
            "right": head[pairs["right"].to_numpy()],
            "weight": pairs["weight"].to_numpy(),
            "sound": sound,
            "but_for_twins": but_for_twins,
            "alike": reaches(pairs, model.comparisons["name"], ("same", "alike"))
            & ~reaches(pairs, model.comparisons["birth"], ("far", "weeks", "differ")),
            "ask": grounds(pairs, model.ask, model) >= 0,
            "two_numbers": reaches(pairs, model.comparisons["id"], ("against",)),
            "left_over": grounds(pairs, model.left_over, model) >= 0,
        }
    )
    edges = edges.sort_values(
        ["left", "right", "sound", "but_for_twins", "weight"], ascending=[True, True, False, False, False]
    )
    return edges.drop_duplicates(["left", "right"]).reset_index(drop=True)


def _by_person(edges: pd.DataFrame, said: pd.Series) -> pd.DataFrame:
    """Pairs people decided, alike or not, with the weight the evidence gives them (0: they were never compared)."""
    decided = said[said.isin([*_OF_VERDICT])].reset_index()
    decided = decided.merge(edges[["left", "right", "weight"]], on=["left", "right"], how="left")
    decided["weight"] = decided["weight"].fillna(0.0)
    decided["margin"] = 0.0
    decided["decision"] = decided["verdict"].map(_OF_VERDICT)
    return decided[["left", "right", "weight", "margin", "decision"]]


def _without_twins(rule: Rule) -> Rule:
    """The rule as it stands when the other twin has been found."""
    return replace(rule, all_of={name: classes for name, classes in rule.all_of.items() if name != "twin"})


def _second_row(edges: pd.DataFrame, sure: pd.DataFrame, siblings: Siblings) -> np.ndarray:
    """Whether each pair may be a second row of a child that ``sure`` has linked, and not its brother or sister."""
    may_be = np.ones(len(edges), dtype=bool)
    for own, common in (("left", "right"), ("right", "left")):
        taker = edges[common].map(sure.drop_duplicates(common).set_index(common)[own])
        may_be &= ~siblings.two(edges[own], taker)
    return may_be


def _contested(edges: pd.DataFrame, linked: pd.DataFrame, decided: pd.DataFrame, siblings: Siblings) -> pd.DataFrame:
    """Pairs with grounds to be accepted, of which a person gave one child to somebody else: nobody said a word of the
    other child, so it is asked about, unless it is ``decided`` or certainly another."""
    taken = edges["left"].isin(linked["left"]) ^ edges["right"].isin(linked["right"])
    pairs = edges[taken & edges["sound"] & edges["said"].isna() & _apart_from(edges, decided)]
    return pairs[_second_row(pairs, linked, siblings)].assign(margin=0.0, decision=REVIEW)


def _left_over(edges: pd.DataFrame, linked: pd.DataFrame, least: float) -> pd.Index:
    """The pairs of children who are both left over, each the likeliest for the other.

    A child is left over while no pair of it is decided. ``least``: the weight a pair must have, unless a rule for those
    left over holds. Two sound numbers are two children, unless such a rule holds. Such a rule also takes a child who is
    only asked about as a second row of somebody else (a brother, by his number).
    """
    taken = pd.concat([edges[edges["decision"].eq(ACCEPTED)], linked])
    asked = edges[edges["decision"].eq(REVIEW)]
    once_more = ~_apart_from(asked, taken)
    by_weight = edges["weight"].ge(least) & _apart_from(edges, pd.concat([taken, asked]))
    by_rule = edges["left_over"] & _apart_from(edges, pd.concat([taken, asked[~once_more]]))
    free = edges[edges["decision"].eq("") & (by_weight | by_rule)]
    free = free.sort_values(["weight", "left", "right"], ascending=[False, True, True])
    likeliest = ~free["left"].duplicated() & ~free["right"].duplicated()
    return free.index[likeliest & (~free["two_numbers"] | free["left_over"])]


def _apart_from(edges: pd.DataFrame, decided: pd.DataFrame) -> pd.Series:
    """Whether neither child of each pair is in a pair of ``decided``."""
    return ~edges["left"].isin(decided["left"]) & ~edges["right"].isin(decided["right"])


def _decision(
    edges: pd.DataFrame, linked: pd.DataFrame, siblings: Siblings, found: Collection[int], model: Model
) -> np.ndarray:
    """accepted, review or "" for each pair of children. ``found``: see :func:`decide_children`, as groups."""
    bands = model.bands
    doubt = edges["said"].isin(["unsure", "torn"])
    clear = edges["chosen"] & (edges["margin"] >= bands["margin"]) & ~doubt
    accepted = clear & edges["sound"]
    done = {*edges.loc[accepted, ["left", "right"]].to_numpy().ravel(), *linked[["left", "right"]].to_numpy().ravel()}
    done |= {*found}
    waiting = edges[clear & edges["but_for_twins"] & ~accepted]
    for index, left, right in waiting[["left", "right"]].itertuples():
        accepted[index] = siblings.settled(left, right, done)
    done |= {*edges.loc[accepted, ["left", "right"]].to_numpy().ravel()}
    accepted[accepted] = ~named_after_another(edges[accepted], siblings.evidence, siblings.head, done)
    done_left = set(edges.loc[accepted, "left"]) | set(linked["left"])
    done_right = set(edges.loc[accepted, "right"]) | set(linked["right"])
    open_left, open_right = ~edges["left"].isin(done_left), ~edges["right"].isin(done_right)
    heavy = edges["weight"] >= bands["review"]
    close = edges["chosen"] | (edges["margin"] > -bands["margin"])
    asked = (heavy & close | edges["ask"]) & open_left & open_right
    # Much speaks for it, but the other child is taken: perhaps a second row of one child that could not be
    # joined to the first. Nobody is called out of school on such a doubt; but a twin beside the other's pupil is no
    # second row.
    beside = (edges["weight"] >= bands["taken"]) & (open_left | open_right) & ~asked
    beside[beside] = _second_row(edges[beside], pd.concat([edges[accepted], linked]), siblings)
    asked |= beside
    return np.select([accepted, asked | (doubt & heavy)], [ACCEPTED, REVIEW], "")
