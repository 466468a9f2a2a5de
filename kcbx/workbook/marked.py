"""The marked copy of a returned workbook: every problem at its cell, in words beside it, in a list with links.

The cell keeps what the sender wrote; its number ①②③ is a number format, so that a corrected copy reads like any other
return. Frame, comment, 处理情况, 问题与改法 and 问题清单 say the same: one of them survives any program and printer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from kcbx.definitions import schema
from kcbx.layouts import SheetLayout
from kcbx.register import Place
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.fill_in import FillIn, answer_columns, rules_sheet
from kcbx.workbook.fill_sheet import said
from kcbx.workbook.identity import identify
from kcbx.workbook.marks import Mark, MarkedRow, MarkedSheet, Return, heading
from kcbx.workbook.page import FIRST_ROW, Column, ListPage
from kcbx.workbook.problems import write_problems
from kcbx.workbook.style import TEXT
from kcbx.workbook.text import Rich, Run, line_count, row_height

#: Says from which file a marked copy was made; its return replaces that file.
REPLIES_TO = "kcbx_replies_to"

_WRITING_HEIGHT = 38.5
_SIGN_WIDTH = 2.5
_ALLOWED = {"autofilter": True, "format_columns": True, "format_rows": True}


def write(returned: Return, place: Place, path: Path) -> None:
    """Write the marked copy to ``path``, without the sheets that came back without a row.

    Raises OutputUnwritable where the file cannot be written.
    """
    words = schema("workbooks/marked")
    form = schema(f"workbooks/{returned.kind}")
    owner = returned.recipient if returned.recipient.startswith(place.county) else f"{place.county}{returned.recipient}"
    title = words["problems"]["title"].format(name=returned.recipient)
    with Book(path, place, title=title, owner=owner, in_memory=True) as book:
        sheets = [sheet for sheet in returned.sheets if sheet.rows]
        fills = [FillIn(book, sheet.layout, returned.schools, place.as_of) for sheet in sheets]
        cells: dict[int, str] = {}
        for fill, sheet in zip(fills, sheets, strict=True):
            cells |= _write_sheet(fill, sheet, form, words, returned)
        write_problems(book, returned, cells)
        rules_sheet(book, fills)
        identify(book, returned.kind, returned.recipient)
        book.property(REPLIES_TO, returned.digest)
        note = book.sheet("回执信息", hidden=True)
        note.text(0, 0, REPLIES_TO)
        note.text(0, 1, returned.digest)


def _write_sheet(
    fill: FillIn, sheet: MarkedSheet, form: Mapping[str, Any], words: Mapping[str, Any], returned: Return
) -> dict[int, str]:
    """One sheet; returns the cell of each mark, ``'待核查'!L7``, by its number."""
    layout, book = fill.layout, fill.book
    known = [Column(each.heading, each.width, each.look, "known") for each in layout.known]
    answers = _with_room_for_numbers(answer_columns(layout), layout)
    extra = [
        Column(words["state_heading"], words["state_width"], ("answer",), "answer"),
        Column(words["advice_heading"], words["advice_width"], ("wrap",), "answer"),
        Column(form["key_heading"], 20, ("text",), "known", hidden=True),
    ]
    page = ListPage(
        book,
        layout.sheet,
        words["title"].format(title=layout.title.format(name=returned.recipient)),
        [*known, *answers, *extra],
        hint=_hint(sheet, words),
        freeze=layout.position("name") + 1,
        least=_WRITING_HEIGHT,
        bands=(form["known_band"], form["answer_band"]),
    )
    columns = [*known, *answers, *extra]
    for position, column in enumerate(columns[len(known) :], start=len(known)):
        page.sheet.set_column(position, position, column.width, book.formats("text"), {"hidden": column.hidden})
    cells: dict[int, str] = {}
    listed = [row for row in sheet.rows if not row.new]
    for row in listed:
        cells |= _row(page, layout, row, words)
    page.finish()
    if listed:
        fill.lay(page.sheet, FIRST_ROW, page.row - 1, done=words["state"]["effective"])
    new = [row for row in sheet.rows if row.new]
    if new:
        for position in range(layout.gap):
            page.sheet.text(
                page.row, position, "" if position else layout.new_title, book.formats("text", "accent", "closing")
            )
        page.row += 1
        first = page.row
        for row in new:
            cells |= _row(page, layout, row, words)
        fill.lay(page.sheet, first, page.row - 1, newly_found=True, done=words["state"]["effective"])
    page.sheet.print_area(0, 0, max(page.row - 1, FIRST_ROW), layout.gap + 1)
    page.sheet.protect("", _ALLOWED)
    return {number: f"'{layout.sheet}'!{cell}" for number, cell in cells.items()}


def _with_room_for_numbers(columns: Sequence[Column], layout: SheetLayout) -> list[Column]:
    """The columns of the answers, a day with room for its ①: it would break at its dash."""
    return [
        replace(column, width=column.width + _SIGN_WIDTH) if answer.kind == "date" else column
        for column, answer in zip(columns, layout.answers, strict=True)
    ]


def _hint(sheet: MarkedSheet, words: Mapping[str, Any]) -> Rich:
    """What to do on this sheet: correct, look at, leave and still fill in."""
    marks = [mark for row in sheet.rows for mark in row.marks]
    must = sum(mark.must for mark in marks)
    notes = len(marks) - must
    template = words["hint"] if must else words["hint_notes"] if notes else words["hint_clean"]
    counts = {place: sum(row.place == place for row in sheet.rows if not row.new) for place in words["hint_rows"]}
    rest = "；".join(words["hint_rows"][place].format(count=count) for place, count in counts.items() if count)
    return said(template, must=must, notes=notes, rest=f"{rest}。" if rest else "")


def _row(page: ListPage, layout: SheetLayout, row: MarkedRow, words: Mapping[str, Any]) -> dict[int, str]:
    """Write one row with its marks; returns the cell of each mark by its number."""
    state, advice = words["state"][row.place], _advice(row, layout)
    known = [row.known.get(column.field, "") for column in layout.known]
    given = [row.given.get(name, "") for name in layout.asked.columns]
    number = page.add([*known, *given, state, "", row.key])
    sheet = page.sheet
    formats = page.book.formats
    look = ("answer", "accent") if row.place == "effective" else ("answer", "alarm")
    sheet.text(number, layout.gap, state, formats(*look))
    sheet.rich(number, layout.gap + 1, advice, "answer", font_size=9)
    texts = [*known, *given]
    cells: dict[int, str] = {}
    for field in dict.fromkeys(mark.field for mark in row.marks):
        own = [mark for mark in row.marks if mark.field == field]
        position = layout.position(field)
        _mark(sheet, (number, position), texts[position], own, is_answer=position >= layout.first_answer or row.new)
        cells |= {mark.number: xl_rowcol_to_cell(number, position) for mark in own}
    plain = "".join(piece.text if isinstance(piece, Run) else piece for piece in advice)
    lines = line_count(plain, float(words["advice_width"]), 9)
    sheet.set_row(number, max(float(sheet.row_info[number].height) * 0.75, _WRITING_HEIGHT, row_height(lines, 9)))
    return cells


def _mark(sheet: Sheet, cell: tuple[int, int], text: str, marks: Sequence[Mark], *, is_answer: bool) -> None:
    """Number, frame and comment of a cell; the text stays the sender's."""
    must = any(mark.must for mark in marks)
    signs = "".join(mark.sign for mark in marks)
    roles = ("answer",) if is_answer else ("words", "known")
    sheet.text(*cell, text, sheet.formats(*roles, "wrong" if must else "bold", num_format=f'"{signs} "{TEXT}'))
    words = "\n".join(f"{mark.sign} {mark.problem}。{mark.advice}" for mark in marks)
    sheet.write_comment(*cell, words, {"author": schema("workbooks/marked")["author"], "x_scale": 2})


def _advice(row: MarkedRow, layout: SheetLayout) -> Rich:
    """The words of 问题与改法: ① 证明：“家长说有”不能作为证明。请填……"""
    pieces: list[Run | str] = []
    for mark in row.marks:
        role = ("alarm",) if mark.must else ("quiet",)
        lead = "\n" if pieces else ""
        pieces += [Run(f"{lead}{mark.sign} {heading(layout, mark.field)}：", role), f"{mark.problem}。{mark.advice}。"]
    return tuple(pieces)


__all__ = ["REPLIES_TO", "write"]
