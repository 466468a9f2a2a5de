"""Two children of one day whose identity numbers a clerk exchanged: a brother and a sister, each with the other's.

The sex in the number tells it: each row's number belies the sex written beside it and fits that of the other row. Two
wrong sexes in one family on one day are hardly ever chance; twins' numbers are exchanged once in fifty pairs.
"""

from __future__ import annotations

import pandas as pd

#: States of a number that stands as somebody wrote it.
_WRITTEN = ("ok", "fixed")


def with_own_numbers(people: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series]:
    """A [people] table in which such rows bear their own number, state ``swapped``, and the name of the row from which
    each has it; null for all others."""
    twin = _exchanged(people)
    own = people.loc[twin, ["id_number", "id_sex"]].set_axis(twin.index, axis=0)
    own["id_number_alt"] = people["id_number_alt"][twin.index].where(lambda other: other.ne(own["id_number"]))
    put_right = people.copy()
    put_right.loc[twin.index, [*own]] = own
    put_right.loc[twin.index, "id_state"] = "swapped"
    return put_right, people["name"].reindex(twin).set_axis(twin.index).reindex(people.index)


def _exchanged(people: pd.DataFrame) -> pd.Series:
    """The index of the row whose number each row bears, for the rows of a [people] table that bear each other's.

    Both of one family (a guardian or telephone in common, or the surname in one village or school), born on the day
    that both numbers say. A row that fits two others is left as it is.
    """
    suspect = people["id_state"].isin(_WRITTEN) & people["sex"].ne(people["id_sex"]) & people["sex"].notna()
    suspect &= people["id_sex"].notna() & people["birth_date"].eq(people["id_birth"])
    rows = people.loc[suspect.fillna(False).astype(bool)].rename_axis("at").reset_index()
    both = rows.merge(rows, on="id_birth", suffixes=("", "_twin"))
    both = both[both["sex"].ne(both["sex_twin"]) & both["id_number"].ne(both["id_number_twin"]) & _one_family(both)]
    one = both[~both["at"].duplicated(keep=False) & ~both["at_twin"].duplicated(keep=False)]
    return pd.Series(one["at_twin"].to_numpy(), index=pd.Index(one["at"]))


def _one_family(both: pd.DataFrame) -> pd.Series:
    """Whether the two rows of each pair (columns with and without ``_twin``) are of one family."""

    def equal(*names: str) -> pd.Series:
        same = [both[name].eq(both[f"{name}_twin"]).fillna(False).astype(bool) for name in names]
        return pd.concat(same, axis=1).all(axis=1)

    guardians = [
        bool({*one.split("|")} & {*other.split("|")} - {""})
        for one, other in zip(both["guardian_keys"].fillna(""), both["guardian_keys_twin"].fillna(""), strict=True)
    ]
    surname = both["name_key"].str[:1].eq(both["name_key_twin"].str[:1]).fillna(False).astype(bool)
    near = equal("township", "village") | equal("school_key")
    return equal("phone") | pd.Series(guardians, index=both.index, dtype=bool) | (surname & near)


__all__ = ["with_own_numbers"]
