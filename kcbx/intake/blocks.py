"""Tables stacked in one sheet: the same form again under another header, for instance village after village."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kcbx.intake.column_fields import fields_of
from kcbx.intake.forms import Form, plain_headings
from kcbx.intake.grid import Grid
from kcbx.intake.headers import Header, paths_between
from kcbx.intake.sides import Side, sides


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
        """The rows as far as they belong to the header; a title between them belongs to every side."""
        rows = grid.rows[self.start : self.end]
        return [_of_side(row, self.side) for row in rows] if self.side else rows


def blocks(grid: Grid, form: Form, header: Header) -> Iterator[Block]:
    """The tables of a sheet. A header printed again in the same order of columns starts no new table."""
    start, is_first = header.last + 1, True
    for row in _other_headers(grid, form, header):
        yield from _sides(form, Block(header, start, row, is_first))
        is_first = False
        header = Header(row, row, paths_between(grid, row, row))
        start = row + 1
    yield from _sides(form, Block(header, start, len(grid.rows), is_first))


def _sides(form: Form, block: Block) -> Iterator[Block]:
    parts = sides(form, block.header)
    if not parts:
        yield block
    for number, side in enumerate(parts):
        yield replace(block, header=side.header, side=side, is_first=block.is_first and not number, is_again=number > 0)


def _of_side(row: Sequence[Any], side: Side) -> list[Any]:
    own = [cell if column in side.columns else "" for column, cell in enumerate(row)]
    if sum(cell != "" for cell in row) == 1:
        own = list(row)
    return [*own, side.added if any(cell != "" for cell in own) else ""] if side.added else own


def _other_headers(grid: Grid, form: Form, header: Header) -> list[int]:
    """Rows below the header that are a header of this form with its columns in another order."""
    order = fields_of(form, header)
    if "name" not in order:
        return []
    column = order.index("name")
    plain = plain_headings(form.name) | {text for path in header.paths for text in path}
    found = []
    for row in range(header.last + 1, len(grid.rows)):
        cell = grid.rows[row][column]
        if not isinstance(cell, str) or "".join(cell.split()) not in plain:
            continue
        texts = [(text,) if isinstance(text, str) and text.strip() else () for text in grid.rows[row]]
        other = fields_of(form, Header(row, row, tuple(texts)))
        known = {name for name in other if name}
        if len(known) >= 3 and "name" in known and other != order[: len(other)]:
            found.append(row)
    return found
