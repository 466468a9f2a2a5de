"""Finds the rows of a sheet that may be its header, and the path of the heading over each column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from kcbx.intake.forms import key, known_headings
from kcbx.intake.grid import Grid, Range
from kcbx.intake.headings import Path

SEARCHED_ROWS = 60
_MOST_HEADER_ROWS = 3
_GOOD_HEADER = 5


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, ``last`` included) and the path of each column's heading."""

    first: int
    last: int
    paths: tuple[Path, ...]


def title_of(rows: Sequence[Sequence[Any]]) -> list[str]:
    """The texts above a header."""
    return [cell for row in rows for cell in row if isinstance(cell, str) and cell.strip()]


def headers_of(grid: Grid, taught: frozenset[str] = frozenset()) -> list[Header]:
    """Rows that may be the header, alone or with the rows of groups above them.

    A row counts if two of its cells are headings of some form, or one and the row above is such a row. Rows far
    below a good one are left alone: they are data, or the next table. ``taught``: keys of headings beside those of
    the forms.
    """
    known = known_headings() | taught if taught else known_headings()
    rows = grid.rows[:SEARCHED_ROWS]
    found: list[Header] = []
    hits: list[int] = []
    for last, row in enumerate(rows):
        cells = [cell for cell in row if isinstance(cell, str) and cell]
        hits.append(sum(1 for cell in cells if len(cell) < 40 and key(cell) in known) if _mostly_text(row) else 0)
        if hits[last] < 2 and not (hits[last] == 1 and last and hits[last - 1] >= 2):
            continue
        found.append(Header(last, last, paths_between(grid, last, last)))
        for first in range(last - 1, max(-1, last - _MOST_HEADER_ROWS), -1):
            if sum(1 for cell in rows[first] if isinstance(cell, str) and cell.strip()) < 2:
                break
            found.append(Header(first, last, paths_between(grid, first, last)))
        if any(count >= _GOOD_HEADER for count in hits[: last - 2]):
            break
    return found


def _mostly_text(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not isinstance(cell, str) or cell.strip()]
    return bool(filled) and sum(isinstance(cell, str) for cell in filled) >= 0.7 * len(filled)


def paths_between(grid: Grid, first: int, last: int) -> tuple[Path, ...]:
    """The path of each column: the texts of the header rows from top to bottom, groups spread over their columns."""
    width = max(map(len, grid.rows[first : last + 1]))
    leaves = [_text(grid.rows[last], column) for column in range(width)]
    spread = [_spread(grid, row, leaves, width) for row in range(first, last)] + [leaves]
    paths = []
    for column in range(width):
        texts = [line[column] for line in spread if line[column]]
        paths.append(tuple(text for text, after in pairwise([*texts, ""]) if text != after))
    return tuple(paths)


def _spread(grid: Grid, row: int, leaves: list[str], width: int) -> list[str]:
    """A row of groups with each text repeated over the columns it heads: its merged range, or the gap after it."""
    texts = [_text(grid.rows[row], column) for column in range(width)]
    for (top, left), (bottom, right) in grid.merged or ():
        if top <= row <= bottom and left < width:
            texts[left : right + 1] = [_text(grid.rows[top], left)] * (min(right, width - 1) - left + 1)
    covered = _covered(grid.merged, row)
    for column in range(1, width):
        if not texts[column] and column not in covered and leaves[column] and leaves[column - 1]:
            texts[column] = texts[column - 1]
    return texts


def _covered(merged: list[Range] | None, row: int) -> set[int]:
    return {
        column
        for (top, left), (bottom, right) in merged or ()
        if top <= row <= bottom
        for column in range(left, min(right, left + 1000) + 1)
    }


def _text(row: Sequence[Any], column: int) -> str:
    cell = row[column] if column < len(row) else ""
    return cell.strip() if isinstance(cell, str) else ""
