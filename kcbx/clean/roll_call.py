"""What a class list says of who is there: its marks, its days of absence, who lacks the mark the others have."""

from __future__ import annotations

import pandas as pd

from kcbx.clean.status import read_status
from kcbx.clean.words import Rows, bare, by_value, first, nulls
from kcbx.definitions import schema

#: Share of the rows of a class list from which a mark for those who are there is what the others lack.
_MOST = 0.5


def marks(rows: Rows) -> pd.Series:
    """The marks of a roll-call that mean something there only (缺, 假), in full; null for every other text."""
    written = schema("values/schooling")["roll_call"]
    return by_value(rows["attendance"], lambda mark: written.get(bare(mark)))


def called(rows: Rows, code: pd.Series) -> pd.Series:
    """The status by a class list from what its words say (``code``): attending, absent or unmarked, or as it was.

    Who is on leave, gone or out is not in class; who is ill for some days, or away with leave, is no absent child.
    """
    code = code.mask(code.isin(schema("values/schooling")["absent_by_class"]), "absent")
    code = first(code, _by_days(rows))
    out = by_value(rows.said("reason"), _says_out, "boolean").fillna(False).astype(bool)
    code = code.mask(code.eq("unmarked") & out, "absent")
    code = code.mask(code.isin(["absent", "unmarked"]) & _excused(rows), "attending")
    return code.mask(_unmarked(rows, code), "unmarked")


def names_only(form: str, rows: Rows) -> pd.Series:
    """Rows of class lists that write neither number nor day of birth of anybody: it is told of the sheet, once."""
    written = rows["id_number"].notna() | rows["birth_date"].notna() | rows["student_number"].notna()
    return ~written.groupby(rows.sheet).transform("any").astype(bool) & (form == "attendance")


def _says_out(reason: str) -> bool:
    """Whether the reason of an absence of which nothing else is known says that the child is out of school (打工)."""
    return read_status(reason) in {"absent", *schema("values/schooling")["absent_by_class"]}


def _by_days(rows: Rows) -> pd.Series:
    days = _days(rows)
    return nulls(days.index).mask(days.notna(), "attending").mask(_long(days), "absent")


def _days(rows: Rows) -> pd.Series:
    return pd.to_numeric(rows["absent_days"].str.extract(r"([0-9]+)", expand=False))


def _long(days: pd.Series) -> pd.Series:
    return days.fillna(0).ge(int(schema("values/schooling")["absent_days"]))


def _excused(rows: Rows) -> pd.Series:
    """Who is away for some days only, with leave, by reason and remark."""
    words = schema("values/schooling")

    def short(text: str) -> bool:
        told = bare(text)
        return any(word in told for word in words["excused"]) and not any(word in told for word in words["not_excused"])

    said = rows.said("reason").fillna("") + rows.said("note").fillna("")
    return by_value(said, short, "boolean").astype(bool) & ~_long(_days(rows))


def _unmarked(rows: Rows, code: pd.Series) -> pd.Series:
    """Who has no mark on a class list where most have one that says they are there: nobody knows of them."""
    there = code.eq("attending").fillna(False).astype(bool)
    return code.isna() & rows["attendance"].isna() & (there.groupby(rows.sheet).transform("mean") > _MOST)
