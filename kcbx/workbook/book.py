"""The only place that creates workbooks: what is the same in all of them.

Same content, same bytes: the created date is fixed and the batch id stands for the run. Text is always text,
whatever it looks like. A warning or a negative return code of XlsxWriter is an error here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from kcbx import __version__
from kcbx.errors import OutputUnwritable, Problem
from kcbx.register import Place
from kcbx.workbook.paging import settle
from kcbx.workbook.style import ACCENT, FONT, THIN, Formats
from kcbx.workbook.text import Rich, Run, chinese_date, harmless, runs

#: Kept for every workbook, so that its bytes depend on its content alone.
CREATED = datetime(2000, 1, 1)

PRIVATE = "内部资料，含儿童个人信息，请妥善保管"

_A4 = 9
_FOOTER_MOST = 255


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


class Book:
    """A workbook under construction; use it as a context manager, it is written on leaving.

    ``owner`` is who speaks in the line under each title (青崖县教育体育局). ``in_memory``: for small workbooks,
    without temporary files. ``blank``: a form to fill in, which carries no batch, so that it is read when it returns.
    Raises OutputUnwritable where the file cannot be written.
    """

    def __init__(
        self, path: Path, place: Place, *, title: str, owner: str, in_memory: bool = False, blank: bool = False
    ) -> None:
        warnings.filterwarnings("error", module=r"xlsxwriter\.")
        self.path, self.place, self.title, self.owner = path, place, title, owner
        self.version = f"kcbx {__version__}"
        self._blank = blank
        self._workbook = xlsxwriter.Workbook(
            str(path),
            {
                "default_format_properties": {"font_name": FONT, "font_size": 11, "font_scheme": False},
                "default_column_width": 72,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "in_memory": in_memory,
            },
        )
        self._workbook.set_properties({"title": title, "company": owner, "author": "kcbx", "created": CREATED})
        if not blank:
            self.property("kcbx_batch", place.batch)
        self.property("kcbx_version", __version__)
        self.formats = Formats(self._workbook)
        self._lists: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()

    @property
    def tabs(self) -> list[str]:
        """Names of the visible sheets so far, in order."""
        return [sheet.get_name() for sheet in self._workbook.worksheets() if not sheet.hidden]

    @property
    def meta(self) -> str:
        """The line under every title: who, which term, as of which day, which cut-off."""
        place = self.place
        return (
            f"{self.owner} · {place.term} · 数据时点 {chinese_date(place.as_of)}"
            f" · 年龄截止日 {chinese_date(place.ages.cutoff)}"
        )

    def property(self, name: str, value: str) -> None:
        """Set a custom document property; always text, other programs change numbers on saving."""
        self._workbook.set_custom_property(name, harmless(value) or "–", "text")

    def sheet(self, name: str, *, hidden: bool = False) -> Sheet:
        """Add a worksheet without grid lines; ``hidden`` ones cannot be unhidden by hand in Excel."""
        sheet: Sheet = self._workbook.add_worksheet(name, Sheet)
        sheet.formats = self.formats
        sheet.hide_gridlines(2)
        if hidden:
            sheet.very_hidden()
        return sheet

    def paper(
        self,
        sheet: Sheet,
        *,
        left: str = PRIVATE,
        one_page: bool = False,
        margins: float = 0.4,
        portrait: bool = False,
    ) -> None:
        """Set up printing: A4 landscape, one page wide (``one_page``: and one high), centred, with footer."""
        sheet.set_paper(_A4)
        if not portrait:
            sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if one_page else 0)
        sheet.center_horizontally()
        sheet.set_margins(left=margins, right=margins, top=max(margins, 0.5), bottom=0.6)
        look = f'&"{FONT}"&8&K65717A'
        stands_for = self.place.batch if self._blank else f"批次 {self.place.batch}"
        names = (left, f"{sheet.get_name()} · {stands_for} · {self.version}")
        first, last = (harmless(name).replace("&", "&&") for name in names)
        footer = f"&L{look}{first}&C{look}第 &P 页，共 &N 页&R{look}{last}"
        if len(footer) > _FOOTER_MOST:
            footer = f"&L{look}{first[:60]}&C{look}第 &P 页，共 &N 页"
        sheet.set_footer(footer)

    def choices(self, name: str, values: Sequence[str]) -> str:
        """Source of a drop-down of ``values``: a defined name over a hidden sheet, whatever its length.

        ``name`` is the defined name (校名清单); asking again for the same name gives the same list.
        Raises ValueError where the name already stands for other values.
        """
        if self._lists.setdefault(name, tuple(values)) != tuple(values):
            raise ValueError(f"two lists named {name}")
        return f"={name}"

    def chart(self, kind: str, subtype: str = "") -> Any:
        """A native chart, to be put on a sheet with ``insert_chart``."""
        return self._workbook.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})

    def define(self, name: str, formula: str) -> None:
        """Define a name for a range."""
        self._workbook.define_name(name, formula)

    def close(self) -> None:
        """Write the file. Raises OutputUnwritable where the system refuses."""
        if self._lists:
            self._write_lists()
        for sheet in self._workbook.worksheets():
            settle(sheet)
        try:
            self._workbook.close()
        except FileCreateError as error:
            raise OutputUnwritable(
                Problem("写不进工作簿", str(self.path), advice="关闭已打开的同名文件，检查磁盘空间和权限")
            ) from error

    def _write_lists(self) -> None:
        """Put the lists on a very hidden last sheet: a list typed into a drop-down may hold 255 characters."""
        sheet = self.sheet("选项", hidden=True)
        for column, (name, values) in enumerate(self._lists.items()):
            sheet.text(0, column, name)
            for row, value in enumerate(values, start=1):
                sheet.text(row, column, value)
            letter = xl_col_to_name(column)
            self.define(name, f"='选项'!${letter}$2:${letter}${max(len(values), 1) + 1}")
        self.paper(sheet)


__all__ = ["CREATED", "PRIVATE", "Book", "Rich", "Run", "Sheet"]
