"""Keeps a row or two, a total most of all, from standing alone on the last printed page: all is printed a bit smaller.

Programs pass over breaks set by hand where a sheet is fitted to one page wide; how many pages high it may be they keep.
"""

from __future__ import annotations

import re
from typing import Any

from xlsxwriter.utility import xl_cell_to_rowcol

#: Width and height in millimetres, upright, by the number a workbook gives a paper.
PAPERS = {8: (297, 420), 9: (210, 297)}
_PIXELS = 96 / 25.4
#: Shares of a page: what is too little for a page of its own, and what may not fit in another program.
_ALONE, _TIGHT = 0.12, 0.97
#: Of longer lists nobody knows where the last page ends in another program.
_MOST_PAGES = 20
_AREA = re.compile(r"(\$?[A-Z]+\$?\d+):(\$?[A-Z]+\$?\d+)$")
_ROWS = re.compile(r"\$(\d+):\$(\d+)$")


def settle(sheet: Any) -> None:
    """Say how many pages high a sheet is, where its last page would be all but empty, or is all but full."""
    if sheet.fit_height or sheet.fit_width != 1 or sheet.hbreaks or sheet.charts or sheet.dim_rowmax is None:
        return
    pages = pages_of(sheet)
    alone = len(pages) > 1 and pages[-1] <= _ALONE
    if len(pages) <= _MOST_PAGES and (alone or pages[-1] > _TIGHT):
        sheet.fit_to_pages(1, len(pages) - alone)


def taller_than_wide(sheet: Any) -> bool:
    """Whether what is written so far lies better on upright paper."""
    top, first, bottom, last = _area(sheet)
    wide = sum(sheet._size_col(column) for column in range(first, last + 1))
    return bool(sum(_height(sheet, row) for row in range(top, bottom + 1)) > wide)


def scale_of(sheet: Any) -> float:
    """How much smaller a sheet is printed to be one page wide; programs take whole percents."""
    _, first, _, last = _area(sheet)
    width = sum(sheet._size_col(column) for column in range(first, last + 1))
    room = _paper(sheet)[0] - (sheet.margin_left + sheet.margin_right) * 96
    return min(1.0, int(room / max(width, 1) * 100) / 100)


def pages_of(sheet: Any) -> list[float]:
    """The printed pages of a sheet, each by the share of it that is filled, repeated headings not counted."""
    top, _, bottom, _ = _area(sheet)
    page = (_paper(sheet)[1] - (sheet.margin_top + sheet.margin_bottom) * 96) / scale_of(sheet)
    repeated = _ROWS.search(sheet.repeat_row_range)
    heads = range(int(repeated[1]) - 1, int(repeated[2])) if repeated else range(0)
    again = sum(_height(sheet, row) for row in heads)
    filled, room = [0.0], page
    for row in range(top, bottom + 1):
        height = _height(sheet, row)
        if filled[-1] + height > room and filled[-1]:
            filled.append(0.0)
            room = page - again
        filled[-1] += height
    return [each / page for each in filled]


def _height(sheet: Any, row: int) -> float:
    said = sheet.row_info.get(row)
    if said is None or said.height is None:
        return float(sheet.default_row_height)
    return 0.0 if said.hidden else float(said.height)


def _paper(sheet: Any) -> tuple[float, float]:
    """Width and height of the paper in pixels, as the sheet lies on it."""
    narrow, long = (millimetres * _PIXELS for millimetres in PAPERS[sheet.paper_size])
    return (narrow, long) if sheet.orientation else (long, narrow)


def _area(sheet: Any) -> tuple[int, int, int, int]:
    """First row and column, last row and column that are printed."""
    if area := _AREA.search(sheet.print_area_range):
        return (*xl_cell_to_rowcol(area[1]), *xl_cell_to_rowcol(area[2]))
    return 0, 0, sheet.dim_rowmax, sheet.dim_colmax
