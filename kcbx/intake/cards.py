"""Cards dealt out as a list: one child a card, label beside value, one card a sheet or several below one another.

A card's line has labels with room for their values between them (姓名 ｜ 张三 ｜ 性别 ｜ 男), or texts that hold both
(姓名：张三　性别：男). A header has its labels side by side, so a list is never taken for cards.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from kcbx.intake.forms import forms, key, known_headings, words
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS
from kcbx.intake.headings import field_of
from kcbx.intake.pairs import in_pairs
from kcbx.intake.sheet_scan import CellNotes

#: A card has so many labels; so many lines of labels make cards, and so many labels side by side a list.
_FEWEST_LABELS, _FEWEST_LINES, _SIDE_BY_SIDE = 4, 3, 3
#: Share of the cards on which a name is filled in.
_NAMED = 0.8
_LONGEST, _MOST_ROWS = 16, 20_000
_BOTH = re.compile(r"([^\s:：]{1,10})\s*[:：](.*?)(?=\s+[^\s:：]{1,10}\s*[:：]|$)")

Pairs = list[tuple[str, Any]]


def as_list(grid: Grid) -> tuple[Grid, str] | None:
    """Cards, a list that stands on its side or has two lines a child, as a list with a child a row; and the finding
    that says so. None where it is none of these. ``numbers`` of the new grid tells on which row each child began.
    """
    if len(grid.rows) > _MOST_ROWS:
        return None
    is_list = any(map(_is_list, grid.rows[:SEARCHED_ROWS]))
    others = () if is_list else ((_dealt, "cards_read"), (_turned, "columns_read"))
    for read, code in (*others, (in_pairs, "pairs_read")):
        if found := read(grid):
            return found, code
    return None


def _dealt(grid: Grid) -> Grid | None:
    """The sheet with each card in one row, under a header of all labels; None where it holds no cards."""
    lines = {row: pairs for row in range(len(grid.rows)) if _tells(pairs := _pairs(grid, row))}
    cards = _cards(lines)
    if not cards or len(lines) < _FEWEST_LINES or not _of_children(cards):
        return None
    labels: dict[str, str] = {}
    for _, pairs in cards:
        labels |= {key(label): label for label, _ in pairs if key(label) not in labels}
    first = cards[0][0]
    rows = [_fitted(cells, len(labels)) for cells in grid.rows[:first]] + [list(labels.values())]
    for _, pairs in cards:
        values = {key(label): value for label, value in reversed(pairs) if value != ""}
        rows.append([values.get(own, "") for own in labels])
    numbers = (*range(first + 1), *(row for row, _ in cards))
    return replace(grid, rows=rows, merged=[], notes=CellNotes(), numbers=numbers)


def _turned(grid: Grid) -> Grid | None:
    """A list that stands on its side, labels down the first column and a child a column, put upright; else None."""
    starts = {
        row: next((column for column, cell in enumerate(cells) if cell != ""), 0) for row, cells in enumerate(grid.rows)
    }
    lines = [row for row, cells in enumerate(grid.rows) if sum(cell != "" for cell in cells) > 1]
    labels = [row for row in lines if _is_label(grid.rows[row][starts[row]])]
    if len(labels) < _FEWEST_LABELS or 2 * len(labels) < len(lines) or len({starts[row] for row in labels}) > 1:
        return None
    fields_told = [field_of(forms()["census"], (str(grid.rows[row][starts[row]]),)) for row in labels]
    if fields_told.count("name") != 1 or not {"id_number", "birth_date"} & set(fields_told):
        return None
    first, own = labels[0], labels[fields_told.index("name")]
    children = [column for column, cell in enumerate(grid.rows[own]) if column > starts[own] and cell != ""]
    cells = [[grid.notes.digits.get((row, column), grid.rows[row][column]) for row in labels] for column in children]
    above = [_fitted(line, len(labels)) for line in grid.rows[:first]]
    rows = [*above, [grid.rows[row][starts[row]] for row in labels], *cells]
    numbers = (*range(first + 1), *[own] * len(children))
    return replace(grid, rows=rows, merged=[], notes=CellNotes(), numbers=numbers)


def _tells(pairs: Pairs) -> bool:
    return any(key(label) in known_headings() for label, _ in pairs)


def _cards(lines: dict[int, Pairs]) -> list[tuple[int, Pairs]]:
    """The first row and the pairs of each card: the label that begins the first begins each."""
    cards: list[tuple[int, Pairs]] = []
    for row, pairs in lines.items():
        anchor = key(cards[0][1][0][0]) if cards else ""
        if not cards or any(key(label) == anchor for label, _ in pairs):
            cards.append((row, []))
        cards[-1][1].extend(pairs)
    return cards


def _of_children(cards: Sequence[tuple[int, Pairs]]) -> bool:
    """Whether the cards name a child each, and the first tells enough of one."""
    form = forms()["census"]
    told = {field_of(form, (label,)) for label, _ in cards[0][1]}
    named = sum(any(field_of(form, (label,)) == "name" and value != "" for label, value in pairs) for _, pairs in cards)
    enough = "name" in told and bool(told & {"id_number", "birth_date"}) and len(cards[0][1]) >= _FEWEST_LABELS
    return enough and named >= _NAMED * len(cards)


def _pairs(grid: Grid, row: int) -> Pairs:
    """The labels of a line with their values; none where it is no line of a card."""
    cells = grid.rows[row]
    filled = [column for column, cell in enumerate(cells) if cell != ""]
    if filled and all(isinstance(cells[column], str) and _BOTH.match(cells[column].strip()) for column in filled):
        found = [pair for column in filled for pair in _BOTH.findall(cells[column].strip())]
        return [(label, value.strip()) for label, value in found]
    places = _places(cells)
    if not places or places[0] != filled[0]:
        return []
    pairs: Pairs = []
    for place, after in pairwise([*places, len(cells)]):
        values = [column for column in filled if place < column < after]
        if len(values) > 1 and len(places) == 1:  # a list that stands on its side
            return []
        if len(values) == 3 or (len(values) == 2 and values[0] > place + 1):  # a label nobody knows, and its value
            pairs.append((str(cells[values[-2]]), cells[values[-1]]))
            values = values[:-2]
        value = grid.notes.digits.get((row, values[0]), cells[values[0]]) if values else ""
        pairs.append((cells[place].strip().rstrip(":："), value))
    return pairs


def _places(cells: Sequence[Any]) -> list[int]:
    """The columns of a line's labels; what follows a label at once is its value, whatever it says (关系 ｜ 户主)."""
    places: list[int] = []
    for column, cell in enumerate(cells):
        if _is_label(cell) and not (places and places[-1] == column - 1):
            places.append(column)
    return places


def _is_label(cell: Any) -> bool:
    """Whether a cell is a known heading, with or without a word for the child in front (儿童姓名)."""
    if not isinstance(cell, str) or len(cell) >= _LONGEST:
        return False
    own, known = key(cell), known_headings()
    prefixes = words("headings", "child_prefixes")
    return own in known or any(own.startswith(each) and own[len(each) :] in known for each in prefixes)


def _is_list(cells: Sequence[Any]) -> bool:
    """Whether a row is the header of a list: labels side by side."""
    labels = [column for column, cell in enumerate(cells) if _is_label(cell)]
    return sum(after == column + 1 for column, after in pairwise(labels)) >= _SIDE_BY_SIDE


def _fitted(cells: Sequence[Any], width: int) -> list[Any]:
    filled = [cell for cell in cells if cell != ""][:width]
    return [*filled, *[""] * (width - len(filled))]
