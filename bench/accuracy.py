"""How right the linkage is on generated counties with known truth, beside VLOOKUP as offices do it today.

    python -m bench.accuracy --children 20000 --seeds 5 [--levels ordinary bad] [--keep FOLDER] [--kinds]

Every figure is over links between rows; a child with two roll rows has two true links.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from bench.counties import County, county
from kcbx.linkage import Linkage
from kcbx.reconcile.link import link

Pairs = frozenset[tuple[str, str]]


def pairs_of(table: pd.DataFrame) -> Pairs:
    return frozenset(zip(table["census_id"], table["roll_id"], strict=True))


def measure(made: County, accepted: Pairs, review: Pairs, considered: Pairs | None = None) -> dict[str, float]:
    """The figures of one county; those that no list can show are NaN."""
    true, census = made.true_pairs, made.persons["census"]
    on_roll = set(made.persons["roll"].dropna())
    linked, asked = {one for one, _ in accepted}, {one for one, _ in review}
    out = [row for row, person in census.items() if person not in on_roll]
    suspects = [row for row in census.index if row not in linked and row not in asked]
    return {
        "rows": len(made.census),
        "true links": len(true),
        "accepted": len(accepted),
        "wrong": len(accepted - true),
        "precision": 1 - len(accepted - true) / max(len(accepted), 1),
        "recall accepted": len(accepted & true) / len(true),
        "recall with review": len((accepted | review) & true) / len(true),
        "missed": len(true - accepted - review),
        "review pairs": len(review),
        "review share": len(review) / len(made.census),
        "out found": sum(row not in linked for row in out) / max(len(out), 1),
        "suspects right": sum(census[row] not in on_roll for row in suspects) / max(len(suspects), 1),
        "blocking recall": float("nan") if considered is None else len(considered & true) / len(true),
    }


def by_kcbx(made: County) -> tuple[Linkage, dict[str, float]]:
    start = time.perf_counter()
    found = link(made.census, made.roll)
    seconds = time.perf_counter() - start
    assert found.candidates is not None
    accepted, review = decided(found)
    return found, measure(made, accepted, review, pairs_of(found.candidates)) | {"seconds": seconds}


def decided(found: Linkage) -> tuple[Pairs, Pairs]:
    pairs = found.pairs
    return tuple(pairs_of(pairs[pairs["decision"] == decision]) for decision in ("accepted", "review"))  # type: ignore[return-value]


def by_vlookup(made: County) -> dict[str, float]:
    """What an office does: look up the ID as written, then name and birth date as written."""
    census, roll = made.raw["census"], made.raw["roll"]
    first = census.dropna(subset=["id_number"]).merge(roll.dropna(subset=["id_number"]), on="id_number")
    rest = census[~census["record_id"].isin(first["record_id_x"])]
    keys = ["name", "birth_date"]
    second = rest.dropna(subset=keys).merge(roll.dropna(subset=keys), on=keys)
    both = pd.concat([first[["record_id_x", "record_id_y"]], second[["record_id_x", "record_id_y"]]])
    return measure(made, frozenset(both.itertuples(index=False, name=None)), frozenset())


def kinds(made: County, accepted: Pairs, review: Pairs) -> pd.DataFrame:
    """By error kind: true links that carry it, how they ended, and wrong links with such a row."""
    counts: dict[str, Counter[str]] = {}

    def note(pairs: Iterable[tuple[str, str]], ending: str) -> None:
        for one, other in pairs:
            for kind in set(_kinds(made, one, other)):
                counts.setdefault(kind, Counter())[ending] += 1

    true = made.true_pairs
    note(true, "injected")
    note(true & accepted, "linked")
    note(true & review, "review")
    note(true - accepted - review, "missed")
    note(accepted - true, "wrong")
    note(review - true, "asked for nothing")
    columns = ["injected", "linked", "review", "missed", "wrong", "asked for nothing"]
    table = pd.DataFrame.from_dict(counts, orient="index").reindex(columns=columns).fillna(0).astype(int)
    return table.sort_index()


def _kinds(made: County, one: str, other: str) -> list[str]:
    found = [f"c.{kind}" for kind in str(made.errors["census"][one] or "").split("|") if kind]
    found += [f"r.{kind}" for kind in str(made.errors["roll"][other] or "").split("|") if kind]
    return found or ["none"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=20000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--levels", nargs="+", default=["clean", "ordinary", "bad", "transliterated"])
    parser.add_argument("--keep", type=Path, help="folder for counties already read")
    parser.add_argument("--kinds", action="store_true", help="show the table of error kinds")
    asked = parser.parse_args()
    pd.set_option("display.width", 200, "display.max_columns", 40, "display.max_rows", 500)
    for level in asked.levels:
        rows, tables = {}, []
        for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
            made = county(asked.children, seed, level, asked.keep)
            found, figures = by_kcbx(made)
            rows[("kcbx", seed)], rows[("vlookup", seed)] = figures, by_vlookup(made)
            tables.append(kinds(made, *decided(found)))
        table = pd.DataFrame(rows)
        means = {way: table[way].mean(axis=1) for way in ("kcbx", "vlookup")}
        shown = table["kcbx"].assign(mean=means["kcbx"], vlookup=means["vlookup"])
        print(f"\n{level}, {asked.children} children\n{shown.round(5).to_string()}")
        if asked.kinds:
            print(pd.concat(tables).groupby(level=0).sum().to_string())


if __name__ == "__main__":
    main()
