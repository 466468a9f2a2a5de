"""The balance on the first page: five boxes of the county, a line a township, and the sum that closes."""

from __future__ import annotations

from kcbx.casebook import Balance
from kcbx.workbook.monthly.page import FIGURES, LAST, Page
from kcbx.workbook.style import ACCENT_PALE, ALARM_PALE
from kcbx.workbook.text import Run

_SIGNS = ("+", "+", "−", "=")
#: First and last grid column of every column of the table; destinations in the order of the schema.
_SPANS = {"name": (0, 3), "opening": (4, 4), "new": (5, 5), "again": (6, 7), "solved": (8, 9)}
_WENT = ((10, 11), (12, 13), (14, 15), (16, 17), (18, 18), (19, 19))
_END = {"closing": (20, 21), "confirmed": (22, 23)}


def boxes(page: Page) -> None:
    """The county's balance: opening + new + again − solved = closing."""
    top, total = page.row, page.period.total
    for height in (19, 36, 19):
        page.height(height)
    for place, name in enumerate(FIGURES):
        first = place * 5
        last = first + 3
        ends = name == "closing" and bool(total.closing)
        fill = {"bg_color": ALARM_PALE if ends else ACCENT_PALE, "align": "center"}
        colour = ("alarm",) if ends else ("accent",) if name == "solved" else ()
        note = page.say(page.words["notes"][name], confirmed=total.confirmed)
        page.sheet.merged((top, first, top, last), page.say(page.words["boxes"][name]), "quiet", **fill)
        page.sheet.merged((top + 1, first, top + 1, last), "", "figure", *colour, **fill)
        cell = page.book.formats("figure", *colour, num_format="#,##0", **fill)
        page.sheet.number(top + 1, first, getattr(total, name), cell)
        page.sheet.merged((top + 2, first, top + 2, last), note, "quiet", **fill, font_size=9)
        if place < len(_SIGNS):
            page.sheet.text(top + 1, last + 1, _SIGNS[place], page.book.formats("quiet", align="center", font_size=18))
    page.height(12)


def townships(page: Page) -> None:
    """The table: a line a township, where its solved cases went, the county below, and the bar that closes."""
    page.section(page.words["townships"], page.say(page.words["townships_note"]), (0, LAST))
    top = page.row
    heads = {name: page.say(text) for name, text in page.words["heads"].items()}
    for name, (first, last) in {**_SPANS, **_END}.items():
        side = () if name == "name" else ("right",)
        area = (top, first, top + 1, last)
        page.sheet.merged(area, heads[name], "header", *side)
    went = list(page.period.destinations.values())
    page.sheet.merged((top, _WENT[0][0], top, _WENT[-1][1]), page.words["went"], "header", align="center", bottom=0)
    for (first, last), label in zip(_WENT, went, strict=True):
        page.sheet.merged((top + 1, first, top + 1, last), label, "header", "right", bold=False)
    page.height(17)
    page.height(17)
    for each in page.period.townships:
        _balance(page, each, each.name, ("line",))
    _balance(page, page.period.total, page.words["total"], ("total",))
    _closing(page)


def _balance(page: Page, line: Balance, name: str, roles: tuple[str, ...]) -> None:
    """One line of the table."""
    page.sheet.merged((page.row, 0, page.row, _SPANS["name"][1]), name, "text", *roles, shrink=True)
    figures = {column: getattr(line, column) for column in ("opening", "new", "again", "solved")}
    ends = {column: getattr(line, column) for column in ("closing", "confirmed")}
    for column, figure in figures.items():
        _figure(page, _SPANS[column], figure, *(("bold",) if column in {"opening", "solved"} else ()), *roles)
    for span, code in zip(_WENT, page.period.destinations, strict=True):
        _figure(page, span, line.destinations[code], "quiet", *roles)
    for column, figure in ends.items():
        _figure(page, _END[column], figure, *(("alarm",) if figure else ()), *roles)
    page.height(18)


def _figure(page: Page, span: tuple[int, int], figure: int, *roles: str) -> None:
    area = (page.row, span[0], page.row, span[1])
    page.sheet.merged(area, "", "number", *roles)
    page.sheet.number(page.row, span[0], figure, page.book.formats("number", *roles))


def _closing(page: Page) -> None:
    """The bar with the sum that closes."""
    total = page.period.total
    figures = {name: getattr(total, name) for name in FIGURES}
    parts = " + ".join(str(count) for count in total.destinations.values())
    template = page.words["closes"] if page.period.closes else page.words["broken"]
    text = template.format(parts=parts, count=len(page.period.townships), **figures)
    role = "closing" if page.period.closes else "closing_broken"
    page.sheet.merged((page.row, 0, page.row, LAST), (Run(text, ("accent",)),), role, indent=1)
    page.height(24)
    page.height(12)
