"""Until when a leave or a deferral runs: the last day of what is written as its term."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd

from kcbx.clean.dates import read_date
from kcbx.clean.numerals import numbers_in
from kcbx.clean.words import Rows, by_value, first, folded
from kcbx.cohorts import birth_span

#: A leave or a deferral may end this much later.
YEARS_AHEAD = timedelta(days=3660)
_UNTIL = re.compile(r"(?:至|到|止于|截止)\s*([0-9]{4}[年.\-/0-9月日]*)")
_TO = re.compile(r"至|到|—+|~|～|－|[-–](?=\s*(?:19|20)[0-9]{2})")
_PERIOD = re.compile(r"^(?:缓学|延缓入学|延缓|休学|为期|期限|共)?(半|[一二两三四五]|[1-9][0-9]?)个?(学年|年|学期|月)$")
_MONTHS = {"学年": 12, "年": 12, "学期": 6, "月": 1}
#: A deferral that ends in these months lasts until the next school year begins, on the last day of August.
_BEFORE_SCHOOL = range(3, 9)


def expiries(form: str, rows: Rows, status_text: pd.Series, as_of: date) -> pd.Series:
    """The last day, YYYY-MM-DD: 2027年8月 is 2027-08-31, 2026.9至2027.8 too; null where no end is written.

    A period (一年) runs from the day of the approval or of the leave; without such a day it tells no end.
    """
    latest = as_of + YEARS_AHEAD
    written = first(rows.said("expiry"), rows.said("planned_entry"), by_value(status_text, _until))

    def last_day(text: str) -> str | None:
        for part in (_TO.split(text)[-1], text):
            span = None if months_of(part) else birth_span(read_date(part, latest).best)
            if span:
                return span.last.isoformat()
        return None

    def after(both: str) -> str | None:
        period, _, day = both.partition("?")
        begun = birth_span(read_date(day, latest).best)
        return _months_later(begun.last, months_of(period), form).isoformat() if begun else None

    start = first(rows.said("dropout_date") if form == "leave" else rows.said("approved_on"), rows.said("approved_on"))
    period = written.where(by_value(written, lambda text: months_of(text) > 0, "boolean").fillna(False).astype(bool))
    return first(by_value(written, last_day), by_value(period + "?" + start, after))


def months_of(text: str) -> int:
    """The months of a period: 一年 12, 一学期 6; 0 for any other text."""
    found = _PERIOD.match(folded(text))
    if not found:
        return 0
    number, unit = found.groups()
    return _MONTHS[unit] // 2 if number == "半" else int(numbers_in(number)[0]) * _MONTHS[unit]


def _months_later(day: date, months: int, form: str) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    end = date(year, month + 1, min(day.day, 28))
    return date(end.year, 8, 31) if form == "deferral" and end.month in _BEFORE_SCHOOL else end


def _until(text: str) -> str | None:
    """The date a status text sets as an end: 休学至2027年8月."""
    found = _UNTIL.search(text)
    return found.group(1) if found else None
