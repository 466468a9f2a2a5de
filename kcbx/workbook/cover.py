"""The cover: how many, by when, whom to ask, how to fill in, which evidence, how far each village is.

A grid of 24 equal narrow columns. Everything counted is a live formula with its value written, so the cover is right
on paper, in a preview, and while a clerk types.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kcbx.answers import COMPLETE, LACKING, Questionnaire
from kcbx.register import Place
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.fill_sheet import FilledArea
from kcbx.workbook.style import ACCENT, ACCENT_LIGHT, ALARM, ALARM_PALE, THICK, THIN
from kcbx.workbook.text import Rich, Run, chinese_date

_LAST = 23
_WIDTH = 4.6
_RIGHT = 13
_MOST_ROWS = 16
#: First and last grid column of each card.
_COUNTED, _DUE, _CONTACT = ((0, 3), (4, 7), (8, 11)), (13, 17), (19, 23)
_PERCENT = "0%"
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class _Card:
    """A figure with what it counts: first and last column, label, figure, note; ``alarm`` colours the rule."""

    columns: tuple[int, int]
    label: str
    figure: Rich | str | int
    note: str
    alarm: bool = False
    fill: bool = False
    size: float = 26


@dataclass
class Cover:
    """A cover, written from the top down; ``row`` is the next free 0-based row."""

    book: Book
    words: Mapping[str, Any]
    sheet: Sheet = field(init=False)
    row: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.sheet = self.book.sheet(self.words["sheet"])
        self.sheet.set_column(0, _LAST, _WIDTH)

    def head(self, title: str) -> None:
        """Title at the left, term at the right, and a line with who asks, as of which day, at which cut-off."""
        place = self.book.place
        dates = f"数据时点 {chinese_date(place.as_of)} · 年龄截止日 {chinese_date(place.ages.cutoff)}"
        term = f"{place.term[:4]}年{place.term[-4:]}"
        self._height(34)
        self.sheet.merged((0, 0, 0, 17), title, "page_title", shrink=True)
        self.sheet.merged((0, 18, 0, _LAST), term, "section", "right")
        self._height(18)
        line = {"bottom": THIN, "bottom_color": ACCENT}
        self.sheet.merged((1, 0, 1, _LAST), f"{place.owner} · {dates}", "meta", **line)
        self._height(7)

    def cards(self, figures: Sequence[int]) -> None:
        """The figures of the cards in ``words``, in their order; beside them the deadline and whom to ask."""
        counted = [
            _Card(columns, card["label"], figure, card["note"], alarm=card["alarm"])
            for columns, card, figure in zip(_COUNTED, self.words["cards"], figures, strict=True)
        ]
        place = self.book.place
        self._cards([*counted, _due_card(place, self.words, _DUE), _contact_card(place, self.words, _CONTACT)])

    def _cards(self, cards: Sequence[_Card]) -> None:
        """Cards side by side, three lines each."""
        top = self.row
        for height in (17, 36, 18):
            self._height(height)
        for card in cards:
            first, last = card.columns
            look: dict[str, Any] = {"left": THICK, "left_color": ALARM if card.alarm else ACCENT, "indent": 1}
            look |= {"bg_color": ALARM_PALE} if card.fill else {}
            colour = ("alarm",) if card.alarm else ()
            self.sheet.merged((top, first, top, last), card.label, "quiet", **look)
            area = (top + 1, first, top + 1, last)
            big = {**look, "font_size": card.size, "align": "left", "text_wrap": True}
            if isinstance(card.figure, int):
                self.sheet.merged(area, "", "figure", *colour, **big)
                self.sheet.number(top + 1, first, card.figure, self.book.formats("figure", *colour, **big))
            else:
                self.sheet.merged(area, card.figure, "figure", *colour, **big)
            self.sheet.merged((top + 2, first, top + 2, last), card.note, "quiet", **look)
        self._height(12)

    def steps_and_duties(self, asked: Questionnaire, spans: Sequence[tuple[int, int]]) -> None:
        """How to fill in, at the left; which evidence each result needs, at the right; what the colours mean."""
        top = self.row
        self._section(top, 0, self.words["steps_title"])
        self._section(top, _RIGHT, self.words["table_title"], self.words["table_note"])
        for _ in range(max(len(asked.results) + 1, 2 * len(self.words["steps"]) + 4) + 1):
            self._height(17.5)
        self._steps(top + 1)
        self._duties(top + 1, asked, spans)
        self._colours(top + 2 + 2 * len(self.words["steps"]))
        self._height(10)

    def progress(self, groups: Mapping[str, int], area: FilledArea, group_column: int) -> None:
        """One line a group (village, or what is asked): to do, complete, lacking, untouched, share done."""
        top = self.row
        self._section(top, 0, self.words["progress_title"], self.words["progress_note"])
        self._height(18)
        heads = (self.words["progress_group"], "要核查", "已填完整", "还缺材料", "未填")
        spans = ((0, 4), (5, 7), (8, 10), (11, 13), (14, 16))
        line = {"bottom": THIN, "bottom_color": ACCENT}
        for place, (head, span) in enumerate(zip(heads, spans, strict=True)):
            self.sheet.merged(
                (self.row, span[0], self.row, span[1]), head, "quiet", *(("right",) if place else ()), **line
            )
        self.sheet.merged((self.row, 17, self.row, _LAST), "进度", "quiet", indent=1, **line)
        self._height(17)
        first = self.row
        names = area.column(group_column) if groups else ""
        for group, count in groups.items():
            here = f"({names}=$A{self.row + 1})"
            done, lacking = (
                f'=SUMPRODUCT({here}*(LEFT({area.gaps},1)="{sign}"))' for sign in (COMPLETE[0], LACKING[0])
            )
            self._progress_line(group, f"=SUMPRODUCT({here}*1)", count, (done, lacking), ("line",))
        total = sum(groups.values())
        sums = [f"=SUM({letter}{first + 1}:{letter}{self.row})" if groups else "=0" for letter in "FIL"]
        self._progress_line("合计", sums[0], total, (sums[1], sums[2]), ("total",))
        self.book.paper(self.sheet, one_page=len(groups) <= _MOST_ROWS)
        self.sheet.print_area(0, 0, self.row - 1, _LAST)
        self.sheet.protect("", {"format_columns": True})

    def closing(self, rich: Rich, *, closes: bool) -> None:
        """The bar with the sum that closes."""
        role = "closing" if closes else "closing_broken"
        self.sheet.merged((self.row, 0, self.row, _LAST), rich, role, indent=1)
        self._height(24)
        self._height(10)

    def _progress_line(
        self, group: str, to_do: str, count: int, formulas: tuple[str, str], roles: tuple[str, ...]
    ) -> None:
        number = self.row + 1
        written = (
            (5, 7, to_do, count, "number"),
            (8, 10, formulas[0], 0, "number"),
            (11, 13, formulas[1], 0, "number"),
            (14, 16, f"=F{number}-I{number}-L{number}", count, "number"),
            (17, _LAST, f"=IF(F{number}=0,0,I{number}/F{number})", 0, "share"),
        )
        self.sheet.merged((self.row, 0, self.row, 4), group, "text", *roles, shrink=True)
        for first, last, formula, value, kind in written:
            look = self.book.formats(
                *(("number",) if kind == "number" else ("quiet",)),
                *roles,
                **({} if kind == "number" else {"num_format": _PERCENT, "align": "left", "indent": 1}),
            )
            self.sheet.merge_range(self.row, first, self.row, last, "", look)
            self.sheet.write_formula(self.row, first, formula, look, value)
        self._height(17)

    def _steps(self, row: int) -> None:
        for number, (head, detail) in enumerate(self.words["steps"], start=1):
            number_look = {"font_size": 16, "align": "center"}
            self.sheet.merged((row, 0, row + 1, 0), str(number), "accent", **number_look)
            self.sheet.merged((row, 1, row, 11), head, "bold", font_size=10.5)
            self.sheet.merged((row + 1, 1, row + 1, 11), detail, "quiet", "line", font_size=9.5)
            row += 2

    def _colours(self, row: int) -> None:
        self._section(row, 0, self.words["colours_title"])
        for place, (name, meaning, role) in enumerate(self.words["colours"]):
            line, first = row + 1 + place % 2, place // 2 * 6
            look: dict[str, Any] = {"align": "center"}
            if role == "white":
                look |= {"border": THIN, "border_color": ACCENT_LIGHT}
            self.sheet.merged((line, first, line, first + 1), name, *(() if role == "white" else (role,)), **look)
            self.sheet.merged((line, first + 2, line, first + 5), meaning, "text", indent=1)

    def _duties(self, row: int, asked: Questionnaire, spans: Sequence[tuple[int, int]]) -> None:
        """The ● table: the same duties that colour the cells."""
        line: dict[str, Any] = {"bottom": THIN, "bottom_color": ACCENT}
        self.sheet.merged((row, _RIGHT, row, spans[0][0] - 1), asked.columns["result"].label, "quiet", **line)
        for name, span in zip(asked.evidence, spans, strict=True):
            self.sheet.merged((row, span[0], row, span[1]), asked.columns[name].label, "quiet", "centre", **line)
        for offset, result in enumerate(asked.results.values(), start=1):
            roles = ("alarm", "line") if result.alarm else ("bold", "line")
            self.sheet.merged((row + offset, _RIGHT, row + offset, spans[0][0] - 1), result.label, *roles)
            for name, span in zip(asked.evidence, spans, strict=True):
                dot = "●" if asked.duty(result, name) == "must" else ""
                self.sheet.merged((row + offset, span[0], row + offset, span[1]), dot, "accent", "centre", "line")

    def _section(self, row: int, column: int, title: str, note: str = "") -> None:
        gap = (Run(f"  {note}", ("meta", "regular")),) if note else ()
        self.sheet.merged((row, column, row, 11 if column == 0 else _LAST), (Run(title), *gap), "section")

    def _height(self, points: float) -> None:
        """Close a row of this height."""
        self.sheet.set_row(self.row, points)
        self.row += 1


def _due_card(place: Place, words: Mapping[str, Any], columns: tuple[int, int]) -> _Card:
    """By when, with the weekday."""
    weekday = f"星期{_WEEKDAYS[place.deadline.weekday()]}"
    due = chinese_date(place.deadline, year=False)
    return _Card(columns, words["due_label"], due, words["due_note"].format(weekday=weekday), alarm=True, fill=True)


def _contact_card(place: Place, words: Mapping[str, Any], columns: tuple[int, int]) -> _Card:
    """Whom to ask."""
    who = place.contact or place.owner
    figure = (Run(who), *((Run(f"\n{place.phone}", ("regular",)),) if place.phone else ()))
    return _Card(columns, words["contact_label"], figure, words["contact_note"], size=11.5)


__all__ = ["Cover"]
