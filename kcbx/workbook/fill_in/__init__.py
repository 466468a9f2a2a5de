"""Cells to fill in: drop-downs, date rules, pale red and grey, and the formula of 还缺什么.

All of it is generated from a :class:`kcbx.answers.Questionnaire`, so a program on a clerk's desk says what
``Questionnaire.still_missing`` says here. The table of duties lies on a hidden sheet behind a defined name: one row a
result, one column an answer, ``、学校`` (must), ``+`` (may) or ``-`` (leave it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell

from kcbx.answers import AnswerColumn, Questionnaire, reasons
from kcbx.layouts import SheetLayout
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.fill_in import colours
from kcbx.workbook.fill_in.formula import still_missing
from kcbx.workbook.fill_in.references import ANY_ROW, References
from kcbx.workbook.fill_in.validation import validation
from kcbx.workbook.page import Column

_SCHOOLS = "学校清单"
_REASONS = "失学原因"

_RULES_SHEET = "填写规则"
_MARKS = {"may": "+", "leave": "-"}


def answer_columns(layout: SheetLayout) -> list[Column]:
    """Page columns of the answers."""
    return [
        Column(column.header, column.width, ("answer", "bold") if column.kind == "choice" else ("answer",), "answer")
        for column in layout.answers
    ]


@dataclass(frozen=True)
class FillIn:
    """The rules of one questionnaire in one workbook, ready to be laid on rows of its sheet.

    ``as_of`` bounds the dates; ``schools`` are offered to choose from, other words are accepted there.
    """

    book: Book
    layout: SheetLayout
    schools: Sequence[str]
    as_of: date

    @property
    def asked(self) -> Questionnaire:
        """The questionnaire."""
        return self.layout.asked

    @property
    def _refer(self) -> References:
        return References(self.layout)

    def define(self, rules: Sheet, row: int) -> int:
        """Write the table of duties on the hidden sheet from ``row`` down; return the next free row."""
        refer, results = self._refer, list(self.asked.results.values())
        self.book.choices(refer.choices, [result.label for result in results])
        for line, result in enumerate(results, start=row):
            rules.text(line, 0, result.label)
            for position, name in enumerate(refer.details, start=1):
                word = self.asked.word(result, name)
                rules.text(line, position, f"、{word}" if word else _MARKS[self.asked.duty(result, name)])
        last = xl_rowcol_to_cell(row + len(results) - 1, len(refer.details), row_abs=True, col_abs=True)
        self.book.define(refer.duties, f"='{_RULES_SHEET}'!$A${row + 1}:{last}")
        return row + len(results) + 1

    def lay(self, sheet: Sheet, first: int, last: int, *, newly_found: bool = False, done: str = "") -> None:
        """Put drop-downs, date rules and colours on the 0-based rows ``first`` to ``last``.

        ``newly_found``: the rows of children who were on no list, whose identity is asked for too. ``done``: what
        还缺什么 says in a row that is taken as it stands, whatever was written: nothing of it is missing.
        """
        gap = xl_rowcol_to_cell(first, self.layout.gap, col_abs=True)
        for column in self.asked.columns.values():
            if column.kind != "text" or column.prompt:
                position = self.layout.position(column.name)
                rule = validation(column, self._offered(column), xl_rowcol_to_cell(first, position), self.as_of)
                sheet.data_validation(first, position, last, position, rule)

        def colour(rules: Iterable[tuple[int, str, str]]) -> None:
            for position, criteria, role in rules:
                look = {"type": "formula", "criteria": criteria, "format": self.book.formats.rule(role)}
                sheet.conditional_format(first, position, last, position, look)

        rules = [*self._colours(first, newly_found), *((self.layout.gap, *rule) for rule in colours.of_gap(gap))]
        colour(rule for rule in rules if rule[2] != "missing")
        if done:
            plain = {"type": "formula", "criteria": f'={gap}="{done}"', "format": self.book.formats.rule()}
            sheet.conditional_format(first, 0, last, self.layout.gap - 1, {**plain, "stop_if_true": True})
        colour(rule for rule in rules if rule[2] == "missing")

    def _colours(self, row: int, newly_found: bool) -> Iterator[tuple[int, str, str]]:
        """Position, criterion and role of every colour of the cells to fill in, for the first row they are laid on."""
        for name in self.asked.newly_found if newly_found else ():
            yield self.layout.position(name), *colours.of_identity(self._refer, name, row)
        for column in self.asked.columns.values():
            for rule in colours.of_answer(self._refer, column, row):
                yield self.layout.position(column.name), *rule

    def judge(self, sheet: Sheet, row: int, given: Mapping[str, str], *, newly_found: bool = False) -> None:
        """Write 还缺什么 in a 0-based row, with the value it has for the answers ``given``."""
        formula = (self._new_row_formula if newly_found else self._row_formula).replace(ANY_ROW, str(row + 1))
        said = self.asked.still_missing(given, newly_found)
        sheet.write_formula(row, self.layout.gap, formula, self.book.formats("answer"), said)

    @cached_property
    def _row_formula(self) -> str:
        """The formula of a row of the list."""
        return still_missing(self._refer, {})

    @cached_property
    def _new_row_formula(self) -> str:
        """The formula of a row for a child who was on no list."""
        return still_missing(self._refer, self.asked.newly_found)

    def _offered(self, column: AnswerColumn) -> str:
        """The list a column offers, written on a hidden sheet when it is first asked for; "" for none."""
        match column.kind:
            case "choice":
                return f"={self._refer.choices}"
            case "school":
                return self.book.choices(_SCHOOLS, self.schools)
            case "reason":
                return self.book.choices(_REASONS, reasons())
        return ""


def rules_sheet(book: Book, fills: Sequence[FillIn]) -> None:
    """Write the tables of duties of all questionnaires of a workbook on one hidden sheet."""
    sheet, row = book.sheet(_RULES_SHEET, hidden=True), 0
    for fill in fills:
        row = fill.define(sheet, row)
