"""The tables of 总览: cohorts with data bars, key groups.

They stand on a grid of equal narrow columns: the left half ends at 11, the right half begins at 13.
"""

from __future__ import annotations

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.workbook.book import Sheet
from kcbx.workbook.county.groups import key_groups, share
from kcbx.workbook.county.matrix import Counts
from kcbx.workbook.county.phrases import date_text
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.style import ACCENT, ACCENT_LIGHT, ALARM_LIGHT
from kcbx.workbook.text import Rich, Run

LEFT, RIGHT = (0, 11), (13, 24)


def section(sheet: Sheet, row: int, half: tuple[int, int], title: str, note: str = "") -> None:
    """A section title with its note, over one half of the page."""
    sheet.set_row(row, 20)
    words = (Run(title, ("section",)), Run(f"  {note}" if note else "", ("light",)))
    sheet.merged((row, half[0], row, half[1]), words, "hint")


def write_cohorts(sheet: Sheet, row: int, picture: Picture, counts: Counts) -> int:
    """Cohort table with data bars; returns the row after its total."""
    section(sheet, row, RIGHT, "各年级段就读情况", "按出生年月划分，单位：人；横条长度即人数")
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
            label = (f"{grade_name(grade)} ", Run(f" {start_text}起", ("small",)))
        sheet.merged((row, first, row, first + 2), label, "text", "line")
        for name, span in spans.items():
            number = int(table[name][grade])
            tone = ("alarm",) if name == "待核实" and number else ()
            _number(sheet, row, span, number, "number", "line", *tone)
    for name, color in (("在校", ACCENT_LIGHT), ("待核实", ALARM_LIGHT)):
        most = int(table[name].max())
        start = spans[name][0]
        sheet.conditional_format(begin, start, row, spans[name][1], _bar(color, 2.2 * rounded(most)))
    row += 1
    sheet.set_row(row, 18)
    sheet.merged((row, first, row, first + 2), "合计", "total")
    for name, span in spans.items():
        number = int(table[name].sum())
        tone = ("alarm",) if name == "待核实" and number else ()
        _number(sheet, row, span, number, "number", *tone, "total")
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


def rounded(number: int) -> int:
    """The next round number at or above: 1,767 → 2,000."""
    digits = int(10 ** (len(str(number)) - 1))
    return max(-(-number // digits) * digits, 1)


def write_key_groups(sheet: Sheet, row: int, picture: Picture) -> None:
    """Key groups: registered, to verify, share in school, against the county."""
    children = picture.counted
    county = share(children)
    section(sheet, row, LEFT, "重点群体", "义务教育年龄段")
    row += 1
    head = {"bottom": 1, "bottom_color": ACCENT}
    words = schema("workbooks/county")["words"]
    spans = {"登记": (4, 5), "待核实": (6, 7), words["share"]: (8, 9), "比全县": (10, 11)}
    sheet.merged((row, 0, row, 3), "群体", "meta", **head)
    for name, span in spans.items():
        sheet.merged((row, span[0], row, span[1]), name, "meta", "right", **head)
    for field, (label, mask) in key_groups(children).items():
        members = children[mask]
        rate = share(members)
        row += 1
        sheet.merged((row, 0, row, 3), label, "text", "line")
        if field in picture.unreported:
            sheet.merged((row, 4, row, LEFT[1]), words["unreported"], "quiet", "right", "line")
            continue
        listed = int(members["to_verify"].sum())
        _number(sheet, row, spans["登记"], len(members), "number", "line")
        _number(sheet, row, spans["待核实"], listed, "number", "line", *(("alarm",) if listed else ()))
        _number(sheet, row, spans[words["share"]], rate, "rate", "line")
        gap = None if rate is None or county is None else round((rate - county) * 100, 2)
        tone = ("alarm",) if gap is not None and gap < 0 else ()
        _number(sheet, row, spans["比全县"], gap, "against", "line", *tone)
