"""What came back, before it is judged: a file as plain text, its sheets recognised by their headings.

Names of files and tabs do not matter, nor does the order of rows and columns. The batch and the recipient are read
from the hidden sheet or the document properties; a row names its child by the hidden key.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kcbx.definitions import schema
from kcbx.layouts import IDENTITY, IDENTITY_SHEET, SheetLayout, layout

#: Carried by a marked copy: the digest of the file it was made from.
REPLIES_TO = "kcbx_replies_to"

_DEEPEST_HEADER = 40
_ENOUGH_ANSWERS = 0.6
_NOT_A_HEADING = str.maketrans("", "", "▼*＊:：\"“”'")


@dataclass(frozen=True)
class ReturnedSheet:
    """A sheet as text: row i of ``rows`` is row i+1 of the spreadsheet; an empty cell is ""."""

    name: str
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class ReturnedFile:
    """A returned file. ``digest``: SHA-256 of its bytes; ``properties``: its custom document properties."""

    name: str
    digest: str
    sheets: Sequence[ReturnedSheet]
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Origin:
    """What a file says of where it comes from; "" where it no longer does."""

    workbook: str
    template: str
    batch: str
    recipient: str
    replies_to: str


@dataclass(frozen=True)
class Line:
    """A row that holds anything: what kcbx had written in it, what was filled in, its key.

    ``row`` is the row number of the spreadsheet. ``known`` and ``given`` are cell texts by field.
    """

    row: int
    known: Mapping[str, str]
    given: Mapping[str, str]
    key: str


@dataclass(frozen=True)
class Filled:
    """A recognised sheet: which layout it has, where its columns are now (field → 0-based), its rows."""

    sheet: str
    workbook: str
    layout: SheetLayout
    columns: Mapping[str, int]
    lines: Sequence[Line]


def origin(file: ReturnedFile) -> Origin:
    """Where a file comes from: its hidden sheet, else its properties."""
    said = {**file.properties}
    for sheet in file.sheets:
        if sheet.name == IDENTITY_SHEET or any(row[:1] == [IDENTITY[0]] for row in sheet.rows[:9]):
            said |= {row[0]: row[1] for row in sheet.rows if len(row) > 1 and row[1]}
    kind, template, batch, recipient, _ = (said.get(name, "").strip("–") for name in IDENTITY)
    return Origin(kind, template, batch, recipient, said.get(REPLIES_TO, ""))


def is_of_the_county(file: ReturnedFile) -> bool:
    """Whether it is the bureau's own workbook, sent to nobody: it names no recipient and has the bureau's pages."""
    pages = schema("workbooks/county")["pages"]
    own = {pages[name]["sheet"] for name in ("overview", "review")}
    return not origin(file).workbook and own <= {sheet.name for sheet in file.sheets}


def filled_sheets(file: ReturnedFile) -> Iterator[Filled]:
    """The sheets of a file that were sent to be filled in, in the order of the file."""
    for sheet in file.sheets:
        best = max(_fits(sheet), key=lambda fit: fit[0], default=None)
        if best is not None:
            _, header, workbook, found, columns = best
            lines = list(_lines(sheet, header, found, columns))
            yield Filled(sheet.name, workbook, found, columns, lines)


def heading_key(text: str) -> str:
    """What two spellings of a heading have in common: no spaces, line breaks, arrows, width."""
    plain = unicodedata.normalize("NFKC", text).translate(_NOT_A_HEADING)
    return "".join(plain.split())


@cache
def _layouts() -> tuple[tuple[str, SheetLayout, Mapping[str, str]], ...]:
    """Every layout with its headings: key of a heading → field; ``key`` is the hidden column."""
    made = []
    for workbook in ("township", "school"):
        words = schema(f"workbooks/{workbook}")
        for code in words["sheets"]:
            found = layout(workbook, code)
            headings = {heading_key(column.heading): column.field for column in found.known}
            headings |= {heading_key(column.header): f"answer:{column.name}" for column in found.answers}
            headings |= {heading_key(words["key_heading"]): "key"}
            made.append((workbook, found, headings))
    return tuple(made)


def _fits(sheet: ReturnedSheet) -> Iterator[tuple[float, int, str, SheetLayout, Mapping[str, int]]]:
    """Every layout a row of the sheet may be the header of: how well, which row, and where the columns are."""
    for index, row in enumerate(sheet.rows[:_DEEPEST_HEADER]):
        keys = [heading_key(cell) for cell in row]
        for workbook, found, headings in _layouts():
            columns: dict[str, int] = {}
            for position, key in enumerate(keys):
                if key in headings:
                    columns.setdefault(headings[key], position)
            answers = sum(name.startswith("answer:") for name in columns)
            says_who = "key" in columns or "name" in columns
            if "answer:result" in columns and says_who and answers >= _ENOUGH_ANSWERS * len(found.answers):
                yield len(columns) - index / 1000, index, workbook, found, columns


def _lines(sheet: ReturnedSheet, header: int, found: SheetLayout, columns: Mapping[str, int]) -> Iterator[Line]:
    """The rows below the header that hold more than a number or a sentence of kcbx's own at the left."""
    note = heading_key(found.new_title)
    for index, row in enumerate(sheet.rows[header + 1 :], start=header + 1):
        cells = {name: row[position].strip() if position < len(row) else "" for name, position in columns.items()}
        first = next((cell for cell in row if cell.strip()), "")
        says_something = any(text for name, text in cells.items() if name != "serial")
        if says_something and not (note and heading_key(first) == note):
            yield Line(
                row=index + 1,
                known={name: text for name, text in cells.items() if name != "key" and not name.startswith("answer:")},
                given={
                    name.removeprefix("answer:"): text for name, text in cells.items() if name.startswith("answer:")
                },
                key=cells.get("key", ""),
            )


__all__ = [
    "REPLIES_TO",
    "Filled",
    "Line",
    "Origin",
    "ReturnedFile",
    "ReturnedSheet",
    "filled_sheets",
    "is_of_the_county",
    "origin",
]
