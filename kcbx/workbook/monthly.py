"""月报 and 季度复核: the balance as five boxes, the townships, what is due; behind it every child.

The page is a grid of 24 equal narrow columns and prints on one sheet of paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from kcbx.casebook import Balance, Due, Period
from kcbx.definitions import schema
from kcbx.register import Place
from kcbx.workbook.book import PRIVATE, Book, Sheet
from kcbx.workbook.fill_sheet import said
from kcbx.workbook.page import Column
from kcbx.workbook.style import ACCENT, ACCENT_PALE, ALARM_PALE, GREY_2, THIN
from kcbx.workbook.text import Run, chinese_date
from kcbx.workbook.wording import PageWords, write_list

_LAST = 23
_WIDTH = 4.6
_FIGURES = ("opening", "new", "again", "solved", "closing")
_SIGNS = ("+", "+", "−", "=")
#: First and last grid column of every column of the table; destinations in the order of the schema.
_SPANS = {"name": (0, 2), "opening": (3, 4), "new": (5, 5), "again": (6, 7), "solved": (8, 9)}
_WENT = ((10, 11), (12, 13), (14, 15), (16, 17), (18, 18), (19, 19))
_END = {"closing": (20, 21), "confirmed": (22, 23)}
_LEFT, _RIGHT = (0, 11), (13, 23)
_DUE = ((0, 6), (7, 7), (8, 11))


def write(period: Period, place: Place, bureau: str, path: Path, kind: Literal["month", "quarter"] = "month") -> None:
    """Write the workbook to ``path``. Raises OutputUnwritable where the file cannot be written."""
    words = schema("workbooks/monthly")
    title = words[kind]["title"].format(county=period.county)
    with Book(path, place, title=title, owner=bureau, in_memory=True) as book:
        _Page(book, period, words["page"], words[kind]["kind"], title, bureau).write()
        _movements(book, period, words["pages"]["movements"], title)
        _open_cases(book, period, words["pages"]["open_cases"], title)
        _due(book, period, words["pages"]["due"], title)


class _Page:
    """The first page, written from the top down; ``row`` is the next free 0-based row."""

    def __init__(
        self, book: Book, period: Period, words: Mapping[str, Any], kind: str, title: str, bureau: str
    ) -> None:
        self.book, self.period, self.words, self.kind, self.title, self.bureau = (
            book,
            period,
            words,
            kind,
            title,
            bureau,
        )
        self.sheet: Sheet = book.sheet(words["sheet"])
        self.sheet.set_column(0, _LAST, _WIDTH)
        self.row = 0

    def write(self) -> None:
        self._head()
        self._boxes()
        self._townships()
        self._below()
        self.book.paper(self.sheet, left=f"{self.bureau} · {PRIVATE}", one_page=True)
        self.sheet.print_area(0, 0, self.row - 1, _LAST)

    def _say(self, template: str, **values: Any) -> str:
        return template.format(kind=self.kind, **values)

    def _head(self) -> None:
        period = self.period
        self._height(34)
        self.sheet.merged((0, 0, 0, 17), self.title, "page_title")
        self.sheet.merged((0, 18, 0, _LAST), period.title, "section", "right", font_size=14)
        dates = {name: chinese_date(getattr(period, name)) for name in ("first", "last", "cutoff")}
        meta = self.words["meta"].format(bureau=self.bureau, **dates)
        self._height(18)
        self.sheet.merged((1, 0, 1, _LAST), meta, "meta", bottom=THIN, bottom_color=ACCENT)
        self._height(8)

    def _boxes(self) -> None:
        """opening + new + again − solved = closing."""
        top, total = self.row, self.period.total
        for height in (19, 36, 19):
            self._height(height)
        for place, name in enumerate(_FIGURES):
            first = place * 5
            last = first + 3
            ends = name == "closing"
            fill = {"bg_color": ALARM_PALE if ends else ACCENT_PALE, "align": "center"}
            colour = ("alarm",) if ends else ("accent",) if name == "solved" else ()
            note = self._say(self.words["notes"][name], confirmed=total.confirmed)
            self.sheet.merged((top, first, top, last), self._say(self.words["boxes"][name]), "quiet", **fill)
            self.sheet.merged((top + 1, first, top + 1, last), "", "figure", *colour, **fill)
            cell = self.book.formats("figure", *colour, num_format="#,##0", **fill)
            self.sheet.number(top + 1, first, getattr(total, name), cell)
            self.sheet.merged((top + 2, first, top + 2, last), note, "quiet", **fill, font_size=9)
            if place < len(_SIGNS):
                self.sheet.text(
                    top + 1, last + 1, _SIGNS[place], self.book.formats("quiet", align="center", font_size=18)
                )
        self._height(12)

    def _townships(self) -> None:
        self._section(self.words["townships"], self._say(self.words["townships_note"]), (0, _LAST))
        top = self.row
        heads = {name: self._say(text) for name, text in self.words["heads"].items()}
        for name, (first, last) in {**_SPANS, **_END}.items():
            side = () if name == "name" else ("right",)
            area = (top, first, top + 1, last)
            self.sheet.merged(area, heads[name], "header", *side)
        went = list(self.period.destinations.values())
        self.sheet.merged((top, _WENT[0][0], top, _WENT[-1][1]), self.words["went"], "header", align="center", bottom=0)
        for (first, last), label in zip(_WENT, went, strict=True):
            self.sheet.merged((top + 1, first, top + 1, last), label, "header", "right", bold=False)
        self._height(17)
        self._height(17)
        for each in self.period.townships:
            self._balance(each, each.name, ("line",))
        self._balance(self.period.total, self.words["total"], ("total",))
        self._closing()

    def _balance(self, line: Balance, name: str, roles: tuple[str, ...]) -> None:
        """One line of the table."""
        self.sheet.merged((self.row, 0, self.row, 2), name, "text", *roles)
        figures = {column: getattr(line, column) for column in ("opening", "new", "again", "solved")}
        ends = {column: getattr(line, column) for column in ("closing", "confirmed")}
        for column, figure in figures.items():
            self._figure(_SPANS[column], figure, *(("bold",) if column in {"opening", "solved"} else ()), *roles)
        for span, code in zip(_WENT, self.period.destinations, strict=True):
            self._figure(span, line.destinations[code], "quiet", *roles)
        for column, figure in ends.items():
            self._figure(_END[column], figure, "alarm", *roles)
        self._height(18)

    def _figure(self, span: tuple[int, int], figure: int, *roles: str) -> None:
        area = (self.row, span[0], self.row, span[1])
        self.sheet.merged(area, "", "number", *roles)
        self.sheet.number(self.row, span[0], figure, self.book.formats("number", *roles))

    def _closing(self) -> None:
        """The bar with the sum that closes."""
        total = self.period.total
        figures = {name: getattr(total, name) for name in _FIGURES}
        parts = " + ".join(str(count) for count in total.destinations.values())
        template = self.words["closes"] if self.period.closes else self.words["broken"]
        text = template.format(parts=parts, count=len(self.period.townships), **figures)
        role = "closing" if self.period.closes else "closing_broken"
        self.sheet.merged((self.row, 0, self.row, _LAST), (Run(text, ("accent",)),), role, indent=1)
        self._height(24)
        self._height(12)

    def _below(self) -> None:
        """What is due at the left, what happened at the right, signatures."""
        top = self.row
        lines = _grouped(self.period.due, self.words)
        happened = self._happened()
        height = max(len(lines) + 2, len(happened) + 4)
        self._section(self.words["due"], self.words["due_note"], _LEFT, advance=False)
        self._section(self._say(self.words["happened"]), "", _RIGHT, advance=False)
        for _ in range(height):
            self._height(18)
        for (first, last), head in zip(_DUE, self.words["due_heads"], strict=True):
            side = ("right",) if head == self.words["due_heads"][1] else ()
            self.sheet.merged((top + 1, first, top + 1, last), head, "quiet", *side, bottom=THIN, bottom_color=ACCENT)
        for row, (overdue, what, count, where) in enumerate(lines, start=top + 2):
            lead = (Run(f"{self.words['overdue']} ", ("alarm",)), what) if overdue else what
            self.sheet.merged((row, *_DUE[0][:1], row, _DUE[0][1]), lead, "text", "line")
            figure = self.book.formats("number", "alarm" if overdue else "bold", "line")
            self.sheet.number(row, _DUE[1][0], count, figure)
            self.sheet.merged((row, _DUE[2][0], row, _DUE[2][1]), where, "quiet", "line", indent=1)
        if not lines:
            self.sheet.merged((top + 2, *_LEFT[:1], top + 2, _LEFT[1]), self.words["due_none"], "quiet")
        for row, sentence in enumerate(happened, start=top + 1):
            self.sheet.merged((row, _RIGHT[0], row, _RIGHT[1]), sentence, "text")
        bottom = top + height - 1
        spans = ((13, 15), (16, 18), (19, 21), (22, 23))
        for (first, last), words in zip(spans, self.words["signs"], strict=True):
            self.sheet.merged((bottom, first, bottom, last), words, "quiet", bottom=THIN, bottom_color=GREY_2)

    def _happened(self) -> list[Any]:
        """Sentences on the period."""
        total, period = self.period.total, self.period
        values = {name: getattr(total, name) for name in (*_FIGURES, "confirmed")}
        values |= {
            "kind": self.kind,
            "back": total.destinations.get("back", 0),
            "rest": total.closing - total.confirmed,
        }
        values |= {"low_income": period.low_income, "disabled": period.disabled}
        made: list[Any] = [said(template, **values) for template in self.words["sentences"]]
        if period.again_why:
            why = "、".join(f"{reason} {count} 人" for reason, count in sorted(period.again_why.items()))
            made.append(self.words["again_sentence"].format(why=why))
        return made

    def _section(self, title: str, note: str, span: tuple[int, int], *, advance: bool = True) -> None:
        tail = (Run(f"  {note}", ("meta",)),) if note else ()
        self.sheet.merged((self.row, span[0], self.row, span[1]), (Run(title), *tail), "section")
        if advance:
            self._height(20)

    def _height(self, points: float) -> None:
        """Close a row of this height."""
        self.sheet.set_row(self.row, points)
        self.row += 1


def _grouped(due: Sequence[Due], words: Mapping[str, Any]) -> list[tuple[bool, str, int, str]]:
    """What is due, alike things in one line: overdue?, what, how many, where most of them are."""
    groups: dict[tuple[bool, str], list[Due]] = {}
    for each in due:
        groups.setdefault((not each.overdue, each.what), []).append(each)
    lines = []
    for (later, what), members in sorted(groups.items(), key=lambda group: (group[0][0], -len(group[1]), group[0][1])):
        places = sorted(Counter(each.township for each in members).items(), key=lambda item: (-item[1], item[0]))
        where = "、".join(f"{name} {count}" for name, count in places[: words["most_places"]])
        more = "等" if len(places) > words["most_places"] else ""
        lines.append((not later, what, len(members), where + more))
    return lines


def _movements(book: Book, period: Period, words: Mapping[str, Any], title: str) -> None:
    moves = period.movements
    kinds = Counter(move.kind for move in moves)
    counts = {kind: kinds[kind] for kind in ("new", "again", "solved")}
    values = {
        name: [getattr(move, name) for move in moves] for name in ("number", "township", "village", "name", "on", "why")
    }
    values["kind"] = [words["kinds"][move.kind] for move in moves]
    values["destination"] = [period.destinations.get(move.destination, "") for move in moves]
    _list(book, words, title, values, count=len(moves), **counts)


def _open_cases(book: Book, period: Period, words: Mapping[str, Any], title: str) -> None:
    fields = [column["field"] for column in words["columns"]]
    values = {name: [getattr(case, name) for case in period.open_cases] for name in fields}
    _list(book, words, title, values, count=len(period.open_cases))


def _due(book: Book, period: Period, words: Mapping[str, Any], title: str) -> None:
    fields = [column["field"] for column in words["columns"] if column["field"] != "overdue"]
    values = {name: [getattr(each, name) for each in period.due] for name in fields}
    late = schema("workbooks/monthly")["page"]["overdue"]
    values["overdue"] = [late if each.overdue else "" for each in period.due]
    overdue = sum(each.overdue for each in period.due)
    _list(book, words, title, values, count=len(period.due), overdue=overdue)


def _list(book: Book, words: Mapping[str, Any], title: str, values: dict[str, list[Any]], **counts: int) -> None:
    """A list of children behind a figure."""
    columns = {each["field"]: Column(each["heading"], each["width"], tuple(each["look"])) for each in words["columns"]}
    page = PageWords(
        sheet=words["sheet"],
        title=words["title"].format(title=title),
        meaning=words["meaning"],
        empty=words["empty"],
        columns=columns,
        freeze=0,
        least=20,
    )
    ordered = {name: values[name] for name in columns}
    write_list(book, page, ordered, said(words["hint"], **counts))


__all__ = ["write"]
