"""What a spreadsheet does to columns: dragged cells, one column sorted alone, a cell deleted, numbers of 15 digits."""

from __future__ import annotations

from random import Random

from bench.second.entries import Entry
from bench.second.rates import Rates

#: Columns an accident can strike, and how often relative to each other.
_COLUMNS = ("id", "birth", "guardian", "phone", "name")
_WEIGHTS = (4, 2, 3, 2, 1)


def strike(entries: list[Entry], rates: Rates, rng: Random, scale: float = 1.0) -> None:
    """Accidents of one sheet, in place."""
    columns = [name for name in _COLUMNS if entries and name in entries[0].cells]
    weights = [_WEIGHTS[_COLUMNS.index(name)] for name in columns]
    for at in range(1, len(entries)):
        if rng.random() < rates.fill_down * scale:
            _drag(entries, at, rng.choices(columns, weights=weights)[0], rng)
    if rng.random() < rates.sheet_sorted * scale:
        _sort_alone(entries, rng.choices(columns, weights=weights)[0], rng)
    if rng.random() < rates.sheet_shifted * scale:
        _delete_cell(entries, rng.choices(columns, weights=weights)[0], rng)
    if rng.random() < rates.sheet_numeric * scale:
        for entry in entries:
            number = entry.text("id")
            if number.isdigit() and len(number) > 15:
                entry.cells["id"] = float(number[:15] + "0" * (len(number) - 15))
                entry.note("id", "fifteen_digits")


def _drag(entries: list[Entry], at: int, column: str, rng: Random) -> None:
    """The cell above dragged over one to three cells; a number counts up."""
    above = entries[at - 1].text(column)
    for step in range(rng.choice((1, 1, 2, 3))):
        if at + step >= len(entries):
            return
        value = above
        if column == "id" and above.isdigit() and rng.random() < 0.4:
            value = str(int(above) + step + 1)
        if value != entries[at + step].text(column):
            entries[at + step].put(column, (value, "dragged"))


def _sort_alone(entries: list[Entry], column: str, rng: Random) -> None:
    """A block of rows in which one column was sorted and the others were not."""
    first, last = _block(entries, rng.randrange(4, 30), rng)
    values = sorted(entry.text(column) for entry in entries[first:last])
    for entry, value in zip(entries[first:last], values, strict=True):
        if entry.text(column) != value:
            entry.put(column, (value, "sorted_alone"))


def _delete_cell(entries: list[Entry], column: str, rng: Random) -> None:
    """A cell deleted and those below moved up, until somebody saw it and put an empty one in."""
    first, last = _block(entries, rng.randrange(2, 20), rng)
    values = [entry.text(column) for entry in entries[first + 1 : last]] + [""]
    for entry, value in zip(entries[first:last], values, strict=True):
        if entry.text(column) != value:
            entry.put(column, (value, "moved_up"))


def _block(entries: list[Entry], length: int, rng: Random) -> tuple[int, int]:
    first = rng.randrange(max(1, len(entries) - 2))
    return first, min(len(entries), first + length)
