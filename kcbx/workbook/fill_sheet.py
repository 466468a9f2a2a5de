"""A sheet to fill in: grey known columns at the left, white answers at the right, empty rows for new children below.

Identity cells are locked, answer cells open; the protection has no password, it keeps slips away and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xlsxwriter.utility import xl_range_abs

from kcbx.answers import COMPLETE, LACKING
from kcbx.layouts import SheetLayout
from kcbx.workbook.fill_in import FillIn, answer_columns
from kcbx.workbook.page import FIRST_ROW, Column, ListPage, Value
from kcbx.workbook.text import Rich, Run

#: Where clerks write by hand.
_WRITING_HEIGHT = 38.5
_NEW_HEIGHT = 34
#: Columns before 还缺什么 over which the count is written; the hint needs the others.
_COUNT_COLUMNS = 3
_MARKUP = re.compile(r"(\*\*.+?\*\*|~~.+?~~|__.+?__)")
_MARKS = {"**": ("alarm",), "~~": ("differs",), "__": ("bold",)}
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}


@dataclass(frozen=True)
class Line:
    """One row to write: a value for each known column, its key, answers already given, the rule under it."""

    known: Mapping[str, Value]
    key: str
    given: Mapping[str, str] = field(default_factory=dict)
    under: str = ""
    looks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class FilledArea:
    """Where the rows of a sheet lie: 0-based rows, last before first where there are none."""

    layout: SheetLayout
    first: int
    last: int

    def column(self, position: int) -> str:
        """Absolute range of a column of the list, with its sheet: '待核查'!$R$6:$R$35."""
        return f"'{self.layout.sheet}'!{xl_range_abs(self.first, position, self.last, position)}"

    @property
    def gaps(self) -> str:
        """Range of 还缺什么."""
        return self.column(self.layout.gap)


def said(template: str, **values: Any) -> Rich:
    """A sentence with its values; ``**bold red**``, ``~~red underlined~~`` and ``__bold__`` are marks of the template
    only.
    """
    pieces: list[Run | str] = []
    for piece in _MARKUP.split(template):
        mark = piece[:2] if _MARKUP.fullmatch(piece) else ""
        text = (piece[2:-2] if mark else piece).format_map(values)
        pieces.append(Run(text, _MARKS[mark]) if mark else text)
    return tuple(pieces)


def write_sheet(
    fill: FillIn, words: Mapping[str, Any], title: str, hint: Rich | str, lines: Sequence[Line]
) -> FilledArea:
    """Write one sheet of a township's or a school's workbook; ``words`` is its file in ``schemas/workbooks``."""
    layout, book = fill.layout, fill.book
    known = [Column(each.heading, each.width, each.look, "known") for each in layout.known]
    gap = Column(words["gap_heading"], words["gap_width"], ("answer",), "answer", printed=False)
    key = Column(words["key_heading"], 20, ("text",), "known", hidden=True)
    answers = [*answer_columns(layout), gap, key]
    page = ListPage(
        book,
        layout.sheet,
        title,
        [*known, *answers],
        hint=hint,
        freeze=layout.position("name") + 1,
        least=_WRITING_HEIGHT,
        bands=(words["known_band"], words["answer_band"]),
    )
    for position, column in enumerate(answers, start=len(known)):  # typed text stays text, also below the list
        page.sheet.set_column(position, position, column.width, book.formats("text"), {"hidden": column.hidden})
    for line in lines:
        _add(page, fill, line)
    area = FilledArea(layout, FIRST_ROW, page.row - 1)
    page.finish()
    if lines:
        fill.lay(page.sheet, area.first, area.last)
        _count(page, area)
    if layout.new_rows:
        _rows_for_new_children(page, fill)
    if layout.closing and lines:
        results = " · ".join(result.label for result in layout.asked.results.values())
        page.say(layout.closing.format(results=results), "quiet")
    page.sheet.print_area(0, 0, max(page.row - 1, FIRST_ROW), layout.gap - 1)
    page.sheet.protect("", _ALLOWED)
    return area


def _add(page: ListPage, fill: FillIn, line: Line) -> None:
    """One row: known values, answers (blank unless given), 还缺什么 with its value, the key."""
    layout = fill.layout
    known = [line.known[column.field] for column in layout.known]
    answers = [line.given.get(name, "") for name in layout.asked.columns]
    looks = [line.looks.get(column.field, "") for column in layout.known] + [""] * (len(answers) + 2)
    row = page.add([*known, *answers, None, line.key], line=line.under, looks=looks)
    fill.judge(page.sheet, row, line.given)


def _count(page: ListPage, area: FilledArea) -> None:
    """How far the list is, over the last answers; nothing while it is blank (as printed)."""
    gaps = area.gaps.split("!")[1]
    complete, lacking = (f'SUMPRODUCT(--(LEFT({gaps},1)="{sign}"))' for sign in (COMPLETE[0], LACKING[0]))
    rows = area.last - area.first + 1
    text = f'"√ 完整 "&{complete}&"，还缺 "&{lacking}&"，未填 "&({rows}-{complete}-{lacking})'
    formula = f'=IF({complete}+{lacking}=0,"",{text})'
    page.sheet.write_formula(2, area.layout.gap - _COUNT_COLUMNS, formula, page.book.formats("accent"), "")


def _rows_for_new_children(page: ListPage, fill: FillIn) -> None:
    """A line that says what the rows below are for, and empty rows in which every cell is open."""
    layout, formats, sheet = fill.layout, page.book.formats, page.sheet
    band = formats("text", "accent", "closing")
    for position in range(layout.gap):
        sheet.text(page.row, position, layout.new_title if position == 0 else "", band)
    sheet.set_row(page.row, 22)
    first = page.row + 1
    page.row = first + layout.new_rows
    for row in range(first, page.row):
        for position in range(layout.gap):
            sheet.text(row, position, "", formats("answer"))
        fill.judge(sheet, row, {}, newly_found=True)
        sheet.set_row(row, _NEW_HEIGHT)
    fill.lay(sheet, first, page.row - 1, newly_found=True)


def two_lines(above: Rich | str, below: Rich | str) -> Rich:
    """One cell, two lines: census above roll, so that characters stand one over the other."""
    one, other = ((text,) if isinstance(text, str) else text for text in (above, below))
    return (*one, "\n", *other)
