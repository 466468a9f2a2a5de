"""Numbers written a digit a cell, as forms with boxes have them, put together again: 18 boxes under 身份证号码."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kcbx.intake.forms import forms
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS
from kcbx.intake.headings import field_of

#: Boxes of an ID number, at least, at most; and the rows that must have them to speak for the sheet.
_FEWEST, _MOST, _ROWS = 15, 18, 0.5


def put_together(grid: Grid) -> Grid:
    """The sheet with the boxes of each row joined in the first of them; the same sheet where it has none."""
    spans = [span for row in grid.rows[:SEARCHED_ROWS] if (span := _boxes(row))]
    if not spans:
        return grid
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    below = next(index for index, row in enumerate(grid.rows) if _boxes(row))
    filled = [row for row in grid.rows[below:] if any(cell != "" for cell in row[first : last + 1])]
    boxed = [row for row in filled if (span := _boxes(row)) and first <= span[0] and span[1] <= last]
    headed = any(_is_heading(row[first]) for row in grid.rows[:below])
    if not headed or last - first >= _MOST or len(boxed) < _ROWS * len(filled):
        return grid
    rows = [_joined(row, first, last) if index >= below else row for index, row in enumerate(grid.rows)]
    return replace(grid, rows=rows)


def _is_heading(cell: Any) -> bool:
    return isinstance(cell, str) and any(field_of(form, (cell,)) == "id_number" for form in forms().values())


def _boxes(row: Sequence[Any]) -> tuple[int, int] | None:
    """First and last column of a run of single digits long enough for an ID number."""
    if not any(map(_is_digit, row[_FEWEST - 1 :: _FEWEST])):  # so long a run has one of these cells
        return None
    start = None
    for column, cell in enumerate([*row, ""]):
        if _is_digit(cell):
            start = column if start is None else start
            continue
        if start is not None and column - start >= _FEWEST:
            return start, column - 1
        start = None
    return None


def _is_digit(cell: Any) -> bool:
    if isinstance(cell, float | int):
        return cell in range(10)
    return isinstance(cell, str) and cell.strip() in {*"0123456789Xx"}


def _joined(row: list[Any], first: int, last: int) -> list[Any]:
    """The row with its boxes in one text; a row with anything else in them stays."""
    own = row[first : last + 1]
    if not all(cell == "" or _is_digit(cell) for cell in own) or all(cell == "" for cell in own):
        return row
    text = "".join(str(int(cell)) if isinstance(cell, float | int) else cell.strip() for cell in own)
    return [*row[:first], text, *[""] * (last - first), *row[last + 1 :]]
