"""填写说明 of a blank form: what holds for all of it, then every column, from the schema that makes the form."""

from __future__ import annotations

from collections.abc import Mapping

from kcbx.definitions import schema
from kcbx.fields import fields
from kcbx.workbook.book import Book
from kcbx.workbook.style import ACCENT, THIN
from kcbx.workbook.templates import Template
from kcbx.workbook.text import line_count, row_height

_GUIDE_WIDTHS = (18, 10, 88)


def write_guide(book: Book, template: Template, title: str, offered: Mapping[str, tuple[str, ...]]) -> None:
    """填写说明: what holds for the whole form, then every column: must or may, meaning, how to write it."""
    words = schema("workbooks/template")["words"]
    formats = book.formats
    sheet = book.sheet(words["guide"])
    for position, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(position, position, width)
    sheet.set_row(0, 32)
    sheet.text(0, 0, words["guide_title"].format(title=title), formats("title"))
    parts = (
        (words["general"], [(rule["term"], "", rule["meaning"]) for rule in words["rules"]]),
        (words["columns"], [_explained(template, name, offered) for name in template.fields]),
    )
    row = 1
    for heading, lines in parts:
        sheet.set_row(row, 10)
        sheet.set_row(row + 1, 22)
        for position in range(len(_GUIDE_WIDTHS)):
            look = formats("section", bottom=THIN, bottom_color=ACCENT)
            sheet.text(row + 1, position, heading if position == 0 else "", look)
        row += 2
        for term, must, meaning in lines:
            sheet.text(row, 0, term, formats("strong", "line"))
            sheet.text(row, 1, must, formats("text", "alarm" if must == words["must"] else "quiet", "line"))
            sheet.text(row, 2, meaning, formats("words", "line"))
            sheet.set_row(row, row_height(line_count(meaning, _GUIDE_WIDTHS[2])))
            row += 1
    book.paper(sheet)
    sheet.print_area(0, 0, row - 1, len(_GUIDE_WIDTHS) - 1)


def _explained(template: Template, name: str, offered: Mapping[str, tuple[str, ...]]) -> tuple[str, str, str]:
    """A column of the guide: its heading, must or may, its meaning with how to write it."""
    words = schema("workbooks/template")
    field = fields()[name]
    said = [field.meaning]
    if name in offered:
        said.append(words["words"]["choices"].format(choices="、".join(offered[name])))
    elif field.kind in words["kinds"]:
        said.append(words["kinds"][field.kind])
    must = words["words"]["must" if name in template.required else "may"]
    return field.label, must, "；".join(said)
