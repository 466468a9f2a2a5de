"""What clerks do to the workbooks they are sent, done by a script."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kcbx.layouts import SheetLayout, layout
from kcbx.workbook.page import FIRST_ROW

#: openpyxl counts rows and columns from 1.
FIRST = FIRST_ROW + 1

SOFFICE = shutil.which("soffice")


def rows(sheet: Worksheet, form: SheetLayout) -> list[int]:
    """Row numbers of the list."""
    return [row for row in range(FIRST, sheet.max_row + 1) if sheet.cell(row, form.key + 1).value]


def fill(
    source: Path,
    target: Path,
    answers: Callable[[int], Mapping[str, str]],
    *,
    workbook: str = "township",
    sheet: str = "to_verify",
    alter: Callable[[Workbook, Worksheet], None] = lambda book, page: None,
) -> Path:
    """Fill in the rows of one sheet (``answers`` of the row's index), alter what else a clerk alters, save."""
    form = layout(workbook, sheet)
    book = load_workbook(source)
    page = book[form.sheet]
    for index, row in enumerate(rows(page, form)):
        for name, text in answers(index).items():
            page.cell(row, form.position(name) + 1).value = text
    alter(book, page)
    target.parent.mkdir(parents=True, exist_ok=True)
    book.save(target)
    return target


def sort_descending(book: Workbook, page: Worksheet) -> None:
    """Sort the list the other way round, hidden column and all."""
    numbers = rows(page, layout("township", "to_verify"))
    values = [[cell.value for cell in page[row]] for row in numbers]
    for row, line in zip(numbers, reversed(values), strict=True):
        for cell, value in zip(page[row], line, strict=True):
            cell.value = value


def add_new_child(**words: str) -> Callable[[Workbook, Worksheet], None]:
    """Write a child in the first row for children who were on no list."""

    def alter(book: Workbook, page: Worksheet) -> None:
        form = layout("township", "to_verify")
        row = rows(page, form)[-1] + 2
        for name, text in words.items():
            page.cell(row, form.position(name) + 1).value = text

    return alter


def resave(path: Path, kind: str, target: Path) -> Path:
    """Save a workbook again with LibreOffice, as ``xlsx`` or ``xls``."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                str(SOFFICE),
                "--headless",
                "--norestore",
                f"-env:UserInstallation=file://{folder}/profile",
                "--convert-to",
                kind,
                "--outdir",
                folder,
                str(path),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(folder) / f"{path.stem}.{kind}", target)
    return target


def encrypt(path: Path, target: Path, password: str) -> Path:
    """Save a workbook with a password."""
    locked = io.BytesIO()
    OOXMLFile(path.open("rb")).encrypt(password, locked)
    target.write_bytes(locked.getvalue())
    return target
