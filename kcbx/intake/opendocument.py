"""What python-calamine drops of an .ods: merged ranges, hidden rows, error cells, digits of long numbers.

Also refuses the repetitions by which a small file asks for more cells than any memory holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import IO, Any

from lxml import etree

from kcbx.intake.sheet_scan import MAX_CELLS, CellNotes, Refused

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
#: Spaces that one tag may stand for.
_MOST_SPACES = 1_000
_LONG = re.compile(r"\d{16,19}")


def notes_of(content: IO[bytes]) -> Mapping[str, CellNotes]:
    """Notes of each sheet by name, from the stream of ``content.xml``."""
    notes: dict[str, CellNotes] = {}
    reader = etree.iterparse(content, events=("end",), tag=(f"{_TABLE}table-row", f"{_TABLE}table"), recover=True)
    current, row = CellNotes(merged=[]), 0
    for _, element in reader:
        if element.tag == f"{_TABLE}table":
            notes[element.get(f"{_TABLE}name", "")] = current
            current, row = CellNotes(merged=[]), 0
        else:
            row = _row(element, row, current)
        element.clear()
    return notes


def _row(element: Any, row: int, notes: CellNotes) -> int:
    """Note what is special in a row; returns the number of the row after it."""
    times = _number(element, "number-rows-repeated")
    if element.get(f"{_TABLE}visibility") in ("collapse", "filter") and times < 1000:
        notes.hidden_rows.update(range(row, row + times))
    column = width = 0
    for cell in element.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        across = _number(cell, "number-columns-repeated")
        if cell.get(f"{_OFFICE}value-type"):
            width = column + across
            _cell(cell, (row, column), notes)
        column += across
    if width * (row + times) > MAX_CELLS:
        raise Refused("单元格范围异常（行列过多），像是伪造的")
    return row + times


def _cell(cell: Any, place: tuple[int, int], notes: CellNotes) -> None:
    if cell.get(f"{_CALC}value-type") == "error":
        notes.errors[place] = "".join(cell.itertext())[:10]
    if any(_number(spaces, "c", _TEXT) > _MOST_SPACES for spaces in cell.iter(f"{_TEXT}s")):
        raise Refused("一格里的空格过多，像是伪造的")
    if _LONG.fullmatch(cell.get(f"{_OFFICE}value", "")):
        notes.digits[place] = cell.get(f"{_OFFICE}value")
    down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
    if notes.merged is not None and (down > 1 or across > 1):
        notes.merged.append((place, (place[0] + down - 1, place[1] + across - 1)))


def _number(element: Any, name: str, space: str = _TABLE) -> int:
    text = element.get(f"{space}{name}", "1")
    return min(int(text[:10]), MAX_CELLS + 1) if text.isascii() and text.isdigit() else 1
