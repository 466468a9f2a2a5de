"""Reports of a day, a class a row with the names of the absent in one cell, dealt out as a list: one pupil a row.

缺勤学生姓名及原因: 张三（打工）、李四（病假）. What a cell gives no reason for is said by its heading: of who is 未返校
nothing more need be known, of who merely was not there on a day it is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kcbx.definitions import schema
from kcbx.intake.forms import forms, key
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS, goes_on, header_between
from kcbx.intake.headings import Path, field_of
from kcbx.intake.names_in_cells import named, reasons_of, tells
from kcbx.intake.rows import is_note, is_total
from kcbx.intake.sheet_scan import CellNotes

_BRACKETS = re.compile("[(（].*?[)）]")
#: Of columns that hold numbers of pupils: 应到人数 is no field, 实到 means who was there on a list of pupils.
_COUNTED_IN = (None, "attendance", "absent_days")
_SEATS = ("school", "grade", "class_name")
_LONGEST = 40


@dataclass(frozen=True)
class _Report:
    """Where the header of a report stands, and its columns.

    ``names``: those of names, with the word for who is in them; ``whys``: of reasons; ``seats``: of school, grade and
    class; ``kept``: these and all others but the numbers of pupils.
    """

    first: int
    last: int
    paths: tuple[Path, ...]
    names: dict[int, str]
    whys: list[int]
    seats: list[int]
    kept: list[int]


def dealt_out(grid: Grid) -> Grid | None:
    """The sheet with a row for each pupil it names; None where it is no such report, or its names cannot be read.

    ``numbers`` of the new grid tells on which row each is named.
    """
    report = _report(grid)
    if report is None:
        return None
    rows, numbers = _dealt(grid, report)
    if not rows and any(tells(_cell(row, column)) for column in report.names for row in grid.rows[report.last + 1 :]):
        return None
    labels = schema("intake")["absentees"]
    heads = ["".join(report.paths[column]) for column in report.kept]
    heads += [labels["name"], labels["attendance"], labels["reason"]]
    above = [_fitted(row, len(heads)) for row in grid.rows[: report.first]]
    above += [[""] * len(heads)] * (report.last - report.first)
    where = (*range(report.last + 1), *numbers)
    return replace(grid, rows=[*above, heads, *rows], merged=[], notes=CellNotes(), numbers=where)


def _dealt(grid: Grid, report: _Report) -> tuple[list[list[Any]], list[int]]:
    """The rows of the pupils, and the row of the sheet of each; a seat written once holds for the rows below it."""
    rows: list[list[Any]] = []
    numbers: list[int] = []
    said: dict[int, Any] = {}
    for number in range(report.last + 1, len(grid.rows)):
        row = grid.rows[number]
        if any(isinstance(cell, str) and (is_total(cell) or is_note(cell)) for cell in row[:2]):
            continue
        said |= {column: row[column] for column in report.seats if _cell(row, column) != ""}
        own = [said.get(column, _cell(row, column)) for column in report.kept]
        for column, word in report.names.items():
            pupils = list(named(_cell(row, column)))
            whys = reasons_of(pupils, [_cell(row, each) for each in report.whys])
            for (name, _), why in zip(pupils, whys, strict=True):
                rows.append([*own, name, word, why])
                numbers.append(number)
    return rows, numbers


def _report(grid: Grid) -> _Report | None:
    """The header of a report, alone or with the groups above it."""
    told = [_speaks_of_absence(row) for row in grid.rows[:SEARCHED_ROWS]]
    for last in range(len(told)):
        if not any(told[max(0, last - 1) : last + 1]) or goes_on(grid, last):
            continue
        first = last - 1 if last and goes_on(grid, last - 1) else last
        paths = header_between(grid, first, last).paths
        names = _names(paths)
        if names and _is_report(grid.rows[last + 1 :], paths, names):
            return _with_columns(grid, first, last, paths, names)
    return None


def _speaks_of_absence(row: Sequence[Any]) -> bool:
    texts = [cell for cell in row if isinstance(cell, str) and len(cell) < _LONGEST]
    return bool(_absence().search("\n".join(texts)))


def _is_report(body: Sequence[Sequence[Any]], paths: Sequence[Path], names: Mapping[int, str]) -> bool:
    """Whether classes stand beside the names, no column holds a pupil's own, and a cell names several.

    A column of names that is one for another reason (缺勤学生 over 姓名) may hold one a row: then it is a list.
    """
    told = [_field(path) for path in paths]
    others = [name for column, name in enumerate(told) if column not in names]
    several = any(len(list(named(_cell(row, column)))) > 1 for column in names for row in body)
    listed = any(told[column] == "name" for column in names)
    return "name" not in others and not {"grade", "class_name"}.isdisjoint(others) and (several or not listed)


def _with_columns(grid: Grid, first: int, last: int, paths: tuple[Path, ...], names: dict[int, str]) -> _Report:
    seats = [column for column, path in enumerate(paths) if _field(path) in _SEATS]
    whys = [
        column
        for column, path in enumerate(paths)
        if path and _of_reasons().search(key(path[-1])) and column not in names
    ]
    body = grid.rows[last + 1 :]
    counted = [
        column
        for column, path in enumerate(paths)
        if _field(path) in _COUNTED_IN and _is_counted([_cell(row, column) for row in body])
    ]
    dropped = {*names, *whys, *counted} - {*seats}
    return _Report(first, last, paths, names, whys, seats, [each for each in range(len(paths)) if each not in dropped])


def _is_counted(cells: Sequence[Any]) -> bool:
    """Whether a column holds numbers only, as those of the pupils of each class."""
    filled = [cell for cell in cells if cell != ""]
    return bool(filled) and all(isinstance(cell, int | float) or cell.strip("人名 ").isdigit() for cell in filled)


def _names(paths: Sequence[Path]) -> dict[int, str]:
    """The columns of names, with the word that their heading says of who is in them."""
    found = {}
    for column, path in enumerate(paths):
        text = key(_BRACKETS.sub("", "".join(path)))
        if len(text) < _LONGEST and _heading().search(text) and not _no_names().search(text):
            words: dict[str, str] = schema("intake")["absentees"]["words"]
            found[column] = next((said for pattern, said in words.items() if re.search(pattern, text)), "")
    return found


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(schema("intake")["absentees"]["headings"])


@cache
def _absence() -> re.Pattern[str]:
    return re.compile("|".join(schema("intake")["absentees"]["words"]))


@cache
def _no_names() -> re.Pattern[str]:
    return re.compile(schema("intake")["absentees"]["not_headings"])


@cache
def _of_reasons() -> re.Pattern[str]:
    return re.compile(schema("intake")["absentees"]["reason_headings"])


def _field(path: Path) -> str | None:
    return field_of(forms()["attendance"], path) if path else None


def _cell(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else ""


def _fitted(cells: Sequence[Any], width: int) -> list[Any]:
    filled = [cell for cell in cells if cell != ""][:width]
    return [*filled, *[""] * (width - len(filled))]


__all__ = ["dealt_out"]
