"""The whole measurement: both error models, all levels and seeds, kcbx beside the others, every false link listed.

    nice python -m bench.measure --children 20000 --seeds 5 [--peer-seeds 1] [--levels ordinary bad] [--out bench/out]

Writes figures.csv (one row a county and way), kinds.csv (one row a kind of error), false_links.csv and missed.csv
(one row a pair, both rows side by side; the children are invented) below ``--out``, then prints the means.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd

from bench import counties, second_county
from bench.accuracy import Pairs, by_kcbx, decided, kinds, pairs_of
from bench.counties import County
from bench.peers import WAYS
from bench.perfect import compare_standings
from kcbx.linkage import Linkage

MODELS: dict[str, Callable[..., County]] = {"first": counties.county, "second": second_county.county}
SHOWN = ("name", "sex", "birth_date", "id_number", "id_state", "township", "village", "guardian", "phone", "grade")
OUT = Path(__file__).parent / "out"


def measured(made: County, name: dict[str, object], peers: bool) -> tuple[list[dict[str, object]], Linkage]:
    """One row of figures a way; the others are asked only where ``peers`` says so."""
    found, figures = by_kcbx(made)
    rows = [{**name, "way": "kcbx", **figures, **compare_standings(made, found)}]
    for way, figures_of in WAYS.items():
        if way != "kcbx" and (peers or way == "VLOOKUP, raw"):
            rows.append({**name, "way": way, **figures_of(made)})
    return rows, found


def side_by_side(made: County, pairs: Iterable[tuple[str, str]], found: Linkage) -> pd.DataFrame:
    """Both rows of each pair, what was done to them, and what the linker said."""
    table = pd.DataFrame(sorted(pairs), columns=["census_id", "roll_id"])
    table = table.merge(found.pairs[["census_id", "roll_id", "decision", "weight", "margin", "reason"]], how="left")
    considered = pairs_of(found.candidates) if found.candidates is not None else Pairs()
    table["compared"] = [pair in considered for pair in zip(table["census_id"], table["roll_id"], strict=True)]
    for side, people in (("census", made.census), ("roll", made.roll)):
        shown = people.set_index("record_id")[list(SHOWN)].add_prefix(f"{side}_")
        table = table.join(shown, on=f"{side}_id")
        table[f"{side}_errors"] = table[f"{side}_id"].map(made.errors[side])
        table[f"{side}_person"] = table[f"{side}_id"].map(made.persons[side])
    return table


def trial(model: str, level: str, seed: int, asked: argparse.Namespace) -> dict[str, pd.DataFrame]:
    """All tables of one county."""
    made = MODELS[model](asked.children, seed, level, asked.keep)
    name: dict[str, object] = {"model": model, "level": level, "seed": seed}
    rows, found = measured(made, name, seed < asked.first_seed + asked.peer_seeds)
    accepted, review = decided(found)
    return {
        "figures": pd.DataFrame(rows),
        "kinds": kinds(made, accepted, review).rename_axis("kind").reset_index().assign(**name),
        "false_links": side_by_side(made, accepted - made.true_pairs, found).assign(**name),
        "missed": side_by_side(made, made.true_pairs - accepted - review, found).assign(**name),
    }


def append(tables: dict[str, pd.DataFrame], out: Path) -> None:
    """Add the tables to what is there: a run that is stopped keeps what it has. All as text: IDs have 18 digits."""
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        path = out / f"{name}.csv"
        known = [pd.read_csv(path, dtype="str")] if path.exists() else []
        filled = [each for each in (*known, table.astype("str")) if len(each)]
        if filled:
            pd.concat(filled, ignore_index=True).to_csv(path, index=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=20000)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--peer-seeds", type=int, default=1, help="seeds for which the slow others run too")
    parser.add_argument("--models", nargs="+", default=list(MODELS), choices=MODELS)
    parser.add_argument("--levels", nargs="+", default=["ordinary", "bad"])
    parser.add_argument("--keep", type=Path, help="folder for counties already read")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    for name in ("figures", "kinds", "false_links", "missed"):
        (asked.out / f"{name}.csv").unlink(missing_ok=True)
    for seed in range(asked.first_seed, asked.first_seed + asked.seeds):
        for level in asked.levels:
            for model in asked.models:
                append(trial(model, level, seed, asked), asked.out)
                print(f"{model} {level} {seed}", flush=True)
    figures = pd.read_csv(asked.out / "figures.csv")
    means = figures.drop(columns="seed").groupby(["model", "level", "way"], sort=False).mean().round(5)
    print(means.T.to_string())


if __name__ == "__main__":
    main()
