"""Collects from the XML of a sheet what the reader drops, and refuses extents that would make it abort.

One streamed pass over blocks of whole rows; plain byte searches come before regular expressions, which run only
where there is something to find. Prefixed XML (``<x:row>``) is understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field

MAX_CELLS = 60_000_000
MAX_WIDTH = 16_384
LONGEST_ROW = 32 * 1024 * 1024

#: What python-calamine reads in a cell of type error.
KNOWN_ERRORS = frozenset({b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!", b""})

Place = tuple[int, int]
Chunks = Callable[[], Iterator[bytes]]


class Refused(Exception):
    """The file must not be opened; the text says why, in Chinese."""


@dataclass
class CellNotes:
    """What a reader drops of one sheet. Places are (row, column), both from 0.

    ``digits``: whole numbers of 16 to 19 digits written in full, so that IDs written by a program are exact.
    ``uncomputed``: formulas saved without a value. ``struck``: cells crossed out (xlsx only). ``merged``: merged
    ranges, where the reader does not give them.
    """

    errors: dict[Place, str] = field(default_factory=dict)
    digits: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    uncomputed: set[Place] = field(default_factory=set)
    struck: set[Place] = field(default_factory=set)
    merged: list[tuple[Place, Place]] | None = None


# Each pattern begins with plain bytes, which the engine finds many times faster than a choice.
_ROW = re.compile(rb"""row\s(?:[^>]*?\s)?r=["'](\d{1,9})["']""")
_HIDDEN = re.compile(rb"""<(?:\w+:)?row\s[^>]*?hidden=["'](?:1|true)["'][^>]*>""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s([^>]*?t=["']e["'][^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<""", re.DOTALL
)
_DIGITS = re.compile(rb"v>(\d{16,19})</")
_UNCOMPUTED = re.compile(rb"f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>")
_FONT = re.compile(rb"<(?:\w+:)?font(?:\s*/>|>.*?</(?:\w+:)?font>)", re.DOTALL)
_STRIKE = re.compile(rb"""<(?:\w+:)?strike(?:\s*/?>|\s+val=["'](?:1|true)["'])""")
_XF = re.compile(rb"""<(?:\w+:)?xf\b[^>]*?fontId=["'](\d{1,6})["']""")
_REFERENCE = re.compile(rb"""\sr=["']([A-Z]{1,3})(\d{1,7})["']""")
# Steps of width, each with the pattern of a column beyond it: a sheet is hardly ever wider than the first.
_NARROW, _TWO_LETTERS = 56, 702
_NEXT = {_NARROW: _TWO_LETTERS, _TWO_LETTERS: MAX_WIDTH}
_BEYOND = {
    _NARROW: re.compile(rb"""r=["'](?:B[E-Z]|[C-Z][A-Z]|[A-Z]{3})\d"""),
    _TWO_LETTERS: re.compile(rb"""r=["'][A-Z]{3}\d"""),
}
_FILLED = rb"""\d{1,7}["'][^>]*(?<!/)>(?!</)"""


def scan(chunks: Chunks, struck: Collection[int] = ()) -> CellNotes:
    """What the reader will drop of a sheet. Raises Refused where its cells reach absurdly far.

    ``struck``: the numbers of the cell formats that cross out.
    """
    notes, rows, widest = CellNotes(), 0, _NARROW
    crossed = _of_formats(struck) if struck else None
    for block in _whole_rows(chunks()):
        rows = max(rows, max(map(int, _ROW.findall(block)), default=0))
        while widest < MAX_WIDTH and _BEYOND[widest].search(block):
            widest = _NEXT[widest]
        if b"hidden=" in block:
            for tag in _HIDDEN.findall(block):
                number = re.search(rb"""\sr=["'](\d{1,9})["']""", tag)
                if number:
                    notes.hidden_rows.add(int(number[1]) - 1)
        if b't="e"' in block or b"t='e'" in block:
            for attributes, code in _ERROR.findall(block):
                if place := _place(b" " + attributes):
                    notes.errors[place] = code.decode("utf-8", "replace")[:20]
        for formula in _UNCOMPUTED.finditer(block):
            if place := _place(_opening_tag(block, formula.start())):
                notes.uncomputed.add(place)
        for tag in crossed.findall(block) if crossed else ():
            if place := _place(tag):
                notes.struck.add(place)
        for found in _DIGITS.finditer(block):
            if place := _place(_opening_tag(block, found.start())):
                notes.digits[place] = found[1].decode()
    if rows * widest > MAX_CELLS and _far(chunks, MAX_CELLS // rows):
        raise Refused("单元格范围异常（行列过多），像是伪造的")
    return notes


def with_known_errors(sheet: bytes) -> bytes:
    """The XML of a sheet with #N/A in place of the error values that the reader does not know (#SPILL!, #ERROR!).

    It gives up a workbook for one of them. What stood there is in the notes of the sheet.
    """

    def mended(found: re.Match[bytes]) -> bytes:
        start, end = (place - found.start() for place in found.span(2))
        whole = found[0]
        return whole if found[2] in KNOWN_ERRORS else whole[:start] + b"#N/A" + whole[end:]

    return _ERROR.sub(mended, sheet)


def struck_formats(styles: bytes) -> set[int]:
    """The numbers of the cell formats of a workbook whose font is crossed out."""
    if b"strike" not in styles:
        return set()
    fonts = [bool(_STRIKE.search(font)) for font in _FONT.findall(_part(styles, b"fonts"))]
    of_cells = _XF.findall(_part(styles, b"cellXfs"))
    return {number for number, font in enumerate(map(int, of_cells)) if font < len(fonts) and fonts[font]}


def _part(styles: bytes, name: bytes) -> bytes:
    found = re.search(rb"<(?:\w+:)?" + name + rb"\b.*?</(?:\w+:)?" + name + rb">", styles, re.DOTALL)
    return found[0] if found else b""


def _of_formats(numbers: Collection[int]) -> re.Pattern[bytes]:
    """Cells of these formats that hold something."""
    ids = b"|".join(str(number).encode() for number in sorted(numbers))
    return re.compile(rb"""<(?:\w+:)?c(\s[^>]*?\bs=["'](?:""" + ids + rb""")["'][^>]*)(?<!/)>""")


def _whole_rows(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces cut at the end of a row, so that no cell is split."""
    rest = b""
    for chunk in chunks:
        block = rest + chunk
        cut = block.rfind(b"row>") + 4
        if cut < 4:
            if len(block) > LONGEST_ROW:
                raise Refused("内容异常：一行过长")
            rest = block
            continue
        yield block[:cut]
        rest = block[cut:]
    if rest:
        yield rest


def _opening_tag(block: bytes, before: int) -> bytes:
    """The tag of the cell in which a value stands: the last one with a reference before it."""
    end = block.rfind(b" r=", 0, before)
    return block[end : block.find(b">", end)] if end >= 0 else b""


def _place(tag: bytes) -> Place | None:
    reference = _REFERENCE.search(tag)
    return (int(reference[2]) - 1, column_index(reference[1].decode())) if reference else None


def _far(chunks: Chunks, width: int) -> bool:
    """Whether a cell beyond ``width`` columns holds something: the reader allocates the whole rectangle."""
    if width >= MAX_WIDTH:
        return False
    beyond = re.compile(rb"""\sr=["'](?:""" + _letters_beyond(width) + rb")" + _FILLED)
    return any(beyond.search(block) for block in _whole_rows(chunks()))


def _letters_beyond(width: int) -> bytes:
    """A pattern for the letters of all columns past the ``width``-th."""
    letters = column_letters(width)
    same_length = [letters] + [
        f"{letters[:place]}[{chr(ord(letter) + 1)}-Z]" + "[A-Z]" * (len(letters) - place - 1)
        for place, letter in enumerate(letters)
        if letter < "Z"
    ]
    longer = [f"[A-Z]{{{length}}}" for length in range(len(letters) + 1, 4)]
    return "|".join(same_length + longer).encode()


def column_letters(index: int) -> str:
    """Letters of a column counted from 0: 0 → A, 26 → AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Column counted from 0: A → 0, AA → 26."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1
