"""图 and 学期变动: native charts whose numbers are those of the tables, with words for whoever does not see them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.app.results.indicator_words import indicator_words
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.register import Measured, Register
from kcbx.workbook import county
from tests.unit.workbook.invented_register import invented_register

STEPS = pd.DataFrame(
    [
        ("entered", "2018年招生", 47, 47, "list"),
        ("moved_in", "转入", 2, 49, "list"),
        ("lost", "流失、辍学", -4, 45, "list"),
        ("now", "今年九年级", 45, 45, "list"),
    ],
    columns=["step", "label", "people", "total", "source"],
)


@pytest.fixture(scope="module")
def register() -> Register:
    return invented_register(300)


@pytest.fixture(scope="module")
def path(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("charts") / "全县汇总.xlsx"
    table = measure(Counting.of(register), Config())
    words = indicator_words(Config(), register.place.ages, table)
    county.write(register, Config(), path, Measured(table, words, retention=STEPS))
    return path


def parts(path: Path, pattern: str) -> list[str]:
    with zipfile.ZipFile(path) as book:
        return [book.read(name).decode() for name in sorted(book.namelist()) if re.search(pattern, name)]


def test_four_charts_and_that_of_the_overview_each_in_words_too(path: Path) -> None:
    charts = parts(path, r"charts/chart\d+\.xml$")
    told = re.findall(r'descr="([^"]+)"', "".join(parts(path, r"drawings/drawing\d+\.xml$")))
    assert len(charts) == len(told) == 5
    for each in schema("workbooks/county")["charts"].values():
        assert any(text.startswith(f"{each['title']}：") for text in told)
    assert any("2018年招生 47，转入 +2，流失、辍学 -4，今年九年级 45" in text for text in told)
    assert all('<c:plotVisOnly val="0"/>' in chart or "plotVisOnly" not in chart for chart in charts)


def test_the_data_of_charts_cannot_be_unhidden_by_hand(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    assert {book[name].sheet_state for name in ("图表数据", "图数据")} == {"veryHidden"}
    page = book["图"].page_setup
    assert (page.orientation, int(page.paperSize)) == ("landscape", 9)
    assert book["图"].sheet_properties.pageSetUpPr.fitToPage


def test_the_waterfall_stands_on_what_is_left(path: Path) -> None:
    rows = list(openpyxl.load_workbook(path)["图数据"].iter_rows(values_only=True))
    start = rows[0].index("步骤")
    block = [row[start : start + 6] for row in rows[: len(STEPS) + 1]]
    assert block[0][1:] == ("垫高", "人数", "增加", "减少", "流失")
    assert [row[1:] for row in block[1:]] == [
        *((0, 47, 0, 0, 0), (47, 0, 2, 0, 0), (45, 0, 0, 0, 4), (0, 45, 0, 0, 0)),
    ]


def test_a_chart_without_figures_says_what_to_send(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "无.xlsx"
    table = measure(Counting.of(register), Config())
    county.write(register, Config(), path, Measured(table, indicator_words(Config(), register.place.ages, table)))
    cells = {cell.value for row in openpyxl.load_workbook(path)["图"] for cell in row}
    assert schema("workbooks/county")["charts"]["retention"]["empty"] in cells
