"""What people decided about pairs, kept by what the two rows say and not by where they stand.

A verdict (``same``, ``different``, ``unsure``) names both rows by fingerprint. As long as neither row changes in
a way that matters it binds every later run; a verdict whose rows are no longer found is stale and told.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

#: Columns a verdict depends on: who the child is and where from. School and status may change without touching it.
PERSON = (
    "form",
    "name_key",
    "former_name_key",
    "sex",
    "birth_date",
    "id_number",
    "township",
    "village",
    "guardian_keys",
)
VERDICTS = ("same", "different", "unsure")


def fingerprint(people: pd.DataFrame) -> pd.Series:
    """A hash of what identifies the person of each row; equal for rows that say the same.

    For use within a run only: without a key, the hash of an ID number can be undone by trying them all. What is
    kept between runs is keyed with the county's secret (``kcbx.app.identity``).
    """
    texts = pd.Series("", index=people.index, dtype="str")
    for column in PERSON:
        texts = texts + "\x1f" + people[column].fillna("")
    hashes = {text: hashlib.sha256(text.encode()).hexdigest()[:32] for text in texts.unique()}
    return texts.map(hashes).astype("str")


def decided_pairs(census: pd.DataFrame, roll: pd.DataFrame, verdicts: pd.DataFrame | None) -> pd.DataFrame:
    """Verdicts that apply: ``left``, ``right`` (rows numbered through both lists), ``verdict``; the latest on a pair.

    Rows that say the same share a fingerprint, so one verdict may name several pairs.
    """
    columns = ["left", "right", "verdict"]
    if verdicts is None or verdicts.empty:
        return pd.DataFrame({"left": np.array([], int), "right": np.array([], int), "verdict": pd.Series(dtype="str")})
    latest = _latest(verdicts)
    ours = pd.DataFrame({"left": np.arange(len(census)), "census_fingerprint": fingerprint(census).to_numpy()})
    theirs = pd.DataFrame(
        {"right": len(census) + np.arange(len(roll)), "roll_fingerprint": fingerprint(roll).to_numpy()}
    )
    found = latest.merge(ours, on="census_fingerprint").merge(theirs, on="roll_fingerprint")
    return found[columns].sort_values(columns).reset_index(drop=True)


def stale(census: pd.DataFrame, roll: pd.DataFrame, verdicts: pd.DataFrame) -> pd.DataFrame:
    """Verdicts of which one row or both are no longer in the lists as they were."""
    gone = ~(
        verdicts["census_fingerprint"].isin(fingerprint(census)) & verdicts["roll_fingerprint"].isin(fingerprint(roll))
    )
    return verdicts[gone].sort_values(["census_fingerprint", "roll_fingerprint"]).reset_index(drop=True)


def _latest(verdicts: pd.DataFrame) -> pd.DataFrame:
    key = ["census_fingerprint", "roll_fingerprint"]
    ordered = verdicts.sort_values([*key, "when", "verdict"], kind="stable")
    return ordered.drop_duplicates(key, keep="last")
