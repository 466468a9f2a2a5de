"""Writes books as .xlsx, GB18030 .csv, or HTML named .xls; the same book gives the same bytes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime
from html import escape
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from kcbx.errors import OutputUnwritable, Problem
from kcbx.sample.sheets import Book, Sheet
from kcbx.sample.style import shown

#: Written into every workbook in place of the clock.
_CREATED = datetime(2026, 9, 1, 8, 0)


def write_books(folder: Path, books: Iterable[Book]) -> int:
    """Write the files below ``folder``, tell every record its file, sheet and line; give the number of files.

    Raises OutputUnwritable where the system refuses.
    """
    count = 0
    for count, book in enumerate(books, start=1):  # noqa: B007 - the last count is the answer
        path = folder / book.path
        path.parent.mkdir(parents=True, exist_ok=True)
        match path.suffix:
            case ".csv":
                path.write_bytes(_csv(book.sheets[0]))
            case ".xls":
                path.write_bytes(_html(book.sheets[0]))
            case _:
                try:
                    _xlsx(path, book.sheets)
                except FileCreateError as error:
                    raise OutputUnwritable(Problem("写不进工作簿", str(path), advice="检查磁盘空间和权限")) from error
        for sheet in book.sheets:
            for index, row in sheet.records:
                row.file, row.line = book.path, index + 1
                row.sheet = sheet.name if path.suffix == ".xlsx" else ""
    return count


def _xlsx(path: Path, sheets: Iterable[Sheet]) -> None:
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        workbook.set_properties({"created": _CREATED, "author": "", "comments": "虚构数据"})
        look = {
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "head": workbook.add_format(
                {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
            ),
            "banner": workbook.add_format({"align": "center", "valign": "vcenter"}),
        }
        for sheet in sheets:
            _fill(workbook.add_worksheet(sheet.name), sheet, look)


def _fill(page: Any, sheet: Sheet, look: dict[str, Any]) -> None:
    write_string, write_number, write_datetime = page.write_string, page.write_number, page.write_datetime
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for index, cells in enumerate(sheet.cells):
        head = look["head"] if index in sheet.header_rows else None
        for column, value in enumerate(cells):
            if value is None or value == "":
                continue
            if isinstance(value, str):
                write_string(index, column, value, head)
            elif isinstance(value, date):
                write_datetime(index, column, value, look["day"])
            else:
                write_number(index, column, value)
    for first_row, first_column, last_row, last_column in sheet.merges:
        value = (sheet.cells[first_row] + [""] * (first_column + 1))[first_column]
        head = look["head"] if first_row in sheet.header_rows else look["banner"]
        page.merge_range(first_row, first_column, last_row, last_column, shown(value), head)
    for index in sheet.hidden_rows:
        page.set_row(index, None, None, {"hidden": True})
    if sheet.hidden:
        page.hide()


def _csv(sheet: Sheet) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([shown(value) for value in cells] for cells in sheet.cells)
    return text.getvalue().encode("gb18030")


def _html(sheet: Sheet) -> bytes:
    lines = ['<html><head><meta charset="utf-8"></head><body><table border="1">']
    spans = {(row, column): last for row, column, last_row, last in sheet.merges if row == last_row}
    for index, cells in enumerate(sheet.cells):
        parts = []
        skip_to = -1
        for column, value in enumerate(cells):
            if column <= skip_to:
                continue
            span = ""
            if (index, column) in spans:
                skip_to = spans[index, column]
                span = f' colspan="{skip_to - column + 1}"'
            parts.append(f"<td{span}>{escape(shown(value))}</td>")
        lines.append(f"<tr>{''.join(parts)}</tr>")
    lines.append("</table></body></html>")
    return "\n".join(lines).encode()
