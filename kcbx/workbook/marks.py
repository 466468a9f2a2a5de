"""What a marked copy says, as plain values: the returned rows, where each ended, and the problems at their cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kcbx.layouts import SheetLayout

_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"


@dataclass(frozen=True)
class Mark:
    """One problem: its number in the book, the field it is at, how grave it is, and the words."""

    number: int
    field: str
    severity: str
    problem: str
    advice: str

    @property
    def must(self) -> bool:
        """Whether it has to be corrected."""
        return self.severity == "error"

    @property
    def sign(self) -> str:
        """① … ⑩, then (11)."""
        return _CIRCLED[self.number - 1] if self.number <= len(_CIRCLED) else f"({self.number})"


@dataclass(frozen=True)
class MarkedRow:
    """A returned row: what it said, by field and by answer column, its key, where it ended, its marks.

    ``place`` is effective, lacking, to_correct, unknown or unanswered; ``new``: a child who was on no list.
    """

    known: Mapping[str, str]
    given: Mapping[str, str]
    key: str
    place: str
    marks: Sequence[Mark]
    new: bool = False


@dataclass(frozen=True)
class MarkedSheet:
    """A returned sheet with its rows, and where it ended: rows asked by place, and rows beside the list."""

    layout: SheetLayout
    rows: Sequence[MarkedRow]
    asked: Mapping[str, int]
    extra: Mapping[str, int]


@dataclass(frozen=True)
class Return:
    """A returned file. ``digest`` is that of the file the copy is made from."""

    kind: str
    recipient: str
    digest: str
    schools: Sequence[str]
    sheets: Sequence[MarkedSheet]

    @property
    def marks(self) -> list[Mark]:
        """Every mark of the book, by number."""
        found = [mark for sheet in self.sheets for row in sheet.rows for mark in row.marks]
        return sorted(found, key=lambda mark: mark.number)


def heading(layout: SheetLayout, field: str) -> str:
    """What a column is called, on one line."""
    if field in layout.asked.columns:
        return layout.asked.columns[field].label
    return next(column.heading for column in layout.known if column.field == field)
