"""问题清单 of a marked copy: every problem in words with a link to its cell, and the count that closes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kcbx.definitions import schema
from kcbx.findings import severities
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.fill_sheet import said
from kcbx.workbook.marks import Mark, MarkedRow, MarkedSheet, Return, heading
from kcbx.workbook.page import Column, ListPage
from kcbx.workbook.style import ACCENT, THIN

_LOOKS = (
    ("centre",),
    ("words",),
    ("words",),
    ("words", "bold"),
    ("words",),
    ("words",),
    ("words",),
    ("words",),
    ("words",),
)
_LABEL, _COUNT, _NOTE = 0, 3, 4


def write_problems(book: Book, returned: Return, cells: Mapping[int, str]) -> None:
    """Write the list; ``cells`` gives the cell of each mark, ``'待核查'!L7``, by its number."""
    words = schema("workbooks/marked")
    own = words["problems"]
    marks = returned.marks
    must = sum(mark.must for mark in marks)
    effective = sum(sheet.asked.get("effective", 0) for sheet in returned.sheets)
    page = ListPage(
        book,
        own["sheet"],
        own["title"].format(name=returned.recipient),
        [Column(each["heading"], each["width"], look) for each, look in zip(own["columns"], _LOOKS, strict=True)],
        hint=said(own["hint"], must=must, notes=len(marks) - must, effective=effective),
        least=30,
    )
    for sheet, row, mark in _in_order(returned):
        _problem(page, sheet, row, mark, cells[mark.number])
    page.finish()
    for sheet in returned.sheets:
        if sum(sheet.asked.values()) or sum(sheet.extra.values()):
            _balance(page, sheet, words["balance"])


def _in_order(returned: Return) -> list[tuple[MarkedSheet, MarkedRow, Mark]]:
    found = [(sheet, row, mark) for sheet in returned.sheets for row in sheet.rows for mark in row.marks]
    return sorted(found, key=lambda each: each[2].number)


def _problem(page: ListPage, sheet: MarkedSheet, row: MarkedRow, mark: Mark, cell: str) -> None:
    """One line of the list."""
    said_there = row.given.get(mark.field, "") or row.known.get(mark.field, "")
    degree = severities()[mark.severity]
    place = f"{sheet.layout.sheet} › {cell.rpartition('!')[2]}"
    village = row.known.get("village", "")
    name = row.known.get("name", "")
    values = [
        mark.sign,
        degree,
        "",
        name,
        village,
        heading(sheet.layout, mark.field),
        said_there,
        mark.problem,
        mark.advice,
    ]
    look = "alarm" if mark.must else "quiet"
    number = page.add(values, looks=[look, look, "", "", "", "", "stripe_2" if mark.must else "stripe_3", "", ""])
    page.sheet.link(number, 2, cell, place, page.book.formats("link", "line"))


def _balance(page: ListPage, sheet: MarkedSheet, words: Mapping[str, Any]) -> None:
    """本次交回情况: 30 = 6 + 4 + 0 + 20 √ 合计相符."""
    formats, paper = page.book.formats, page.sheet
    total = sum(sheet.asked.values())
    page.row += 1
    paper.text(page.row, _LABEL, f"{words['title']} · {sheet.layout.sheet}", formats("section"))
    paper.set_row(page.row, 22)
    lines = [(words["asked"], total, "")]
    lines += [(label, sheet.asked.get(place, 0), words["notes"][place]) for place, label in words["places"].items()]
    for label, count, note in lines:
        page.row += 1
        _line(paper, page.row, label, count, note)
    parts = [sheet.asked.get(place, 0) for place in words["places"]]
    closes = sum(parts) == total
    page.row += 1
    verdict = words["closes"] if closes else words["broken"].format(difference=abs(total - sum(parts)))
    equation = f"{total} = {' + '.join(map(str, parts))}  {verdict}"
    paper.text(page.row, _LABEL, equation, formats("accent" if closes else "alarm", top=THIN, top_color=ACCENT))
    for column in range(_LABEL + 1, _NOTE + 3):
        paper.text(page.row, column, "", formats(top=THIN, top_color=ACCENT))
    for kind, count in sheet.extra.items():
        if count:
            page.row += 1
            paper.text(page.row, _LABEL, words["extra"][kind].format(count=count), formats("quiet"))
    page.row += 1


def _line(paper: Sheet, row: int, label: str, count: int, note: str) -> None:
    formats = paper.formats
    for column in range(_NOTE + 3):
        paper.text(row, column, "", formats("line"))
    paper.text(row, _LABEL, label, formats("line"))
    paper.number(row, _COUNT, count, formats("line", "bold", num_format="0"))
    paper.text(row, _NOTE, note, formats("quiet", "line", indent=1))
    paper.set_row(row, 17)
