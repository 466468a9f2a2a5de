"""Cells to fill in: drop-downs, date rules, pale red and grey, and the formula of 还缺什么.

All of it is generated from a :class:`kcbx.answers.Questionnaire`, so a program on a clerk's desk says what
``Questionnaire.still_missing`` says here. The table of duties lies on a hidden sheet behind a defined name: one row a
result, one column an answer, ``、学校`` (must), ``+`` (may) or ``-`` (leave it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from kcbx.answers import COMPLETE, LACKING, AnswerColumn, Questionnaire, reasons, template_version
from kcbx.layouts import IDENTITY, IDENTITY_SHEET, SheetLayout
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.page import Column

SCHOOLS = "学校清单"
REASONS = "失学原因"

_RULES_SHEET = "填写规则"
_MARKS = {"may": "+", "leave": "-"}
_EPOCH = date(1899, 12, 30)
_ROW = "#"
_UNREADABLE_DATE = "请按 2026-10-08 的样子填写，并检查年份"


def answer_columns(layout: SheetLayout, gap_heading: str, gap_width: float, key_heading: str) -> list[Column]:
    """Page columns of the answers, of 还缺什么 and of the hidden key."""
    chosen = [
        Column(column.header, column.width, ("answer", "bold") if column.kind == "choice" else ("answer",), "answer")
        for column in layout.answers
    ]
    gap = Column(gap_heading, gap_width, ("answer",), "answer", printed=False)
    return [*chosen, gap, Column(key_heading, 20, ("text",), "known", hidden=True)]


@dataclass(frozen=True)
class FillIn:
    """The rules of one questionnaire in one workbook, ready to be laid on rows of its sheet.

    The defined names begin with the tab's name. ``as_of`` bounds the dates; ``schools`` are offered to choose from,
    other words are accepted there.
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
    def choices(self) -> str:
        """Defined name of the closed list."""
        return f"{self.layout.sheet}结果"

    @property
    def duties(self) -> str:
        """Defined name of the table of duties."""
        return f"{self.layout.sheet}必填"

    @property
    def details(self) -> tuple[str, ...]:
        """The answer columns beside the result; the table of duties has one column for each, after the labels."""
        return tuple(name for name in self.asked.columns if name != "result")

    def define(self, rules: Sheet, row: int) -> int:
        """Write the table of duties on the hidden sheet from ``row`` down; return the next free row."""
        results = list(self.asked.results.values())
        self.book.choices(self.choices, [result.label for result in results])
        for line, result in enumerate(results, start=row):
            rules.text(line, 0, result.label)
            for position, name in enumerate(self.details, start=1):
                word = self.asked.word(result, name)
                rules.text(line, position, f"、{word}" if word else _MARKS[self.asked.duty(result, name)])
        last = xl_rowcol_to_cell(row + len(results) - 1, len(self.details), row_abs=True, col_abs=True)
        self.book.define(self.duties, f"='{_RULES_SHEET}'!$A${row + 1}:{last}")
        return row + len(results) + 1

    def formula(self, row: int, *, newly_found: bool = False) -> str:
        """The formula of 还缺什么 in a 0-based row; says the words of ``Questionnaire.still_missing``.

        The missing words are joined, each led by 、 and the whole closed by 。, then trimmed with SUBSTITUTE: no
        function newer than 2007, so that WPS and LibreOffice compute it too.
        """
        pattern = self._new_row_formula if newly_found else self._row_formula
        return pattern.replace(_ROW, str(row + 1))

    @cached_property
    def _row_formula(self) -> str:
        """The formula of a row of the list, ``#`` in place of its number."""
        return self._formula({})

    @cached_property
    def _new_row_formula(self) -> str:
        """The formula of a row for a child who was on no list."""
        return self._formula(self.asked.newly_found)

    def _formula(self, identity: Mapping[str, str]) -> str:
        cell = {name: self._cell(_ROW, name) for name in (*identity, *self.asked.columns)}
        chosen, label = cell["result"], self.asked.columns["result"].label
        blank = [f'IF(TRIM({cell[name]})="","、{word}","")' for name, word in identity.items()]
        needed = (f'IF(TRIM({cell[name]})="",{self._duty(chosen, name)},"")' for name in self.details)
        blank.append(f'IF(ISNA(MATCH(TRIM({chosen}),{self.choices},0)),"、{label}",{"&".join(needed)})')
        text = f'"{LACKING}"&{"&".join(blank)}&"。"'
        for old, new in (("-", ""), ("+", ""), (f"{LACKING}。", COMPLETE), (f"{LACKING}、", LACKING), ("。", "")):
            text = f'SUBSTITUTE({text},"{old}","{new}")'
        return f'=IF(TRIM({"&".join(cell.values())})="","",{text})'

    def lay(self, sheet: Sheet, first: int, last: int, *, newly_found: bool = False) -> None:
        """Put drop-downs, date rules and colours on the 0-based rows ``first`` to ``last``.

        ``newly_found``: the rows of children who were on no list, whose identity is asked for too.
        """
        if newly_found:
            self._identity(sheet, first, last)
        for column in self.asked.columns.values():
            position = self.layout.position(column.name)
            if column.kind != "text" or column.prompt:
                sheet.data_validation(first, position, last, position, self._validation(column, first))
            self._colour(sheet, column, first, last)
        formats = self.book.formats
        gap = xl_rowcol_to_cell(first, self.layout.gap, col_abs=True)
        area = (first, self.layout.gap, last, self.layout.gap)
        for sign, role in ((COMPLETE[0], "accent"), (LACKING[0], "alarm")):
            rule = {"type": "formula", "criteria": f'=LEFT({gap},1)="{sign}"', "format": formats.rule(role)}
            sheet.conditional_format(*area, rule)

    def judge(self, sheet: Sheet, row: int, given: Mapping[str, str], *, newly_found: bool = False) -> None:
        """Write 还缺什么 in a row, with the value it has for the answers ``given``."""
        cell = self.book.formats("answer")
        said = self.asked.still_missing(given, newly_found)
        sheet.write_formula(row, self.layout.gap, self.formula(row, newly_found=newly_found), cell, said)

    def _duty(self, chosen: str, name: str) -> str:
        """Formula of what the table says of a column; an error where the result is unknown."""
        return f"VLOOKUP(TRIM({chosen}),{self.duties},{self.details.index(name) + 2},0)"

    def _cell(self, row: int | str, name: str) -> str:
        """Reference to a column in a 0-based row, or with ``_ROW`` in place of its number: $I6, $I#."""
        number = row if isinstance(row, str) else row + 1
        return f"${xl_col_to_name(self.layout.position(name))}{number}"

    def _validation(self, column: AnswerColumn, row: int) -> dict[str, object]:
        """The rule of an answer cell with the sentence shown beside it."""
        prompt = {"input_title": column.label, "input_message": column.prompt} if column.prompt else {}
        offered = {"validate": "list", "ignore_blank": True, **prompt}
        match column.kind:
            case "choice":
                return {
                    **offered,
                    "source": f"={self.choices}",
                    "error_title": "请从下拉中选",
                    "error_message": "请点开右边的箭头，从中选一项；不清楚就先空着",
                }
            case "school":
                return {**offered, "source": self.book.choices(SCHOOLS, self.schools), "show_error": False}
            case "reason":
                return {**offered, "source": self.book.choices(REASONS, reasons()), "show_error": False}
            case "date":
                rule = self._date_rule(column, xl_rowcol_to_cell(row, self.layout.position(column.name)))
                error = {"error_title": "日期请检查", "error_message": _UNREADABLE_DATE}
                return {"validate": "custom", "value": rule, "ignore_blank": True, **error, **prompt}
        return {"validate": "any", **prompt}

    def _date_rule(self, column: AnswerColumn, cell: str) -> str:
        """A formula that holds for a plausible date. The cell is text, so a rule of type date would refuse all."""
        earliest, latest = (
            (day - _EPOCH).days
            for day in (self.as_of - timedelta(days=column.earliest), self.as_of + timedelta(days=column.latest))
        )
        serial = f"IFERROR(DATEVALUE({cell}),{cell})"
        return f"=IF(ISNUMBER({serial}),AND({serial}>={earliest},{serial}<={latest}),FALSE)"

    def _identity(self, sheet: Sheet, first: int, last: int) -> None:
        """Pale red for name, birth date and village that are blank in a row with anything else in it."""
        names = [column.field for column in self.layout.known] + list(self.asked.columns)
        row = f"{self._cell(first, names[0])}:{self._cell(first, names[-1])}"
        for name in self.asked.newly_found:
            position, cell = self.layout.position(name), self._cell(first, name)
            criteria = f'=AND(TRIM({cell})="",COUNTIF({row},"?*")>0)'
            look = {"type": "formula", "criteria": criteria, "format": self.book.formats.rule("missing")}
            sheet.conditional_format(first, position, last, position, look)

    def _colour(self, sheet: Sheet, column: AnswerColumn, first: int, last: int) -> None:
        """Pale red for what must be filled and is blank, grey for what is to be left, red words for the alarm."""
        position = self.layout.position(column.name)
        cell, chosen = (self._cell(first, name) for name in (column.name, "result"))
        rules: list[tuple[str, str]] = []
        if column.kind == "choice":
            others = f"{self._cell(first, self.details[0])}:{self._cell(first, self.details[-1])}"
            alarming = [f'{cell}="{each.label}"' for each in self.asked.results.values() if each.alarm]
            rules += [(f"OR({','.join(alarming)})", "alarm")] if alarming else []
            rules.append((f'AND(TRIM({cell})="",COUNTIF({others},"?*")>0)', "missing"))
            rules.append((f'AND(TRIM({cell})<>"",ISNA(MATCH(TRIM({cell}),{self.choices},0)))', "missing"))
        else:
            duty = self._duty(chosen, column.name)
            rules.append((f'AND(TRIM({cell})="",LEFT({duty},1)="、")', "missing"))
            rules += [(f'{duty}="-"', "not_to_fill")] if column.name in self.asked.evidence else []
        for criteria, role in rules:
            look = {"type": "formula", "criteria": f"={criteria}", "format": self.book.formats.rule(role)}
            sheet.conditional_format(first, position, last, position, look)


def rules_sheet(book: Book, fills: Sequence[FillIn]) -> None:
    """Write the tables of duties of all questionnaires of a workbook on one hidden sheet."""
    sheet, row = book.sheet(_RULES_SHEET, hidden=True), 0
    for fill in fills:
        row = fill.define(sheet, row)


def identify(book: Book, kind: str, recipient: str) -> None:
    """Carry kind, template, batch, recipient in the properties and on a hidden sheet, so that a return is known."""
    values = (kind, template_version(), book.place.batch, recipient, book.version)
    sheet = book.sheet(IDENTITY_SHEET, hidden=True)
    for row, (name, value) in enumerate(zip(IDENTITY, values, strict=True)):
        sheet.text(row, 0, name)
        sheet.text(row, 1, value)
        if name in {"kcbx_kind", "kcbx_template", "kcbx_recipient"}:
            book.property(name, value)
