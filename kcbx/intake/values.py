"""From a cell's value to its text: what the sheet shows, without guessing what it means.

Text stays as it was written, but for control characters and what is beyond any sentence. Whole numbers lose their
``.0``, other numbers read as their shortest exact digits, dates read YYYY-MM-DD. A number of 16 digits and more is
spelled by :class:`~decimal.Decimal`, never through ``int(float)``, which would invent its last digits.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any

Cell = str | int | float | bool | date | datetime | time | timedelta

#: Numbers from here on hold more digits than a double carries exactly: damaged IDs.
LONG = 10.0**15

# C0 without tab and line breaks, DEL, C1, bidirectional controls, non-characters; and how xlsx escapes them.
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
    "|_x00(?:[01][0-9A-Fa-f]|7[Ff])_"
)
_MIDNIGHT = time()
#: Characters of a cell that are read. Nobody writes as many, and what looks for words takes ever longer in more.
LONGEST = 2_000


@dataclass(frozen=True)
class Texts:
    """A column as text: null for an empty cell. The rest are indexes into it.

    ``long_numbers``: cells that held a number of 16 digits or more; ``cleaned``: cells that lost a control
    character; ``cut``: cells of more than 2,000 characters, of which the rest is not read.
    """

    values: list[str | None]
    long_numbers: list[int] = field(default_factory=list)
    cleaned: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)

    @classmethod
    def joined(cls, values: list[str | None], read: Sequence[Texts]) -> Texts:
        """Texts made of several columns, with what was to be said of any of them."""
        marks = (
            sorted({index for texts in read for index in of(texts)})
            for of in (attrgetter("long_numbers"), attrgetter("cleaned"), attrgetter("cut"))
        )
        return cls(values, *marks)


def number_text(number: float) -> str:
    """The shortest digits that mean the number: 7.0 → 7, 2015.9 → 2015.9, 5.1343320131201E+17 in full."""
    if abs(number) < LONG and number == int(number):
        return str(int(number))
    digits = repr(number)
    if "e" not in digits or abs(number) >= 1e30:
        return digits.removesuffix(".0")
    return format(Decimal(digits), "f")


def cell_text(value: Cell, *, dates_only: bool = False) -> str | None:
    """The text of one cell; null for an empty one. ``dates_only`` leaves out the time of day."""
    if isinstance(value, str):
        return value if value and not value.isspace() else None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        whole_day = dates_only or value.time() == _MIDNIGHT
        return value.date().isoformat() if whole_day else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def column_texts(cells: Sequence[Any], *, dates_only: bool = False) -> Texts:
    """A column as text, computed once for each different value."""
    kinds = set(map(type, cells))
    long_numbers: list[int] = []
    if kinds <= {str}:
        texts: list[str | None] = [cell or None for cell in cells]
    elif bool in kinds:  # True equals 1 and would share its text
        texts = [cell_text(cell, dates_only=dates_only) for cell in cells]
        long_numbers = [index for index, cell in enumerate(cells) if _is_long(cell)]
    else:
        different = set(cells)
        text_of = {cell: cell_text(cell, dates_only=dates_only) for cell in different}
        texts = [text_of[cell] for cell in cells]
        if any(map(_is_long, different)):
            long_numbers = [index for index, cell in enumerate(cells) if _is_long(cell)]
    return _of_sane_length(_without_control_characters(texts, long_numbers))


def _of_sane_length(read: Texts) -> Texts:
    if max(map(len, {text for text in read.values if text}), default=0) <= LONGEST:
        return read
    cut = [index for index, text in enumerate(read.values) if text and len(text) > LONGEST]
    values = [text and text[:LONGEST] for text in read.values]
    return Texts(values, read.long_numbers, read.cleaned, cut)


def _is_long(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= LONG


def _without_control_characters(texts: list[str | None], long_numbers: list[int]) -> Texts:
    different = {text for text in texts if text}
    together = "".join(different)
    if together.isprintable() and " " not in together and "_x00" not in together:
        return Texts(texts, long_numbers)  # the usual column, told at a glance
    changed: dict[str, str | None] = {text: None for text in different if text.isspace()}
    if _CONTROL.search("\n".join(different)):
        changed |= {text: _CONTROL.sub("", text) or None for text in different if _CONTROL.search(text)}
    if not changed:
        return Texts(texts, long_numbers)
    cleaned = [index for index, text in enumerate(texts) if text and text in changed and not text.isspace()]
    return Texts([changed.get(text, text) if text else None for text in texts], long_numbers, cleaned)
