"""Two children of the census that most probably are one (``maybe_child_id``): which row counts, and in which village.

They stay two on every list and sheet; the rates count one. Who counts and where it is at home are two questions: the
village that the family has left may be the one whose row bears the number that the school knows.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import standings
from kcbx.reliable import usable_ids


def listed_twice(first: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """Of every two that most probably are one ``counts``, ``again`` and ``home``, record_ids of the census.

    Who counts is the first of the two that has a pupil, most probably has one (``rows``, by record_id), is known to be
    at school, is at home, has a usable number. The one at home is named by the other and does not name it; where each
    names the other nobody knows, and the row that counts is the home. Two children who both are linked are two.

    ``first``: the row that stands for each child, by child_id.
    """
    at_school = [code for code, each in standings().items() if each.enrolled]
    linked, stands = first["roll_id"].notna(), first["likely_standing"].fillna(first["standing"])
    steps = (linked, first["record_id"].isin(rows.index), stands.isin(at_school))
    order = pd.DataFrame({f"step_{place}": ~step for place, step in enumerate(steps)})
    order = order.assign(away=False, numberless=~usable_ids(first), row=first["record_id"], linked=linked)
    found = []
    named = first["maybe_child_id"].dropna()
    for one, other in named.items():
        both = order.loc[order.index.intersection([one, other])]
        if len(both) < 2 or both["linked"].all():
            continue
        mutual = named.get(other) == one
        both = both.assign(away=(both.index == one) & ~mutual)
        by = [*(f"step_{place}" for place in range(len(steps))), "away", "numberless", "row"]
        counts, again = both.sort_values(by)["row"]
        home = counts if mutual else both["row"].loc[other]
        found.append((counts, again, home))
    return pd.DataFrame(found, columns=["counts", "again", "home"], dtype="str").drop_duplicates()
