"""How far the indicators of generated counties with history lie from the truth, for the county and each township.

    nice python -m bench.indicators --children 20000 --seeds 2 [--levels ordinary bad] [--all]

Truth is the register of somebody who knows who every row is (:mod:`bench.truth`), measured by the same definitions;
that the definitions are computed rightly is what the slow second implementation in ``tests/oracle`` shows. Both know a
row by what kcbx reads in it. :mod:`bench.lives` asks the invented lives themselves, in which kcbx has no part: what is
read wrongly shows there, and so does what villages and schools leave unsaid. :mod:`bench.hints` looks at what else is
told of the children. Writes ``indicators.csv``, ``lives.csv``, ``alarms.csv`` and ``hints.csv`` below ``bench/out``.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from contextlib import nullcontext
from datetime import date
from pathlib import Path

import pandas as pd

from bench.counties import AS_OF
from bench.hints import hints
from bench.lives import alarms, rates_beside_lives
from bench.measure import OUT, append
from bench.truth import true_register
from kcbx.app.recognising import recognised
from kcbx.app.register.building import build
from kcbx.config import Config
from kcbx.intake import take_in
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.sample.make import INPUTS, LAST_YEAR, TRUTH, make

YEAR_AGO = date(AS_OF.year - 1, AS_OF.month, AS_OF.day)
LEVELS = ("county", "township")
_KEYS = ["indicator", "variant", "level", "unit_name"]
#: Counts and parities are no percentages; their differences are told, not held to the bar of points.
_BAR = {"clean": 0.0, "ordinary": 0.05, "bad": 0.3}


def compared(folder: Path) -> dict[str, pd.DataFrame]:
    """``indicators``: value, numerator and denominator as kcbx prints them and as they truly are, of county and
    townships, with ``_true`` for those of truth, and ``points``: printed less true. ``lives`` and ``alarms``: the same
    county beside its real lives, as in :mod:`bench.lives`. ``hints``: of :mod:`bench.hints`.
    """
    found, now = [], []
    for of_truth in (False, True):
        registers = []
        for inputs, truth, day, others in (
            (folder / LAST_YEAR / INPUTS, folder / TRUTH / LAST_YEAR, YEAR_AGO, None),
            (folder / INPUTS, folder / TRUTH, AS_OF, folder / TRUTH / "other_rows.parquet"),
        ):
            intake = take_in([inputs])
            if of_truth:
                registers.append(true_register(intake, truth, day, others))
            else:
                registers.append(build(intake, Config(), day, b"bench", lambda _: nullcontext()).register)
        before = registers[0] if of_truth else recognised(registers[0], registers[1], {})
        table = measure(Counting.of(registers[1], before), Config())
        now.append((registers[1], table))
        found.append(table[table["level"].isin(LEVELS)].set_index(_KEYS)[["value", "numerator", "denominator"]])
    printed, true = found
    both = printed.join(true.add_suffix("_true"), how="outer")
    return {
        "indicators": both.assign(points=both["value"] - both["value_true"]).reset_index(),
        "lives": rates_beside_lives(now[0][1], folder / TRUTH),
        "alarms": alarms(now[0][0], folder / TRUTH),
        "hints": hints(now[0][0], folder / TRUTH),
    }


def county(children: int, seed: int, level: str) -> dict[str, pd.DataFrame]:
    """:func:`compared` of a county made for it and thrown away."""
    folder = Path(tempfile.mkdtemp(prefix="kcbx-bench-"))
    try:
        make(folder / "县", children=children, seed=seed, level=level, as_of=AS_OF, history=True)
        return {name: table.assign(quality=level, seed=seed) for name, table in compared(folder / "县").items()}
    finally:
        shutil.rmtree(folder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=20000)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--levels", nargs="+", default=["ordinary", "bad"], choices=_BAR)
    parser.add_argument("--all", action="store_true", help="every variant, not the default ones only")
    parser.add_argument("--out", type=Path, default=OUT)
    asked = parser.parse_args()
    for name in ("indicators", "lives", "alarms", "hints"):
        (asked.out / f"{name}.csv").unlink(missing_ok=True)
    for level in asked.levels:
        for seed in range(1, asked.seeds + 1):
            append(county(asked.children, seed, level), asked.out)
            print(f"{level} {seed}", flush=True)
    figures = pd.read_csv(asked.out / "indicators.csv").convert_dtypes()
    chosen = figures if asked.all else figures[figures["variant"] == "default"]
    by = chosen.groupby(["indicator", "variant", "level", "quality"], sort=False)["points"]
    print(by.agg(["mean", lambda each: each.abs().max()]).round(3).unstack([-2, -1]).to_string())


if __name__ == "__main__":
    main()
