"""The grown-ups on lists of households, of the poor and of the disabled: who they are, and that their data is theirs.

Such a list may name whole families, and the number of a householder is not the number of a child gone wrong.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx.clean.ids import ADULT
from kcbx.clean.words import Rows, bare, by_value, first, listed
from kcbx.findings import Findings, Source
from kcbx.list_kinds import forms_of_everybody

#: On a list of everybody: where this part of a sheet's rows is of grown-ups, so are the others that look it.
_ENOUGH = 0.3
_OF_AGE = 18


def grown_ups(form: str, rows: Rows, as_of: date) -> pd.Series:
    """Which rows are of a grown-up: by the relation to the householder, unless the year of birth says a child; on a
    list of everybody, whose relations are not written, by the year of birth in number or date.
    """
    year = first(
        rows["id_number"].str.extract(r"^\s*[0-9]{6}((?:19|20)[0-9]{2})[0-9]{7}[0-9Xx]", expand=False),
        rows["birth_date"].str.extract("((?:19|20)[0-9]{2})", expand=False),
    ).astype("float64")
    of_age = year <= as_of.year - _OF_AGE
    relation = rows.said("relation")
    grown = by_value(relation, lambda text: bare(text) in listed("words", key="grown_up"), "boolean").fillna(False)
    by_relation = grown.astype(bool) & (of_age | year.isna())
    if form not in forms_of_everybody():
        return by_relation
    of_everybody = of_age.groupby(rows.sheet).transform("mean") >= _ENOUGH
    return by_relation | (relation.isna() & of_everybody & (year <= as_of.year - ADULT))


def with_their_numbers(ids: pd.DataFrame, grown: pd.Series) -> pd.DataFrame:
    """The ID columns, a grown-up's number taken for its own: sound, with birth date and sex."""
    own = grown & ids["id_state"].eq("not_childs") & ids["id_number"].str.fullmatch("[0-9]{17}[0-9X]").fillna(False)
    number = ids["id_number"]
    birth = number.str[6:10] + "-" + number.str[10:12] + "-" + number.str[12:14]
    sex = number.str[16:17].isin(list("13579")).map({True: "男", False: "女"})
    return ids.assign(
        id_state=ids["id_state"].mask(own, "ok"),
        id_birth=ids["id_birth"].mask(own, birth),
        id_sex=ids["id_sex"].mask(own, sex),
    )


def report_grown_ups(rows: Rows, grown: pd.Series, findings: Findings) -> None:
    """A finding for each sheet that names grown-ups, with their number."""
    sheets = rows.frame.loc[grown, ["source_file", "source_sheet"]].fillna("").value_counts().reset_index()
    for file, sheet, count in sheets.itertuples(index=False, name=None):
        findings.add("grown_ups", Source(str(file), str(sheet)), count=int(count))


__all__ = ["grown_ups", "report_grown_ups", "with_their_numbers"]
