"""The only place that creates workbooks: what is the same in all of them.

Same content, same bytes: the created date is fixed and the batch id stands for the run. Text is always text,
whatever it looks like. A warning or a negative return code of XlsxWriter is an error here.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.utility import xl_col_to_name

from kcbx import __version__
from kcbx.errors import OutputUnwritable, Problem
from kcbx.register import Place
from kcbx.workbook.paging import settle, taller_than_wide
from kcbx.workbook.sheet import Sheet
from kcbx.workbook.style import FONT, Formats
from kcbx.workbook.text import Rich, Run, chinese_date, harmless

#: Kept for every workbook, so that its bytes depend on its content alone.
CREATED = datetime(2000, 1, 1)

PRIVATE = "内部资料，含儿童个人信息，请妥善保管"

_A4 = 9
_FOOTER_MOST = 255
#: Excel allows 255 units of UTF-16, and a character takes one or two.
_PROPERTY_MOST = 127


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
        """Set a custom document property, a long one cut; always text, other programs change numbers on saving."""
        self._workbook.set_custom_property(name, harmless(value)[:_PROPERTY_MOST] or "–", "text")

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
        """Set up printing: A4 landscape, one page wide (``one_page``: and one high), centred, with footer.

        One page that is taller than wide, of a county with many townships, stands upright.
        """
        sheet.set_paper(_A4)
        if not portrait and not (one_page and taller_than_wide(sheet)):
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
