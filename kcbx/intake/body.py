"""Reads the rows under one header of a sheet into the reading of the sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from kcbx.intake import rows as kinds_of_row
from kcbx.intake.blocks import Block
from kcbx.intake.choices import as_answered
from kcbx.intake.columns import Layout, field_texts, lay_out
from kcbx.intake.fill import fill_down
from kcbx.intake.forms import Form
from kcbx.intake.grid import Grid
from kcbx.intake.hints import place_hints
from kcbx.intake.legend import decoded
from kcbx.intake.overlooked import overlooked
from kcbx.intake.remarks import Remarks
from kcbx.intake.shifted import straightened
from kcbx.intake.values import Texts

if TYPE_CHECKING:
    from kcbx.intake.sheet import SheetReading


@dataclass
class Sheet:
    """A sheet of a known form while it is read: what it holds, the ``lines`` above its header, and the ``columns`` it
    has given so far."""

    grid: Grid
    form: Form
    lines: Sequence[str]
    townships: Sequence[str]
    reading: SheetReading
    remarks: Remarks
    columns: dict[str, list[str | None]] = field(default_factory=dict)


def read_block(sheet: Sheet, block: Block, hints: Mapping[str, str]) -> Mapping[str, str]:
    """Add the rows under one header to the reading and its columns; returns the hints for what follows."""
    reading, remarks = sheet.reading, sheet.remarks
    body = block.body(sheet.grid)
    layout = lay_out(sheet.form, block.header, max(map(len, body or sheet.grid.rows), default=0))
    body, shifted = (body, []) if block.side else straightened(layout, body)
    cells: list[Sequence[Any]] = [tuple(column) for column in zip(*body, strict=True)] or [()] * layout.width
    texts = field_texts(layout, cells)
    texts |= as_answered(texts)
    kinds = _kinds(sheet, block, layout, body, texts)
    below = [row[0] for row, kind in zip(body, kinds, strict=True) if kind == kinds_of_row.NOTE and row]
    kept = [index for index, kind in enumerate(kinds) if kind == kinds_of_row.DATA]
    words, codes = decoded(layout, texts, kept, [*sheet.lines, *filter(_is_text, below)])
    texts |= words
    _count(sheet, block, kinds, len(kept))
    exact = _exact_numbers(layout, texts, sheet.grid, block)
    read = {name: column.values for name, column in texts.items()}
    of_schools = sheet.form.of_schools
    filled = fill_down(read, kept, layout, sheet.grid.merged, block, of_schools=of_schools)
    places, hints = place_hints(sheet.form, layout.columns, body, kinds, hints, sheet.townships, sheet.lines)
    start = len(reading.source_rows)
    reading.source_rows.extend(sheet.grid.number(block.start + index) for index in kept)
    numeric = set(texts["id_number"].long_numbers) if "id_number" in texts else set()
    reading.numeric += [start + place for place, index in enumerate(kept) if index in numeric]
    reading.exact += [start + place for place, index in enumerate(kept) if index in exact]
    _append(sheet.columns, {**places, **read}, kept, len(body), start)
    if block.is_first:
        reading.mapping, reading.letters = layout.mapping(), {}
        if not block.side and not sheet.grid.numbers:
            reading.letters = layout.letters()
        reading.ignored = [layout.headings[column] for column in layout.ignored]
        reading.leftover = [layout.headings[column] for column in layout.leftover]
        reading.leftover += [layout.headings[column] for column, _ in layout.second]
        remarks.of_missing(sheet.form, layout, hints)
    else:  # a field that stands elsewhere in a later table has no letter for the sheet
        letters = layout.letters()
        reading.letters = {name: own for name, own in reading.letters.items() if letters.get(name, own) == own}
    remarks.of_columns(layout, cells, kept)
    remarks.of_overlooked(sheet.form, layout, overlooked(sheet.form, layout, cells, kept))
    remarks.of_codes(layout, codes)
    remarks.of_cells(sheet.grid, layout, texts, kept, block.start)
    remarks.of_shifted(shifted, block.start)
    remarks.of_struck(sheet.grid, layout, kept, block.start)
    remarks.of_required(layout, read, {name.removesuffix("_hint") for name in places}, kept, block.start)
    remarks.of_choices(sheet.form, layout, read, kept, block.start)
    remarks.filled(filled, layout)
    return hints


def _is_text(cell: Any) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def _kinds(
    sheet: Sheet, block: Block, layout: Layout, body: Sequence[Sequence[Any]], texts: Mapping[str, Texts]
) -> list[str]:
    rows = sheet.grid.rows
    head = rows[block.header.first : block.header.last + 1]
    titles = {
        cell for row in rows[: sheet.reading.header_row or 0] for cell in row if isinstance(cell, str) and cell.strip()
    }
    return kinds_of_row.row_kinds(sheet.form.name, body, texts, head, titles, _below_a_name(layout, sheet.grid, block))


def _count(sheet: Sheet, block: Block, kinds: Sequence[str], kept: int) -> None:
    """Adds the rows to the account of the sheet; those read again for another part of the header by their data only."""
    reading, blank = sheet.reading, Counter(kinds)[kinds_of_row.BLANK]
    if block.is_again:
        reading.rows_read += kept
        return
    if not block.is_first:  # its header stands below the first one
        height = block.header.last + 1 - block.header.first
        reading.rows_read += height
        reading.rows_notes += height
        sheet.remarks.of_rows([kinds_of_row.HEADER] * height, block.header.first)
    reading.rows_read += len(kinds) - blank
    reading.rows_blank += blank
    reading.rows_notes += len(kinds) - blank - kept
    sheet.remarks.of_rows(kinds, block.start)


def _below_a_name(layout: Layout, grid: Grid, block: Block) -> set[int]:
    """Rows of a body whose name cell is merged with the one above."""
    return {
        row - block.start
        for (top, left), (bottom, _) in grid.merged or ()
        if left in layout.columns.get("name", ()) and top >= block.start
        for row in range(top + 1, min(bottom + 1, block.end))
    }


def _append(
    columns: dict[str, list[str | None]],
    read: Mapping[str, list[str | None]],
    kept: Sequence[int],
    height: int,
    before: int,
) -> None:
    """Add the kept rows of a block to the columns of the sheet; a column one of them lacks is null there."""
    pick = itemgetter(*kept) if len(kept) > 1 else lambda values: [values[index] for index in kept]
    for name in columns.keys() | read.keys():
        column = columns.setdefault(name, [None] * before)
        values = read.get(name)
        if values is None:
            column.extend([None] * len(kept))
        else:
            column.extend(values if len(kept) == height else pick(values))


def _exact_numbers(layout: Layout, texts: Mapping[str, Texts], grid: Grid, block: Block) -> set[int]:
    """Puts in the digits of long numbers the file writes in full; returns the rows whose ID is one of them."""
    exact: set[int] = set()
    if not grid.notes.digits:
        return exact
    for name, taken in layout.columns.items():
        for index in texts[name].long_numbers:
            for column in taken:
                digits = grid.notes.digits.get((block.start + index, column))
                if digits:
                    texts[name].values[index] = digits
                    if name == "id_number":
                        exact.add(index)
    return exact
