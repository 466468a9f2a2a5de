"""What the rows say about schooling: school, stage, grade, class, status, reason, proof, expiry."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd

from kcbx.clean.dates import read_date
from kcbx.clean.flags import read_flag
from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.grades import read_grade, read_stage, stage_of_grade
from kcbx.clean.schools import named_school, school_key, school_stage
from kcbx.clean.status import about_child, read_remark, read_status
from kcbx.clean.words import Rows, bare, by_value, by_value_parts, first, listed, nulls, tidy
from kcbx.cohorts import SchoolAges, birth_span
from kcbx.definitions import schema

_UNTIL = re.compile(r"(?:至|到|止于|截止)\s*([0-9]{4}[年.\-/0-9月日]*)")
_TO = re.compile("至|到|—+|~|～|－")
_PARTS = {"school": "str", "school_key": "str", "stage": "str", "elsewhere": "boolean"}


def schools(rows: Rows, township: pd.Series, places: Gazetteer, *, own_school: bool) -> pd.DataFrame:
    """Columns school, school_key, school_elsewhere, ``school_stage``; ``school_said``: a status put in its column.

    ``own_school``: the form comes from the school itself (a roll), so its name needs no proof to be the county's.
    """
    written = rows.said("school")
    place = rows.said("school_place")
    no_school = written.isin([text for text in written.dropna().unique() if _no_school(text)])
    second = rows.said("school_hint") if own_school else _in_status(rows.said("status"), township, places)
    named = first(written.mask(no_school), second)
    away = by_value(place, places.outside, "boolean").fillna(False).astype(bool)
    asked = (township.fillna("") + "?" + named).where(named.notna())

    def found(text: str) -> tuple[str | None, str | None, str | None, bool]:
        town, _, name = text.partition("?")
        return _school(name, town or None, places, own_school=own_school)

    read = by_value_parts(asked, found, _PARTS)
    elsewhere = (away | read["elsewhere"].fillna(False).astype(bool)) & (not own_school)
    where = _joined(place.where(away).fillna(""), read["school"].where(elsewhere).fillna(""))
    return pd.DataFrame(
        {
            "school": read["school"],
            "school_key": read["school_key"].mask(elsewhere),
            "school_elsewhere": where.mask(where == ""),
            "school_stage": read["stage"],
            "school_said": written.where(no_school),
        }
    )


def _joined(place: pd.Series, school: pd.Series) -> pd.Series:
    """Place and school in one text; a school that already begins with its place is not told it twice."""
    texts = [name if name.startswith(where) else where + name for where, name in zip(place, school, strict=True)]
    return pd.Series(texts, index=place.index, dtype="str")


def _in_status(text: pd.Series, township: pd.Series, places: Gazetteer) -> pd.Series:
    """A school named in a sentence about the child's schooling, where the county has it or it is clearly elsewhere."""

    def found(asked: str) -> str | None:
        town, _, written = asked.partition("?")
        name = None if read_status(written, whole_only=True) else named_school(about_child(written))
        return name if name and (places.school(name, town or None) or places.outside(name)) else None

    return by_value((township.fillna("") + "?" + text).where(text.notna()), found)


def _school(
    text: str, township: str | None, places: Gazetteer, *, own_school: bool
) -> tuple[str | None, str | None, str | None, bool]:
    """Name, key, stage, and whether the name lies outside the county."""
    name = (None if own_school else named_school(text)) or tidy(text)
    known = places.school(name, township)
    if known:
        return known.name, known.key, known.stage, False
    key = school_key(name)
    return name, None, school_stage(key), bool(places.outside(text))


def stages_and_grades(rows: Rows, school_stage: pd.Series, ages: SchoolAges) -> pd.DataFrame:
    """Columns stage, grade, class_name; ``grade_text``: a grade that was not understood.

    The stage named in its column helps to read 2025级 and 一年级, else the school's; a class (三(2)班) gives the
    grade where no column does.
    """
    roster = by_value(rows["roster_kind"], lambda kind: _roster(kind).get("stage"))
    named = by_value(rows.said("stage"), read_stage)
    known = first(named, roster, school_stage)
    grade_text, class_text = rows.said("grade"), first(rows.said("class_name"), rows.said("class_hint"))
    read = {}
    for name, text in (("grade", grade_text), ("hint", rows.said("grade_hint")), ("class", class_text)):
        asked = (known.fillna("") + "?" + text).where(text.notna())
        read[name] = by_value_parts(asked, lambda each: _grade(each, ages), {"grade": "Int64", "stage": "str"})
    grade = first(*(each["grade"] for each in read.values()))
    special = (school_stage == "special") | (roster == "special")
    by_grade = by_value(grade.astype("str"), lambda number: stage_of_grade(int(number), ages))
    stage = first(named, *(each["stage"] for each in read.values()), roster, by_grade, school_stage)
    return pd.DataFrame(
        {
            "stage": stage.mask(special, "special"),
            "grade": grade,
            "class_name": class_text,
            "grade_text": grade_text.where(read["grade"]["grade"].isna() & read["grade"]["stage"].isna()),
        }
    )


def _grade(asked: str, ages: SchoolAges) -> tuple[int | None, str | None]:
    stage, _, text = asked.partition("?")
    grade, read = read_grade(text, stage or None, ages)
    return grade, read if read != (stage or None) else None


