"""Tables stacked in one sheet: the same form again under another header, for instance village after village."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kcbx.intake.beside import Side
from kcbx.intake.column_fields import fields_of
from kcbx.intake.forms import Form, headings_of_names
from kcbx.intake.grid import Grid
from kcbx.intake.headers import Header, goes_on, header_between
from kcbx.intake.rows import heading_texts, prints_again
from kcbx.intake.sides import sides

#: Columns a header must have to begin a table within a sheet.
_FEWEST = 3


@dataclass(frozen=True)
class Block:
    """A header and the rows below it, ``start`` to ``end`` (from 0, ``end`` not included).

    ``side``: the part of the header this is, where it is one of several over the same rows (:mod:`sides`);
    ``is_again``: the rows were read before, under another part.
    """

    header: Header
    start: int
    end: int
    is_first: bool = True
    side: Side | None = None
    is_again: bool = False

    def body(self, grid: Grid) -> Sequence[Sequence[Any]]:
        """The rows as far as they belong to the header."""
        rows = grid.rows[self.start : self.end]
        return [self.side.cells(row) for row in rows] if self.side else rows


def blocks(grid: Grid, form: Form, header: Header) -> Iterator[Block]:
    """The tables of a sheet. A header printed again in the same order of columns starts no new table."""
    start, is_first = header.last + 1, True
    for other in _other_headers(grid, form, header):
        yield from _sides(form, Block(header, start, other.first, is_first))
        header, start, is_first = other, other.last + 1, False
    yield from _sides(form, Block(header, start, len(grid.rows), is_first))


def _sides(form: Form, block: Block) -> Iterator[Block]:
    parts = sides(form, block.header)
    if not parts:
        yield block
    for number, side in enumerate(parts):
        yield replace(block, header=side.header, side=side, is_first=block.is_first and not number, is_again=number > 0)


def _other_headers(grid: Grid, form: Form, header: Header) -> Iterator[Header]:
    """Headers of this form below the first, with other columns, other headings or another order of them."""
    if "name" not in fields_of(form, header):
        return
    marks = headings_of_names(form.name) | {path[-1] for path in header.paths if path}
    last = header.last
    for row in range(header.last + 1, len(grid.rows)):
        cells = grid.rows[row]
        if row <= last or marks.isdisjoint(cells):
            continue
        if prints_again(cells, [heading_texts(line) for line in grid.rows[header.first : header.last + 1]]):
            last = row
            continue
        found = _header_at(grid, form, row, last)
        if found and fields_of(form, found):
            header, last = found, found.last
            yield found


def _header_at(grid: Grid, form: Form, row: int, above: int) -> Header | None:
    """The header of which a row is the last line, or the first of two; None where the row is data."""
    spans = [(row, row + 1)] if goes_on(grid, row) else [(row, row)]
    if row - 1 > above and len([cell for cell in grid.rows[row - 1] if isinstance(cell, str) and cell.strip()]) > 1:
        spans.append((row - 1, row))
    candidates = [header_between(grid, first, last) for first, last in spans]
    best = max(candidates, key=lambda each: (len(_known(form, each)), -each.first))
    filled = sum(1 for path in best.paths if path)
    known = _known(form, best)
    return best if "name" in known and len(known) >= _FEWEST and 2 * len(known) > filled else None


def _known(form: Form, header: Header) -> set[str]:
    return {name for name in fields_of(form, header) if name}
