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
    named = first["maybe_child_id"].dropna()
    first = first[first.index.isin({*named.index, *named})]
    at_school = [code for code, each in standings().items() if each.enrolled]
    stands = first["likely_standing"].fillna(first["standing"])
    fit = pd.DataFrame(
        {
            "unlinked": first["roll_id"].isna(),
            "no_pupil": ~first["record_id"].isin(rows.index),
            "not_at_school": ~stands.isin(at_school),
            "away": False,
            "numberless": ~usable_ids(first),
            "row": first["record_id"],
        }
    )
    known = dict(zip(fit.index, fit.itertuples(index=False), strict=True))
    found = []
    for one, other in named.items():
        if other == one or other not in known or not (known[one].unlinked or known[other].unlinked):
            continue
        mutual = named.get(other) == one
        counts, again = sorted([known[one]._replace(away=not mutual), known[other]])
        found.append((counts.row, again.row, counts.row if mutual else known[other].row))
    return pd.DataFrame(found, columns=["counts", "again", "home"], dtype="str").drop_duplicates()
