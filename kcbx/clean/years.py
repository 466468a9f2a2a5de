"""Lists of another year than their form is read for: last term's file sent again, this year's entrants."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from operator import eq, lt

import pandas as pd

from kcbx.clean.words import Rows, first
from kcbx.cohorts import school_year_of
from kcbx.findings import Findings, Source

#: What is told of the year in a title, and how that year compares with the school year where it is.
_TOLD: Mapping[str, tuple[str, Callable[[pd.Series, int], pd.Series]]] = {
    "intake_list": ("intake_of_this_year", eq),
    **dict.fromkeys(("census", "roll", "attendance"), ("list_of_another_year", lt)),
}


def report_years(form: str, rows: Rows, as_of: date, findings: Findings) -> None:
    """A finding for each sheet of a list of today whose title names an earlier school year than that of ``as_of``, and
    for each list of grade-1 entrants of this school year: it is no roll, and nobody is in school by it."""
    if form not in _TOLD:
        return
    (code, compare), now = _TOLD[form], school_year_of(as_of)
    written = first(rows["intake_year"], rows["year_hint"])
    year = pd.to_numeric(written.str.extract("(20[0-9]{2})", expand=False))
    sheets = pd.DataFrame({"file": rows["source_file"], "sheet": rows["source_sheet"], "year": year})[
        compare(year, now)
    ]
    for file, sheet, named in sheets.drop_duplicates().itertuples(index=False, name=None):
        findings.add(code, Source(str(file), str(sheet)), year=int(named), now=now)


__all__ = ["report_years"]
