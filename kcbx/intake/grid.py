"""The only reader of workbooks: any file an analyst may be sent becomes sheets of plain rows.

Row i of a grid is row i+1 of the spreadsheet and column j its column j+1, always from A1. The reader behind
xlsx, xls, xlsb and ods is python-calamine; other kinds are in :mod:`markup`, :mod:`delimited` and
:mod:`legacy`. Runs in a worker process (:mod:`worker`), since the reader may abort on a hostile file.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import python_calamine

from kcbx.intake import preflight
from kcbx.intake.delimited import UTF_16, as_utf_8, read_delimited
from kcbx.intake.sheet_scan import CellNotes, Refused

Range = tuple[tuple[int, int], tuple[int, int]]

#: What no program shows of the name of a sheet.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]+")
_LONGEST_NAME = 100
_VISIBLE = python_calamine.SheetVisibleEnum.Visible
_NOT_A_TABLE = {
    "document": "这是文档，不是表格",
    "package": "这是压缩包，要先解压",
    "other": "这是程序用的文件，不是表格",
    "archived_page": "这是网页存档，要打开后另存为 .xlsx",
    "pdf": "这是 PDF 文件，不是表格",
    "image": "这是图片，不是表格",
}


class NotASpreadsheet(Exception):
    """The file is something else; the text says what, in Chinese."""


class PasswordNeeded(Exception):
    """The workbook is encrypted: no password was given, or (``wrong``) not the right one."""

    def __init__(self, *, wrong: bool = False) -> None:
        super().__init__("wrong" if wrong else "missing")
        self.wrong = wrong


@dataclass
class Grid:
    """One sheet: its cells from A1, the merged ranges (None: the format does not tell), what a reader drops.

    ``numbers``: where the rows were put in another order (:mod:`cards`), the row of the spreadsheet of each, from 0.
    """

    sheet: str
    rows: list[list[Any]]
    merged: list[Range] | None = None
    hidden: bool = False
    notes: CellNotes = field(default_factory=CellNotes)
    numbers: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """The name without what nobody sees; a spreadsheet program allows 31 characters."""
        self.sheet = _UNSEEN.sub(" ", self.sheet)[:_LONGEST_NAME]

    def number(self, row: int) -> int:
        """The number of a row as the spreadsheet shows it."""
        return (self.numbers[row] if self.numbers else row) + 1

    def exact(self, row: int) -> list[Any]:
        """The cells of a row, with the digits of long numbers that the file writes in full."""
        return [self.notes.digits.get((row, column), cell) for column, cell in enumerate(self.rows[row])]


def read_grids(content: bytes, password: str | None = None) -> Iterator[Grid]:
    """The sheets of a file one by one, hidden ones too.

    Raises Refused, NotASpreadsheet or PasswordNeeded, and whatever the reader raises on a damaged file.
    """
    if content.startswith(UTF_16):
        content = as_utf_8(content)
    kind = preflight.kind_of(content[:4096])
    if kind == "ole":
        content, kind = _opened(content, password)
    if kind == "empty":
        raise Refused("文件是空的")
    if kind in _NOT_A_TABLE:
        raise NotASpreadsheet(_NOT_A_TABLE[kind])
    if kind == "zip":
        kind, notes = preflight.inspect(content)
        if kind in _NOT_A_TABLE:
            raise NotASpreadsheet(_NOT_A_TABLE[kind])
        yield from _calamine(preflight.readable(content, notes) if kind == "xlsx" else content, dict(notes))
    elif kind == "xls":
        from kcbx.intake.legacy import notes_of  # noqa: PLC0415 - only for this format

        yield from _calamine(content, notes_of(content))
    elif kind == "markup":
        from kcbx.intake.markup import read_markup  # noqa: PLC0415

        yield from (
            Grid(name, rows, merged, hidden, notes) for name, rows, merged, hidden, notes in read_markup(content)
        )
    else:
        rows = read_delimited(content)
        if rows is None:
            raise NotASpreadsheet("不是表格")
        yield Grid("", rows)


def _opened(content: bytes, password: str | None) -> tuple[bytes, str]:
    """An OLE file as something readable: decrypted where it is encrypted; else an xls."""
    from kcbx.intake.encryption import decrypt, is_encrypted  # noqa: PLC0415 - few files need it

    if not is_encrypted(content):
        return content, "xls"
    opened = decrypt(content, password)
    if opened is None:
        raise PasswordNeeded(wrong=password is not None)
    return opened, "zip" if opened[:2] == b"PK" else "xls"


def _calamine(content: bytes, notes: dict[str, CellNotes]) -> Iterator[Grid]:
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        twice = [name for name, times in Counter(meta.name for meta in book.sheets_metadata).items() if times > 1]
        if twice:  # the reader finds a sheet by its name only
            raise Refused(f"有几张工作表都叫“{twice[0][:31]}”，分不清，要改成不同的名字")
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            own = notes.get(meta.name, CellNotes())
            yield Grid(
                meta.name,
                sheet.to_python(skip_empty_area=False),
                sheet.merged_cell_ranges or own.merged,
                hidden=meta.visible != _VISIBLE,
                notes=own,
            )
