"""Ages and birth cohorts: which school year a child enters, and which grade is due.

A cohort is named by its *entry year* E, the school year (1 Sept E – 31 Aug E+1) in which the child is due in
grade 1: the smallest E in which the child has reached the entry age on the cut-off date. Ages follow the
birth window, never the age somebody typed. Source: 义务教育法 art. 11; windows as in the 2022 Anhui check.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

#: Parts of a date: year, month, day.
_PARTS = 3
#: The grades of compulsory schooling, in the 6-3 as in the 5-4 system. Source: 义务教育法 art. 2.
FIRST_GRADE, LAST_GRADE = 1, 9


def school_year_of(day: date) -> int:
    """School year of a day: 2026 for 2026-09-01 … 2027-08-31."""
    return day.year if day.month >= 9 else day.year - 1


def in_autumn(day: date) -> bool:
    """Whether a day lies in an autumn term: September to January."""
    return day.month >= 9 or day.month == 1


def term_code(day: date) -> str:
    """The term of a day: 26A from September 2026 to January 2027, 27B until August."""
    return f"{school_year_of(day) % 100:02}A" if in_autumn(day) else f"{day:%y}B"


_GRADES = "一二三四五六七八九"
_OTHER_GRADES = {-2: "小班", -1: "中班", 0: "大班", 10: "高一", 11: "高二", 12: "高三"}


def grade_name(grade: object) -> str:
    """A grade as people say it: 三年级, 高一, 大班; "" if unknown (None, NA, NaN) or out of range."""
    if str(grade) in {"None", "<NA>", "nan"}:
        return ""
    number = int(float(str(grade)))
    return f"{_GRADES[number - 1]}年级" if 1 <= number <= len(_GRADES) else _OTHER_GRADES.get(number, "")


@dataclass(frozen=True, slots=True)
class Window:
    """Births from ``first`` to ``last``, both inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class SchoolAges:
    """The age rules of a place in one school year.

    ``entry_age`` is in years and may end in .5 (an entry age of 6½ with a cut-off of 31 August takes births
    to the end of February). ``primary_years`` + ``junior_years`` is nine, as 6+3 or 5+4.
    """

    school_year: int
    entry_age: float = 6
    cutoff_month: int = 8
    cutoff_day: int = 31
    primary_years: int = 6
    junior_years: int = 3

    @property
    def cutoff(self) -> date:
        """The cut-off date in the calendar year in which the school year starts."""
        return _day(self.school_year, self.cutoff_month, self.cutoff_day)

    @property
    def compulsory_years(self) -> int:
        """Length of compulsory schooling, in years."""
        return self.primary_years + self.junior_years

    @property
    def entry_of_last_grade(self) -> int:
        """The year in which the cohort now in the last compulsory grade entered grade one."""
        return self.school_year - self.compulsory_years + 1

    def last_birth(self, entry_year: int) -> date:
        """The latest birth date that enters grade 1 in ``entry_year``."""
        months = round(self.entry_age * 12)
        index = entry_year * 12 + self.cutoff_month - 1 - months
        year, month = divmod(index, 12)
        month_end = calendar.monthrange(entry_year, self.cutoff_month)[1]
        day = 31 if self.cutoff_day >= month_end else self.cutoff_day
        return _day(year, month + 1, day)

    def entry_window(self, entry_year: int) -> Window:
        """Births due in grade 1 in ``entry_year``."""
        return Window(_next_day(self.last_birth(entry_year - 1)), self.last_birth(entry_year))

    def window(self, grade: int) -> Window:
        """Births due in ``grade`` this school year: 1–9 compulsory, 10–12 senior, 0 … −2 kindergarten."""
        return self.entry_window(self.school_year - grade + 1)

    def compulsory_window(self) -> Window:
        """Births of compulsory age this school year: nine cohorts."""
        return Window(self.window(self.compulsory_years).first, self.window(1).last)

    def entry_year(self, birth: date) -> int:
        """The cohort of a birth date: the school year in which the child is due in grade 1."""
        year = birth.year + int(self.entry_age)
        while self.last_birth(year) < birth:
            year += 1
        while self.last_birth(year - 1) >= birth:
            year -= 1
        return year

    def grade_due(self, birth: date) -> int:
        """Grade due this school year: 1 for the first compulsory year, 0 or less before it."""
        return self.school_year - self.entry_year(birth) + 1

    def age_at_cutoff(self, birth: date) -> int:
        """Full years on the cut-off date."""
        cutoff = self.cutoff
        before_birthday = (cutoff.month, cutoff.day) < (birth.month, birth.day)
        return cutoff.year - birth.year - before_birthday

    def stage_of(self, grade: int) -> str:
        """The stage a grade belongs to, where nothing else says it."""
        if grade <= 0:
            return "kindergarten"
        if grade <= self.primary_years:
            return "primary"
        return "junior" if grade <= self.compulsory_years else "senior"


def birth_span(text: str) -> Window | None:
    """Days a birth date may mean: one day for ``2017-03-05``, a month for ``2017-03``, a year for ``2017``.

    None for an empty or malformed text.
    """
    try:
        numbers = [int(part) for part in text.split("-")] if text else []
        if not 1 <= len(numbers) <= _PARTS:
            return None
        if len(numbers) == 1:
            return Window(date(numbers[0], 1, 1), date(numbers[0], 12, 31))
        first = date(numbers[0], numbers[1], numbers[2] if len(numbers) == _PARTS else 1)
        last = first if len(numbers) == _PARTS else _day(numbers[0], numbers[1], 31)
    except ValueError:
        return None
    return Window(first, last)


def _day(year: int, month: int, day: int) -> date:
    """The date, with a day past the end of the month moved back to it."""
    return date(year, month, min(day, calendar.monthrange(year, month)[1]))


def _next_day(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
