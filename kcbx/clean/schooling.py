"""What the rows say of being in school or not: status, reason, proof, expiry, the place elsewhere."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd

from kcbx.clean.dates import read_date
from kcbx.clean.destinations import destinations
from kcbx.clean.enrolment import roster_says
from kcbx.clean.flags import read_flag
from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.status import about_child, read_remark, read_status
from kcbx.clean.words import Rows, bare, by_value, first, listed, nulls, tidy
from kcbx.cohorts import birth_span
from kcbx.definitions import schema

#: The field that says how it stands with schooling, where it is not ``status``.
STATUS_FIELDS = {"attendance": "attendance", "graduates": "destination_kind"}
_UNTIL = re.compile(r"(?:至|到|止于|截止)\s*([0-9]{4}[年.\-/0-9月日]*)")
#: Share of the rows of a class list from which a mark for those who are there is what the others lack.
_MOST = 0.5
_TO = re.compile(r"至|到|—+|~|～|－|[-–](?=\s*(?:19|20)[0-9]{2})")


def statuses(form: str, rows: Rows, found: pd.DataFrame, places: Gazetteer, as_of: date) -> pd.DataFrame:
    """Columns status, status_text, reason, proof, expiry, school_elsewhere; ``unclear``: text not understood.

    ``found`` holds school, school_key, school_elsewhere, school_said and stage of the rows. A school named by a
    census means attending, a school elsewhere means elsewhere, a reason without a school means out of school
    unless the reason itself says more (死亡, 迁出, 休学). Of graduates :func:`kcbx.clean.destinations.destinations`.
    """
    reason, proof = rows.said("reason"), _proof(rows.said("proof"))
    if form == "graduates":
        went = destinations(rows, found["school_key"], places)
        return went.assign(reason=reason, proof=proof, expiry=_expiry(rows, went["status_text"], as_of))
    text = first(rows.said(STATUS_FIELDS.get(form, "status")), found["school_said"])
    if form == "attendance":
        marks = schema("values/schooling")["roll_call"]
        text = first(by_value(rows["attendance"], lambda mark: marks.get(bare(mark))), text)
    code = by_value(text, read_status)
    code = code.mask(code.eq("repeating"), "attending")  # whoever repeats the last grade sits in school
    elsewhere = by_value(text, lambda written: _place_in(written, places))
    unclear = text.where(code.isna() & elsewhere.isna())
    if form in ("roll", "attendance", "intake_list"):
        code = code.mask(code.isin(schema("values/schooling")["attending_on_roll"]), "attending")
        roster = by_value(rows["roster_kind"], lambda kind: roster_says(kind).get("status"))
        code = first(roster.where(code.isna() | (code.eq("attending") & (form != "attendance"))), code)
        if form == "attendance":
            code = first(code.mask(code.isin(["out", "dropout"]), "absent"), _by_days(rows))
            code = code.mask(_unmarked(rows, code), "unmarked")
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


def _unmarked(rows: Rows, code: pd.Series) -> pd.Series:
    """Who has no mark on a class list where most have one that says they are there: nobody knows of them."""
    there = code.eq("attending").fillna(False).astype(bool)
    return code.isna() & rows["attendance"].isna() & (there.groupby(rows.sheet).transform("mean") > _MOST)


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
