"""Text on its way into a cell: made harmless, cut into runs, measured.

A *rich* text is a sequence of runs; a run is plain text or ``Run(text, roles)``. Nothing in a text is ever
read as markup, so a name cannot change the look of a page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import ceil
from unicodedata import east_asian_width

#: Longest text of a cell that any program opens.
LONGEST = 32_000

_HARMFUL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_ESCAPE = re.compile("_(x[0-9A-Fa-f]{4}_)")
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a rich text with the roles (``style.ROLES``) that it adds to those of its cell."""

    text: str
    roles: tuple[str, ...] = ()


Rich = tuple["Run | str", ...]


@lru_cache(maxsize=1 << 17)
def harmless(text: str) -> str:
    """``text`` as a cell may hold it: no control or direction characters, no lone surrogates.

    Line breaks stay. ``_x0041_``, which programs would read as a code, is kept literal, and so is text that
    looks like the inner form of a rich string. Cut to 32,000 characters with ``…``.
    """
    if not text.isprintable():
        text = _HARMFUL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if "_x" in text:
        text = _ESCAPE.sub(r"_x005F_\1", text)
    if text.startswith("<r>"):
        text = " " + text
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def runs(rich: Iterable[Run | str] | str) -> tuple[Run, ...]:
    """Runs made harmless, without empty ones, neighbours of equal roles joined."""
    joined: list[Run] = []
    for piece in (rich,) if isinstance(rich, str) else rich:
        run = piece if isinstance(piece, Run) else Run(piece)
        if joined and joined[-1].roles == run.roles:
            joined[-1] = Run(joined[-1].text + run.text, run.roles)
        elif run.text:
            joined.append(run)
    cleaned = (Run(harmless(run.text), run.roles) for run in joined)
    return tuple(run for run in cleaned if run.text)


def plain(rich: Iterable[Run | str] | str) -> str:
    """The words of a rich text."""
    return rich if isinstance(rich, str) else "".join(r.text if isinstance(r, Run) else r for r in rich)


def pixels(columns: float) -> int:
    """Width of a column of so many characters of 等线 11, as Excel draws it."""
    return round(columns * 8) + 5


@lru_cache(maxsize=1 << 16)
def _ems(line: str) -> float:
    """Width of a line in ems: a Chinese character is one, a Latin one a little over half."""
    wide = sum(east_asian_width(char) in "WFA" for char in line)
    return wide + 0.56 * (len(line) - wide)


def text_width(text: str, size: float = 10) -> float:
    """Width of the longest line of a text, in pixels, at a font size in points."""
    return max((_ems(line) for line in text.split("\n")), default=0) * size * 4 / 3


def size_that_fits(text: str, width: float, most: float) -> float:
    """The largest font size, in half points up to ``most``, at which a text stands in one line of so many pixels.

    A little is kept for bold figures.
    """
    return min(most, int(2 * 0.99 * width / max(text_width(text, 1), 1)) / 2)


def columns_for(width: float) -> float:
    """Width in characters of a column that holds a line of so many pixels."""
    return round((width + 6 - 5) / 8 + 0.1, 1)


def characters_in(columns: float, size: float = 10) -> int:
    """Chinese characters that one line of a column of a width in characters holds."""
    return int(_room(columns) / (size * 4 / 3))


def line_count(text: str, columns: float, size: float = 10) -> int:
    """Lines a wrapped text takes in a column of a width in characters; at least one."""
    room = _room(columns)
    return sum(max(1, ceil(_ems(line) * size * 4 / 3 / room)) for line in text.split("\n"))


def _room(columns: float) -> int:
    """Pixels of a column that a line of text may take."""
    return max(pixels(columns) - 6, 1)


def row_height(lines: int, size: float = 10, air: float = 8) -> float:
    """Height in points of a row of so many lines."""
    return round(lines * size * 1.42 + air, 1)


def chinese_date(day: date, *, year: bool = True, weekday: bool = False) -> str:
    """For instance 2026年9月20日, or 10月16日（星期五）."""
    said = f"{day.year}年" if year else ""
    return f"{said}{day.month}月{day.day}日" + (f"（星期{_WEEKDAYS[day.weekday()]}）" if weekday else "")
