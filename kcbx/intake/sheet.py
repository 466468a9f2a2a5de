"""Reads one sheet: form, header, columns and rows, with everything that is not taken over recorded.

The result travels from a worker process to the program, so it holds plain lists.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kcbx.findings import Finding, Source
from kcbx.intake import rows as kinds_of_row
from kcbx.intake.absentees import dealt_out
from kcbx.intake.bilingual import in_chinese
from kcbx.intake.blocks import blocks
from kcbx.intake.body import Sheet, read_block
from kcbx.intake.cards import as_list
from kcbx.intake.column_fields import told_by_row
from kcbx.intake.columns import lay_out
from kcbx.intake.forms import key, without_days, words
from kcbx.intake.grid import Grid
from kcbx.intake.hints import hints_of, of_whole
from kcbx.intake.kinds import kind_by_title, roster_kind, says_of_most
from kcbx.intake.packing import pack
from kcbx.intake.recognise import Recognised, recognise
from kcbx.intake.remarks import Remarks
from kcbx.intake.sides import sides
from kcbx.intake.split_cells import put_together
from kcbx.intake.teaching import Taught
from kcbx.intake.titles import named
from kcbx.intake.unheaded import going_on, with_header
from kcbx.list_kinds import CHANGES


@dataclass
class SheetReading:
    """One sheet as it was read.

    ``columns``: field or hint → text of each data row, packed (:mod:`packing`). ``numeric`` and ``exact``: which
    data rows, from 0, hold a numeric ID, and one with all its digits. ``problem``: why a
    sheet plainly of a form cannot be used; ``expected`` what would do; ``headings`` what stands there. ``head``: the
    rows of its own header.
    """

    sheet: str
    form: str = ""
    header_row: int | None = None
    head: list[list[Any]] = field(default_factory=list)
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
    before: Sequence[Sequence[Any]] = (),
) -> SheetReading:
    """Read one sheet; ``role`` is the form the user named for the file, ``townships`` those of the county.

    ``taught``: what a person said of the sender's headings; ``before``: the rows of the header of the sheet before it
    in the book.
    """
    texts = {"sheet": [grid.sheet], "file": [names.stem], "folder": list(names.folders)}
    sent = grid = in_chinese(put_together(grid))
    parents = (names.stem, *names.folders)
    listed = _headed(grid, parents, townships, before) or as_list(grid)
    if not listed and (dealt := dealt_out(grid)):
        listed = dealt, "names_in_cells"
    grid, relisted = listed or (grid, "")
    recognised = recognise(grid, texts, role, taught)
    reading = SheetReading(grid.sheet, hidden=grid.hidden)
    remarks = Remarks(Source(names.source_file, grid.sheet), reading.findings)
    if recognised.form is None or recognised.header is None or recognised.problem:
        _set_aside(reading, sent, recognised, remarks)
        return reading
    lines = recognised.lines
    title = named(lines)
    form = recognised.form
    whole = {"whole": of_whole(form, grid.sheet, title)}
    if kind_by_title(form, (), [*title, grid.sheet, names.stem]):
        form, whole = without_days(form), {}
    reading.form = form.name
    reading.header_row = recognised.header.last + 1
    reading.head = [] if relisted else grid.rows[recognised.header.first : recognised.header.last + 1]
    hints: Mapping[str, str] = {**hints_of(lines, grid.sheet, parents, townships), **whole}
    sheet = Sheet(grid, form, lines, townships, reading, remarks)
    above = hints
    for block in blocks(grid, form, recognised.header):
        above = above if block.is_again else hints
        hints = read_block(sheet, block, above)
    columns = sheet.columns
    reading.columns = {name: pack(texts) for name, texts in columns.items()}
    by_row = told_by_row(form, recognised.header) and says_of_most(columns.get("status", []))
    reading.roster_kind = CHANGES if by_row else kind_by_title(form, columns, [*title, grid.sheet, names.stem])
    if reading.roster_kind:
        remarks.of_kind(reading.roster_kind)
    elif form.name == "roll":
        schools = sorted({text for text in columns.get("school", []) if text})
        reading.roster_kind = roster_kind([*title, grid.sheet, names.stem, *names.folders], schools)
    remarks.of_sheet(grid, recognised, reading.rows_read)
    if listed:
        _account(reading, sent)
        remarks.of_relisted(relisted, len(reading.source_rows))
    remarks.of_sides(grid, sides(form, recognised.header), recognised.header)
    return reading


def _headed(
    grid: Grid, parents: Sequence[str], townships: Sequence[str], before: Sequence[Sequence[Any]]
) -> tuple[Grid, str] | None:
    """A sheet that has no header under one, and the finding that tells of it; None where it needs none."""
    if under := going_on(grid, before):
        return under, "header_of_before"
    supplied = with_header(grid, parents, townships)
    return (supplied, "header_supplied") if supplied else None


def _account(reading: SheetReading, sent: Grid) -> None:
    """The rows of a sheet as it was sent, of which one a child is kept."""
    below = sent.rows[reading.header_row or 0 :]
    filled = sum(not kinds_of_row.is_blank(row) for row in below)
    reading.rows_read = max(filled, len(reading.source_rows))
    reading.rows_blank, reading.rows_notes = len(below) - filled, reading.rows_read - len(reading.source_rows)


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
