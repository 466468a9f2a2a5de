"""The pupils that one cell names, each with the reason it gives: 张三（打工）、李四（病假）."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from kcbx.definitions import schema
from kcbx.intake.forms import key

_BETWEEN = re.compile(r"[、，,；;。\n/|]+(?![^（(]*[）)])")
_COUNTED = re.compile(r"^\s*(?:(?:共|计)?\d{1,3}\s*[人名][:：,，、]?|\d{1,2}\s*[.．、]|[①-⑳])\s*")
_NAME = "[一-鿿]{1,6}(?:·[一-鿿]{1,8})+|[一-鿿]{2,4}"
_TOLD = re.compile(rf"({_NAME})\s*(?:[（(](.*?)[）)]|[:：\s—-]+(.+))?$", re.DOTALL)
_SHORT_NAME = "[一-鿿]{2,3}?"
_MARKS = " :()"


def reasons_of(pupils: Sequence[tuple[str, str]], cells: Sequence[Any]) -> list[str]:
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


def named(cell: Any) -> Iterator[tuple[str, str]]:
    """Name and reason of each pupil a cell names; what is no name is given as it is written."""
    if not tells(cell):
        return
    text = unicodedata.normalize("NFKC", cell).strip()
    pieces = [piece for part in _BETWEEN.split(text) for piece in _by_spaces(_COUNTED.sub("", part).strip())]
    for piece in (each for each in pieces if each and not each.isdigit()):
        told = _reasons().fullmatch(piece) or _TOLD.fullmatch(piece)
        groups = [each for each in told.groups() if each] if told else [piece]
        yield groups[0], groups[1].strip() if len(groups) > 1 else ""


def tells(cell: Any) -> bool:
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


@cache
def _reasons() -> re.Pattern[str]:
    return re.compile(rf"({_SHORT_NAME})((?:{'|'.join(schema('intake')['absentees']['reasons'])}).*)$", re.DOTALL)


__all__ = ["named", "reasons_of", "tells"]
