"""总览: the year's picture on one page.

One sentence, five cards, the rows close, where, which cohort, who, what next.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.county.cards import Card, cards, rate
from kcbx.workbook.county.certificate import accounts
from kcbx.workbook.county.groups import key_groups, share
from kcbx.workbook.county.matrix import Counts, count
from kcbx.workbook.county.picture import Picture, date_text, grade_label
from kcbx.workbook.county.township_chart import insert_township_chart
from kcbx.workbook.style import ACCENT, ACCENT_LIGHT, ALARM, ALARM_LIGHT
from kcbx.workbook.text import Rich, Run, chinese_date
from kcbx.workbook.wording import page_words

#: A grid of equal narrow columns; the left half ends at 11, the right half begins at 13.
GRID, WIDTH = 25, 4.4
LEFT, RIGHT = (0, 11), (13, 24)

_MINUTES_A_PAIR = 1


def write_overview(book: Book, picture: Picture, rates: pd.DataFrame | None) -> None:
    """Write the page; ``rates``: the county's indicators with their words, where they were measured."""
    words = page_words("county", "overview")
    sheet = book.sheet(words.sheet)
    sheet.set_column(0, GRID - 1, WIDTH)
    counts = count(picture)
    _head(sheet, picture, words.title.format(county=picture.place.county))
    _sentence(sheet, picture, rates)
    for position, card in enumerate(cards(picture, rates)):
        _card(sheet, 5, position * 5, card)
    _accounting(sheet, 10, picture)
    below = _cohorts(sheet, 12, picture, counts)
    insert_township_chart(book, sheet, 12, below, picture)
    _groups(sheet, below + 1, picture)
    _next_steps(sheet, below + 1, picture)
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


def _sentence(sheet: Sheet, picture: Picture, rates: pd.DataFrame | None) -> None:
    """The one sentence a reader takes away; with the net enrolment rate, if it was measured."""
    children = picture.counted
    enrolled, listed = int(children["enrolled"].sum()), int(children["to_verify"].sum())
    tail: tuple[Run | str, ...] = (
        (Run(f"{listed:,} 人待入户核实", ("alarm",)), "。") if listed else ("没有须入户核实的儿童。",)
    )
    wanted = schema("workbooks/county")["rates"]["sentence"]
    net = None if rates is None else rate(rates, wanted)
    sheet.set_row(3, 26)
    sheet.merged(
        (3, 0, 3, GRID - 1),
        (
            "全县登记 ",
            Run(f"{len(children):,}", ("bold",)),
            " 名义务教育适龄儿童少年，",
            Run(f"{enrolled:,}", ("bold",)),
            " 人已确认就读" + ("；" if net is None else f"（{wanted['label']} {net['value']:.2f}%）；"),
            *tail,
        ),
        "hint",
        font_size=13,
    )
    sheet.set_row(4, 4)


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
    for offset, height in enumerate((18, 33, 15.5, 15.5)):
        sheet.set_row(row + offset, height)
    sheet.set_row(row + 4, 7)


def _accounting(sheet: Sheet, row: int, picture: Picture) -> None:
    """The closing bar: rows of the census sheets, and where they went."""
    table = accounts(picture)
    table = table[table["form"] == "census"]
    parts = {
        "采用": "rows_used",
        "待人工核对": "rows_review",
        "合并重复": "rows_merged",
        "小计、说明行": "rows_notes",
        "空行": "rows_blank",
        "退回更正": "rows_returned",
    }
    sums = {label: int(table[name].sum()) for label, name in parts.items()}
    read, off = int(table["rows_read"].sum()), int(table["difference"].sum())
    runs: list[Run | str] = [Run("数据去向  ", ("accent",)), "摸底表收到 ", Run(f"{read:,}", ("bold",)), " 行 = "]
    for label, number in sums.items():
        if number or label == "采用":
            runs += [f"{label} ", Run(f"{number:,}", ("bold",)), " + "]
    runs[-1] = "  "
    runs.append(Run("√ 合计相符", ("accent",)) if off == 0 else Run(f"× 相差 {abs(off):,} 行", ("alarm",)))
    runs.append(Run("  凭据见“行数核对”表", ("quiet",)))
    role = "closing" if off == 0 else "closing_broken"
    sheet.set_row(row, 23)
    sheet.merged((row, 0, row, GRID - 1), tuple(runs), role, indent=1)
    sheet.set_row(row + 1, 6)


