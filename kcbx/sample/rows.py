"""A row as it will be written: its child, its values by field, the errors made in it, and where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from kcbx.sample.life import Enrolment, Life
from kcbx.sample.places import Village


class FullDigits(float):
    """A number whose cell holds all its digits, as programs write them and Excel does not."""

    def __format__(self, spec: str) -> str:
        return str(int(self))


#: What a cell may hold; None and "" are an empty cell, a date is written in the style of its sheet.
Value = str | int | float | bool | date | None


@dataclass(slots=True, eq=False)
class Row:
    """One row of a list.

    ``village``: the village whose sheet it is (census); ``enrolment``: the roll entry it shows (roll).
    ``errors``: kinds of error made in it; ``spoiled``: fields that already bear one.
    ``file``, ``sheet``, ``line`` (1-based) are set when the row is written.
    """

    life: Life
    values: dict[str, Value]
    village: Village | None = None
    enrolment: Enrolment | None = None
    errors: list[str] = field(default_factory=list)
    spoiled: set[str] = field(default_factory=set)
    file: str = ""
    sheet: str = ""
    line: int = 0

    def text(self, name: str) -> str:
        """The value of a field if it is text, else ""."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def copy(self) -> Row:
        """The same row again, for whoever lists a child twice."""
        return Row(self.life, dict(self.values), self.village, self.enrolment, list(self.errors), set(self.spoiled))
