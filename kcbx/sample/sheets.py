"""A sheet before it is written: title, header of one or two rows, records, totals, signatures; and a book of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from random import Random

from kcbx.sample.rows import Row, Value
from kcbx.sample.style import SHEET_KINDS, Style, layouts, value_of


@dataclass(slots=True)
class Sheet:
    """Cells by row; ``merges`` are (first row, first column, last row, last column), all 0-based."""

    name: str
    cells: list[list[Value]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden: bool = False
    header_rows: range = range(0)
    records: list[tuple[int, Row]] = field(default_factory=list)
    widths: Mapping[int, float] = field(default_factory=dict)

    def add(self, cells: Iterable[Value]) -> int:
        """Append a row, give its index."""
        self.cells.append(list(cells))
        return len(self.cells) - 1

    def banner(self, text: str, width: int) -> None:
        """A row whose one text spans the sheet."""
        index = self.add([text])
        if width > 1:
            self.merges.append((index, 0, index, width - 1))


@dataclass(slots=True)
class Book:
    """A file: ``path`` is relative to the folder of inputs; its ending tells the format (.xls is HTML)."""

    path: str
    sheets: list[Sheet]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the records: banners above, and what clerks add below or between.

    ``header_again``: after how many rows the header is repeated, as on printed pages pasted together (0: never).
    """

    titles: Sequence[str] = ()
    totals: bool = False
    signature: str = ""
    explanation: str = ""
    blank_rows: float = 0.0
    hidden_rows: float = 0.0
    merged_villages: bool = False
    village_blank: bool = False
    subtotals: bool = False
    header_again: int = 0


#: Column widths in characters; others are 9 wide.
_WIDTHS = {
    "name": 12,
    "id_number": 21,
    "student_number": 21,
    "school": 24,
    "phone": 13,
    "birth_date": 12,
    "guardian": 11,
    "residence": 24,
    "address": 30,
    "note": 16,
    "guardian_id": 21,
    "disability_number": 22,
    "serial": 6,
    "sex": 6,
}


def compose(
    name: str,
    rows: Sequence[Row],
    columns: Sequence[str],
    style: Style,
    frame: Frame,
    rng: Random,
    groups: Mapping[str, tuple[str, int]] | None = None,
) -> Sheet:
    """A sheet that shows the rows; every record remembers where it came to stand."""
    sheet = Sheet(name, widths={at: _WIDTHS.get(column, 9) for at, column in enumerate(columns)})
    for title in frame.titles:
        sheet.banner(title, len(columns))
    _header(sheet, columns, style, groups or {})
    for serial, row in enumerate(rows, start=1):
        if frame.subtotals and serial > 1 and row.village is not rows[serial - 2].village:
            sheet.add(["小计", "", f"{sum(each.village is rows[serial - 2].village for each in rows)}人"])
        if frame.header_again and serial % frame.header_again == 0:
            sheet.add([style.heading(column) for column in columns])
        if rng.random() < frame.blank_rows:
            sheet.add([])
        cells = [style.cell(column, value_of(row, column, serial, rng)) for column in columns]
        if "status" not in columns:
            _tell_elsewhere(cells, columns, row)
        if frame.village_blank and "village" in columns:
            cells[columns.index("village")] = ""
        index = sheet.add(cells)
        sheet.records.append((index, row))
        _note_sheet_errors(row, style)
        if rng.random() < frame.hidden_rows:
            sheet.hidden_rows.append(index)
    if frame.merged_villages and "village" in columns:
        _merge_villages(sheet, columns.index("village"))
    _footer(sheet, rows, columns, frame, rng)
    return sheet


def _header(sheet: Sheet, columns: Sequence[str], style: Style, groups: Mapping[str, tuple[str, int]]) -> None:
    texts: list[Value] = [style.heading(column) for column in columns]
    if not (style.two_rows and groups):
        index = sheet.add(texts)
        sheet.header_rows = range(index, index + 1)
        return
    upper: list[Value] = [""] * len(columns)
    top = len(sheet.cells)
    grouped: set[int] = set()
    for first, (label, width) in groups.items():
        at = columns.index(first)
        upper[at] = label
        sheet.merges.append((top, at, top, at + width - 1))
        grouped |= set(range(at, at + width))
    for at in sorted(set(range(len(columns))) - grouped):
        upper[at], texts[at] = texts[at], ""
        sheet.merges.append((top, at, top + 1, at))
    sheet.add(upper)
    sheet.add(texts)
    sheet.header_rows = range(top, top + 2)


def _tell_elsewhere(cells: list[Value], columns: Sequence[str], row: Row) -> None:
    """A form without a column for the state of schooling: the clerk says it in the remarks, or as the school."""
    said = row.life.says if row.village is not None else "blank"
    if said in ("attending", "kindergarten", "blank") or not row.text("status"):
        return
    place = row.text("school_place")
    told = f"{row.text('status')}{'，' + place if place else ''}"
    if "school" in columns and not row.text("school"):
        cells[columns.index("school")] = told
    elif "note" in columns:
        cells[columns.index("note")] = "，".join(filter(None, (told, row.text("note"))))


def _note_sheet_errors(row: Row, style: Style) -> None:
    if style.dates == "month" and isinstance(row.values.get("birth_date"), date):
        row.errors.append(SHEET_KINDS["sheet_month_only"])


def _merge_villages(sheet: Sheet, column: int) -> None:
    """The village written once for a block of rows, merged or simply left blank below."""
    blocks = groupby(sheet.records, key=lambda record: sheet.cells[record[0]][column])
    for position, (_, block) in enumerate(blocks):
        records = list(block)
        first, last = records[0][0], records[-1][0]
        for index, row in records[1:]:
            sheet.cells[index][column] = ""
            row.errors.append("village_blank_below")
        if first < last and position % 4 != 3:
            sheet.merges.append((first, column, last, column))


def _footer(sheet: Sheet, rows: Sequence[Row], columns: Sequence[str], frame: Frame, rng: Random) -> None:
    titles = layouts()["titles"]
    if frame.totals:
        total: list[Value] = [rng.choice(titles["totals"]).format(count=len(rows))]
        if "name" in columns and rng.random() < 0.5:
            total += [""] * (columns.index("name") - 1) + [len(rows)]
        sheet.add(total)
    for text in (frame.explanation, frame.signature):
        if text:
            sheet.banner(text, len(columns))
