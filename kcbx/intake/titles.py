"""What stands above a header: titles, which name the list, and notes, which say how to fill it in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from kcbx.intake.forms import key, words
from kcbx.intake.headers import Header
from kcbx.intake.rows import is_note
from kcbx.intake.values import LONGEST

_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")
#: The beginning of a numbered sentence: 3. 就读情况：…
_NUMBERED = re.compile(r"\s*(?:[(（]?[0-9一二三四五六七八九十]{1,2}[)）.、．]|[①-⑩])")
_SENTENCE = re.compile(r"[。；;，,：:]")
_TICK = re.compile(r"[打画划]\W?[√✓✔勾]")
#: A line of a title has no more cells than this, or than a third of those of the header.
_FEW = 2


def lines_above(rows: Sequence[Sequence[Any]], header: Header, headers: Sequence[Header]) -> list[str]:
    """The texts above a header that speak of its table; of the second table of a sheet only its own title."""
    before = max((each.last for each in headers if each.last < header.first - 1), default=-1)
    most = max(_FEW, len(_filled(rows[header.last])) // 3)
    first = header.first
    while first > before + 1 and len(_filled(rows[first - 1])) <= most:
        first -= 1
    between = first > before + 1 and before >= 0  # rows of the table before
    return [cell for row in rows[first if between else 0 : header.first] for cell in _texts(row)]


def named(lines: Sequence[str]) -> list[str]:
    """The lines that are titles: what a note says of a column (备注栏填死亡、迁出等) says nothing of the list."""
    return [line for line in lines if not _instructs(line)]


@lru_cache(maxsize=4096)
def _instructs(line: str) -> bool:
    outside = _BRACKETS.sub("", line).strip() or line
    if is_note(outside) or _TICK.search(outside) or (_NUMBERED.match(outside) and _SENTENCE.search(outside)):
        return True
    return any(word in key(outside) for word in words("rows", "instructing"))


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if cell != "" and not (isinstance(cell, str) and cell.isspace())]


def _texts(row: Sequence[Any]) -> list[str]:
    return [cell[:LONGEST] for cell in _filled(row) if isinstance(cell, str)]
