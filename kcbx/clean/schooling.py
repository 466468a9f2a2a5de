"""What the rows say of being in school or not: status, reason, proof, expiry, the place elsewhere."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx.clean.away import gone_away, place_away, school_away, schooled_away
from kcbx.clean.destinations import destinations
from kcbx.clean.enrolment import roster_says
from kcbx.clean.expiries import expiries
from kcbx.clean.flags import read_flag
from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.proof import not_carried_out, proves_nothing
from kcbx.clean.roll_call import called, marks
from kcbx.clean.sections import said_by_sections
from kcbx.clean.status import read_remark, read_status
from kcbx.clean.words import Rows, bare, by_value, first, listed, nulls
from kcbx.definitions import schema
from kcbx.list_kinds import CHANGES

#: The field that says how it stands with schooling, where it is not ``status``.
STATUS_FIELDS = {"attendance": "attendance", "graduates": "destination_kind"}
#: Forms of those whom a school has.
_OF_PUPILS = ("roll", "attendance", "intake_list")


def statuses(form: str, rows: Rows, found: pd.DataFrame, places: Gazetteer, as_of: date) -> pd.DataFrame:
    """Columns status, status_text, reason, proof, expiry, school_elsewhere; ``unclear``: text not understood;
    ``outvoted``: a text that says in school where the remark says otherwise; ``of_whom``: a pupil's remark that may
    speak of the family.

    ``found`` holds school, school_key, school_elsewhere, school_said and stage of the rows. A school named by a
    census means attending, a school elsewhere means elsewhere, a reason without a school means out of school
    unless the reason itself says more (死亡, 迁出, 休学). Of graduates :func:`kcbx.clean.destinations.destinations`.
    """
    why = _why(rows)
    reason = first(rows.said("reason"), why)
    proves_not = not_carried_out if form == "roll" else proves_nothing
    proof = by_value(rows.said("proof"), lambda text: None if proves_not(text) else text)
    if form == "graduates":
        went = destinations(rows, found["school_key"], places)
        until = expiries(form, rows, went["status_text"], as_of)
        nothing = nulls(reason.index)
        return went.assign(reason=reason, proof=proof, expiry=until, outvoted=nothing, of_whom=nothing)
    text = first(rows.said(STATUS_FIELDS.get(form, "status")), found["school_said"], said_by_sections(rows))
    if form == "attendance":
        text = first(marks(rows), text)
    code = by_value(text, read_status)
    code = code.mask(code.eq("repeating"), "attending")  # whoever repeats the last grade sits in school
    elsewhere = by_value(text, lambda written: place_away(written, places))
    unclear = text.where(code.isna() & elsewhere.isna())
    there = by_value(rows.said("note"), lambda note: schooled_away(note, places))
    remark = first(by_value(rows.said("note"), read_remark), there.mask(there.notna(), "elsewhere"))
    if form == "roll":
        remark = first(remark, by_value(rows.said("note"), lambda note: gone_away(note, places)))
        remark = remark.mask(remark.isin(schema("values/schooling")["absent_on_roll"]), "absent")
    worse = _worse(rows, remark)
    outvoted = text.where(code.eq("attending") & worse.notna())
    if form in _OF_PUPILS:
        asked = code.eq("unmarked")
        code = _of_pupils(form, rows, code, worse)
        text = text.mask(asked & code.ne("unmarked") & reason.notna(), reason)
        away = found["school_elsewhere"].where(found["school_elsewhere"].isna())
    else:
        no = code.eq("out") & by_value(text, bare).isin(listed("schooling", key="plain_no"))
        there = first(there, by_value(reason.where(no), lambda why: schooled_away(why, places)))
        code = first(_plainer_than_no(no, by_value(reason, read_remark), remark, there), code)
        code = worse.where(outvoted.notna(), code)
        told = first(elsewhere, there).where(code.isna() | code.isin(["attending", "elsewhere"]))
        # as written: 第一中学 elsewhere is not the county's
        school = first(rows.said("school").where(found["school_said"].isna()), found["school"])
        away = first(found["school_elsewhere"], school_away(told, school), told)
        code = _combined(form, rows, code, remark, reason, away, found)
        titled = _by_title(rows)
        code = code.mask((code.isna() | code.eq("attending")) & titled.notna(), titled)
        away = first(away, school.where(code == "elsewhere"))
        unclear = unclear.where(code.isna())
    noted = (text.isna() | outvoted.notna()) & code.eq(remark).fillna(False)
    return pd.DataFrame(
        {
            "status": code,
            "status_text": rows.said("note").where(noted, text),
            "reason": reason,
            "proof": proof,
            "expiry": expiries(form, rows, _with_note(rows, text, code), as_of),
            "school_elsewhere": away.where(code.isin(["elsewhere", "transferred_out", "abroad"]) | code.isna()),
            "unclear": unclear,
            "outvoted": outvoted,
            "of_whom": rows.said("note").where(
                remark.eq("out") & (code.isna() | code.eq("attending")) & (form == "roll")
            ),
        }
    )


def _of_pupils(form: str, rows: Rows, code: pd.Series, worse: pd.Series) -> pd.Series:
    """The status of a row of a school's list: its words, else its remark, else the kind of list.

    A remark that says otherwise (在读, 备注 辍学) stands on a roll; on a class list the mark of the day does, and where
    there is none a remark may say why.
    """
    if form == "attendance":
        worse = worse.where(worse.isin([*schema("values/schooling")["absent_by_class"], "absent"]))
    code = code.mask(code.isin(schema("values/schooling")["attending_on_roll"]), "attending")
    code = code.mask(code.isin(schema("values/schooling")["absent_on_roll"]), "absent")
    remarked = first(code.mask(code.eq("attending") & worse.notna() & (form != "attendance")), worse)
    roster = _by_title(rows)
    by_row = (form == "attendance") | rows["roster_kind"].eq(CHANGES).fillna(False)
    code = first(roster.where(remarked.isna() | (remarked.eq("attending") & ~by_row)), remarked)
    return called(rows, code) if form == "attendance" else code


def _by_title(rows: Rows) -> pd.Series:
    """The status that the title of the list says of all its rows: 转出, 随班就读."""
    return by_value(rows["roster_kind"], lambda kind: roster_says(kind).get("status"))


def _worse(rows: Rows, code: pd.Series) -> pd.Series:
    """What a remark (``code``) says of a child that is not, or not plainly, in class; null for all else."""
    words = schema("values/schooling")["remark"]
    note = rows.said("note")
    out = code.eq("out") & note.str.contains("|".join(words["of_pupil_out"])).fillna(False)
    return code.where(code.isin(words["of_pupil"]) | out)


def _with_note(rows: Rows, text: pd.Series, code: pd.Series) -> pd.Series:
    """The texts that may name an end: the status, and for leave and deferral the remark behind it."""
    note = rows.said("note").where(code.isin(["leave", "deferred"]))
    return first(text + "；" + note, text, note)


def _why(rows: Rows) -> pd.Series:
    """A reason that stands in the column of the day (辍学时间及原因: 已死亡)."""
    written = rows.said("dropout_date")
    return written.where(by_value(written, tells_why, "boolean").fillna(False).astype(bool))


def tells_why(text: str) -> bool:
    """Whether a text that should be a day says how it stands with the child instead, or besides (2025年病故)."""
    if any(each.isdigit() for each in text):
        return read_remark(text) in schema("values/schooling")["remark"]["lasting"]
    return read_status(text) is not None


def _combined(
    form: str, rows: Rows, code: pd.Series, remark: pd.Series, reason: pd.Series, away: pd.Series, found: pd.DataFrame
) -> pd.Series:
    """The status of a census-like row from everything it says, the plainest word first.

    Who has been sent on (9月转到县一小) and is at a school of the county is in it.
    """
    has_school = found["school"].notna()
    code = code.mask((code.isna() | (code == "attending")) & away.notna(), "elsewhere")
    code = first(code, remark.mask(remark.eq("transferred_out") & found["school_key"].notna()))
    code = code.mask(code.isna() & has_school, "attending")
    code = code.mask((code == "attending") & (found["stage"] == "kindergarten"), "kindergarten")
    words = schema("values/schooling")
    household = by_value(rows.said("household_kind"), read_status)
    code = first(code, household.where(household.isin(words["household"])))
    in_kindergarten = by_value(rows["in_kindergarten"], lambda text: read_flag("in_kindergarten", text), "boolean")
    code = code.mask(code.isna() & in_kindergarten.fillna(False).astype(bool), "kindergarten")
    if default := words["forms"].get(form):
        code = code.mask(code.isna() | code.isin(["attending", "out"]), default).mask(_back(form, rows), "attending")
        return code.mask(_refused(rows), "out")
    code = first(code, by_value(reason, _status_of_reason))
    code = code.mask(code.isna() & rows.said("dropout_date").notna(), "dropout")
    elsewhere = by_value(rows["registered_elsewhere"], lambda text: read_flag("registered_elsewhere", text), "boolean")
    return code.mask(code.isna() & elsewhere.fillna(False).astype(bool), "elsewhere")


def _back(form: str, rows: Rows) -> pd.Series:
    """Whether the remark on a list of leave or deferral says that the child is in school by now (已复学, 已入学)."""
    said = by_value(rows.said("note"), lambda note: read_status(note, whole_only=True))
    return said.eq("attending").fillna(False) & (form in ("leave", "deferral"))


def _refused(rows: Rows) -> pd.Series:
    """Whether an application for later entry or for leave was not approved, or not yet."""
    words = "|".join(schema("values/schooling")["not_approved"])
    return by_value(rows.said("approval"), bare).str.contains(words).fillna(False).astype(bool)


def _status_of_reason(text: str) -> str | None:
    """A reason for not being in school says so, unless it says where the child is instead (死亡, 县外就读), or that
    there is none (0, 在读)."""
    if bare(text) in listed("schooling", key="no_reason") or read_status(text, whole_only=True) == "attending":
        return None
    code = read_status(text)
    return code if code and code != "attending" else "out"


def _plainer_than_no(no: pd.Series, reason: pd.Series, remark: pd.Series, there: pd.Series) -> pd.Series:
    """What stands beside a mere no (是否在校 否) and says more than that the child is out of school: 已死亡, 送教上门.

    ``reason`` and ``remark``: their codes; ``there``: the words for a school elsewhere.
    """
    code = first(reason, remark, there.mask(there.notna(), "elsewhere"))
    return code.mask(code.isin(schema("values/schooling")["out_of_class"])).where(no)
