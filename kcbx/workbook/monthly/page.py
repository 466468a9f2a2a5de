"""The first page: a grid of 24 equal narrow columns, written from the top down, that prints on one sheet of paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kcbx.casebook import Period
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.style import ACCENT, THIN
from kcbx.workbook.text import Run, chinese_date

#: The figures of a balance in the order of its sum: opening + new + again − solved = closing.
FIGURES = ("opening", "new", "again", "solved", "closing")
#: The last grid column, 0-based.
LAST = 23
_WIDTH = 4.6


class Page:
    """The page and the period it tells of; ``row`` is the next free 0-based row.

    ``words`` is [page] of ``schemas/workbooks/monthly.toml``; ``kind`` stands for {kind} in them: 月 or 季.
    """

    def __init__(self, book: Book, period: Period, words: Mapping[str, Any], kind: str) -> None:
        """An empty page in a workbook."""
        self.book, self.period, self.words, self.kind = book, period, words, kind
        self.sheet: Sheet = book.sheet(words["sheet"])
        self.sheet.set_column(0, LAST, _WIDTH)
        self.row = 0

    def say(self, template: str, **values: Any) -> str:
        """A text with its values; {kind} is known."""
        return template.format(kind=self.kind, **values)

    def height(self, points: float) -> None:
        """Close a row of this height."""
        self.sheet.set_row(self.row, points)
        self.row += 1

    def section(self, title: str, note: str, span: tuple[int, int], *, advance: bool = True) -> None:
        """A heading with a quiet note; ``advance`` goes on to the next row."""
        tail = (Run(f"  {note}", ("meta",)),) if note else ()
        self.sheet.merged((self.row, span[0], self.row, span[1]), (Run(title), *tail), "section")
        if advance:
            self.height(20)

    def head(self, title: str, bureau: str) -> None:
        """Title, period, and the line on dates and bureau."""
        period = self.period
        self.height(34)
        self.sheet.merged((0, 0, 0, 17), title, "page_title")
        self.sheet.merged((0, 18, 0, LAST), period.title, "section", "right", font_size=14)
        dates = {name: chinese_date(getattr(period, name)) for name in ("first", "last", "cutoff")}
        meta = self.words["meta"].format(bureau=bureau, **dates)
        self.height(18)
        self.sheet.merged((1, 0, 1, LAST), meta, "meta", bottom=THIN, bottom_color=ACCENT)
        self.height(8)

    def finish(self, footer: str) -> None:
        """Set the paper; nothing is written below."""
        self.book.paper(self.sheet, left=footer, one_page=True)
        self.sheet.print_area(0, 0, self.row - 1, LAST)
