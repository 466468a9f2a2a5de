"""The rows of the sheets as people, in values that can be compared, and the rows that are nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from kcbx.app.other_lists import COUNT_FORMS, count_table
from kcbx.config import Config
from kcbx.fields import empty
from kcbx.findings import Findings, Source
from kcbx.people import gazetteer, people
from kcbx.register import Intake


@dataclass(frozen=True)
class Cleaned:
    """People tables of the sheets: census, roll and the other lists by form, and the rows that are nobody."""

    census: pd.DataFrame
    roll: pd.DataFrame
    others: Mapping[str, pd.DataFrame]
    returned: pd.DataFrame


def clean(intake: Intake, config: Config, as_of: date, findings: Findings) -> Cleaned:
    """The rows of the sheets as people, in values that can be compared."""
    tables = people_tables(intake, config, as_of, findings)
    census, census_returned = set_aside(tables.pop("census", empty("people")), findings)
    roll, roll_returned = set_aside(tables.pop("roll", empty("people")), findings)
    return Cleaned(census, roll, tables, pd.concat([census_returned, roll_returned]))


def people_tables(intake: Intake, config: Config, as_of: date, findings: Findings) -> dict[str, pd.DataFrame]:
    """The people table of every form that lists children, the plain rows of those that count them."""
    rows = intake.rows
    places = gazetteer(config, rows.get("census", empty("people")), rows.get("roll", empty("people")))
    return {
        form: count_table(frame, findings)
        if form in COUNT_FORMS
        else people(form, frame, places, config, as_of, findings)
        for form, frame in rows.items()
    }


def set_aside(rows: pd.DataFrame, findings: Findings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that are somebody, and rows with neither name nor ID: those go back to the sender."""
    nobody = rows["name_key"].isna() & rows["id_number"].isna()
    for row in rows.loc[nobody, ["source_file", "source_sheet", "source_row"]].itertuples(index=False):
        findings.add("row_without_person", Source(str(row[0]), str(row[1]), int(row[2])), "姓名")
    kept = rows[~nobody].sort_values("record_id", kind="stable").reset_index(drop=True)
    return kept, rows[nobody]
