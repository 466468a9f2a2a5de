"""A generated county beside the lives it was written from (``真相``), in which nothing of kcbx has a part.

:mod:`bench.truth` knows who every row is but reads it as kcbx does; a column read wrongly is wrong in both. The lives
are invented before any sheet is written. Beside them stands what the lists tell of them (:mod:`kcbx.sample.told`): a
difference from that is an error of reading or linking, one from the lives may be what nobody said.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from bench.truth import persons
from kcbx.definitions import standings
from kcbx.register import Register
from kcbx.sample.history.last_year import HERE

#: What the truth over time calls its rates, and the variants of kcbx that are defined alike.
_OVER_TIME = {
    ("nine_year_retention", "macro"): ("nine_year_retention", "default"),
    ("nine_year_retention", "tracking"): ("nine_year_retention", "track"),
    ("junior_to_senior_transition", ""): ("junior_to_senior_transition", "default"),
    ("dropout_rate", ""): ("dropout_rate", "within_year"),
}
#: The truth counts compulsory ages only.
VARIANT = {"elsewhere_proof_coverage": "compulsory"}
#: Who is truly out, where kcbx counts who is to be verified.
_DEFINED_OTHERWISE = {"low_income_out_of_school"}


def rates_beside_lives(printed: pd.DataFrame, truth: Path) -> pd.DataFrame:
    """The county's rates as printed (an [indicators] table), as its lists tell and as its lives are: indicator,
    variant, value, numerator, denominator, and the same with ``_told`` (null where nothing tells) and ``_lives``."""
    known = json.loads((truth / "indicators.json").read_text(encoding="utf-8"))
    real, told = (
        {
            (code, VARIANT.get(code, "default")): figure
            for code, figure in known[part].items()
            if code not in _DEFINED_OTHERWISE
        }
        for part in ("registered", "told")
    )
    over_time = json.loads((truth / "history.json").read_text(encoding="utf-8"))
    for (code, part), key in _OVER_TIME.items():
        real[key] = over_time[code][part] if part else over_time[code]
    county = printed[printed["level"].eq("county")].set_index(["indicator", "variant"])
    numbers = ["value", "numerator", "denominator"]

    def table(figures: dict[tuple[str, str], Any], suffix: str) -> pd.DataFrame:
        rows = pd.DataFrame.from_dict(figures, orient="index", columns=numbers)
        rows.index = pd.MultiIndex.from_tuples(rows.index, names=county.index.names)
        return rows.add_suffix(suffix)

    return county[numbers].join(table(real, "_lives"), how="inner").join(table(told, "_told")).reset_index()


def alarms(register: Register, truth: Path) -> pd.DataFrame:
    """Children to verify by standing, and how many of them sit in class here: standing, children, in_class.

    Two kinds nobody could spare the visit: a village that denies what school and child know (contradicted), and a
    school without a class list of whose pupil no roll knows (claimed_not_found).
    """
    census = register.census
    verify = census[census["standing"].isin([code for code, each in standings().items() if each.to_verify])]
    lives = pd.read_parquet(truth / "children.parquet").set_index("person_id")
    who = persons(verify, pd.read_parquet(truth / "census_rows.parquet"))
    here = lives["state"].reindex(who).isin(HERE).to_numpy()
    counted = verify.assign(in_class=here).groupby("standing")["in_class"].agg(["size", "sum"])
    return counted.set_axis(["children", "in_class"], axis=1).reset_index()
