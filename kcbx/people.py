"""Raw rows of a form → the people table: who each row speaks of, in values that can be compared.

This is the one place where the cleaners meet. Every change and every doubt becomes a finding; what cannot be
understood becomes null, never a default. Same rows, same table, in whatever order they come.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kcbx.clean.births import ages, choose_births, read_births, with_months
from kcbx.clean.circumstances import circumstances, guardians
from kcbx.clean.enrolment import entry_years, schools, stages_and_grades
from kcbx.clean.flags import read_sex
from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.grown_ups import grown_ups, report_grown_ups, with_their_numbers
from kcbx.clean.id_sources import clean_ids
from kcbx.clean.ids import may_be_double, months_of_short_numbers
from kcbx.clean.names import name_keys, other_name, sex_behind, show_names
from kcbx.clean.pinyin import name_pinyins
from kcbx.clean.problems import (
    Reporter,
    report_births,
    report_ids,
    report_persons,
    report_places,
    report_without_village,
)
from kcbx.clean.pupil_ages import stage_by_pupils, stage_of_entry_years
from kcbx.clean.roll_call import names_only
from kcbx.clean.rows import household_keys, record_ids
from kcbx.clean.schooling import statuses
from kcbx.clean.schooling_problems import report_flags, report_remarks, report_schooling
from kcbx.clean.sections import report_sections
from kcbx.clean.sheets import gazetteer
from kcbx.clean.status import with_notes_of_names
from kcbx.clean.twins import with_own_numbers
from kcbx.clean.unread import report_details
from kcbx.clean.whereabouts import whereabouts
from kcbx.clean.words import Mask, Rows, by_value, first, folded, mask, said
from kcbx.clean.years import list_years, report_years
from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.fields import SOURCE, conform, empty
from kcbx.findings import Findings
from kcbx.list_kinds import forms_of_homes, forms_of_schools
from kcbx.reliable import usable_ids

__all__ = ["Gazetteer", "gazetteer", "people"]


def people(
    form: str, rows: pd.DataFrame, gazetteer: Gazetteer, config: Config, as_of: date, findings: Findings
) -> pd.DataFrame:
    """The [people] table of a form's raw rows (``register.Intake.rows``), one row each, in their order.

    ``enough`` is true with a usable ID number, or with a name and a birth date known at least to the month.
    Findings go to ``findings``, each at file, sheet, row and field.
    """
    if rows.empty:
        return empty("people")
    rows = rows.reset_index(drop=True)
    raw = Rows(with_notes_of_names(rows))
    name = show_names(raw["name"])
    key = name_keys(name)
    written_birth = raw.said("birth_date")
    read = read_births(written_birth, as_of)
    ids = clean_ids(
        raw["id_number"],
        as_of,
        unreliable=_unreliable(raw),
        student_number=_code(raw["student_number"]),
        disability_number=_code(raw["disability_number"]),
        birth=read["birth"].where(read["precision"] == "day"),
        guardian_id=_code(raw["guardian_id"]),
        sheet=raw.sheet,
    )
    read = with_months(read, months_of_short_numbers(ids["id_number"].where(ids["id_state"].eq("bad_length")), as_of))
    grown = grown_ups(form, raw, as_of)
    ids = with_their_numbers(ids, grown)
    births = choose_births(read, ids["id_birth"], as_of)
    at_home, at_school = form in forms_of_homes(), form in forms_of_schools()
    place = whereabouts(raw, gazetteer, own_children=at_home)
    aged = ages(births, place["township"], config, as_of)
    school = schools(raw, place["township"], gazetteer, own_school=at_school)
    school["school_stage"] = _stages_of_schools(raw, school, aged["grade_due"], config.ages(as_of), at_school)
    stage = stages_and_grades(raw, school["school_stage"], aged["grade_due"], config.ages(as_of))
    year = list_years(form, raw, aged["cohort"], as_of)
    report_years(form, raw, year, config.ages(as_of), findings)
    status = statuses(form, raw, pd.concat([school, stage], axis=1), gazetteer, as_of)
    flags, unclear_flags = circumstances(form, raw)
    care = guardians(raw)
    raw_sex = raw.said("sex")
    usable = usable_ids(ids)
    table = pd.DataFrame(
        {
            "record_id": record_ids(form, rows, place[["township", "village"]]),
            "form": form,
            **{column: rows[column] for column in SOURCE},
            "name": name,
            "name_key": key,
            **name_pinyins(key),
            "former_name_key": first(name_keys(show_names(raw["former_name"])), by_value(raw["name"], other_name)),
            "sex": by_value(first(raw_sex, by_value(raw["name"], sex_behind)), read_sex),
            **births,
            **ids,
            "student_number": _code(raw["student_number"]),
            **place,
            **care,
            "household_key": household_keys(
                place["township"], place["village"], raw.said("household_number"), care["household_head_key"]
            ),
            **school.drop(columns="school_elsewhere"),
            **stage,
            **status,
            "list_year": year,
            **flags,
            **aged,
            "enough": usable | (key.notna() & births["birth_precision"].isin(["day", "month"])),
        }
    )
    # A school elsewhere may bear the name of one of ours.
    table["school_key"] = table["school_key"].mask(table["status"].eq("elsewhere") & (not at_school))
    table, twin = with_own_numbers(table)
    reporter = Reporter(rows, findings)
    report_grown_ups(raw, grown, findings)
    child = ~grown & ~names_only(form, raw)
    report_ids(reporter, raw["id_number"][child], table[child], ids["how"].fillna(twin))
    report_births(reporter, written_birth[child], read[child], births[child], table[child], as_of)
    report_persons(reporter, raw["name"], raw_sex, table)
    if at_home:
        report_places(reporter, place, gazetteer)
    if form == "census":
        report_without_village(reporter, table["village"])
    report_schooling(reporter, table, status["unclear"], stage["grade_text"], form=form)
    report_remarks(reporter, form, status["outvoted"], raw.said("note"), status["of_whom"])
    report_sections(raw, table["status_text"], table["status"], findings)
    report_flags(reporter, unclear_flags)
    report_details(reporter, raw, table["expiry"], table["student_number"], as_of)
    return conform(table, "people")


def _stages_of_schools(
    raw: Rows, school: pd.DataFrame, grade_due: pd.Series, school_ages: SchoolAges, at_school: bool
) -> pd.Series:
    """The stage of each row's school: by its name, by the ages of its pupils, by the years in which they entered."""
    stage, grade = school["school_stage"], raw.said("grade")
    if at_school:
        stage = stage_by_pupils(stage, school["school"], grade, grade_due, school_ages)
    class_name = raw.said("class_name")
    class_name = class_name.where(class_name.str.contains("[级届]").fillna(False))
    entered = first(grade, raw.said("grade_hint"), class_name, entry_years(raw))
    return stage_of_entry_years(stage, raw.sheet, entered, raw.said("grade_hint"), grade_due, school_ages)


def _unreliable(rows: Rows) -> Mask:
    """Numeric ID cells whose digits were not kept in full by the file, or not by the program that wrote it."""

    def flag(column: str) -> Mask:
        return mask(rows.frame[column].astype("boolean")) if column in rows else np.zeros(len(rows.frame), dtype=bool)

    return flag("id_number_numeric") & (~flag("id_number_exact") | may_be_double(rows["id_number"]))


def _code(text: pd.Series) -> pd.Series:
    """A number that is a name (学籍号, 残疾证号): no spaces, capitals, half-width."""
    plain = text.str.match(r"^[0-9A-Z]{8,}$")
    odd = by_value(said(text.mask(plain)), _folded_code)
    return first(odd, text.where(plain))


def _folded_code(text: str) -> str:
    return folded(text).upper()
