"""Native charts: their data on a very hidden sheet, their look in the house's colours, fonts set by hand.

Numbers stand in the category labels where that is steadier across office programs than data labels.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.style import FONT, GREY_3, INK
from kcbx.workbook.text import text_width

_FONT_SIZE, _AIR = 9, 18
_FONT = {"name": FONT, "size": _FONT_SIZE, "color": INK}
#: So many bars fill a chart; the space between two of them in per cent of a bar, then and at most.
_FULL, _CLOSE, _WIDE = 8, 45, 500


@dataclass
class ChartData:
    """The data of charts on one very hidden sheet, a block of columns a chart; call ``close()`` when all is put.

    The sheet is there only if some chart needs it.
    """

    book: Book
    name: str
    _sheet: Sheet | None = field(init=False, default=None)
    _column: int = field(init=False, default=0)

    def put(self, head: str, labels: Sequence[str], series: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
        """Write a block; the name, categories and values of each series, as a chart wants them."""
        if self._sheet is None:
            self._sheet = self.book.sheet(self.name, hidden=True)
        sheet, first, last = self._sheet, self._column, len(labels)
        sheet.text(0, first, head)
        for row, label in enumerate(labels, start=1):
            sheet.text(row, first, label)
        made = []
        for column, (name, numbers) in enumerate(series.items(), start=first + 1):
            sheet.text(0, column, name)
            for row, number in enumerate(numbers, start=1):
                sheet.number(row, column, number)
            made.append(
                {
                    "name": [self.name, 0, column],
                    "categories": [self.name, 1, first, last, first],
                    "values": [self.name, 1, column, last, column],
                }
            )
        self._column += len(series) + 2
        return made

    def close(self) -> None:
        """Set the sheet up like every other; call it after the last chart."""
        if self._sheet is not None:
            self.book.paper(self._sheet)


def bars(
    book: Book,
    series: Sequence[Mapping[str, Any]],
    *,
    labels: Sequence[str],
    width: int,
    most: float = 0,
    sides: str = "",
) -> Any:
    """A horizontal, stacked bar chart, first category on top, without title, legend and value axis.

    ``series``: as :meth:`ChartData.put` gives them, with fill; ``labels``: those of the categories, each in one line,
    of a chart so many pixels in ``width``; ``most``: values lie on both sides of zero, drawn up to so much, labels stay
    at the edge; ``sides``: number format of a value axis.
    """
    chart = book.chart("bar", "stacked")
    for each in series:
        chart.add_series({"gap": _gap(len(labels)), **each})
    share = _share(labels, width)
    _plain(chart, {"x": share, "y": 0.01, "width": 0.98 - share, "height": 0.88 if sides else 0.98})
    edge = {"label_position": "low"} if most else {}
    chart.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": _FONT, **edge, **_LINE})
    reach = {"min": -most, "max": most, "major_unit": most} if most else {"min": 0}
    shown: dict[str, Any] = {"num_format": sides, "num_font": _FONT, **_LINE} if sides else {"visible": False}
    chart.set_x_axis({"major_gridlines": {"visible": False}, **shown, **reach})
    return chart


def _share(labels: Sequence[str], width: int) -> float:
    """The part of the width that labels take; in less, programs leave out every second one."""
    widest = max(text_width(label, _FONT_SIZE) for label in labels)
    return min(max((widest + _AIR) / width, 0.2), 0.6)


def _gap(rows: int) -> int:
    """Space between bars that keeps them as thick as those of a full chart."""
    return min(round((100 + _CLOSE) * max(_FULL / max(rows, 1), 1)) - 100, _WIDE)


def numbers(number_format: str) -> dict[str, Any]:
    """The numbers on the bars of a series, for bars too short to be seen."""
    return {"data_labels": {"value": True, "num_format": number_format, "font": {**_FONT, "bold": True}}}


_LINE = {"line": {"color": GREY_3}, "major_tick_mark": "none", "minor_tick_mark": "none"}


def _plain(chart: Any, layout: Mapping[str, float]) -> None:
    chart.show_hidden_data()
    chart.set_title({"none": True})
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    chart.set_plotarea({"border": {"none": True}, "fill": {"none": True}, "layout": dict(layout)})
