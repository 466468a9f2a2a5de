"""Why a row was linked or not: every candidate that was weighed for it, with the level each comparison reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.linkage import Linkage
from kcbx.reconcile.model import Model, model


def candidates_table(across: pd.DataFrame, ids: np.ndarray, settings: Model) -> pd.DataFrame:
    """All candidates with their weight, and the reached level's code by comparison (null: nothing to compare).

    ``across`` comes sorted by left row, best first; ``ids`` are the record_ids by row number.
    """
    table = pd.DataFrame(
        {"census_id": ids[across["left"]], "roll_id": ids[across["right"]], "weight": across["weight"].to_numpy()}
    )
    for name, comparison in settings.comparisons.items():
        codes = [level.code for level in comparison.levels]
        table[name] = pd.Categorical.from_codes(across[f"level_{name}"].to_numpy(), categories=pd.Index(codes))
    return table


def explain(linkage: Linkage, record_id: str) -> pd.DataFrame:
    """Candidates of one census or roll row, best first; one row a candidate and comparison.

    Columns: census_id, roll_id, weight (of the pair, bits), decision ("" = not linked), comparison and level in
    Chinese, bits (of this comparison). Empty for a row without candidates. Verdicts of people are in ``decision``.
    """
    settings = model()
    table = linkage.candidates
    if table is None:
        raise ValueError("the linkage was made without candidates")
    mine = table[(table["census_id"] == record_id) | (table["roll_id"] == record_id)]
    decided = linkage.pairs[["census_id", "roll_id", "decision"]]
    mine = mine.merge(decided, on=["census_id", "roll_id"], how="left").sort_values(
        ["weight", "census_id", "roll_id"], ascending=[False, True, True]
    )
    rows = []
    for pair in mine.to_dict("records"):
        for name, comparison in settings.comparisons.items():
            level = next((each for each in comparison.levels if each.code == pair[name]), None)
            rows.append(
                {
                    "census_id": pair["census_id"],
                    "roll_id": pair["roll_id"],
                    "weight": pair["weight"],
                    "decision": pair["decision"] if isinstance(pair["decision"], str) else "",
                    "comparison": comparison.label,
                    "level": level.code if level else "missing",
                    "bits": level.bits if level else 0.0,
                }
            )
    return pd.DataFrame(rows, columns=["census_id", "roll_id", "weight", "decision", "comparison", "level", "bits"])
