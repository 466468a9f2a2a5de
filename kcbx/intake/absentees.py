"""Reports of a day, a class a row with the names of the absent in one cell, dealt out as a list: one pupil a row.

缺勤学生姓名及原因: 张三（打工）、李四（病假）. What a cell gives no reason for is said by its heading: of who is 未返校
nothing more need be known, of who merely was not there on a day it is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kcbx.definitions import schema
from kcbx.intake.forms import forms, key
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS, goes_on, header_between
from kcbx.intake.headings import Path, field_of
from kcbx.intake.rows import is_note, is_total
from kcbx.intake.sheet_scan import CellNotes

_BRACKETS = re.compile("[(（].*?[)）]")
_BETWEEN = re.compile(r"[、，,；;。\n/|]+(?![^（(]*[）)])")
_COUNTED = re.compile(r"^\s*(?:(?:共|计)?\d{1,3}\s*[人名][:：,，、]?|\d{1,2}\s*[.．、]|[①-⑳])\s*")
_NAME = "[一-鿿]{1,6}(?:·[一-鿿]{1,8})+|[一-鿿]{2,4}"
_TOLD = re.compile(rf"({_NAME})\s*(?:[（(](.*?)[）)]|[:：\s—-]+(.+))?$", re.DOTALL)
_SHORT_NAME = "[一-鿿]{2,3}?"
_MARKS = " :()"
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
    if not rows and any(_tells(_cell(row, column)) for column in report.names for row in grid.rows[report.last + 1 :]):
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
            pupils = list(_named(_cell(row, column)))
            whys = _reasons_of(pupils, [_cell(row, each) for each in report.whys])
            for (name, _), why in zip(pupils, whys, strict=True):
                rows.append([*own, name, word, why])
                numbers.append(number)
    return rows, numbers


def _reasons_of(pupils: Sequence[tuple[str, str]], cells: Sequence[Any]) -> list[str]:
    """The reason of each pupil: behind the name, or in a cell of reasons by name, in the same order, or of the only
    pupil."""
    whys = [why for _, why in pupils]
    for cell in cells:
        text = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
        pieces = [_COUNTED.sub("", piece).strip() for piece in _BETWEEN.split(text)]
        by_name = [
            next((piece.removeprefix(name).strip(_MARKS) for piece in pieces if piece.startswith(name)), "")
            for name, _ in pupils
        ]
        alone = text if len(pupils) == 1 else ""
        in_order = pieces if len(pieces) == len(pupils) and not any(by_name) else [alone] * len(pupils)
        whys = [why or named or other for why, named, other in zip(whys, by_name, in_order, strict=True)]
    return whys


def _report(grid: Grid) -> _Report | None:
    """The header of a report, alone or with the groups above it."""
    for last in range(min(SEARCHED_ROWS, len(grid.rows))):
        if goes_on(grid, last):
            continue
        first = last - 1 if last and goes_on(grid, last - 1) else last
        paths = header_between(grid, first, last).paths
        names = _names(paths)
        if names and _is_report(grid.rows[last + 1 :], paths, names):
            return _with_columns(grid, first, last, paths, names)
    return None


def _is_report(body: Sequence[Sequence[Any]], paths: Sequence[Path], names: Mapping[int, str]) -> bool:
    """Whether classes stand beside the names, no column holds a pupil's own, and a cell names several.

    A column of names that is one for another reason (缺勤学生 over 姓名) may hold one a row: then it is a list.
    """
    told = [_field(path) for path in paths]
    others = [name for column, name in enumerate(told) if column not in names]
    several = any(len(list(_named(_cell(row, column)))) > 1 for column in names for row in body)
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
def _no_names() -> re.Pattern[str]:
    return re.compile(schema("intake")["absentees"]["not_headings"])


@cache
def _of_reasons() -> re.Pattern[str]:
    return re.compile(schema("intake")["absentees"]["reason_headings"])


@cache
def _reasons() -> re.Pattern[str]:
    return re.compile(rf"({_SHORT_NAME})((?:{'|'.join(schema('intake')['absentees']['reasons'])}).*)$", re.DOTALL)


def _named(cell: Any) -> Iterator[tuple[str, str]]:
    """Name and reason of each pupil a cell names; what is no name is given as it is written."""
    if not _tells(cell):
        return
    text = unicodedata.normalize("NFKC", cell).strip()
    pieces = [piece for part in _BETWEEN.split(text) for piece in _by_spaces(_COUNTED.sub("", part).strip())]
    for piece in (each for each in pieces if each and not each.isdigit()):
        told = _reasons().fullmatch(piece) or _TOLD.fullmatch(piece)
        groups = [each for each in told.groups() if each] if told else [piece]
        yield groups[0], groups[1].strip() if len(groups) > 1 else ""


def _tells(cell: Any) -> bool:
    """Whether a cell has words for somebody who is absent."""
    nobody = {"", *map(key, schema("intake")["absentees"]["nobody"])}
    return isinstance(cell, str) and key(cell) not in nobody


def _by_spaces(part: str) -> list[str]:
    """Names with nothing but spaces between them."""
    names = part.split()
    return (
        names
        if len(names) > 1
        and all(re.fullmatch(_NAME, each) and not _reasons().fullmatch("某某" + each) for each in names)
        else [part]
    )


def _field(path: Path) -> str | None:
    return field_of(forms()["attendance"], path) if path else None


def _cell(row: Sequence[Any], column: int) -> Any:
    return row[column] if column < len(row) else ""


def _fitted(cells: Sequence[Any], width: int) -> list[Any]:
    filled = [cell for cell in cells if cell != ""][:width]
    return [*filled, *[""] * (width - len(filled))]


__all__ = ["dealt_out"]
