"""总览: the year's picture on one page.

One sentence, five cards, the rows close, where, which cohort, who, what next.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.county.accounts import accounts
from kcbx.workbook.county.cards import Card, cards, rate
from kcbx.workbook.county.matrix import count
from kcbx.workbook.county.overview_steps import write_next_steps
from kcbx.workbook.county.overview_tables import write_cohorts, write_key_groups
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.township_chart import insert_township_chart
from kcbx.workbook.style import ACCENT, ALARM
from kcbx.workbook.text import Run, chinese_date, line_count, pixels, plain, row_height, size_that_fits
from kcbx.workbook.wording import page_words

#: A grid of equal narrow columns.
GRID, WIDTH = 25, 4.4
_SAYS = 8.5


def write_overview(book: Book, picture: Picture, rates: pd.DataFrame | None, listed_before: int | None = None) -> None:
    """Write the page; ``rates``: the county's indicators with their words, where they were measured;
    ``listed_before``: children to verify last term, where that is known.
    """
    words = page_words("county", "overview")
    sheet = book.sheet(words.sheet)
    sheet.set_column(0, GRID - 1, WIDTH)
    counts = count(picture)
    _head(sheet, picture, words.title.format(county=picture.place.county))
    _sentence(sheet, picture, rates, listed_before)
    shown = cards(picture, rates)
    for position, card in enumerate(shown):
        _card(sheet, 5, position * 5, card)
    spoken = max(line_count(card.says, 5 * WIDTH, _SAYS) for card in shown)
    sheet.set_row(9, row_height(spoken, _SAYS, 2) if any(card.says for card in shown) else 2)
    sheet.set_row(10, 7)
    _accounting(sheet, 11, picture)
    below = write_cohorts(sheet, 13, picture, counts)
    insert_township_chart(book, sheet, 13, below, picture)
    write_key_groups(sheet, below + 1, picture)
    write_next_steps(sheet, below + 1, picture)
    book.paper(sheet, left=f"{book.owner} · 内部资料", one_page=True)
    sheet.repeat_rows(0, 1)
    sheet.activate()


def _head(sheet: Sheet, picture: Picture, title: str) -> None:
    place = picture.place
    window = place.ages.compulsory_window()
    sheet.set_row(0, 32)
    sheet.merged((0, 0, 0, 17), title, "page_title")
    sheet.merged((0, 18, 0, GRID - 1), place.term, "section", "right", font_size=12.5)
    sheet.set_row(1, 18)
    line = {"bottom": 1, "bottom_color": ACCENT}
    sheet.merged(
        (1, 0, 1, GRID - 1),
        f"数据时点 {chinese_date(place.as_of)} · 年龄截止日 {chinese_date(place.ages.cutoff)}"
        f"（满{place.ages.entry_age:g}周岁入学） · 义务教育年龄段：{chinese_date(window.first)}至"
        f"{chinese_date(window.last)}出生 · 户籍口径",
        "meta",
        **line,
    )
    sheet.set_row(2, 5)


def _sentence(sheet: Sheet, picture: Picture, rates: pd.DataFrame | None, listed_before: int | None) -> None:
    """The one sentence a reader takes away; with the net enrolment rate, if it was measured.

    The rate counts children in review in, the number before it does not: the sentence says so where there are any.
    """
    children = picture.counted
    waiting = bool(children["standing"].eq("in_school_review").any())
    enrolled, listed = int(children["enrolled"].sum()), int(children["to_verify"].sum())
    tail: Run | str = Run(f"{listed:,} 人待入户核实", ("alarm",)) if listed else "没有须入户核实的儿童"
    wanted = schema("workbooks/county")["rates"]["sentence"]
    net = None if rates is None else rate(rates, wanted)
    counted = "，含待核对者" if waiting else ""
    said = (
        "全县登记 ",
        Run(f"{len(children):,}", ("bold",)),
        " 名义务教育适龄儿童少年，",
        Run(f"{enrolled:,}", ("bold",)),
        " 人已确认就读" + ("；" if net is None else f"（{wanted['label']} {net['value']:.2f}%{counted}）；"),
        tail,
        *_since(listed, listed_before),
        "。",
    )
    sheet.set_row(3, 26)
    size = size_that_fits(plain(said), GRID * pixels(WIDTH), 13)
    sheet.merged((3, 0, 3, GRID - 1), said, "hint", font_size=size)
    sheet.set_row(4, 4)


def _since(listed: int, before: int | None) -> tuple[Run | str, ...]:
    """，比上学期少 41 人: only where last term is known."""
    if before is None:
        return ()
    if listed == before:
        return ("，与上学期相同",)
    return ("，比上学期", Run(f"{'多' if listed > before else '少'} {abs(listed - before):,} 人", ("bold",)))


def _card(sheet: Sheet, row: int, column: int, card: Card) -> None:
    rule = {"left": 5, "left_color": ALARM if card.alarm else ACCENT, "indent": 1}
    last = column + 4
    sheet.merged((row, column, row, last), card.label, "quiet", font_size=10.5, **rule)
    look = ("figure", "alarm") if card.alarm else ("figure",)
    value_area = (row + 1, column, row + 1, last)
    if card.value is None:
        sheet.merged(value_area, "不可计算", "figure", **{**rule, "font_size": 18, "font_color": "#55616A"})
    else:
        cell = sheet.formats(*look, **rule, num_format=card.number_format, align="left")
        sheet.merge_range(*value_area, "", cell)
        sheet.number(row + 1, column, card.value, cell)
    sheet.merged((row + 2, column, row + 2, last), card.first, "meta", **rule)
    sheet.merged((row + 3, column, row + 3, last), card.second, "meta", **rule)
    sheet.merged((row + 4, column, row + 4, last), card.says, "small", **rule, text_wrap=True, font_size=_SAYS)
    for offset, height in enumerate((18, 33, 15.5, 15.5)):
        sheet.set_row(row + offset, height)


def _accounting(sheet: Sheet, row: int, picture: Picture) -> None:
    """The closing bar: rows of the census sheets, and where they went."""
    table = accounts(picture)
    table = table[table["form"] == "census"]
    parts = {
        "采用": "rows_used",
        "待人工核对": "rows_review",
        "合并重复": "rows_merged",
        "小计、说明行": "rows_notes",
        "退回更正": "rows_returned",
    }
    sums = {label: int(table[name].sum()) for label, name in parts.items()}
    read, off = int(table["rows_read"].sum()), int(table["difference"].sum())
    runs: list[Run | str] = [Run("数据去向  ", ("accent",)), "摸底表收到 ", Run(f"{read:,}", ("bold",)), " 行 = "]
    for label, number in sums.items():
        if number or label == "采用":
            runs += [f"{label} ", Run(f"{number:,}", ("bold",)), " 行 + "]
    runs[-1] = " 行  "
    runs.append(Run("√ 合计相符", ("accent",)) if off == 0 else Run(f"× 相差 {abs(off):,} 行", ("alarm",)))
    runs.append(Run("  凭据见“行数核对”表", ("quiet",)))
    role = "closing" if off == 0 else "closing_broken"
    sheet.set_row(row, 23)
    sheet.merged((row, 0, row, GRID - 1), tuple(runs), role, indent=1)
    sheet.set_row(row + 1, 6)
