"""What python-calamine drops of an .xls: error cells and hidden rows, read with xlrd."""

from __future__ import annotations

import io

import xlrd

from kcbx.intake.sheet_scan import CellNotes

#: Beyond this size the second reading costs more than it tells.
LARGEST = 30 * 1024 * 1024


def notes_of(content: bytes) -> dict[str, CellNotes]:
    """Notes of each sheet by name; none where xlrd cannot read the file (calamine reads more than it)."""
    if len(content) > LARGEST:
        return {}
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
        return {sheet.name: _notes(sheet) for sheet in book.sheets()}
    except Exception:
        return {}


def _notes(sheet: xlrd.sheet.Sheet) -> CellNotes:
    notes = CellNotes(hidden_rows={row for row, info in sheet.rowinfo_map.items() if info.hidden})
    for row in range(sheet.nrows):
        for column, kind in enumerate(sheet.row_types(row)):
            if kind == xlrd.XL_CELL_ERROR:
                code = sheet.cell_value(row, column)
                notes.errors[row, column] = xlrd.error_text_from_code.get(code, "#错误")
    return notes
