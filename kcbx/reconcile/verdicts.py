"""What people decided about pairs, kept by what the two rows say and not by where they stand.

A verdict (``same``, ``different``, ``unsure``) names both rows by fingerprint. As long as neither row changes in
a way that matters it binds every later run; a verdict whose rows are no longer found is stale and told.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from kcbx.clean.words import by_value

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
    kept between runs is keyed with the county's secret (``kcbx.app.register.identity``).
    """
    texts = pd.Series("", index=people.index, dtype="str")
    for column in PERSON:
        texts = texts + "\x1f" + people[column].fillna("")
    return by_value(texts, lambda text: hashlib.sha256(text.encode()).hexdigest()[:32])


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


def of_groups(decided: pd.DataFrame, head: np.ndarray) -> pd.Series:
    """What people said of two groups, by ``left`` and ``right`` (heads): the verdict on any two of their rows.

    ``torn`` where two rows were called the same and two others were not; ``unsure`` gives way to a clear word.
    ``decided``: of :func:`decided_pairs`; ``head``: the group of each row.
    """
    groups = decided.assign(left=head[decided["left"]], right=head[decided["right"]])
    clear = groups[groups["verdict"].ne("unsure")].drop_duplicates()
    torn = clear.assign(verdict="torn")[clear.duplicated(["left", "right"])]
    every = pd.concat([torn, clear, groups]).drop_duplicates(["left", "right"])
    return every.sort_values(["left", "right"]).set_index(["left", "right"])["verdict"]


def torn_pairs(decided: pd.DataFrame, head: np.ndarray) -> pd.DataFrame:
    """The rows of ``decided`` about groups whose verdict is ``torn``: each is asked about again."""
    said = of_groups(decided, head)
    groups = pd.MultiIndex.from_arrays([head[decided["left"]], head[decided["right"]]])
    return decided[groups.isin(said.index[said.eq("torn")]) & decided["verdict"].ne("unsure")]


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
