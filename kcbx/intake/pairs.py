"""A list with two lines a child, under a header of two lines, put in one line each: below 姓名 ｜ 就读学校 stand
身份证号 ｜ 年级, and below each child's name its number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kcbx.intake.forms import forms
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS
from kcbx.intake.headings import field_of
from kcbx.intake.rows import is_note, is_total
from kcbx.intake.sheet_scan import CellNotes

#: Headings each line of the header must have, and the share of names that must have a line of their own below.
_FEWEST, _PAIRED = 2, 0.8
_NUMBER = re.compile(r"\d{6}")
_NUMBERED = ("id_number", "birth_date", "student_number")

Line = dict[int, str]


def in_pairs(grid: Grid) -> Grid | None:
    """The sheet with both lines of each child in one, the second behind the first; None where it has no such lines.

    ``numbers`` of the new grid tells on which row each child began.
    """
    last = min(len(grid.rows) - 2, SEARCHED_ROWS)
    top = next((row for row in range(last) if _is_header(grid, row)), None)
    if top is None:
        return None
    upper, lower = _headings(grid.rows[top]), _headings(grid.rows[top + 1])
    single = [column for column in upper if grid.rows[top + 1][column] == ""]
    name = next(column for column, field in upper.items() if field == "name")
    width = max(map(len, grid.rows))
    rows, numbers, paired, alone, row = [*grid.rows[:top]], [*range(top)], 0, 0, top
    while row < len(grid.rows):
        if _begins(grid, row, name, upper, lower, single):
            rows.append([*_line(grid, row, width), *_line(grid, row + 1, width)])
            paired += 1
        else:
            rows.append(_line(grid, row, width))
            alone += grid.rows[row][name] != "" and not any(map(_sums_up, grid.rows[row]))
        numbers.append(row)
        row += 2 if len(rows[-1]) > width else 1
    rows = [[*cells, *[""] * (2 * width - len(cells))] for cells in rows]
    if paired < 2 or paired - 1 < _PAIRED * (paired - 1 + alone):
        return None
    return replace(grid, rows=rows, merged=[], notes=CellNotes(), numbers=tuple(numbers))


def _is_header(grid: Grid, row: int) -> bool:
    """Whether a row and the one below head two lines of a child: below 姓名 stands another heading, as no group's."""
    upper = _headings(grid.rows[row])
    if "name" not in upper.values():
        return False
    lower = _headings(grid.rows[row + 1])
    below_name = [column for column, field in upper.items() if field == "name" and column in lower]
    wide = {left for (top, left), (_, right) in grid.merged or () if top == row and right > left}
    return (
        min(len(upper), len(lower)) >= _FEWEST
        and len(below_name) == 1
        and not wide & upper.keys()
        and not set(lower.values()) & set(upper.values())
        and bool(set(_NUMBERED) & {*upper.values(), *lower.values()})
    )


def _headings(cells: Sequence[Any]) -> Line:
    """The columns of a row that hold a heading, and of which field."""
    read = {column: _field(cell) for column, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
    return {column: field for column, field in read.items() if field}


@lru_cache(maxsize=16384)
def _field(text: str) -> str | None:
    return next((field for form in ("census", "roll") if (field := field_of(forms()[form], (text,)))), None)


def _begins(grid: Grid, row: int, name: int, upper: Line, lower: Line, single: Sequence[int]) -> bool:
    """Whether a row is the first of the two lines of a child, or of the header. Below a column of one heading
    (``single``), as the running number, nothing stands in the second line."""
    if row + 1 >= len(grid.rows):
        return False
    first, second = grid.rows[row], grid.rows[row + 1]
    if _headings(first) == upper and _headings(second) == lower:
        return True
    if first[name] == "" or _NUMBER.search(str(first[name])) or sum(cell != "" for cell in first) < _FEWEST:
        return False
    if all(second[column] == "" for column in lower):
        return False
    if any(first[column] != "" for column in single):
        return all(second[column] == "" for column in single)
    return lower[name] not in _NUMBERED or bool(_NUMBER.search(str(second[name])))


def _sums_up(cell: Any) -> bool:
    return isinstance(cell, str) and (is_total(cell) or is_note(cell))


def _line(grid: Grid, row: int, width: int) -> list[Any]:
    own = grid.exact(row)
    return [*own, *[""] * (width - len(own))]
