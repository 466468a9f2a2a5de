"""Two columns of text for ``--help``, aligned where Chinese characters are two columns wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

_WIDEST_TERM = 26
_INDENT, _GAP = "  ", 2
_UNBROKEN = re.compile(r"[!-~]+ ?|.", re.DOTALL)
#: Never at the start of a line.
_CLOSING = "，。、；：）”？！》」"


def width_of(text: str) -> int:
    """Columns a text takes on a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def definition_lines(rows: Sequence[tuple[str, str]], width: int, *, widest: int = _WIDEST_TERM) -> Iterator[str]:
    """Terms on the left, what they mean beside them; a term too long for its column has a line of its own."""
    column = min(widest, max(width_of(term) for term, _ in rows))
    margin = len(_INDENT) + column + _GAP
    for term, meaning in rows:
        lines = list(wrapped(meaning, width - margin)) or [""]
        if width_of(term) > column:
            yield f"{_INDENT}{term}"
        else:
            yield f"{_INDENT}{term}{' ' * (margin - len(_INDENT) - width_of(term))}{lines.pop(0)}".rstrip()
        yield from (" " * margin + line for line in lines)


def indented(text: str, width: int) -> Iterator[str]:
    """A paragraph in lines of at most ``width`` columns, set in like the columns."""
    return (f"{_INDENT}{line}" for line in wrapped(text, width - len(_INDENT)))


def wrapped(text: str, width: int) -> Iterator[str]:
    """A text in lines of at most ``width`` columns, give or take a closing mark; words of letters stay whole."""
    line = ""
    for piece in _UNBROKEN.findall(" ".join(text.split())):
        breakable = piece != " " and piece not in _CLOSING
        if line and breakable and width_of(line + piece.rstrip()) > width:
            yield line.strip()
            line = ""
        line += piece
    if line:
        yield line.strip()
