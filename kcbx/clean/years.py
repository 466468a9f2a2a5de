"""Of which year a list is: last term's file sent again, this year's entrants, the graduates of the year before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import lt, ne

import pandas as pd

from kcbx.clean.words import Rows, first
from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.findings import Findings, Source
from kcbx.list_kinds import forms_about

#: What is told of the year of a list, and how that year compares with the one asked for.
_EARLIER = ("list_of_another_year", lt)
_TOLD: Mapping[str, tuple[str, Callable[[pd.Series, int], pd.Series]]] = {
    **dict.fromkeys(("census", "roll", "attendance"), _EARLIER),
    "graduates": ("graduates_of_another_year", ne),
    "intake_list": ("intake_of_another_year", ne),
}
#: From how many rows of a sheet, and which part of them, a common age tells the year.
_FEWEST, _PART = 10, 0.5


def list_years(form: str, rows: Rows, cohort: pd.Series, as_of: date) -> pd.Series:
    """The year of entry of each row of a list of grade-1 entrants, of leaving of each row of graduates; else null.

    A row's own year comes first, then that in the title. Where the title's lies so late that the list may only have
    been written then, that of entrants is the ``cohort`` (year of entry due by age) of most of the sheet. Int64.
    """
    if form in forms_about("today"):
        return pd.Series(None, index=cohort.index, dtype="Int64")
    latest = school_year_of(as_of) - (form == "intake_list")
    told = _year(rows["year_hint"])
    year = _year(rows["intake_year"]).fillna(told.where(told.le(latest)))
    return year.fillna(_by_age(cohort, rows.sheet)).fillna(told) if form == "intake_list" else year


def report_years(form: str, rows: Rows, year: pd.Series, ages: SchoolAges, findings: Findings) -> None:
    """A finding for each sheet of another year than is asked for.

    Lists of today whose title names an earlier school year; lists of a cohort (``year``: :func:`list_years`) which the
    rates do not count. The entrants of this school year are no roll, and nobody is in school by their list.
    """
    if form not in _TOLD:
        return
    (code, compare), wanted = _TOLD[form], ages.entry_of_last_grade if form == "intake_list" else ages.school_year
    if form in forms_about("today"):
        year = _year(first(rows["intake_year"], rows["year_hint"]))
    sheets = pd.DataFrame({"file": rows["source_file"], "sheet": rows["source_sheet"], "year": year}).dropna()
    for file, sheet, named in sheets[compare(sheets["year"], wanted)].drop_duplicates().itertuples(False, None):
        this_year = form == "intake_list" and named == ages.school_year
        findings.add(
            "intake_of_this_year" if this_year else code, Source(str(file), str(sheet)), year=int(named), now=wanted
        )


def _year(written: pd.Series) -> pd.Series:
    return pd.to_numeric(written.str.extract("(20[0-9]{2})", expand=False)).astype("Int64")


def _by_age(cohort: pd.Series, sheet: pd.Series) -> pd.Series:
    """The cohort of most rows of the sheet of each row, null where no year has half of them."""
    known = pd.DataFrame({"sheet": sheet, "cohort": cohort})
    of_year = known.groupby(["sheet", "cohort"]).size().rename("rows").reset_index()
    whole = known.groupby("sheet").size().reindex(of_year["sheet"]).to_numpy()
    plain = of_year[(whole >= _FEWEST) & (of_year["rows"] > _PART * whole)]
    return sheet.map(plain.set_index("sheet")["cohort"]).astype("Int64")


__all__ = ["list_years", "report_years"]
