"""Schools that are gone since last term while most of their pupils are at one other: renamed, or merged into it.

By name alone every pupil of such a school has left it and joined another. Nothing is changed: people say which.
"""

from __future__ import annotations

import pandas as pd

#: From how many pupils, and which part of those still at that level of a school here, one may tell.
_FEWEST, _PART = 5, 0.7


def followed(changes: pd.DataFrame) -> pd.DataFrame:
    """One row a school that nobody attends any more: school_before, school, pupils (last term's, without those who
    went on to another level), there (of them, at the other school now), merged (it had pupils before).

    ``changes``: the [changes] table.
    """
    here = changes.dropna(subset=["school", "level"])
    before = changes.dropna(subset=["school_before", "level_before"])
    gone = before[~before["school_before"].isin(here["school"]) & before["change"].ne("graduated")]
    gone = gone[gone["level"].isna() | gone["level"].eq(gone["level_before"])]
    pupils = gone.groupby("school_before").size().rename("pupils")
    there = gone.dropna(subset=["school", "level"]).groupby(["school_before", "school"]).size().rename("there")
    found = there.reset_index().sort_values(["there", "school"], ascending=[False, True], kind="stable")
    found = found.drop_duplicates("school_before").merge(pupils.reset_index(), on="school_before")
    found = found[found["there"].ge(_FEWEST) & found["there"].ge(_PART * found["pupils"])]
    merged = found["school"].isin(before["school_before"])
    return found.assign(merged=merged).sort_values("school_before", ignore_index=True)


__all__ = ["followed"]
