"""How a workbook that comes back is known: properties of the file, and a hidden sheet that says the same."""

from __future__ import annotations

from kcbx.answers import template_version
from kcbx.layouts import IDENTITY, IDENTITY_SHEET
from kcbx.workbook.book import Book


def identify(book: Book, kind: str, recipient: str) -> None:
    """Carry kind, template, batch, recipient in the properties and on a hidden sheet, so that a return is known."""
    values = (kind, template_version(), book.place.batch, recipient, book.version)
    sheet = book.sheet(IDENTITY_SHEET, hidden=True)
    for row, (name, value) in enumerate(zip(IDENTITY, values, strict=True)):
        sheet.text(row, 0, name)
        sheet.text(row, 1, value)
        if name in {"kcbx_kind", "kcbx_template", "kcbx_recipient"}:
            book.property(name, value)
