"""下一步 of 总览: what is to be done, each with its count, its date and a link; what is done has no number."""

from __future__ import annotations

from dataclasses import dataclass

from kcbx.definitions import schema
from kcbx.findings import severities
from kcbx.workbook.book import Sheet
from kcbx.workbook.county.overview_tables import RIGHT, section
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.waiting import waiting
from kcbx.workbook.problems_of_sender import sent_back
from kcbx.workbook.style import ACCENT_PALE, WHITE
from kcbx.workbook.text import chinese_date
from kcbx.workbook.township_lists import lists_by_township, nothing_to_ask
from kcbx.workbook.wording import page_words

_MINUTES_A_PAIR = 1


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, in two lines; ``page``: the page it is done with, "" where nothing is to be done."""

    what: str
    how: str
    page: str = ""


def steps(picture: Picture) -> tuple[Step, ...]:
    """Judge the pairs, send out the lists, send back the sheets with problems; those with nothing to do say so."""
    return _pairs(picture), _lists(picture), _sheets(picture)


def _pairs(picture: Picture) -> Step:
    open_pairs = waiting(picture)
    if not open_pairs.pairs:
        return Step("没有须人工判断的配对", "证据都已足够")
    page = page_words("county", "review").sheet
    minutes = max(1, open_pairs.pairs * _MINUTES_A_PAIR)
    return Step(f"逐对判断“{page}” {open_pairs.pairs:,} 对", f"{open_pairs.told}；约 {minutes:,} 分钟", page)


def _lists(picture: Picture) -> Step:
    """The workbooks that go out; a township where nobody is to be verified may have pairs or conflicts to settle."""
    listed, asked = picture.to_verify, lists_by_township(picture.register)
    if listed.empty and not asked:
        return Step("没有须发出的核查表", "没有须入户核实的儿童")
    due = chinese_date(picture.place.deadline, year=False, weekday=True)
    people = f"共 {len(listed):,} 人" if len(listed) else "请认人、更正信息"
    idle = len(nothing_to_ask(picture.register))
    return Step(
        f"向 {len(asked):,} 个乡镇发出核查表",
        f"{people}，请于 {due}前交回" + (f"；另 {idle:,} 个无需核查" if idle else ""),
        page_words("county", "suspects").sheet,
    )


def _sheets(picture: Picture) -> Step:
    """The files ``kcbx check`` writes a 更正单 for, and the places it counts."""
    page = page_words("county", "quality").sheet
    back = sent_back(picture.register.findings)
    if back.empty:
        return Step("来表没有须更正的问题", f"其余提示见“{page}”")
    counts = back["severity"].value_counts()
    said = [f"{label} {counts[each]:,} 处" for each, label in severities().items() if counts.get(each, 0)]
    return Step(f"退回 {back['source_file'].nunique():,} 份有问题的来表", "、".join(said), page)


def write_next_steps(sheet: Sheet, row: int, picture: Picture) -> None:
    """The steps, those to be done numbered, and what the rate comes to if every open case is in school."""
    section(sheet, row, RIGHT, "下一步")
    number = 0
    for place, step in enumerate(steps(picture)):
        number += bool(step.page)
        _step(sheet, row + 1 + 2 * place, step, number)
    for line in range(row + 1, row + 8):
        sheet.set_row(line, 16.5)
    children = picture.counted
    open_cases = children["place"].isin(["待核实", "待核对"])
    best = (int(children["enrolled"].sum()) + int(open_cases.sum())) / len(children) if len(children) else 0
    rate = schema("workbooks/county")["words"]["share"]
    if_all = f"如待核实、待核对者全部确认在读，{rate}为 {best:.2%}。" if open_cases.any() else ""
    sheet.merged((row + 7, RIGHT[0], row + 7, RIGHT[1]), f"{if_all}口径见“说明”表。", "meta")


def _step(sheet: Sheet, top: int, step: Step, number: int) -> None:
    first, last = RIGHT
    fill = {"bg_color": ACCENT_PALE}
    edge = {"bottom": 1, "bottom_color": WHITE}
    done = not step.page
    size = 12 if done else 16
    mark = sheet.formats("section", **fill, **edge, align="center", font_size=size)
    sheet.merge_range(top, first, top + 1, first, "", mark)
    if done:
        sheet.text(top, first, "√", mark)
    else:
        sheet.number(top, first, number, mark)
    sheet.merged((top, first + 1, top, last - 3), step.what, "quiet" if done else "bold", **fill, font_size=10.5)
    sheet.merged((top + 1, first + 1, top + 1, last), step.how, "quiet", **fill, **edge, font_size=9.5)
    link = sheet.formats("link", "right", **fill, indent=1)
    sheet.merge_range(top, last - 2, top, last, "", link)
    if not done:
        sheet.link(top, last - 2, f"'{step.page}'!A1", f"→ {step.page}", link)
