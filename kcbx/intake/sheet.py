"""Reads one sheet: form, header, columns and rows, with everything that is not taken over recorded.

The result travels from a worker process to the program, so it holds plain lists.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from kcbx.findings import Finding, Source
from kcbx.intake import rows as kinds_of_row
from kcbx.intake.blocks import Block, blocks
from kcbx.intake.columns import Layout, field_texts, lay_out
from kcbx.intake.fill import fill_down
from kcbx.intake.forms import Form, key, words
from kcbx.intake.grid import Grid
from kcbx.intake.headers import title_of
from kcbx.intake.hints import hints_of, kind_by_title, place_hints, roster_kind
from kcbx.intake.packing import pack
from kcbx.intake.recognise import Recognised, recognise
from kcbx.intake.remarks import Remarks
from kcbx.intake.teaching import Taught
from kcbx.intake.values import Texts


@dataclass
class SheetReading:
    """One sheet as it was read.

    ``columns``: field or hint → text of each data row, packed (:mod:`packing`). ``numeric`` and ``exact``: which
    data rows, from 0, hold a numeric ID, and one with all its digits. ``problem``: why a
    sheet plainly of a form cannot be used; ``expected`` what would do; ``headings`` what stands there.
    """

    sheet: str
    form: str = ""
    header_row: int | None = None
    rows_read: int = 0
    rows_blank: int = 0
    rows_notes: int = 0
    mapping: dict[str, str] = field(default_factory=dict)
    letters: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    why: str = ""
    hidden: bool = False
    roster_kind: str = ""
    problem: str = ""
    expected: str = ""
    headings: list[str] = field(default_factory=list)
    source_rows: array[int] = field(default_factory=lambda: array("q"))
    columns: dict[str, str | None] = field(default_factory=dict)
    numeric: list[int] = field(default_factory=list)
    exact: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Names:
    """What a sheet is called: file as shown, its name without ending, its folders, nearest first."""

    source_file: str
    stem: str
    folders: tuple[str, ...] = ()


def read_sheet(
    grid: Grid,
    names: Names,
    role: str | None = None,
    townships: Sequence[str] = (),
    taught: Sequence[Taught] = (),
) -> SheetReading:
    """Read one sheet; ``role`` is the form the user named for the file, ``townships`` those of the county.

    ``taught``: what a person said of the sender's headings.
    """
    texts = {"sheet": [grid.sheet], "file": [names.stem], "folder": list(names.folders)}
    recognised = recognise(grid, texts, role, taught)
    reading = SheetReading(grid.sheet, hidden=grid.hidden)
    remarks = Remarks(Source(names.source_file, grid.sheet), reading.findings)
    if recognised.form is None or recognised.header is None or recognised.problem:
        _set_aside(reading, grid, recognised, remarks)
        return reading
    reading.form = recognised.form.name
    reading.header_row = recognised.header.last + 1
    hints: Mapping[str, str] = hints_of(
        title_of(grid.rows[: recognised.header.first]), grid.sheet, (names.stem, *names.folders), townships
    )
    columns: dict[str, list[str | None]] = {}
    for block in blocks(grid, recognised.form, recognised.header):
        hints = _read_block(reading, columns, grid, recognised.form, block, hints, townships, remarks)
    reading.columns = {name: pack(texts) for name, texts in columns.items()}
    title = title_of(grid.rows[: recognised.header.first])
    reading.roster_kind = kind_by_title(recognised.form, columns, [*title, grid.sheet, names.stem])
    if reading.roster_kind:
        remarks.of_kind(reading.roster_kind)
    elif recognised.form.name == "roll":
        schools = sorted({text for text in columns.get("school", []) if text})
        reading.roster_kind = roster_kind([*title, grid.sheet, names.stem, *names.folders], schools)
    remarks.of_sheet(grid, recognised, reading.rows_read)
    return reading


def _set_aside(reading: SheetReading, grid: Grid, recognised: Recognised, remarks: Remarks) -> None:
    """A sheet that is not used: its rows are still counted."""
    filled = sum(not kinds_of_row.is_blank(row) for row in grid.rows)
    reading.rows_read, reading.rows_blank = filled, len(grid.rows) - filled
    reading.why, reading.problem, reading.expected = recognised.why, recognised.problem, recognised.expected
    if recognised.form and recognised.header:
        reading.form = recognised.form.name
        reading.header_row = recognised.header.last + 1
        layout = lay_out(recognised.form, recognised.header, len(recognised.header.paths))
        reading.mapping, reading.headings = layout.mapping(), list(layout.headings.values())
    elif filled and key(grid.sheet) in words("sheets", "guides"):
        remarks.guide(filled)
    elif filled:
        remarks.unrecognised(recognised.why, filled)


def _read_block(
    reading: SheetReading,
    columns: dict[str, list[str | None]],
    grid: Grid,
    form: Form,
    block: Block,
    hints: Mapping[str, str],
    townships: Sequence[str],
    remarks: Remarks,
) -> Mapping[str, str]:
    """Add the rows under one header to the reading and its columns; returns the hints for what follows."""
    body = grid.rows[block.start : block.end]
    width = max(map(len, grid.rows), default=0)
    layout = lay_out(form, block.header, width)
    cells: list[Sequence[Any]] = [tuple(column) for column in zip(*body, strict=True)] or [()] * width
    texts = field_texts(layout, cells)
    head = grid.rows[block.header.first : block.header.last + 1]
    titles = frozenset(title_of(grid.rows[: reading.header_row or 0]))
    kinds = kinds_of_row.row_kinds(form.name, body, texts, head, titles, _below_a_name(layout, grid, block))
    kept = [index for index, kind in enumerate(kinds) if kind == kinds_of_row.DATA]
    if not block.is_first:  # its header is a row below the first one
        reading.rows_read += 1
        reading.rows_notes += 1
        remarks.of_rows([kinds_of_row.HEADER], block.header.last)
    counted = Counter(kinds)
    blank = counted[kinds_of_row.BLANK]
    reading.rows_read += len(body) - blank
    reading.rows_blank += blank
    reading.rows_notes += len(body) - blank - len(kept)

    exact = _exact_numbers(layout, texts, grid, block)
    read = {name: column.values for name, column in texts.items()}
    filled = fill_down(read, kept, layout, grid.merged, block)
    places, hints = place_hints(form, layout.columns, body, kinds, hints, townships)
    start = len(reading.source_rows)
    reading.source_rows.extend(block.start + index + 1 for index in kept)
    numeric = set(texts["id_number"].long_numbers) if "id_number" in texts else set()
    reading.numeric += [start + place for place, index in enumerate(kept) if index in numeric]
    reading.exact += [start + place for place, index in enumerate(kept) if index in exact]
    _append(columns, {**places, **read}, kept, len(body), start)
    if block.is_first:
        reading.mapping, reading.letters = layout.mapping(), layout.letters()
        reading.ignored = [layout.headings[column] for column in layout.ignored]
        reading.leftover = [layout.headings[column] for column in layout.leftover]
        reading.leftover += [layout.headings[column] for column, _ in layout.second]
        remarks.of_missing(form, layout, hints)
    remarks.of_columns(layout, cells, kept)
    remarks.of_rows(kinds, block.start)
    remarks.of_cells(grid, layout, texts, kept, block.start)
    remarks.of_required(layout, read, {name.removesuffix("_hint") for name in places}, kept, block.start)
    remarks.of_choices(form, layout, read, kept, block.start)
    remarks.filled(filled, layout)
    return hints


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
