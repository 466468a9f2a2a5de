"""The birth date a row is given: its own column, else its ID number; what else it may be; the ages it leads to."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date

import pandas as pd

from kcbx.clean.dates import confusions, read_date
from kcbx.clean.words import by_value, by_value_parts, nulls
from kcbx.cohorts import SchoolAges, birth_span
from kcbx.config import Config

_READ = {"birth": "str", "precision": "str", "others": "str", "fault": "str"}


def read_births(text: pd.Series, as_of: date) -> pd.DataFrame:
    """The birth-date column read: birth, precision, others (joined by ``|``) and fault, each null if none."""

    def reading(written: str) -> tuple[str | None, ...]:
        read = read_date(written, as_of)
        return read.best or None, read.precision or None, "|".join(read.others) or None, read.fault or None

    return by_value_parts(text, reading, _READ)


def with_months(read: pd.DataFrame, month: pd.Series) -> pd.DataFrame:
    """The birth-date column read, with a ``month`` known from elsewhere where nothing is written in it."""
    silent = read["birth"].isna() & read["fault"].isna() & month.notna()
    return read.assign(birth=read["birth"].mask(silent, month), precision=read["precision"].mask(silent, "month"))


def choose_births(column: pd.DataFrame, id_birth: pd.Series, as_of: date) -> pd.DataFrame:
    """The birth columns of [people] from the read column and the date in the ID number.

    The column's day stands, also against the ID. The ID's day is taken where the column is empty, or says no
    more than the ID's month or year, or may be read as the ID's day (a serial of the other epoch). A day that
    no ID confirms keeps what people write by mistake: day and month swapped, a 农历 day. Further columns:
    ``disagrees`` (column and ID cannot both be right) and ``doubtful_month`` (2015.1 may be 2015-10).
    """
    birth, others = column["birth"], column["others"]
    both = birth.notna() & id_birth.notna()
    asked = (birth + "?" + others.fillna("") + "?" + id_birth).where(both)
    agrees = by_value(asked, lambda text: _consistent(*text.split("?")), "boolean").fillna(False).astype(bool)
    from_id = (birth.isna() & id_birth.notna()) | agrees & (birth != id_birth)
    chosen = birth.mask(from_id, id_birth)
    unconfirmed = birth.where(birth.notna() & id_birth.isna())
    alternatives = by_value(
        (unconfirmed + "?" + others.fillna("")).where(unconfirmed.notna()), lambda text: _alternatives(text, as_of)
    )
    disagrees = both & ~agrees
    return pd.DataFrame(
        {
            "birth_date": chosen,
            "birth_precision": column["precision"].mask(from_id, "day"),
            "birth_source": nulls(birth.index).mask(birth.notna(), "column").mask(from_id & (birth != id_birth), "id"),
            "birth_alternatives": alternatives.mask(disagrees, id_birth),
            "disagrees": disagrees,
            "doubtful_month": others.where(others.str.match("^[0-9]{4}-[0-9]{2}$") & ~from_id),
        }
    ).assign(birth_source=lambda made: made["birth_source"].mask(birth.isna() & id_birth.notna(), "id"))


def ages(births: pd.DataFrame, township: pd.Series, config: Config, as_of: date) -> pd.DataFrame:
    """Cohort, age at the cut-off, grade due and compulsory age of each row, by the rules of its township.

    A birth known to the month or year is placed by the middle of its span and marked uncertain where the span
    touches two cohorts; so is a month that may be read as another.
    """
    own = [each.name for each in config.townships if each.entry_age is not None or each.cutoff is not None]
    rules = township.where(township.isin(own), "").fillna("") if own else nulls(township.index).fillna("")
    asked = births["birth_date"] + "?" + births["doubtful_month"].fillna("") + "?" + rules
    by_township = {name: _Entries(config.ages(as_of, name)) for name in ["", *own]}

    def placed(text: str) -> tuple[int, bool, int, int, bool] | tuple[None, ...]:
        birth, doubtful, name = text.split("?")
        return _placed(birth, doubtful, by_township[name])

    return by_value_parts(
        asked,
        placed,
        {
            "cohort": "Int64",
            "cohort_uncertain": "boolean",
            "age_at_cutoff": "Int64",
            "grade_due": "Int64",
            "compulsory": "boolean",
        },
    )


class _Entries:
    """The entry year of a day, looked up among the last births of every year."""

    _FIRST, _LAST = 1900, 2120

    def __init__(self, ages: SchoolAges) -> None:
        self.ages = ages
        self._last_births = [ages.last_birth(year) for year in range(self._FIRST, self._LAST)]

    def year(self, day: date) -> int:
        return self._FIRST + bisect_left(self._last_births, day)


def _placed(birth: str, doubtful: str, entries: _Entries) -> tuple[int, bool, int, int, bool] | tuple[None, ...]:
    span = birth_span(birth)
    if span is None:
        return (None,) * 5
    middle = date.fromordinal((span.first.toordinal() + span.last.toordinal()) // 2)
    cohort, ages = entries.year(middle), entries.ages
    ends = {span.first, span.last} - {middle}
    if other := birth_span(doubtful):
        ends |= {other.first, other.last}
    uncertain = any(entries.year(day) != cohort for day in ends)
    due = ages.school_year - cohort + 1
    return cohort, uncertain, ages.age_at_cutoff(middle), due, 1 <= due <= ages.compulsory_years


def _consistent(birth: str, others: str, id_birth: str) -> bool:
    """Whether the written date may mean the ID's day: the same, its month, its year, or another reading of it."""
    return any(
        id_birth == each or id_birth.startswith(each + "-") for each in (birth, *filter(None, others.split("|")))
    )


def _alternatives(text: str, as_of: date) -> str | None:
    birth, others = text.split("?")
    days = {each for each in others.split("|") if len(each) == 10}
    if len(birth) == 10 and not days:
        days |= set(confusions(birth, as_of))
    return "|".join(sorted(days - {birth})) or None