def section(sheet: Sheet, row: int, half: tuple[int, int], title: str, note: str = "") -> None:
    """A section title with its note, over one half of the page."""
    sheet.set_row(row, 20)
    words = (Run(title, ("section",)), Run(f"  {note}" if note else "", ("light",)))
    sheet.merged((row, half[0], row, half[1]), words, "hint")


def _cohorts(sheet: Sheet, row: int, picture: Picture, counts: Counts) -> int:
    """Cohort table with data bars; returns the row after its total."""
    section(sheet, row, RIGHT, "各年级段就读情况", "按出生年月划分；横条长度即人数")
    names = ("登记", *counts.places)
    table = _by_grade(picture, counts)
    spans = _spans(names)
    row += 1
    first = RIGHT[0]
    head = {"bottom": 1, "bottom_color": ACCENT}
    sheet.set_row(row, 17)
    sheet.merged((row, first, row, first + 2), "年级段", "meta", **head)
    for name, (start, end) in spans.items():
        shown = "县内在校" if name == "在校" else name
        sheet.merged((row, start, row, end), shown, "meta", "right", **head)
    begin = row + 1
    for grade in counts.grades:
        row += 1
        sheet.set_row(row, 16)
        label: Rich = ("年龄不明",)
        if grade:
            start_text = date_text(picture.place.ages.window(grade).first.isoformat())
            label = (f"{grade_label(grade)} ", Run(f" {start_text}起", ("small",)))
        sheet.merged((row, first, row, first + 2), label, "text", "line")
        for name, span in spans.items():
            number = int(table[name][grade])
            tone = ("alarm",) if name == "待核实" and number else ()
            _number(sheet, row, span, number, "number", "line", *tone)
    for name, color in (("在校", ACCENT_LIGHT), ("待核实", ALARM_LIGHT)):
        most = int(table[name].max())
        start = spans[name][0]
        sheet.conditional_format(begin, start, row, spans[name][1], _bar(color, 2.2 * _rounded(most)))
    row += 1
    sheet.set_row(row, 18)
    sheet.merged((row, first, row, first + 2), "合计", "total")
    for name, span in spans.items():
        tone = ("alarm",) if name == "待核实" else ()
        _number(sheet, row, span, int(table[name].sum()), "number", *tone, "total")
    sheet.set_row(row + 1, 6)
    return row + 1


def _by_grade(picture: Picture, counts: Counts) -> pd.DataFrame:
    children = picture.counted
    table = pd.crosstab(children["cohort_grade"], children["place"])
    table = table.reindex(index=list(counts.grades), columns=list(counts.places), fill_value=0)
    table.insert(0, "登记", table.sum(axis=1))
    return table


def _spans(names: tuple[str, ...]) -> dict[str, tuple[int, int]]:
    """Grid columns of each number: the page has nine for them."""
    wide = {"登记": 2, "在校": 2, **({"待核实": 2} if len(names) <= 6 else {})}
    spans, start = {}, RIGHT[0] + 3
    for name in names:
        end = start + wide.get(name, 1) - 1
        spans[name] = (start, end)
        start = end + 1
    return spans


def _number(sheet: Sheet, row: int, span: tuple[int, int], number: float | None, *roles: str, **look: object) -> None:
    cell = sheet.formats(*roles, **look)
    if span[0] != span[1]:
        sheet.merge_range(row, span[0], row, span[1], "", cell)
    sheet.number(row, span[0], number, cell)


def _bar(color: str, most: float) -> dict[str, object]:
    """A solid data bar from 0 to a fixed maximum, so that about half the cell stays free for the number."""
    return {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_solid": True,
        "bar_color": color,
        "bar_border_color": color,
        "min_type": "num",
        "max_type": "num",
        "min_value": 0,
        "max_value": most,
    }


