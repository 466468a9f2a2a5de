"""What of a person's row can be relied on: an ID number that identifies, a day of birth known as a day."""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema

#: Characters of a date known to the day, YYYY-MM-DD.
_DAY = 10


def usable_ids(rows: pd.DataFrame) -> pd.Series:
    """Which rows of a [people] table have an ID number that can be relied on (``values/id_states.toml``)."""
    return rows["id_state"].isin([code for code, state in schema("values/id_states").items() if state.get("usable")])


def birth_days(rows: pd.DataFrame) -> pd.Series:
    """The birth dates of a [people] table written to the day, null for any other."""
    return rows["birth_date"].where(rows["birth_date"].str.len().eq(_DAY))


__all__ = ["birth_days", "usable_ids"]