def statuses(form: str, rows: Rows, found: pd.DataFrame, places: Gazetteer, as_of: date) -> pd.DataFrame:
    """Columns status, status_text, reason, proof, expiry, school_elsewhere; ``unclear``: text not understood.

    ``found`` holds school, school_key, school_elsewhere, school_said and stage of the rows. A school named by a
    census means attending, a school elsewhere means elsewhere, a reason without a school means out of school
    unless the reason itself says more (死亡, 迁出, 休学).
    """
    text = rows.said({"attendance": "attendance", "graduates": "destination_kind"}.get(form, "status"))
    if form == "graduates":
        text = first(text, rows.said("destination"))
    text = first(text, found["school_said"])
    code = by_value(text, read_status)
    elsewhere = by_value(text, lambda written: _place_in(written, places))
    reason, proof = rows.said("reason"), _proof(rows.said("proof"))
    unclear = text.where(code.isna() & elsewhere.isna())
    if form in ("roll", "attendance", "intake_list"):
        code = code.mask(code.isin(schema("values/schooling")["attending_on_roll"]), "attending")
        roster = by_value(rows["roster_kind"], lambda kind: _roster(kind).get("status"))
        code = first(roster.where(code.isna() | (code == "attending")), code)
        if form == "attendance":
            code = first(code.mask(code.isin(["out", "dropout"]), "absent"), _by_days(rows))
        away = found["school_elsewhere"].where(found["school_elsewhere"].isna())
    else:
        told = elsewhere.where(code.isna() | code.isin(["attending", "elsewhere"]))
        away = first(found["school_elsewhere"], told + "，" + found["school"], told)
        code = _combined(form, rows, code, reason, away, found)
        away = first(away, found["school"].where(code == "elsewhere"))
        unclear = unclear.where(code.isna())
    return pd.DataFrame(
        {
            "status": code,
            "status_text": text,
            "reason": reason,
            "proof": proof,
            "expiry": _expiry(rows, text, as_of),
            "school_elsewhere": away.where(code.isin(["elsewhere", "transferred_out", "abroad"]) | code.isna()),
            "unclear": unclear,
        }
    )


def _combined(
    form: str, rows: Rows, code: pd.Series, reason: pd.Series, away: pd.Series, found: pd.DataFrame
) -> pd.Series:
    """The status of a census-like row from everything it says, the plainest word first."""
    has_school = found["school"].notna()
    code = code.mask((code.isna() | (code == "attending")) & away.notna(), "elsewhere")
    code = first(code, by_value(rows.said("note"), read_remark))
    code = code.mask(code.isna() & has_school, "attending")
    code = code.mask((code == "attending") & (found["stage"] == "kindergarten"), "kindergarten")
    words = schema("values/schooling")
    household = by_value(rows.said("household_kind"), read_status)
    code = first(code, household.where(household.isin(words["household"])))
    in_kindergarten = by_value(rows["in_kindergarten"], lambda text: read_flag("in_kindergarten", text), "boolean")
    code = code.mask(code.isna() & in_kindergarten.fillna(False).astype(bool), "kindergarten")
    if default := words["forms"].get(form):
        return code.mask(code.isna() | code.isin(["attending", "out"]), default)
    code = first(code, by_value(reason, _status_of_reason))
    code = code.mask(code.isna() & rows.said("dropout_date").notna(), "dropout")
    elsewhere = by_value(rows["registered_elsewhere"], lambda text: read_flag("registered_elsewhere", text), "boolean")
    return code.mask(code.isna() & elsewhere.fillna(False).astype(bool), "elsewhere")


def _status_of_reason(text: str) -> str:
    """A reason for not being in school says so, unless it says where the child is instead (死亡, 迁出, 县外就读)."""
    code = read_status(text)
    return code if code and code != "attending" else "out"


def _place_in(text: str, places: Gazetteer) -> str | None:
    """The text where its part about the child names a place outside the county (在浙江温州读书)."""
    told = about_child(text)
    return tidy(text) if told and places.outside(told) else None


def _proof(proof: pd.Series) -> pd.Series:
    return by_value(proof, lambda text: None if bare(text) in listed("words", key="no_proof") else text)


def _by_days(rows: Rows) -> pd.Series:
    days = pd.to_numeric(rows["absent_days"].str.extract(r"([0-9]+)", expand=False))
    limit = schema("values/schooling")["absent_days"]
    return nulls(days.index).mask(days.notna(), "attending").mask(days.fillna(0) >= limit, "absent")


def _expiry(rows: Rows, status_text: pd.Series, as_of: date) -> pd.Series:
    """The last day of what is written as the term: 2027年8月 is 2027-08-31, 2026.9至2027.8 too."""
    latest = as_of + timedelta(days=3660)
    written = first(rows.said("expiry"), rows.said("planned_entry"))

    def last_day(text: str) -> str | None:
        for part in (_TO.split(text)[-1], text):
            span = birth_span(read_date(part, latest).best)
            if span:
                return span.last.isoformat()
        return None

    return by_value(first(written, by_value(status_text, _until)), last_day)


def _until(text: str) -> str | None:
    """The date a status text sets as an end: 休学至2027年8月."""
    found = _UNTIL.search(text)
    return found.group(1) if found else None


def _roster(kind: str) -> dict[str, str]:
    return dict(schema("values/schooling")["rosters"].get(kind, {}))


def _no_school(text: str) -> bool:
    """Whether a text in the school column says how it stands with schooling instead (未上学, 初中毕业)."""
    return bare(text) in listed("schools", key="no_school") or read_status(text, whole_only=True) is not None
