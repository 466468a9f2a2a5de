"""Dates an answer gives: read to the day, and on the right side of the day of collection."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from kcbx.answers import AnswerColumn, Questionnaire, Result
from kcbx.clean.dates import read_date
from kcbx.definitions import schema
from kcbx.followup.reading.trouble import Trouble

_DATE_WITHIN = re.compile(r"(?:20)\d\d\s*[年./\-]\s*\d{1,2}\s*[月./\-]\s*\d{1,2}\s*[日号]?|20\d{6}")
_NUMBER = r"\d{1,2}|[一二三四五六七八九十]{1,3}"
_MONTH_AND_DAY = re.compile(rf"\s*(?:今年|本年)?\s*({_NUMBER})\s*[月./-]\s*({_NUMBER})\s*[日号]?\s*")
#: 8/10/2026, which may have its day or its month first.
_YEAR_LAST = re.compile(r"\s*\d{1,2}\s*([./-])\s*\d{1,2}\s*\1\s*\d{4}\s*")
_FAR_AHEAD = timedelta(days=366 * 20)


def date_of(
    column: AnswerColumn, result: Result | None, text: str, as_of: date, collected_on: date, troubles: list[Trouble]
) -> str:
    """A date as YYYY-MM-DD; the text itself where it cannot be read. Both days bound what is plausible."""
    written = text
    if recent := _without_year(column, result, text, collected_on):
        troubles.append(Trouble(column.name, "read_as", {"said": text, "meant": recent}))
        written = recent
    reading = read_date(written, collected_on + _FAR_AHEAD)
    if reading.precision != "day" or reading.fault:
        code = "date_month" if reading.precision == "month" else "date_unreadable"
        code = "date_implausible" if reading.fault == "implausible" else code
        troubles.append(Trouble(column.name, code, {"said": text}))
        return text
    if _YEAR_LAST.fullmatch(unicodedata.normalize("NFKC", text)):
        troubles.append(Trouble(column.name, "read_as", {"said": text, "meant": reading.best}))
    day = date.fromisoformat(reading.best)
    first, last = as_of - timedelta(days=column.earliest), as_of + timedelta(days=column.latest)
    if not first <= day <= last:
        troubles.append(Trouble(column.name, "date_implausible", {"said": reading.best}))
    elif column.name == "checked_on" and day > collected_on:
        troubles.append(Trouble(column.name, "date_ahead", {"said": reading.best}))
    return reading.best


def _without_year(column: AnswerColumn, result: Result | None, text: str, collected_on: date) -> str:
    """The last such day, of a month and day without a year; "" where it says more or less, or may be of long ago."""
    rules = schema("followup/replies")["dates"]["lately"]
    of_result = rules["results"].get(result.code, ()) if result else ()
    found = _MONTH_AND_DAY.fullmatch(unicodedata.normalize("NFKC", text))
    if found is None or column.name not in {*rules["columns"], *of_result}:
        return ""
    for year in (collected_on.year, collected_on.year - 1):
        reading = read_date(f"{year}年{found[1]}月{found[2]}日", collected_on + _FAR_AHEAD)
        first = collected_on - timedelta(days=rules["days"])
        if reading.precision == "day" and first.isoformat() <= reading.best <= collected_on.isoformat():
            return reading.best
    return ""


def check_dates(
    asked: Questionnaire, result: Result, meant: dict[str, str], collected_on: date, troubles: list[Trouble]
) -> None:
    """Whether what must lie ahead does, and what must have happened has; an expiry in a note is read out of it."""
    rules = schema("followup/replies")["dates"]
    wrong = {trouble.column for trouble in troubles if trouble.must}
    if result.code in rules["written_in_note"].get(asked.name, ()) and meant.get("note"):
        found = _DATE_WITHIN.search(meant["note"])
        reading = read_date(found.group(), collected_on + _FAR_AHEAD) if found else None
        if reading is None or reading.precision != "day":
            troubles.append(Trouble("note", "until_missing", {}))
            return
        meant["until"] = reading.best
        if reading.best < collected_on.isoformat():
            troubles.append(Trouble("note", "date_over", {"said": reading.best}))
    named = meant.get("date", "")
    if not named or "date" in wrong:
        return
    if result.code in rules["ahead"] and named < collected_on.isoformat():
        troubles.append(Trouble("date", "date_over", {"said": named}))
    if result.code in rules["behind"] and named > collected_on.isoformat():
        troubles.append(Trouble("date", "date_ahead", {"said": named}))
