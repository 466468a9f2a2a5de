"""A worksheet that takes text as text: what every sheet of every workbook can be asked to hold.

A warning or a negative return code of XlsxWriter is an error here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from xlsxwriter.worksheet import Worksheet

from kcbx.workbook.style import ACCENT, THIN, Formats
from kcbx.workbook.text import Rich, harmless, runs


class Sheet(Worksheet):  # type: ignore[misc]
    """A worksheet that takes text as text and refuses what XlsxWriter would quietly drop."""

    formats: Formats

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: ARG002
        """The formula as it is stored; no function here is newer than Excel 2007.

        XlsxWriter looks for ninety newer ones in every formula, which took a quarter of a township's workbook.
        """
        return formula.removeprefix("=")

    def text(self, row: int, col: int, text: str, cell: Any = None) -> None:
        """Write a text; an empty one leaves a blank cell with its format."""
        if not text:
            self.write_blank(row, col, None, cell)
        elif code := self._write_string(row, col, harmless(text), cell):
            raise ValueError(f"write_string gave {code}")

    def number(self, row: int, col: int, number: float | None, cell: Any = None) -> None:
        """Write a number; None (not known) leaves a blank cell."""
        if number is None:
            self.write_blank(row, col, None, cell)
        elif code := self._write_number(row, col, number, cell):
            raise ValueError(f"write_number gave {code}")

    def rich(self, row: int, col: int, rich: Rich | str, *roles: str, **overrides: Any) -> None:
        """Write runs into a cell of the given roles; each run adds its own roles to them."""
        pieces = runs(rich)
        if len(pieces) > 1:
            parts: list[Any] = []
            for piece in pieces:
                parts += [self.formats(*roles, *piece.roles, **overrides), piece.text]
            self.write_rich_string(row, col, *parts, self.formats(*roles, **overrides))
        elif pieces:
            cell = self.formats(*roles, *pieces[0].roles, **overrides)
            self.write_string(row, col, pieces[0].text, cell)
        else:
            self.write_blank(row, col, None, self.formats(*roles, **overrides))

    def merged(self, area: tuple[int, int, int, int], rich: Rich | str, *roles: str, **overrides: Any) -> None:
        """Merge ``area`` (first row, first column, last row, last column) and write runs into it.

        An area of one cell is simply written.
        """
        if area[:2] != area[2:]:
            self.merge_range(*area, "", self.formats(*roles, **overrides))
        self.rich(area[0], area[1], rich, *roles, **overrides)

    def widths(self, widths: Sequence[float]) -> None:
        """Set the widths of the first columns, in characters."""
        for position, width in enumerate(widths):
            self.set_column(position, position, width)

    def section(self, row: int, heading: str, columns: int) -> int:
        """Write a heading over a rule across so many columns, a gap above it; returns the row below."""
        self.set_row(row, 10)
        self.set_row(row + 1, 22)
        look = self.formats("section", bottom=THIN, bottom_color=ACCENT)
        for position in range(columns):
            self.text(row + 1, position, "" if position else heading, look)
        return row + 2

    def pixels_high(self, first: int, last: int) -> int:
        """Height of rows already set, in pixels."""
        return sum(int(self.row_info[row].height) for row in range(first, last + 1) if row in self.row_info)

    def link(self, row: int, col: int, target: str, text: str, cell: Any = None) -> None:
        """Write a link to a place in this workbook, ``'总览'!A1``.

        A formula, not a hyperlink record: it keeps its look everywhere. The words come from the program only.
        """
        self.write_formula(row, col, f'=HYPERLINK("#{target}","{text}")', cell or self.formats("link"), text)


def _checked(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def call(*args: Any, **options: Any) -> Any:
        code = method(*args, **options)
        if isinstance(code, int) and code < 0:
            raise ValueError(f"{method.__name__} gave {code}")
        return code

    return call


_CAREFUL = (
    *("write_string", "write_number", "write_blank", "write_formula", "write_rich_string", "write_url"),
    *("write_comment", "merge_range", "data_validation", "conditional_format", "set_column", "set_row"),
    *("insert_chart", "autofilter", "repeat_rows"),
)
for _name in _CAREFUL:
    setattr(Sheet, _name, _checked(getattr(Worksheet, _name)))
