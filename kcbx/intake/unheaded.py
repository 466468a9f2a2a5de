"""A list without a header: it is read under that of the sheet before it in its book, which it goes on with; else its
columns are told by what they hold, and a header is put above them.

Only who the child is can be told so: its number, its sex and the name beside it, and a telephone; the rest stays
unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from kcbx.intake.forms import forms
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS, headers_of
from kcbx.intake.headings import field_of
from kcbx.intake.hints import hints_of
from kcbx.intake.sheet_scan import CellNotes
from kcbx.intake.values import cell_text

#: Cells of a row of the list, at least, and the share of a column's cells that must fit.
_CELLS, _FITTING = 3, 0.8
_ID = re.compile(r"\d{6}(\d{4})\d{7}[\dXx]")
#: A number with a slip in it is one, too.
_NUMBER = re.compile(r"[\dXx*]{15,19}")
_NAME = re.compile(r"[\u3400-\u9fff]{2,5}|[\u3400-\u9fff]{2,8}[·•][\u3400-\u9fff·•]{2,12}")
_PHONE = re.compile(r"1[3-9]\d{9}")
_GRADE = re.compile(r"\S{1,4}年级\S{0,6}|\S{1,6}班")
#: No pupil was born before; the other number of a row is a parent's.
_FIRST_BORN = 2003


def with_header(grid: Grid, parents: Sequence[str], townships: Sequence[str]) -> Grid | None:
    """The sheet with a header above its list; None where it has one, or its columns cannot be told.

    ``parents``: the file's name and its folders. A class that title, sheet or file name becomes a column of its own.
    """
    top = next((row for row, cells in enumerate(grid.rows[:SEARCHED_ROWS]) if _is_listed(cells)), None)
    if top is None or not any(map(_ID.fullmatch, _texts(grid, top))) or headers_of(grid):
        return None
    listed = {row: _texts(grid, row) for row in range(top, len(grid.rows)) if _is_listed(grid.rows[row])}
    columns = list(zip(*listed.values(), strict=True))
    headings = _headings(columns)
    if not {"姓名", "性别", "身份证号"} <= set(headings.values()):
        return None
    lines = [cell for cells in grid.rows[:top] for cell in cells if isinstance(cell, str) and cell]
    hints = hints_of(lines, grid.sheet, parents, townships)
    of_class = hints.get("grade", "") if "班级" not in headings.values() else ""
    head = [headings.get(column, "") for column in range(len(columns))] + ["班级"] * bool(of_class)
    told = [of_class + hints.get("class", "")] * bool(of_class)
    below = [[*grid.exact(row), *(told if row in listed else [""] * len(told))] for row in range(top, len(grid.rows))]
    above = [[*cells, *[""] * len(told)] for cells in grid.rows[:top]]
    return _headed(grid, above, [head], below)


def going_on(grid: Grid, head: Sequence[Sequence[Any]]) -> Grid | None:
    """The sheet below ``head``, the rows of the header of the sheet before it in the book; None where it has one of its
    own, or its numbers do not stand below that of numbers, or it has cells where that has no heading."""
    top = next((row for row, cells in enumerate(grid.rows[:SEARCHED_ROWS]) if _is_listed(cells)), None)
    if top is None or not head or headers_of(grid):
        return None
    listed = [_texts(grid, row) for row in range(top, len(grid.rows)) if _is_listed(grid.rows[row])]
    columns = dict(enumerate(zip(*listed, strict=True)))
    headings = {column for row in head for column, cell in enumerate(row) if cell != ""}
    numbers = [column for column, cell in enumerate(head[-1]) if isinstance(cell, str) and _is_number(cell)]
    fits = len(numbers) == 1 and numbers[0] in columns and any(columns[numbers[0]])
    if not fits or not _hold(columns[numbers[0]], _NUMBER.fullmatch):
        return None
    if {column for column, texts in columns.items() if any(texts)} - headings:
        return None
    width = max(len(grid.rows[top]), *map(len, head))
    padded = [[*cells, *[""] * (width - len(cells))] for cells in (*grid.rows[:top], *head)]
    below = [[*grid.exact(row), *[""] * (width - len(grid.rows[row]))] for row in range(top, len(grid.rows))]
    return _headed(grid, padded[:top], padded[top:], below)


def _headed(grid: Grid, above: Sequence[list[Any]], head: Sequence[list[Any]], below: Sequence[list[Any]]) -> Grid:
    """The sheet with the rows of a header between those above its list and the list."""
    top = len(above)
    numbers = (*range(top), *[top] * len(head), *range(top, len(grid.rows)))
    return replace(grid, rows=[*above, *head, *below], merged=[], notes=CellNotes(), numbers=numbers)


def _is_number(heading: str) -> bool:
    return field_of(forms()["census"], (heading,)) == "id_number"


def _headings(columns: Sequence[Sequence[str]]) -> Mapping[int, str]:
    """Column → the heading it should have."""
    found: dict[int, str] = {}
    ids = [column for column, texts in enumerate(columns) if _hold(texts, _ID.fullmatch)]
    of_children = [column for column in ids if _are_children(columns[column])]
    sexes = [column for column, texts in enumerate(columns) if _hold(texts, lambda text: text in ("男", "女"))]
    if len(of_children) != 1 or len(sexes) != 1:
        return {}
    names = [column for column, texts in enumerate(columns) if _hold(texts, _NAME.fullmatch) and _differ(texts)]
    before = [column for column in names if column < sexes[0]]
    if not before:
        return {}
    found |= {of_children[0]: "身份证号", sexes[0]: "性别", before[-1]: "姓名"}
    for heading, pattern in (("联系电话", _PHONE), ("班级", _GRADE)):
        fitting = [column for column, texts in enumerate(columns) if _hold(texts, pattern.fullmatch)]
        found |= {column: heading for column in fitting[:1] if column not in found}
    return found


def _hold(texts: Sequence[str], fits: Callable[[str], Any]) -> bool:
    filled = [text for text in texts if text]
    return 2 * len(filled) >= len(texts) and sum(bool(fits(text)) for text in filled) >= _FITTING * len(filled)


def _differ(texts: Sequence[str]) -> bool:
    return len({*texts}) >= _FITTING * len(texts)


def _are_children(texts: Sequence[str]) -> bool:
    births = sorted(int(found[1]) for text in texts if (found := _ID.fullmatch(text)))
    return bool(births) and births[len(births) // 2] >= _FIRST_BORN


def _is_listed(cells: Sequence[Any]) -> bool:
    return len([cell for cell in cells if cell != ""]) >= _CELLS


def _texts(grid: Grid, row: int) -> list[str]:
    return ["".join((cell_text(cell) or "").split()) for cell in grid.exact(row)]
