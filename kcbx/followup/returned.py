"""What came back, before it is judged: a file as plain text, its sheets recognised by their headings.

Names of files and tabs do not matter, nor does the order of rows and columns. The batch and the recipient are read
from the hidden sheet or the document properties; a row names its child by the hidden key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from kcbx.definitions import schema
from kcbx.followup.header import Header, header_of, heading_key, was_sent
from kcbx.layouts import IDENTITY, IDENTITY_SHEET, SheetLayout

#: Carried by a marked copy: the digest of the file it was made from.
REPLIES_TO = "kcbx_replies_to"
_SAYS_WHENCE = ([IDENTITY[0]], [REPLIES_TO])


@dataclass(frozen=True)
class ReturnedSheet:
    """A sheet as text: row i of ``rows`` is row i+1 of the spreadsheet; an empty cell is ""."""

    name: str
    rows: Sequence[Sequence[str]]

    @cached_property
    def header(self) -> Header | None:
        """Where its columns are, None where it was not sent to be filled in, or that can no longer be told."""
        return header_of(self.rows)


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
    """A recognised sheet: where its columns are now, and its rows."""

    sheet: str
    header: Header
    lines: Sequence[Line]

    @property
    def workbook(self) -> str:
        """The kind of workbook it belongs to."""
        return self.header.workbook

    @property
    def layout(self) -> SheetLayout:
        """As which sheet it went out."""
        return self.header.layout


def origin(file: ReturnedFile) -> Origin:
    """Where a file comes from: its hidden sheets, else its properties, which other programs drop."""
    said = {**file.properties}
    for sheet in file.sheets:
        if sheet.name == IDENTITY_SHEET or any(row[:1] in _SAYS_WHENCE for row in sheet.rows[:9]):
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
        if sheet.header is not None:
            yield Filled(sheet.name, sheet.header, list(_lines(sheet, sheet.header)))


def lost_sheets(file: ReturnedFile) -> list[str]:
    """Sheets that may hold answers and cannot be read: their columns can no longer be told."""
    return [sheet.name for sheet in file.sheets if sheet.header is None and was_sent(sheet.name, sheet.rows)]


def _lines(sheet: ReturnedSheet, header: Header) -> Iterator[Line]:
    """The rows below the header that hold more than a number or a sentence of kcbx's own at the left."""
    note = heading_key(header.layout.new_title)
    for index, row in enumerate(sheet.rows[header.row + 1 :], start=header.row + 1):
        cells = {name: row[place].strip() if place < len(row) else "" for name, place in header.columns.items()}
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
    "lost_sheets",
    "origin",
]
