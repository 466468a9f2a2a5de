"""How a child is known again next month and next term, with a corrected number, name or birth date.

A child has several *aliases*, texts that identify it; a case keeps every alias it ever had to itself. The ID number
is kept as a keyed hash. An alias that two children of a register share is nobody's. The ID number alone is not
enough, since it may have been a brother's: name or birth date must agree. Two of name, birth date and village with the
guardian (who moves, or whose township gets another name, has no more) are not trusted against another valid ID number.
Not sure: a case of its own.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kcbx.followup.ledger import Keyed, Ledger
from kcbx.reliable import usable_ids

#: How much each kind of alias says; ``name`` and ``birth`` only support the ID number.
WEIGHT = {"row": 8, "who": 4, "id": 3, "home": 3, "kin": 3, "born": 2, "name": 2, "birth": 1}
_POINTING = ("row", "who", "id", "home", "kin", "born")
_BY_NAME = ("row", "who", "home", "kin", "name")
_SUPPORT = frozenset(WEIGHT) - {"id"}


@dataclass(frozen=True)
class KnownAgain:
    """Which case is which child's.

    ``cases``: child_id → case number; of two children whom a person has called one, both have the one that is left.
    ``twice``: case → the other case of the same child. ``second``: children known by a case that was merged.
    """

    cases: Mapping[str, str]
    twice: Mapping[str, str]
    second: frozenset[str] = frozenset()


def aliases(people: pd.DataFrame, keyed: Keyed) -> pd.DataFrame:
    """The aliases of every row of a people table, one column a kind, "" where it has none; and child_id.

    ``people`` needs child_id beside the [people] columns.
    """

    def text(name: str) -> pd.Series:
        return people[name].astype("object").where(people[name].notna(), "")

    name, birth = text("name_key"), text("birth_date").where(people["birth_precision"].eq("day"), "")
    village, guardians = text("village"), text("guardian_keys")
    place = text("township") + "/" + village
    usable = usable_ids(people) & people["id_number"].notna()
    placed, guarded = village.ne(""), guardians.ne("")
    return pd.DataFrame(
        {
            "child_id": people["child_id"],
            "row": text("record_id"),
            "who": (name + "|" + birth + "|" + place).where(name.ne("") & birth.ne("") & placed, ""),
            "id": text("id_number").where(usable, "").map(lambda number: keyed(f"alias\0{number}") if number else ""),
            "home": (name + "|" + guardians + "|" + place).where(name.ne("") & guarded & placed, ""),
            "kin": (name + "|" + birth + "|" + guardians).where(name.ne("") & birth.ne("") & guarded, ""),
            "born": (birth + "|" + guardians + "|" + place).where(birth.ne("") & guarded & placed, ""),
            "name": name,
            "birth": birth,
        }
    )


def own_aliases(found: pd.DataFrame, children: pd.Series) -> pd.DataFrame:
    """The aliases of some children that no other child of the register shares: child_id, alias (``kind:text``)."""
    wanted = found["child_id"].isin(children)
    parts = []
    for kind in WEIGHT:
        own = found.loc[wanted & found[kind].ne(""), ["child_id", kind]].drop_duplicates()
        if kind in _POINTING:
            holders = found.loc[found[kind].isin(own[kind]), ["child_id", kind]].drop_duplicates()[kind].value_counts()
            own = own[own[kind].map(holders).eq(1)]
        parts.append(pd.DataFrame({"child_id": own["child_id"], "alias": f"{kind}:" + own[kind]}))
    return pd.concat(parts, ignore_index=True).sort_values(["child_id", "alias"], ignore_index=True)


def know_again(ledger: Ledger, found: pd.DataFrame) -> KnownAgain:
    """The case of every child that has one; ``found`` is the table of :func:`aliases` of all children.

    Every case goes to one child, every child to one case: first to a child of the same name, then to the one that
    has most in common. A case left over that clearly is a child's too is the same child's second case. Where a person
    has merged a case, its child has the case that is left.
    """
    into = _merged_by_people(ledger)
    held, holders = _held(ledger, into)
    pairs: set[tuple[str, str]] = set()
    for kind in _POINTING:
        hits = found.loc[found[kind].isin(holders[kind]), ["child_id", kind]].drop_duplicates()
        shared = hits[kind].value_counts()
        for child, text in hits.itertuples(index=False):
            if shared[text] == 1 or kind == "id":
                pairs |= {(child, number) for number in holders[kind][text]}
    candidates = {child for child, _ in pairs}
    own: defaultdict[str, set[str]] = defaultdict(set)
    for kind in WEIGHT:
        rows = found.loc[found["child_id"].isin(candidates) & found[kind].ne(""), ["child_id", kind]]
        for child, text in rows.itertuples(index=False):
            own[child].add(f"{kind}:{text}")
    common = {(child, number): _kinds(own[child] & held[number]) for child, number in pairs}
    enough = [pair for pair, kinds in common.items() if _enough(kinds, own[pair[0]], held[pair[1]])]
    ranked = sorted(sorted(enough), key=lambda pair: _says(common[pair]), reverse=True)
    cases: dict[str, str] = {}
    taken: set[str] = set()
    for child, number in ranked:
        if child not in cases and number not in taken:
            cases[child] = number
            taken.add(number)
    merged = {child: into[number] for child, number in cases.items() if number in into}
    known = {**cases, **merged}
    twice = {
        number: known[child]
        for child, number in reversed(ranked)
        if number not in taken and child in cases and {"row", "who", "id"} & common[child, number]
    }
    twice = {number: other for number, other in twice.items() if number not in into and number != other}
    return KnownAgain(known, twice, frozenset(merged))


def _held(
    ledger: Ledger, into: Mapping[str, str]
) -> tuple[Mapping[str, set[str]], Mapping[str, Mapping[str, set[str]]]]:
    """Aliases by case, and cases by kind and text.

    A case that was merged is looked for only where a person has merged it (``into``: :func:`_merged_by_people`): if a
    list has, it may show two again.
    """
    merged = {row["case_number"] for row in ledger.rows("SELECT case_number FROM events WHERE kind = 'merged'")}
    held: defaultdict[str, set[str]] = defaultdict(set)
    holders: dict[str, defaultdict[str, set[str]]] = {kind: defaultdict(set) for kind in WEIGHT}
    given = {new: old for old, new in _given_up(ledger)}
    lost = {(given[row["case_number"]], row["alias"]) for row in ledger.table("aliases") if row["case_number"] in given}
    for row in ledger.rows("SELECT DISTINCT alias, case_number FROM aliases"):
        owner = into.get(row["case_number"], row["case_number"])
        if owner not in merged and (owner, row["alias"]) not in lost:
            kind, _, text = row["alias"].partition(":")
            held[row["case_number"]].add(row["alias"])
            holders[kind][text].add(row["case_number"])
    return held, holders


def _merged_by_people(ledger: Ledger) -> dict[str, str]:
    """The case that is left of each that a person has merged."""
    rows = ledger.rows(
        "SELECT case_number, detail FROM events WHERE kind = 'merged' AND source NOT IN (SELECT batch FROM batches)"
    )
    into = {row["case_number"]: str(json.loads(row["detail"])["into"]) for row in rows}

    def last(number: str) -> str:
        return last(into[number]) if number in into else number

    return {number: last(target) for number, target in into.items()}


def _given_up(ledger: Ledger) -> list[tuple[str, str]]:
    """(case, case that was separated from it): what identifies the second no longer identifies the first."""
    rows = ledger.rows("SELECT case_number, detail FROM events WHERE kind = 'separated'")
    return [(json.loads(row["detail"])["from"], row["case_number"]) for row in rows]


def _kinds(shared: set[str]) -> frozenset[str]:
    return frozenset(alias.partition(":")[0] for alias in shared)


def _says(kinds: frozenset[str]) -> tuple[bool, int]:
    return (bool(kinds & set(_BY_NAME)), sum(WEIGHT[kind] for kind in kinds))


def _enough(kinds: frozenset[str], child: set[str], case: set[str]) -> bool:
    """Whether what they have in common makes them one child."""
    if kinds & {"row", "who"} or ("id" in kinds and kinds & _SUPPORT):
        return True
    numbers = [{alias for alias in side if alias.startswith("id:")} for side in (child, case)]
    other_number = all(numbers) and not numbers[0] & numbers[1]
    return bool(kinds & {"home", "kin", "born"}) and not other_number


__all__ = ["KnownAgain", "aliases", "know_again", "own_aliases"]
