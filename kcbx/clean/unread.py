"""Findings of what stands beside a child's identity: days of an end, telephones, student numbers, plain numbers."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx.clean.circumstances import phones
from kcbx.clean.dates import read_date
from kcbx.clean.expiries import YEARS_AHEAD
from kcbx.clean.problems import Reporter
from kcbx.clean.schooling import tells_why
from kcbx.clean.words import Rows, by_value, folded
from kcbx.fields import fields

_STUDENT_NUMBER = r"^[A-Z][0-9]{17}[0-9X]$"
_MOBILE = 11


def report_details(reporter: Reporter, rows: Rows, expiry: pd.Series, student_number: pd.Series, as_of: date) -> None:
    """Findings of one form's rows. ``expiry``: as read; a day of an end that some cell gave is not asked for again."""
    _days(reporter, "expiry", rows.said("expiry").where(expiry.isna()), as_of)
    told = by_value(rows.said("dropout_date"), tells_why, "boolean").fillna(False)
    _days(reporter, "dropout_date", rows.said("dropout_date").mask(told.astype(bool)), as_of)
    for name in ("absent_days", "intake_year"):
        _numbers(reporter, name, rows.said(name))
    phone = rows.said("phone")
    reporter.add("phone_odd", "phone", phone.notna() & _odd(phones(phone)), raw=phone)
    odd = student_number.notna() & ~student_number.str.match(_STUDENT_NUMBER).fillna(False)
    reporter.add("student_number_odd", "student_number", odd, raw=student_number, length=student_number.str.len())


def report_counts(reporter: Reporter, rows: Rows, names: list[str]) -> None:
    """Findings of a list of counts: cells that hold no number."""
    for name in names:
        _numbers(reporter, name, rows.said(name))


def _days(reporter: Reporter, field: str, written: pd.Series, as_of: date) -> None:
    latest = as_of + YEARS_AHEAD
    unread = by_value(written, lambda text: read_date(text, latest).best == "", "boolean").fillna(False)
    reporter.add("date_unclear", field, unread, field=_label(field, written), raw=written)


def _numbers(reporter: Reporter, field: str, written: pd.Series) -> None:
    unread = by_value(written, lambda text: not any(each.isdigit() for each in folded(text)), "boolean").fillna(False)
    reporter.add("number_unclear", field, unread, field=_label(field, written), raw=written)


def _label(field: str, like: pd.Series) -> pd.Series:
    return pd.Series(fields()[field].label, index=like.index, dtype="str")


def _odd(phone: pd.Series) -> pd.Series:
    """Whether what was read is no telephone: a mobile number (1…) has 11 digits, others 7 to 12."""
    return phone.isna() | (phone.str.startswith("1") & phone.str.len().ne(_MOBILE)).fillna(False).astype(bool)
