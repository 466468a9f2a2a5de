"""Whether the bits mean what they say: candidate pairs by weight, and how many of each band are one child.

    python -m bench.calibration --children 20000 --seeds 1 [--keep FOLDER]

A weight of w bits claims odds of 2^w that two rows are one child. Pairs are of many kinds and not independent (a
child's two rows agree in everything), so the claim is held per band, not per pair. Writes calibration.csv.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from bench.accuracy import pairs_of
from bench.counties import County
from bench.measure import MODELS, OUT
from kcbx.reconcile.link import link

#: Edges of the bands, in bits.
EDGES = (-np.inf, -10, -5, 0, 5, 10, 15, 20, 25, 30, 40, 60, np.inf)


def bands(made: County) -> pd.DataFrame:
    """Pairs across the lists by band of weight: how many, how many of them true."""
    candidates = link(made.census, made.roll).candidates
    assert candidates is not None
    true = [pair in made.true_pairs for pair in zip(candidates["census_id"], candidates["roll_id"], strict=True)]
    assert len(pairs_of(candidates)) == len(candidates)
    band = pd.cut(candidates["weight"], list(EDGES))
    table = pd.DataFrame({"band": band.astype("str"), "low": band.map(lambda each: each.left), "true": true})
    return table.groupby(["low", "band"], observed=True)["true"].agg(["size", "sum"]).reset_index()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=20000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--levels", nargs="+", default=["ordinary", "bad"])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    tables = [
        bands(county(asked.children, seed, level, asked.keep)).assign(model=model, level=level)
        for model, county in MODELS.items()
        for level in asked.levels
        for seed in range(1, asked.seeds + 1)
    ]
    table = pd.concat(tables).groupby(["model", "level", "low", "band"])[["size", "sum"]].sum().reset_index()
    table["share"] = table["sum"] / table["size"]
    with np.errstate(divide="ignore"):
        table["bits"] = np.log2(table["sum"] / (table["size"] - table["sum"]))
    asked.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(asked.out / "calibration.csv", index=False)
    print(table.round(4).to_string(index=False))


if __name__ == "__main__":
    main()
