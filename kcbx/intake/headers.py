"""Finds the rows of a sheet that may be its header, and the path of the heading over each column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile
from typing import Any

from kcbx.intake.forms import key, known_headings
from kcbx.intake.grid import Grid, Range
from kcbx.intake.groups import NOTHING, TICKS, answers, marks
from kcbx.intake.headings import Path, asked_for
from kcbx.intake.rows import is_note, is_total

SEARCHED_ROWS = 60
#: Rows below a header that are looked at to tell a column of ticks.
_LOOKED_AT = 400
_MOST_HEADER_ROWS = 3
_LONGEST = 40
#: Numbers that head columns: so many in a run, the days of a month up to this, years from this on.
_FEWEST_COUNTED, _DAYS, _YEARS = 3, 31, 1990
#: The heading of the counts of one year, or its beginning: 2016年招生数.
_YEAR = re.compile(r"20\d\d(?:年度|学年|年|级|届)(?:[春秋]季?)?")
#: The number of a question before its heading: 2.姓名; 2班 is none.
_NUMBERED = re.compile(r"^\d{1,2}[.、．)）]\s*")
_GOOD_HEADER = 5


@dataclass(frozen=True)
class Header:
    """Where the header stands (rows from 0, ``last`` included) and the path of each column's heading.

    ``ticked``: columns of answers that hold ticks only.
    """

    first: int
    last: int
    paths: tuple[Path, ...]
    ticked: frozenset[int] = frozenset()


def headers_of(grid: Grid, taught: frozenset[str] = frozenset()) -> list[Header]:
    """Rows that may be the header, alone or with the rows of groups above them.

    A row counts if two of its cells are headings of some form, or one and the row above is such a row, or if it holds
    the answers or pieces below the groups of such a row, whatever their words. Rows far below a good one are left
    alone: they are data, or the next table. ``taught``: keys of headings beside those of the forms.
    """
    known = known_headings() | taught if taught else known_headings()
    rows = grid.rows[:SEARCHED_ROWS]
    found: list[Header] = []
    hits: list[int] = []
    for last, row in enumerate(rows):
        cells = [cell for cell in row if isinstance(cell, str) and cell]
        hits.append(sum(1 for cell in cells if _is_heading(cell, known)) if _mostly_text(row) else 0)
        below_groups = last > 0 and hits[last - 1] >= 2 and goes_on(grid, last - 1)
        if hits[last] < 2 and not (hits[last] == 1 and last and hits[last - 1] >= 2) and not below_groups:
            continue
        if hits[last] >= 2 and goes_on(grid, last):
            continue
        if not below_groups:
            found.append(header_between(grid, last, last))
        for first in range(last - 1, max(-1, last - _MOST_HEADER_ROWS), -1):
            if sum(1 for cell in rows[first] if isinstance(cell, str) and cell.strip()) < 2:
                break
            found.append(header_between(grid, first, last))
        if any(count >= _GOOD_HEADER for count in hits[: last - 2]):
            break
    return found


def header_between(grid: Grid, first: int, last: int) -> Header:
    """The header of these rows."""
    paths = paths_between(grid, first, last)
    return Header(first, last, paths, _ticked(grid, last, paths))


def _is_heading(cell: str, known: frozenset[str]) -> bool:
    if len(cell) >= _LONGEST:
        return False
    text = cell.strip()
    year = _YEAR.match(text)
    rest = key(text[year.end() :] if year else _NUMBERED.sub("", text))
    return rest in known or asked_for(rest) in known or bool(year and not rest)


def _mostly_text(row: Sequence[Any]) -> bool:
    filled = [cell for cell in row if not isinstance(cell, str) or cell.strip()]
    texts = len(filled) if _is_counted(row) else sum(isinstance(cell, str) for cell in filled)
    return bool(filled) and texts >= 0.7 * len(filled)


def _is_counted(row: Sequence[Any]) -> bool:
    """Whether the numbers of a row are one run, of the days of a month or of years: they head columns."""
    numbers = [cell for cell in row if isinstance(cell, int | float)]
    run = all(after == number + 1 for number, after in pairwise(numbers))
    return run and len(numbers) >= _FEWEST_COUNTED and (numbers[-1] <= _DAYS or numbers[0] >= _YEARS)


def goes_on(grid: Grid, row: int) -> bool:
    """Whether the row below holds nothing but texts under the groups of a row: its sub-headings, whatever they say."""
    if row + 1 >= len(grid.rows):
        return False
    width = len(grid.rows[row])
    groups = {
        column
        for (top, left), (bottom, right) in grid.merged or ()
        if top == bottom == row and right > left
        for column in range(left, min(right, width - 1) + 1)
    }
    texts = [_text(grid.rows[row], column) for column in range(width)]
    for column in range(1, width):
        if texts[column - 1] and not texts[column] and column not in groups and (column - 1) not in groups:
            groups |= {column - 1, *takewhile(lambda each: not texts[each], range(column, width))}
    below = {column: cell for column, cell in enumerate(grid.rows[row + 1]) if cell != "" and str(cell).strip()}
    return (
        len(below) >= 2
        and below.keys() <= groups
        and (_is_counted(grid.rows[row + 1]) or all(isinstance(cell, str) for cell in below.values()))
        and all(len(str(cell)) < _LONGEST for cell in below.values())
        and any(text and column not in groups for column, text in enumerate(texts))
    )


def _ticked(grid: Grid, last: int, paths: Sequence[Path]) -> frozenset[int]:
    """The columns of answers that hold ticks only, those under a group with the empty ones beside them.

    An answer stands under a group, or is the word of a question: 辍学. Totals and signatures are left aside.
    """
    under = [column for column, path in enumerate(paths) if path and (len(path) > 1 or key(path[-1]) in answers())]
    rows = grid.rows[last + 1 : last + 1 + _LOOKED_AT] if under else []
    closing = {cell for cell in set(chain.from_iterable(rows)) if _closes(cell)}
    body = [row for row in rows if closing.isdisjoint(row)]
    kinds = {column: marks([row[column] for row in body], but=paths[column]) for column in under}
    groups = {paths[column][:-1] for column, kind in kinds.items() if kind == TICKS}
    return frozenset(
        column
        for column, kind in kinds.items()
        if kind == TICKS or (kind == NOTHING and paths[column][:-1] in groups - {()})
    )


def _closes(cell: Any) -> bool:
    return isinstance(cell, str) and (is_total(cell) or is_note(cell))


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
    if isinstance(cell, int | float) and _is_counted(row):
        return f"{int(cell)}{'年' if cell >= _YEARS else '日'}"
    return cell.strip() if isinstance(cell, str) else ""
