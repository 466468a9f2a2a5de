"""How one clerk writes: the headings of a sheet, and the form of dates, grades and ticks in its cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from kcbx.definitions import schema
from kcbx.sample.chance import Weighted
from kcbx.sample.rows import FullDigits, Row, Value

_DATES: Mapping[str, Callable[[date], Value]] = {
    "dashes": lambda day: f"{day:%Y-%m-%d}",
    "dots": lambda day: f"{day.year}.{day.month}.{day.day}",
    "slashes": lambda day: f"{day.year}/{day.month}/{day.day}",
    "eight": lambda day: f"{day:%Y%m%d}",
    "number": lambda day: int(f"{day:%Y%m%d}"),
    "chinese": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "cell": lambda day: day,
    "month": lambda day: f"{day.year}.{day.month}",
}
_HABITS = Weighted({"dashes": 3, "dots": 3, "slashes": 2, "eight": 3, "number": 1, "chinese": 1, "cell": 3})

#: Kinds of error that a whole sheet bears, and the kind noted in each of its rows.
SHEET_KINDS = {"sheet_month_only": "birth_month_only"}


@cache
def layouts() -> Mapping[str, Any]:
    """The schema of layouts."""
    return schema("sample/layouts")


@dataclass(frozen=True, slots=True)
class Style:
    """One clerk's habits. ``dates`` names a way of writing dates; ``month`` gives the month only."""

    headings: Mapping[str, str]
    dates: str
    grades: Sequence[str]
    yes: str
    no: str
    two_rows: bool = False
    starred: bool = False
    numeric_phones: bool = False

    def cell(self, name: str, value: Value) -> Value:
        """The value as this clerk writes it."""
        if isinstance(value, bool):
            return self.yes if value else self.no
        if isinstance(value, date):
            return _DATES[self.dates](value)
        if name == "grade" and isinstance(value, int):
            return self.grades[value + 2] if -2 <= value <= 12 else ""
        if name == "phone" and self.numeric_phones and isinstance(value, str) and value.isdigit():
            return int(value)
        return value

    def heading(self, name: str) -> str:
        """The heading of a column; ``starred`` clerks mark what must be filled and break long headings."""
        text = self.headings[name]
        if self.starred and name in ("name", "id_number", "birth_date"):
            return f"*{text}"
        if self.starred and len(text) > 4 and "(" not in text:
            return f"{text[:3]}\n{text[3:]}"
        return text


def draw_style(rng: Random, usual: float = 0.5, month_only: float = 0.0, plain_dates: str = "") -> Style:
    """A clerk's habits; ``usual`` is the chance that a heading is the form's own."""
    words = layouts()["words"]
    headings = {
        name: forms[0] if rng.random() < usual else rng.choice(forms)
        for name, forms in (layouts()["headings"] | schema("sample/history")["headings"]).items()
    }
    dates = plain_dates or _HABITS.draw(rng)
    yes, no = rng.choice(words["ticks"])
    return Style(
        headings,
        "month" if rng.random() < month_only else dates,
        words["grades"][rng.choice(sorted(words["grades"]))],
        yes,
        no,
        two_rows=rng.random() < 0.4,
        starred=rng.random() < 0.1,
        numeric_phones=rng.random() < 0.12,
    )


def value_of(row: Row, name: str, serial: int, rng: Random) -> Value:
    """The value a column shows: a field of the row, its number in the list, or something kcbx must ignore."""
    if name == "serial":
        return serial
    if name in layouts()["fillers"]:
        return str(rng.choice(layouts()["fillers"][name]))
    if name == "grade_and_class":
        return grade_and_class(row)
    if name == "special_group":
        return "、".join(word for field, word in layouts()["words"]["special_groups"].items() if row.values.get(field))
    if name == "address" and row.enrolment is not None:
        return "".join(row.text(field) for field in ("township", "village", "village_group"))
    return row.values.get(name)


def grade_and_class(row: Row) -> str:
    """Grade and class in one: 三年级（2）班."""
    entry = row.enrolment
    if entry is None:
        return ""
    return f"{layouts()['words']['grades']['plain'][entry.grade + 2]}（{entry.class_number}）班"


def entry_years(school_year: int) -> list[str]:
    """Grades named by the school year in which pupils entered the stage: 2024级 is grade 3, 9 or 高三 in 2026."""
    years_in_stage = [*range(6), *range(3), *range(3)]
    return [*layouts()["words"]["grades"]["plain"][:3], *(f"{school_year - years}级" for years in years_in_stage)]


def shown(value: Value) -> str:
    """The text of a cell in a file that holds text only."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if isinstance(value, FullDigits) else str(int(Decimal(repr(value))))
    return str(value)
