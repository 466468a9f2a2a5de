"""填写说明 of a blank form: what holds for all of it, every column, and the mistakes that are found when it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kcbx.definitions import schema
from kcbx.fields import fields
from kcbx.findings import catalogue, severities
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.templates import Template, is_wide
from kcbx.workbook.text import line_count, row_height

_GUIDE_WIDTHS = (18, 10, 82)
#: Characters of a term that stay on one line.
_TERM_MOST = 9
#: Term, must or may or how grave, what is said of it.
Line = tuple[str, str, str]


def write_guide(book: Book, template: Template, title: str, offered: Mapping[str, tuple[str, ...]]) -> None:
    """填写说明: what holds for the whole form; every column: must or may, meaning, how to write it; mistakes."""
    words = schema("workbooks/template")["words"]
    people, wide = "name" in template.fields, is_wide(template)
    sheet = book.sheet(words["guide"])
    sheet.widths(_GUIDE_WIDTHS)
    sheet.set_row(0, 32)
    sheet.text(0, 0, words["guide_title"].format(title=title), book.formats("title"))
    parts: tuple[tuple[str, list[Line]], ...] = (
        (
            words["general"],
            [
                (rule["term"], "", rule["meaning"])
                for rule in words["rules"]
                if (people or not rule.get("people")) and (wide or not rule.get("wide"))
            ],
        ),
        (words["columns"], [_explained(template, name, offered) for name in template.fields]),
        (words["mistakes"], list(mistakes(template))),
    )
    row = 1
    for heading, lines in parts:
        row = _write_part(sheet, row, heading, lines)
    book.paper(sheet, portrait=True, one_page=True)
    sheet.print_area(0, 0, row - 1, len(_GUIDE_WIDTHS) - 1)


def _write_part(sheet: Sheet, row: int, heading: str, lines: list[Line]) -> int:
    """Write a heading with its lines from ``row`` on; returns the row after them."""
    formats, alarm = sheet.formats, (schema("workbooks/template")["words"]["must"], severities()["error"])
    row = sheet.section(row, heading, len(_GUIDE_WIDTHS))
    for term, degree, meaning in lines:
        sheet.text(row, 0, term, formats("strong", "line"))
        sheet.text(row, 1, degree, formats("text", "alarm" if degree in alarm else "quiet", "line"))
        sheet.text(row, 2, meaning, formats("words", "line"))
        sheet.set_row(row, row_height(line_count(meaning, _GUIDE_WIDTHS[2])))
        row += 1
    return row


def _explained(template: Template, name: str, offered: Mapping[str, tuple[str, ...]]) -> Line:
    """A column of the guide: its heading, must or may, its meaning with how to write it."""
    words = schema("workbooks/template")
    field = fields()[name]
    said = [template.said.get(name, field.meaning)]
    if name in offered:
        said.append(words["words"]["choices"].format(choices="、".join(offered[name])))
    elif field.kind in words["kinds"]:
        said.append(words["kinds"][field.kind])
    must = words["words"]["must" if name in template.required else "may"]
    return template.label(name), must, "；".join(said)


def mistakes(template: Template) -> Iterator[Line]:
    """The mistakes of the form's own columns and of every form: where, how grave at most, what to write instead."""
    words = schema("workbooks/template")
    for each in words["mistakes"]:
        where = [template.label(name) for name in template.fields if name in each["fields"]]
        if (where or not each["fields"]) and not (each.get("homes") and template.place != "home"):
            gravest = min((catalogue()[code].severity for code in each["code"]), key=list(severities()).index)
            term = "、".join(where) or words["words"]["whole"]
            yield (
                term if len(term) <= _TERM_MOST else where[0].removesuffix("等") + "等",
                severities()[gravest],
                words["words"]["instead"].format(**each),
            )
