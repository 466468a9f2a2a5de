"""The rows of the sheets as people, in values that can be compared, and the rows that are nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kcbx.app.register.bare_answers import with_questions
from kcbx.app.register.other_lists import count_table
from kcbx.app.register.run import Run
from kcbx.clean.earlier import earlier_sheets, entrants_among
from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.fields import empty
from kcbx.fields import rows as rows_of
from kcbx.findings import Findings, Source
from kcbx.list_kinds import count_forms
from kcbx.people import gazetteer, people
from kcbx.register import Intake

#: Forms that say where children are today: by which table a sheet of an earlier year is known, and the column of the
#: place.
_OF_TODAY = {
    "roll": ("roll", "school_key"),
    "attendance": ("roll", "school_key"),
    "census": ("census", "village"),
}


@dataclass(frozen=True)
class Cleaned:
    """People tables of the sheets: census, roll and the other lists by form, and the rows that are set aside.

    ``returned``: rows that are nobody; ``earlier``: those of sheets of earlier years.
    """

    census: pd.DataFrame
    roll: pd.DataFrame
    others: Mapping[str, pd.DataFrame]
    returned: pd.DataFrame
    earlier: pd.DataFrame


def clean(intake: Intake, run: Run) -> Cleaned:
    """The rows of the sheets as people, in values that can be compared."""
    findings = run.findings
    tables, earlier = of_today(people_tables(intake, run.config, run.as_of, findings), run.ages, findings)
    census, census_returned = set_aside(tables.pop("census", empty("people")), findings)
    roll, roll_returned = set_aside(tables.pop("roll", empty("people")), findings)
    return Cleaned(census, roll, tables, pd.concat([census_returned, roll_returned]), earlier)


def people_tables(intake: Intake, config: Config, as_of: date, findings: Findings) -> dict[str, pd.DataFrame]:
    """The people table of every form that lists children, the plain rows of those that count them."""
    rows = intake.rows
    places = gazetteer(config, rows.get("census", empty("people")), rows.get("roll", empty("people")))
    return {
        form: count_table(frame, findings)
        if form in count_forms()
        else with_questions(form, people(form, frame, places, config, as_of, findings), intake.sheets)
        for form, frame in rows.items()
    }


def set_aside(rows: pd.DataFrame, findings: Findings) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows that are somebody, and rows with neither name nor ID: those go back to the sender."""
    nobody = rows["name_key"].isna() & rows["id_number"].isna()
    for row in rows.loc[nobody, ["source_file", "source_sheet", "source_row"]].itertuples(index=False):
        findings.add("row_without_person", Source(str(row[0]), str(row[1]), int(row[2])), "姓名")
    kept = rows[~nobody].sort_values("record_id", kind="stable").reset_index(drop=True)
    return kept, rows[nobody]


def of_today(
    tables: Mapping[str, pd.DataFrame], ages: SchoolAges, findings: Findings
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """The tables without the sheets of earlier years, and the rows of these; of an earlier sheet nothing else is found.

    ``tables``: by form; of those in :data:`_OF_TODAY`, a class list is known by the roll, the others by themselves.
    The beginners on the roll of the year in which the last grade entered are the entrants by whom it is tracked.
    """
    years = {found.source: int(found.values["year"]) for found in findings if found.code == "list_of_another_year"}
    titled = [*years]
    today, earlier = dict(tables), [empty("people")]
    for form, (beside, place) in _OF_TODAY.items():
        rows = today.get(form, empty("people"))
        sheets = earlier_sheets(rows, today.get(beside, empty("people")), titled, place)
        if sheets.empty:
            continue
        findings.forget(set(sheets.index))
        for row in rows_of(sheets.reset_index()):
            findings.add("sheet_of_earlier_year", Source(row.source_file, row.source_sheet), how=_how(row))
        old = pd.MultiIndex.from_frame(rows[["source_file", "source_sheet"]]).isin(sheets.index)
        today[form] = rows[~old].reset_index(drop=True)
        entrants = _entrants(rows[old], years, ages, findings) if form == "roll" else empty("people")
        if len(entrants):
            today["intake_list"] = pd.concat([today.get("intake_list", entrants.iloc[:0]), entrants], ignore_index=True)
        earlier.append(rows[old & ~rows["record_id"].isin(entrants["record_id"])])
    return today, pd.concat(earlier)


def _how(sheet: Any) -> str:
    """By what a sheet was known to be of an earlier year."""
    if pd.isna(sheet.other):
        return "同一文件的表都是以前的"
    years = None if pd.isna(sheet.years) else float(sheet.years)
    if years == 0:
        return f"学生都超过该年级的年龄，现在这个年级的学生在“{sheet.other}”"
    above = "" if years is None else f"，年级高 {years:.0f} 级"
    return f"表上的人多数也在“{sheet.other}”{above}"


def _entrants(earlier: pd.DataFrame, years: Mapping[Source, int], ages: SchoolAges, findings: Findings) -> pd.DataFrame:
    """The entrants of the year of the last grade among the rows of earlier rolls (:func:`entrants_among`)."""
    places = pd.MultiIndex.from_tuples([(each.file, each.sheet) for each in years], names=["file", "sheet"])
    titled = pd.Series([*years.values()], index=places, dtype="Int64")
    found = entrants_among(earlier, titled[~titled.index.duplicated()], ages.entry_of_last_grade)
    for (file, sheet), rows in found.groupby(["source_file", "source_sheet"], sort=True):
        source = Source(str(file), str(sheet))
        findings.add("roll_of_entrants", source, year=ages.entry_of_last_grade, count=len(rows))
    return found
