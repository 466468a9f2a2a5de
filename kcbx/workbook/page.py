"""A list page: title, meta, one hint line, an optional band row, header, then one row a child or pair.

Rows 1 to 5 are the head, the first child stands in row 6. Nothing below the header is merged, so sorting,
filtering and reading back work. Row heights are computed from the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from math import ceil
from typing import Any

from kcbx.workbook.book import PRIVATE, Book, Sheet
from kcbx.workbook.column import Column
from kcbx.workbook.text import Rich, Run, pixels, plain, row_height, text_width

HEADER_ROW = 4
FIRST_ROW = 5
#: Pixels of a page beside columns that are printed on every one.
_PAGE_REST = 640

#: What a cell may hold: text, a number, runs, or nothing.
Value = str | float | Rich | None

_HEADERS = {"read": "header", "known": "header_known", "answer": "header_answer"}
_RIGHT = {"number", "rate", "against", "points", "right", "serial"}


@dataclass
class ListPage:
    """One list, written from the top down: create it, add rows, ``finish()``.

    ``freeze`` counts the columns that stay while scrolling; ``bands`` writes 已知信息 | 请您填写 over the header;
    ``least`` is the least height of a row in points (38 where clerks write by hand). ``told_from``: the column where
    meta and hint begin, past one that is printed on every page, which would show a piece of them each time.
    """

    book: Book
    name: str
    title: str
    columns: Sequence[Column]
    hint: Rich | str = ""
    freeze: int = 0
    least: float = 22
    bands: tuple[str, str] | None = None
    meta: str = ""
    line: str = "line"
    told_from: int = 0
    left_footer: str = PRIVATE
    sheet: Sheet = field(init=False)
    row: int = field(init=False, default=FIRST_ROW)
    _looks: tuple[tuple[str, ...], ...] = field(init=False)

    def __post_init__(self) -> None:
        self._looks = _spaced([column.look for column in self.columns])
        self.sheet = self.book.sheet(self.name)
        self._head()
        self._header()
        for position, column in enumerate(self.columns):
            cell = self.book.formats("open") if column.zone == "answer" else None
            self.sheet.set_column(position, position, column.width, cell, {"hidden": column.hidden})
        self.book.paper(self.sheet, left=self.left_footer)
        self.sheet.repeat_rows(HEADER_ROW - (self.bands is not None), HEADER_ROW)
        self.sheet.freeze_panes(FIRST_ROW, self.freeze)

    def add(self, values: Sequence[Value], *, line: str = "", looks: Sequence[str] = ()) -> int:
        """Write one row and return its 0-based row number.

        ``line`` is the role of the rule under it (``group_line`` closes a group); ``looks`` gives one more role
        a column, "" for none (a stripe, an alarm).
        """
        height = 0.0
        for position, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            roles = self._looks[position] + ((looks[position],) if looks and looks[position] else ())
            if value and not isinstance(value, (int, float)) and not column.hidden:
                lines = column.lines(plain(value))
                height = max(height, row_height(lines, column.size))
                if lines > 1 and not column.wraps:
                    roles = (*roles, "long")
            self._cell(position, value, roles if column.zone == "answer" else (*roles, line or self.line))
        self.sheet.set_row(self.row, max(self.least, height))
        self.row += 1
        return self.row - 1

    def extend(self, columns: Iterable[Sequence[Any]]) -> None:
        """Write many rows at once, column by column: for lists of tens of thousands. A row is higher only where a text
        is too long for one line.

        Values are texts, or numbers in columns of a number role; None leaves the cell empty.
        """
        count = 0
        taller: dict[int, float] = {}
        for position, (column, values) in enumerate(zip(self.columns, columns, strict=True)):
            look = (*self._looks[position], self.line)
            cell, long = self.book.formats(*look), self.book.formats(*look, "long")
            count = len(values)
            if _RIGHT & set(column.roles):
                for row, number in enumerate(values, start=self.row):
                    self.sheet.number(row, position, number, cell)
            else:
                for row, text in enumerate(values, start=self.row):
                    lines = column.lines(text) if text and not column.hidden else 1
                    self.sheet.text(row, position, text or "", cell if lines == 1 else long)
                    if lines > 1:
                        height = self.least + row_height(lines - 1, column.size, air=0)
                        taller[row] = max(height, taller.get(row, 0))
        self.sheet.set_default_row(self.least)
        for row, height in taller.items():
            self.sheet.set_row(row, height)
        self.row += count

    def say(self, rich: Rich | str, *roles: str) -> None:
        """Write a sentence in a row of its own below the list: a closing line, or that there is nothing."""
        self.sheet.rich(self.row, 0, rich, *(roles or ("hint",)))
        self.sheet.set_row(self.row, 24)
        self.row += 1

    def finish(self) -> Sheet:
        """Put filter and drop-downs on the rows written so far; call it once, before any closing sentence."""
        last = self.row - 1
        if last >= FIRST_ROW:
            self.sheet.autofilter(HEADER_ROW, 0, last, len(self.columns) - 1)
        for position, column in enumerate(self.columns):
            if column.choices and last >= FIRST_ROW:
                self.sheet.data_validation(
                    FIRST_ROW,
                    position,
                    last,
                    position,
                    {
                        "validate": "list",
                        "source": column.choices,
                        "error_title": "请从下拉列表中选",
                        "error_message": "请点开单元格右侧的箭头，从列表中选一项",
                    },
                )
        return self.sheet

    def _head(self) -> None:
        formats = self.book.formats
        self.sheet.set_row(0, 32)
        self.sheet.text(0, 0, self.title, formats("title"))
        self.sheet.set_row(1, 17)
        self.sheet.text(1, self.told_from, self.meta or self.book.meta, formats("meta"))
        self._say_hint()
        self.sheet.set_row(3, 16 if self.bands else 6)

    def _say_hint(self) -> None:
        """Write the hint in one line; where the columns are too narrow for it, in a merged cell that wraps."""
        first, last = self.told_from, len(self.columns) - 1
        if first:
            widths = accumulate(pixels(column.width) for column in self.columns[first:])
            last = first + max(sum(width <= _PAGE_REST for width in widths) - 1, 1)
        shown = sum(pixels(column.width) for column in self.columns[first : last + 1] if not column.hidden)
        lines = ceil(text_width(plain(self.hint)) / max(shown, 1))
        self.sheet.set_row(2, row_height(lines, air=4) if lines > 1 else 18)
        if lines > 1:
            self.sheet.merged((2, first, 2, last), self.hint, "hint", text_wrap=True)
        else:
            self.sheet.rich(2, first, self.hint, "hint")

    def _header(self) -> None:
        tallest = 1
        for position, column in enumerate(self.columns):
            align: dict[str, Any] = {"align": "right"} if _RIGHT & set(column.roles) else {}
            if "centre" in column.roles:
                align = {"align": "center"}
            elif "indent" in self._looks[position]:
                align = {"indent": 1}
            cell = self.book.formats(_HEADERS[column.zone], **align)
            arrow = " ▼" if column.choices and "▼" not in column.heading else ""
            self.sheet.text(HEADER_ROW, position, column.heading + arrow, cell)
            tallest = max(tallest, column.heading.count("\n") + 1)
            if self.bands:
                role = "band_answer" if column.zone == "answer" else "band_known"
                self.sheet.text(HEADER_ROW - 1, position, "", self.book.formats(role))
        self.sheet.set_row(HEADER_ROW, 25 if tallest == 1 else 36)
        if self.bands:
            self._bands(*self.bands)

    def _bands(self, known: str, answer: str) -> None:
        """Write the two words over the known and the answer columns (above the header, so merging is safe)."""
        open_columns = [p for p, column in enumerate(self.columns) if column.zone == "answer" and column.printed]
        shown = [p for p, column in enumerate(self.columns) if not column.hidden and column.zone != "answer"]
        for columns, words, role in ((shown, known, "band_known"), (open_columns, answer, "band_answer")):
            if columns:
                self.sheet.merged((HEADER_ROW - 1, columns[0], HEADER_ROW - 1, columns[-1]), words, role)

    def _cell(self, position: int, value: Value, roles: tuple[str, ...]) -> None:
        if isinstance(value, tuple):
            self.sheet.rich(self.row, position, value, *roles)
        elif isinstance(value, str):
            self.sheet.text(self.row, position, value, self.book.formats(*roles))
        else:
            self.sheet.number(self.row, position, value, self.book.formats(*roles))


def _spaced(looks: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The looks, where left-aligned text after a right-aligned number keeps its distance."""
    before = [(), *looks]
    flush = _RIGHT | {"centre", "answer"}
    return tuple(
        (*look, "indent") if _RIGHT & set(left) and not flush & set(look) else look
        for left, look in zip(before, looks, strict=False)
    )


__all__ = ["FIRST_ROW", "HEADER_ROW", "Column", "ListPage", "Run", "Value"]
