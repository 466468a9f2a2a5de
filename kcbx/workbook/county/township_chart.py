"""The chart of 总览: children to verify by township, stacked by category, most first; a native bar chart.

The number stands in the category label: steadier across office programs than data labels. Its data lies on a
hidden sheet.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.county.picture import GROUPS, Picture
from kcbx.workbook.style import ALARM, ALARM_MID, FONT, GREY_3, INK
from kcbx.workbook.text import Run, pixels

_DATA = "图表数据"
_MOST = 14
_COLOURS = {"甲": ALARM, "乙": ALARM_MID, "丙": GREY_3}
_SQUARES = {"甲": "alarm", "乙": "heat_2", "丙": "faint"}
_SPAN = 12
_GRID_WIDTH = 4.4


def by_township(picture: Picture) -> pd.DataFrame:
    """Children to verify by township and category, most first; past fourteen townships the rest are one line."""
    listed = picture.to_verify
    table = pd.crosstab(listed["township"], listed["group"]).reindex(columns=list(GROUPS), fill_value=0)
    table = table.reindex([name for name in picture.townships if name in table.index])
    if len(table) > _MOST:
        rest = table.iloc[_MOST - 1 :].sum()
        table = pd.concat([table.iloc[: _MOST - 1], pd.DataFrame([rest], index=[f"其余{len(table) - _MOST + 1}个"])])
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
    chart = book.chart("bar", "stacked")
    data = book.sheet(_DATA, hidden=True)
    data.text(0, 0, "乡镇")
    for position, (name, numbers) in enumerate(zip(table.index, table.to_numpy().tolist(), strict=True), start=1):
        data.text(position, 0, f"{name}  {sum(numbers):,}")
        for column, number in enumerate(numbers, start=1):
            data.number(position, column, number)
    last = len(table)
    labels = schema("workbooks/county")["categories"]
    legend: list[Run] = []
    for column, group in enumerate(GROUPS, start=1):
        name = f"{group} {labels[group]} {int(table[group].sum()):,}"
        legend += [Run(" ■ ", (_SQUARES[group],)), Run(f"{name}  ", ("quiet",))]
        data.text(0, column, name)
        chart.add_series(
            {
                "name": [_DATA, 0, column],
                "categories": [_DATA, 1, 0, last, 0],
                "values": [_DATA, 1, column, last, column],
                "fill": {"color": _COLOURS[group]},
                "gap": 45,
            }
        )
    _dress(chart)
    chart.set_size({"width": _SPAN * pixels(_GRID_WIDTH), "height": sheet.pixels_high(row + 1, below - 3)})
    rows = zip(table.index, table.sum(axis=1), strict=True)
    told = "，".join(f"{name} {number} 人" for name, number in rows)
    sheet.insert_chart(row + 1, 0, chart, {"description": f"各乡镇待核实人数：{told}", "object_position": 1})
    sheet.merged((below - 2, 0, below - 2, _SPAN - 1), tuple(legend), "meta", indent=2)
    book.paper(data)


def _dress(chart: Any) -> None:
    font = {"name": FONT, "size": 9, "color": INK}
    chart.show_hidden_data()
    chart.set_title({"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    layout = {"x": 0.2, "y": 0.01, "width": 0.78, "height": 0.98}
    chart.set_plotarea({"border": {"none": True}, "fill": {"none": True}, "layout": layout})
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {
            "reverse": True,
            "interval_unit": 1,
            "num_font": font,
            "line": {"color": GREY_3},
            "major_tick_mark": "none",
            "minor_tick_mark": "none",
        }
    )
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}, "min": 0})
