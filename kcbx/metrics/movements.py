"""The balance of pupils by school and level: start + joined − left = end, for every school and for the county.

A child who changes school inside the county leaves one school and joins another, but neither leaves nor joins the
county; one who goes on to junior level has finished one level and entered the other. ``internal`` holds exactly that
difference: schools together = county + internal.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.fields import conform
from kcbx.metrics.units import UNSAID

_UNIT = ["school", "level"]


def movements(table: pd.DataFrame) -> pd.DataFrame:
    """The [movements] table of a [changes] table: each school and level, then together, internal, county."""
    side = table["change"].map({code: words["side"] for code, words in schema("changes").items()})
    before, now = side.isin(["stay", "out"]), side.isin(["stay", "in"])
    units = table.assign(
        school=table["school"].fillna(UNSAID).where(now),
        level=table["level"].where(now),
        school_before=table["school_before"].fillna(UNSAID).where(before),
        level_before=table["level_before"].where(before),
    )
    moved = side.eq("stay") & (units["school"].ne(units["school_before"]) | units["level"].ne(units["level_before"]))
    rises = units["level_before"].eq("primary") & units["level"].eq("junior")
    left = table["change"].where(side.eq("out"))
    left = left.where(~moved, rises.map({True: "graduated", False: "moved_out"}))
    joined = table["change"].where(side.eq("in"))
    joined = joined.where(~moved, rises.map({True: "entered", False: "moved_in"}))
    here = units.assign(left=left, joined=joined)
    there = here.drop(columns=_UNIT).rename(columns={f"{name}_before": name for name in _UNIT})
    parts: list[pd.DataFrame | pd.Series] = [
        there.groupby(_UNIT).size().rename("start"),
        here.groupby([*_UNIT, "joined"]).size().unstack(fill_value=0),
        there.groupby([*_UNIT, "left"]).size().unstack(fill_value=0),
        here.groupby(_UNIT).size().rename("end"),
    ]
    codes = [code for code, words in schema("changes").items() if words["side"] in {"in", "out"}]
    numbers = ["start", *codes, "end"]
    start, *rest = parts  # nobody joined or left: an empty part has no units to stand beside
    schools = (
        pd.concat([start, *(part for part in rest if len(part))], axis=1)
        .reindex(columns=numbers)
        .fillna(0)
        .astype(int)
        .sort_index()
    )
    schools = schools.rename_axis(_UNIT).reset_index().assign(kind="school")
    whole = schools[numbers].sum()
    county = pd.Series(
        {"start": before.sum(), **{code: table["change"].eq(code).sum() for code in codes}, "end": now.sum()}
    )
    sums = pd.DataFrame([whole, whole - county, county]).assign(kind=["schools", "internal", "county"])
    return conform(pd.concat([schools, sums.assign(school=None, level=None)], ignore_index=True), "movements")


def closes(table: pd.DataFrame) -> pd.Series:
    """Whether start + joined − left = end, for each row of a [movements] table."""
    total = table["start"]
    for code, words in schema("changes").items():
        if words["side"] in {"in", "out"}:
            total = total + table[code] * (1 if words["side"] == "in" else -1)
    return total.eq(table["end"]).astype(bool)
