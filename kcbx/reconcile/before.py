"""Where a child was at school before, by the rolls of earlier years that lay among those of today."""

from __future__ import annotations

import pandas as pd

from kcbx.clean.words import nulls
from kcbx.reliable import known_by


def words_on_before(census: pd.DataFrame, earlier: pd.DataFrame) -> pd.Series:
    """以前学籍在青崖县第一小学: for each census row, indexed alike, the school of an earlier roll; null for none.

    ``earlier``: rows of the [people] table of sheets of earlier years. A child is known by its ID number, or by name
    and day of birth where no two census rows share them; two earlier schools say nothing. It tells a visitor whom to
    ask and moves nobody.
    """
    rolls = earlier[earlier["form"].eq("roll") & earlier["school"].notna()]
    found = nulls(census.index)
    for ours, theirs in zip(known_by(census), known_by(rolls), strict=True):
        schools = rolls["school"].groupby(theirs).agg(["nunique", "first"])
        one = schools.loc[schools["nunique"].eq(1), "first"]
        found = found.fillna(ours.where(~ours.duplicated(keep=False)).map(one).astype("str"))
    return ("以前学籍在" + found).astype("str")


__all__ = ["words_on_before"]