def _rounded(number: int) -> int:
    """The next round number at or above: 1,767 → 2,000."""
    digits = int(10 ** (len(str(number)) - 1))
    return max(-(-number // digits) * digits, 1)


def _groups(sheet: Sheet, row: int, picture: Picture) -> None:
    """Key groups: registered, to verify, share in school, against the county."""
    children = picture.counted
    county = share(children)
    section(sheet, row, LEFT, "重点群体", "义务教育年龄段")
    row += 1
    head = {"bottom": 1, "bottom_color": ACCENT}
    spans = {"登记": (4, 5), "待核实": (6, 7), "已确认就读": (8, 9), "比全县": (10, 11)}
    sheet.merged((row, 0, row, 3), "群体", "meta", **head)
    for name, span in spans.items():
        sheet.merged((row, span[0], row, span[1]), name, "meta", "right", **head)
    for label, mask in key_groups(children).values():
        members = children[mask]
        rate = share(members)
        row += 1
        sheet.merged((row, 0, row, 3), label, "text", "line")
        listed = int(members["to_verify"].sum())
        _number(sheet, row, spans["登记"], len(members), "number", "line")
        _number(sheet, row, spans["待核实"], listed, "number", "line", *(("alarm",) if listed else ()))
        _number(sheet, row, spans["已确认就读"], rate, "rate", "line")
        gap = None if rate is None or county is None else round((rate - county) * 100, 2)
        tone = ("alarm",) if gap is not None and gap < 0 else ()
        _number(sheet, row, spans["比全县"], gap, "against", "line", *tone)


def _next_steps(sheet: Sheet, row: int, picture: Picture) -> None:
    """Three things to do, each with its count, its date and a link."""
    section(sheet, row, RIGHT, "下一步")
    place, children = picture.place, picture.counted
    pairs = len(picture.review_pairs)
    listed = picture.to_verify
    towns = listed["township"].nunique()
    faulty = picture.register.findings
    faulty = faulty[faulty["severity"].eq("error")]
    due = chinese_date(place.deadline, year=False, weekday=True)
    steps = (
        (
            f"逐对判断“待人工核对” {pairs:,} 对" if pairs else "没有须人工判断的配对",
            f"请逐对选“是同一人 / 不是 / 不确定”，约 {max(1, pairs * _MINUTES_A_PAIR):,} 分钟"
            if pairs
            else "证据都已足够",
            "待人工核对",
        ),
        (
            f"向 {towns:,} 个乡镇发出核查表" if towns else "没有须发出的核查表",
            f"共 {len(listed):,} 人，请于 {due}前交回" if towns else "没有须入户核实的儿童",
            "疑似失学",
        ),
        (
            f"退回 {faulty['source_file'].nunique():,} 份有问题的来表" if len(faulty) else "来表没有须更正的问题",
            f"{len(faulty):,} 处须由填报单位更正" if len(faulty) else "其余提示见“数据质量”",
            "数据质量",
        ),
    )
    for number, (what, how, target) in enumerate(steps, start=1):
        top = row + 1 + 2 * (number - 1)
        _step(sheet, top, number, what, how, target)
    for line in range(row + 1, row + 8):
        sheet.set_row(line, 16.5)
    open_cases = children["place"].isin(["待核实", "待核对"])
    best = (int(children["enrolled"].sum()) + int(open_cases.sum())) / len(children) if len(children) else 0
    sheet.merged(
        (row + 7, RIGHT[0], row + 7, RIGHT[1]),
        f"如待核实、待核对者全部确认在读，就读比例为 {best:.2%}。口径见“说明”表。",
        "meta",
    )


def _step(sheet: Sheet, top: int, number: int, what: str, how: str, target: str) -> None:
    first, last = RIGHT
    fill = {"bg_color": "#E8F0F3"}
    edge = {"bottom": 1, "bottom_color": "#FFFFFF"}
    sheet.merge_range(
        top, first, top + 1, first, "", sheet.formats("section", **fill, **edge, align="center", font_size=16)
    )
    sheet.number(top, first, number, sheet.formats("section", **fill, **edge, align="center", font_size=16))
    sheet.merged((top, first + 1, top, last - 3), what, "bold", **fill, font_size=10.5)
    sheet.merged((top + 1, first + 1, top + 1, last), how, "quiet", **fill, **edge, font_size=9.5)
    cell = sheet.formats("link", "right", **fill, indent=1)
    sheet.merge_range(top, last - 2, top, last, "", cell)
    sheet.link(top, last - 2, f"'{target}'!A1", f"→ {target}", cell)
