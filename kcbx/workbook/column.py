"""A column of a list page: its heading, width, look and who may write in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from kcbx.workbook.style import ROLES
from kcbx.workbook.text import characters_in, line_count


@dataclass(frozen=True)
class Column:
    """A column of a list page.

    ``roles`` name the look of its cells (``style.ROLES``), ``width`` is in characters of 等线 11.
    ``zone``: ``read`` (pale header), ``known`` (grey, not to be changed) or ``answer`` (dark header, open cell).
    ``choices`` is the source of a drop-down, from ``Book.choices``. ``note`` is what 说明 says about it.
    ``printed``: False for a column that lies beyond the print area; the band over the headers ends before it.
    """

    heading: str
    width: float
    roles: tuple[str, ...] = ("text",)
    zone: str = "read"
    choices: str = ""
    hidden: bool = False
    note: str = ""
    printed: bool = True

    def asking(self, choices: str) -> Column:
        """The column with a drop-down."""
        return replace(self, choices=choices)

    @property
    def look(self) -> tuple[str, ...]:
        """Roles of its cells with what the zone adds."""
        return (*self.roles, "known") if self.zone == "known" else self.roles

    @cached_property
    def size(self) -> float:
        """Font size of its cells in points."""
        sizes = [ROLES[role]["font_size"] for role in self.roles if "font_size" in ROLES[role]]
        return float(sizes[-1]) if sizes else 10.0

    @cached_property
    def wraps(self) -> bool:
        """Whether every cell wraps; in other columns only a text too long for one line does."""
        return any(ROLES[role].get("text_wrap") for role in self.roles)

    @cached_property
    def _surely_fit(self) -> int:
        """So many characters fit in one line whatever they are."""
        return characters_in(self.width, self.size)

    def lines(self, text: str) -> int:
        """Lines that a text takes in its cells."""
        if len(text) <= self._surely_fit and "\n" not in text:
            return 1
        return line_count(text, self.width, self.size)
