"""The birth date that decides a child's age, where a row contradicts itself: two sources outweigh one.

Linking compares what each row says. Once it is known who a row is, the roll's date is a second witness: a date typed
into the census against the date in the ID number and on the roll is the slip of one cell. What is shown of the row
stays as written; only its cohort follows the better date.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.register import Linkage

_DAY = 10


def settled_births(census: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """``birth_date`` (YYYY-MM-DD) by which the age of a census row is better judged, and ``on_roll``: the child is on a
    roll. Only rows where it is another date than the one written.

    A linked child: the roll's day where the census gives none, or where an ID number of either list confirms the roll
    against the census; the day of the ID number where both lists bear the same number and write two other days. A child
    on no roll whose own ID number (valid, of the sex written, and with its date nobody else's) contradicts its
    birth-date column: the ID's day. Indexed as ``census``.
    """
    usable = [code for code, state in schema("values/id_states").items() if state.get("usable")]
    child = census["record_id"].map(linkage.census_groups.set_index("record_id")["child_id"])
    own = census["birth_date"].where(census["birth_date"].str.len().eq(_DAY))
    own_id = census["id_birth"].where(census["id_state"].isin(usable))
    known = roll.assign(child_id=roll["record_id"].map(linkage.roll_groups.set_index("record_id")["child_id"]))
    known = known[known["birth_date"].str.len().eq(_DAY).fillna(False)]
    known = known.assign(backed=known["id_state"].isin(usable) & known["id_birth"].eq(known["birth_date"]))
    best = known.sort_values(["backed", "record_id"], ascending=[False, True], kind="stable")
    best = best.drop_duplicates("child_id").set_index("child_id")
    theirs, backed = child.map(best["birth_date"]), child.map(best["backed"]).eq(True)
    numbers = pd.MultiIndex.from_frame(known[["child_id", "id_number"]])
    shared = own_id.notna() & pd.MultiIndex.from_arrays([child, census["id_number"]]).isin(numbers)
    by_roll = theirs.notna() & (own.isna() | own_id.eq(theirs).fillna(False) | (own_id.isna() & backed))
    alone = theirs.isna() & own_id.notna() & own.notna() & census["id_sex"].eq(census["sex"]).fillna(False)
    confirmed = census.assign(child_id=child)[own.eq(own_id)]
    alone[alone] = ~_of_another(census["id_number"][alone], child[alone], confirmed, known[known["backed"]])
    by_number = shared & own.notna() & theirs.notna() & theirs.ne(own).fillna(True)
    settled = theirs.where(by_roll, own_id.where(alone | by_number))
    other = settled.notna() & settled.ne(census["birth_date"].fillna(""))
    return pd.DataFrame({"birth_date": settled[other].astype("str"), "on_roll": theirs[other].notna()})


def _of_another(number: pd.Series, child: pd.Series, *confirmed: pd.DataFrame) -> pd.Series:
    """Whether each number is another child's: borne by a row of ``confirmed`` (id_number, child_id), where the date
    written is that of the number, and by none of the own child."""
    whose = pd.concat([rows.loc[rows["id_number"].isin(number), ["child_id", "id_number"]] for rows in confirmed])
    own = pd.MultiIndex.from_arrays([child, number]).isin(pd.MultiIndex.from_frame(whose))
    return number.isin(whose["id_number"]) & ~own
