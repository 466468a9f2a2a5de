"""Headings in two languages, as offices of minority areas write them, in Chinese alone: 姓名 ئىسمى, 姓名 Name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from kcbx.intake.forms import key, known_headings
from kcbx.intake.grid import Grid
from kcbx.intake.headers import SEARCHED_ROWS

_HAN = "㐀-鿿"
#: Cyrillic, Arabic, Tibetan, Mongolian and Yi letters with their signs; of Latin ones so many that they are a word, and
#: no ID or QQ.
_OTHER = "\u0370-\u1fff\ua000-\ua4cf\ufb50-\ufdff\ufe70-\ufefc"
_WORDS = rf"(?:[A-Za-z][A-Za-z.'’ ]{{2,}}|No\.?|[{_OTHER}][{_OTHER}\s.]+)"
_CHINESE = rf"[{_HAN}](?:[{_HAN}、/（）()\s]*[{_HAN}）)])?"
_HEADING = re.compile(rf"\s*(?:(?P<first>{_CHINESE})[\s/|]*{_WORDS}|{_WORDS}[\s/|]*(?P<last>{_CHINESE}))\s*")
#: Headings in two languages that a row must have, those among them that are known, and their share of its cells.
_FEWEST, _KNOWN, _SHARE = 3, 2, 0.5


def in_chinese(grid: Grid) -> Grid:
    """The sheet with the headings in two languages in Chinese alone; the same sheet where it has none."""
    rows = list(grid.rows)
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        filled = [cell for cell in row if cell != ""]
        read = [_chinese(cell) for cell in filled]
        known = sum(key(text) in known_headings() for text in read)
        if known >= _KNOWN and sum(map(bool, read)) >= max(_FEWEST, _SHARE * len(filled)):
            rows[number] = _row_in_chinese(row)
            return replace(grid, rows=rows)
    return grid


def _row_in_chinese(row: Sequence[Any]) -> list[Any]:
    return [_chinese(cell) or cell for cell in row]


def _chinese(cell: Any) -> str:
    """The Chinese of a heading in two languages; "" for any other cell."""
    found = _HEADING.fullmatch(cell) if isinstance(cell, str) else None
    return (found["first"] or found["last"]).strip() if found else ""


__all__ = ["in_chinese"]
