"""填写说明: what each column, result and reason means, from the same schema texts that make the sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kcbx.answers import Questionnaire
from kcbx.layouts import SheetLayout
from kcbx.workbook.book import Book
from kcbx.workbook.text import line_count, row_height

_WIDTHS = (20, 76)


def write_guide(book: Book, words: Mapping[str, Any], name: str, layouts: Sequence[SheetLayout]) -> None:
    """Write the guide of a workbook: one printed page for who has never filled it in.

    What each column means stands below it, for the screen only.
    """
    sheet = book.sheet(words["guide"]["sheet"])
    sheet.widths(_WIDTHS)
    formats = book.formats
    sheet.set_row(0, 32)
    sheet.text(0, 0, words["guide"]["title"].format(name=name), formats("title"))
    sheet.set_row(1, 17)
    sheet.text(1, 0, book.meta, formats("meta"))
    row, last = 2, 0
    for title, entries, printed in _sections(words, layouts):
        row = sheet.section(row, title, len(_WIDTHS))
        for term, meaning in entries:
            sheet.text(row, 0, term, formats("strong", "line", text_wrap=True))
            sheet.text(row, 1, meaning, formats("words", "line"))
            lines = max(line_count(text, width) for text, width in zip((term, meaning), _WIDTHS, strict=True))
            sheet.set_row(row, row_height(lines))
            row += 1
        last = row - 1 if printed else last
    book.paper(sheet, one_page=True)
    sheet.set_portrait()
    sheet.print_area(0, 0, last, 1)
    sheet.protect("", {"format_columns": True})


def _sections(
    words: Mapping[str, Any], layouts: Sequence[SheetLayout]
) -> Iterator[tuple[str, Sequence[tuple[str, str]], bool]]:
    """Titles with their entries, and whether they are printed: notes, why, the results of each sheet; then columns."""
    yield "怎样填", [(term, meaning) for term, meaning in words["guide"]["notes"]], True
    yield words["guide"]["why_title"], [(each["label"], each["guide"]) for each in words["why"].values()], True
    for layout in layouts:
        label = layout.asked.columns["result"].label
        yield f"“{layout.sheet}”：{label}怎么选", list(_results(layout.asked)), True
    for layout in layouts:
        headings = [(column.heading, column.note) for column in layout.known if column.note]
        headings += [(column.label, column.prompt) for column in layout.answers if column.prompt]
        yield f"“{layout.sheet}”的各列（只在屏幕上看）", headings, False


def _results(asked: Questionnaire) -> Iterator[tuple[str, str]]:
    """Each result with its meaning and the evidence it needs."""
    for result in asked.results.values():
        needed = "、".join(asked.word(result, name) for name in asked.evidence if asked.word(result, name))
        yield result.label, f"{result.meaning}。还须填：{needed}" if needed else result.meaning
