"""The chart of 总览: children to verify by township, stacked by category, most first; a native bar chart.

The number stands in the category label: steadier across office programs than data labels. Its data lies on a
hidden sheet.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.charts import ChartData, bars
from kcbx.workbook.county.picture import GROUPS, Picture
from kcbx.workbook.style import ALARM, ALARM_MID, GREY_3
from kcbx.workbook.text import Run, pixels

_DATA = "图表数据"
#: Bars whose names are all written at this height; programs leave out every second one of more.
_MOST = 10
_REST = "其余"
_COLOURS = {"甲": ALARM, "乙": ALARM_MID, "丙": GREY_3}
_SQUARES = {"甲": "alarm", "乙": "heat_2", "丙": "faint"}
_SPAN = 12
_GRID_WIDTH = 4.4


def by_township(picture: Picture) -> pd.DataFrame:
    """Children to verify by township and category, most first; past ten townships the rest are one line."""
    listed = picture.to_verify
    table = pd.crosstab(listed["township"], listed["group"]).reindex(columns=list(GROUPS), fill_value=0)
    table = table.reindex([name for name in picture.townships if name in table.index])
    if len(table) > _MOST:
        rest = table.iloc[_MOST - 1 :].sum()
        table = pd.concat([table.iloc[: _MOST - 1], pd.DataFrame([rest], index=[f"{_REST}{len(table) - _MOST + 1}个"])])
    return table


def insert_township_chart(book: Book, sheet: Sheet, row: int, below: int, picture: Picture) -> None:
    """Write title and chart over the left half, from ``row`` to the row before ``below``; or say there is nobody."""
    table = by_township(picture)
    total = int(table.to_numpy().sum())
    note = f"共 {total:,} 人；七类合计，不等于失学人数" if total else ""
    title = (Run("待核实人数，按乡镇", ("section",)), Run(f"  {note}", ("light",)))
    sheet.merged((row, 0, row, _SPAN - 1), title, "hint")
    if not total:
        sheet.merged((row + 1, 0, row + 1, _SPAN - 1), "没有须入户核实的儿童。", "quiet")
        return
    data = ChartData(book, _DATA)
    labels = schema("workbooks/county")["categories"]
    names = [f"{group} {labels[group]} {int(table[group].sum()):,}" for group in GROUPS]
    towns = [f"{name}  {sum(numbers):,}" for name, numbers in zip(table.index, table.to_numpy().tolist(), strict=True)]
    drawn = table.copy()
    drawn.loc[drawn.index.str.startswith(_REST)] = 0  # a bar of their sum would dwarf every township
    series = data.put("乡镇", towns, {name: drawn[group].tolist() for name, group in zip(names, GROUPS, strict=True)})
    legend: list[Run] = []
    for group, name in zip(GROUPS, names, strict=True):
        legend += [Run(" ■ ", (_SQUARES[group],)), Run(f"{name}  ", ("quiet",))]
    dressed = [{**each, "fill": {"color": _COLOURS[group]}} for each, group in zip(series, GROUPS, strict=True)]
    width = _SPAN * pixels(_GRID_WIDTH)
    chart = bars(book, dressed, labels=towns, width=width)
    chart.set_size({"width": width, "height": sheet.pixels_high(row + 1, below - 3)})
    rows = zip(table.index, table.sum(axis=1), strict=True)
    told = "，".join(f"{name} {number} 人" for name, number in rows)
    sheet.insert_chart(row + 1, 0, chart, {"description": f"各乡镇待核实人数：{told}", "object_position": 1})
    sheet.merged((below - 2, 0, below - 2, _SPAN - 1), tuple(legend), "meta", indent=2)
    data.close()
