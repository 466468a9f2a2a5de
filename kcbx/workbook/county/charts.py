"""图: the figures as four charts on one page: rates against targets, the cohort from intake to the last grade, boys and
girls by cohort, townships ranked.

Bars begin at zero everywhere: rates near 100 are shown by what parts them from their target or from 100.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.register import Measured
from kcbx.targets import target_words, value_words
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.charts import ChartData, bars, numbers
from kcbx.workbook.county.overview_tables import rounded
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.style import ACCENT, ACCENT_LIGHT, ACCENT_MID, ALARM, ALARM_MID, GREY_3
from kcbx.workbook.text import Run, pixels
from kcbx.workbook.wording import page_words

_GRID, _WIDTH, _SPAN = 24, 4.6, 11
_PIXELS = _SPAN * pixels(_WIDTH)
_ROWS, _HEIGHT = 12, 18
_MOST, _MOST_TOWNSHIPS = 14, 10
_DATA = "图数据"
_FURTHEST = 10

#: A chart with the sentence that stands for it where nobody sees it.
Drawn = tuple[Any, str]


def write_charts(book: Book, picture: Picture, rates: pd.DataFrame, measured: Measured) -> None:
    """Write the page; ``rates``: ``county_rows``. A chart without figures says what to send."""
    words = page_words("county", "charts")
    said = schema("workbooks/county")["charts"]
    sheet = book.sheet(words.sheet)
    sheet.set_column(0, _GRID - 1, _WIDTH)
    sheet.set_row(0, 32)
    sheet.text(0, 0, words.title, book.formats("title"))
    sheet.set_row(1, 17)
    sheet.text(1, 0, book.meta, book.formats("meta"))
    data = ChartData(book, _DATA)
    every = measured.indicators if measured.every is None else measured.every
    retention = pd.DataFrame() if measured.retention is None else measured.retention
    charts: Sequence[tuple[str, Callable[[], Drawn | None]]] = (
        ("targets", lambda: _targets(book, data, rates)),
        ("retention", lambda: _retention(book, data, retention)),
        ("cohorts", lambda: _cohorts(book, data, picture)),
        ("townships", lambda: _townships(book, data, every)),
    )
    for place, (code, draw) in enumerate(charts):
        row, column = 3 + place // 2 * (_ROWS + 3), place % 2 * (_GRID - _SPAN)
        _section(sheet, row, column, said[code]["title"], said[code]["note"])
        drawn = draw()
        for each in range(row + 1, row + 1 + _ROWS):
            sheet.set_row(each, _HEIGHT)
        if drawn is None:
            area = (row + 1, column, row + 2, column + _SPAN - 1)
            sheet.merged(area, said[code]["empty"], "quiet", text_wrap=True)
            continue
        chart, told = drawn
        chart.set_size({"width": _PIXELS, "height": sheet.pixels_high(row + 1, row + _ROWS)})
        sheet.insert_chart(
            row + 1, column, chart, {"description": f"{said[code]['title']}：{told}", "object_position": 1}
        )
    data.close()
    book.paper(sheet, left=f"{book.owner} · 内部资料", one_page=True)


def _section(sheet: Sheet, row: int, column: int, title: str, note: str) -> None:
    sheet.set_row(row, 20)
    sheet.merged(
        (row, column, row, column + _SPAN - 1), (Run(title, ("section",)), Run(f"  {note}", ("light",))), "hint"
    )


def _targets(book: Book, data: ChartData, rates: pd.DataFrame) -> Drawn | None:
    """Points above (accent) or below (alarm) the target, for every rate that has one; good is to the right."""
    rows = rates[rates["kind"].eq("rate") & rates["target"].notna() & rates["value"].notna()]
    rows = rows.drop_duplicates("name").head(_MOST)
    if rows.empty:
        return None
    ahead = (rows["value"] - rows["target"]) * rows["better"].map({"higher": 1, "lower": -1})
    labels = [
        f"{name} {value_words(value, 'rate')}（{target_words(target, better, 'rate')}）"
        for name, value, target, better in zip(rows["name"], rows["value"], rows["target"], rows["better"], strict=True)
    ]
    reached, missed = ahead.clip(lower=0).round(2), ahead.clip(upper=0).round(2)
    series = data.put("指标", labels, {"超过目标": reached.tolist(), "未达目标": missed.tolist()})
    dressed = [
        {**each, "fill": {"color": colour}, "overlap": 100}
        for each, colour in zip(series, (ACCENT, ALARM), strict=True)
    ]
    told = "，".join(f"{label} {gap:+.2f}" for label, gap in zip(labels, ahead, strict=True))
    return bars(book, dressed, labels=labels, width=_PIXELS, most=_FURTHEST), told


def _retention(book: Book, data: ChartData, steps: pd.DataFrame) -> Drawn | None:
    """Waterfall: the cohort at intake, what came and went, the last grade now."""
    if steps.empty:
        return None
    people, total = steps["people"].tolist(), steps["total"].tolist()
    ends = steps["step"].isin(["entered", "now"]).tolist()
    lost = steps["step"].eq("lost").tolist()
    labels = [f"{label} {number:,}" if end else f"{label} {number:+,}"
              for label, number, end in zip(steps["label"], people, ends, strict=True)]  # fmt: skip
    below = [0 if end else min(after, after - number) for number, after, end in zip(people, total, ends, strict=True)]
    kinds = [0 if end else 1 if number > 0 else 3 if gone else 2
             for number, end, gone in zip(people, ends, lost, strict=True)]  # fmt: skip
    names = {"人数": ACCENT, "增加": ACCENT_MID, "减少": GREY_3, "流失": ALARM}
    parts = {
        name: [abs(number) if kind == wanted else 0 for number, kind in zip(people, kinds, strict=True)]
        for wanted, name in enumerate(names)
    }
    series = data.put("步骤", labels, {"垫高": below, **parts})
    fills: list[dict[str, Any]] = [{"none": True}, *({"color": colour} for colour in names.values())]
    signs = {"增加": "+#,##0;;", "减少": "-#,##0;;", "流失": "-#,##0;;"}
    dressed = [
        {**each, "fill": fill, **(numbers(signs[name]) if name in signs else {})}
        for each, fill, name in zip(series, fills, ("垫高", *names), strict=True)
    ]
    return bars(book, dressed, labels=labels, width=_PIXELS), "，".join(labels)


def _cohorts(book: Book, data: ChartData, picture: Picture) -> Drawn | None:
    """Pyramid: boys to the left, girls to the right; in school next to the middle, the others outside."""
    children = picture.counted
    children = children[children["cohort_grade"].gt(0) & children["sex"].isin(["男", "女"])]
    if children.empty:
        return None
    counts = children.groupby(["cohort_grade", "sex", "enrolled"]).size()
    grades = list(range(picture.place.ages.compulsory_years, 0, -1))
    sides = {("男", True): ACCENT, ("男", False): ALARM, ("女", True): ACCENT_MID, ("女", False): ALARM_MID}
    parts = {
        f"{'男童' if sex == '男' else '女童'}{'已确认就读' if enrolled else '未确认就读'}": [
            int(counts.get((grade, sex, enrolled), 0)) * (-1 if sex == "男" else 1) for grade in grades
        ]
        for sex, enrolled in sides
    }
    boys, girls = (
        [
            sum(abs(numbers[place]) for name, numbers in parts.items() if name.startswith(sex))
            for place in range(len(grades))
        ]
        for sex in ("男童", "女童")
    )
    labels = [f"{grade_name(grade)}  {boy:,} | {girl:,}" for grade, boy, girl in zip(grades, boys, girls, strict=True)]
    most = rounded(max(*boys, *girls))
    series = data.put("年级段", labels, parts)
    dressed = [
        {**each, "fill": {"color": colour}, "overlap": 100} for each, colour in zip(series, sides.values(), strict=True)
    ]
    out = [sum(abs(numbers[place]) for name, numbers in parts.items() if "未" in name) for place in range(len(grades))]
    told = "，".join(
        f"{grade_name(grade)}男 {boy} 女 {girl}、未确认就读 {missing}"
        for grade, boy, girl, missing in zip(grades, boys, girls, out, strict=True)
    )
    return bars(book, dressed, labels=labels, width=_PIXELS, most=most, sides="#,##0;#,##0"), told


def _townships(book: Book, data: ChartData, indicators: pd.DataFrame) -> Drawn | None:
    """Townships by what is left of their net enrolment rate to 100, most first."""
    wanted = schema("workbooks/county")["charts"]["townships"]
    rows = indicators[
        indicators["indicator"].eq(wanted["indicator"])
        & indicators["variant"].eq(wanted["variant"])
        & indicators["level"].eq("township")
        & indicators["value"].notna()
    ].sort_values(["value", "unit_name"], ascending=[False, True])
    rows = rows.head(_MOST_TOWNSHIPS)
    if rows.empty:
        return None
    labels = [f"{name}  {value:.2f}%" for name, value in zip(rows["unit_name"], rows["value"], strict=True)]
    (series,) = data.put("乡镇", labels, {"比例": rows["value"].round(2).tolist()})
    dressed = {**series, "fill": {"color": ACCENT_LIGHT}}
    return bars(book, [dressed], labels=labels, width=_PIXELS), "，".join(labels)
