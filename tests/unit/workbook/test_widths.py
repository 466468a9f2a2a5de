"""How wide lists are, and what stands in them only when there is something to say."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.layouts import layout
from kcbx.register import Register
from kcbx.workbook import county
from kcbx.workbook.book import Book
from kcbx.workbook.charts import _gap, _share
from kcbx.workbook.county.overview_steps import steps
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.text import pixels, text_width
from kcbx.workbook.township_lists import lists_by_township, nothing_to_ask
from kcbx.workbook.wording import page_words
from tests.unit.workbook.invented_register import invented_register

#: So wide a list prints at 70 % on A4 landscape, and 10 points as 7.
WIDEST = 1500
LISTS = [
    (book, page)
    for book in ("county", "compare", "metrics", "problems", "monthly")
    for page, words in schema(f"workbooks/{book}")["pages"].items()
    if words.get("columns")
]
TO_FILL_IN = [("township", "to_verify"), ("township", "pairs"), ("township", "conflicts"), ("school", "to_verify")]
LONGEST = {
    "id_number": "539921201406070021",
    "masked": "539921****002X",
    "case_number": "26A-MWQDMW",
    "birth_date": "2014-06-07",
    "phone": "15400051085",
}


@pytest.fixture(scope="module")
def register() -> Register:
    return invented_register(300)


@pytest.mark.parametrize(("book", "page"), LISTS)
def test_a_list_to_read_is_printed_large_enough_to_read(book: str, page: str) -> None:
    columns = page_words(book, page).columns
    assert sum(pixels(column.width) for column in columns.values() if not column.hidden) <= WIDEST
    for field in LONGEST.keys() & columns.keys():
        assert text_width(LONGEST[field], columns[field].size) <= pixels(columns[field].width), field


@pytest.mark.parametrize(("book", "sheet"), TO_FILL_IN)
def test_a_list_to_fill_in_is_printed_large_enough_to_write_in(book: str, sheet: str) -> None:
    form = layout(book, sheet)
    assert sum(pixels(column.width) for column in (*form.known, *form.answers)) <= WIDEST
    (number,) = [column.width for column in form.known if column.field == "id_number"] or [99]
    assert text_width(LONGEST["masked"]) <= pixels(number)


@pytest.mark.parametrize("known", [False, True])
def test_a_column_about_last_term_is_there_where_last_term_is_known(
    register: Register, tmp_path: Path, known: bool
) -> None:
    said = register.census["previous"].where(register.census["standing"].eq("out_suspected"), None)
    census = register.census.assign(previous=said if known else pd.Series(None, register.census.index, "str"))
    path = tmp_path / "全县汇总.xlsx"
    county.write(dataclasses.replace(register, census=census), Config(), path)
    sheet = openpyxl.load_workbook(path)["疑似失学"]
    heads = [cell.value for cell in sheet[5]]
    assert ("上学期" in heads) is known
    assert [heads[-2], heads[-1]] == ["出处（文件 › 表 › 行）", "个案号"]
    assert str(sheet.cell(6, len(heads)).value).startswith("26")


def test_a_township_with_nothing_to_ask_is_told_and_gets_no_workbook(register: Register) -> None:
    quiet = register.census.assign(township=register.census["township"].where(register.census.index > 0, "无事乡"))
    quiet.loc[quiet.index == 0, "standing"] = "in_school"
    picture = Picture(dataclasses.replace(register, census=quiet), Config())
    assert "无事乡" not in lists_by_township(picture.register)
    idle = nothing_to_ask(picture.register)
    assert "无事乡" in idle
    told = next(step for step in steps(picture) if "发出核查表" in step.what)
    assert told.what == f"向 {len(lists_by_township(picture.register)):,} 个乡镇发出核查表"
    assert told.how.endswith(f"；另 {len(idle)} 个无需核查")


def test_a_few_bars_are_no_thicker_than_many() -> None:
    thickness = {rows: 1 / rows / (1 + _gap(rows) / 100) for rows in (2, 3, 5, 8)}
    assert max(thickness.values()) / min(thickness.values()) < 1.02
    assert _gap(1) <= 500, "more is refused by office programs"


@pytest.mark.parametrize(("townships", "upright"), [(3, False), (45, True)])
def test_a_page_of_many_townships_stands_upright(
    register: Register, tmp_path: Path, townships: int, upright: bool
) -> None:
    with Book(tmp_path / "页.xlsx", register.place, title="页", owner="局", in_memory=True) as book:
        sheet = book.sheet("页")
        sheet.set_column(0, 23, 4.6)
        for row in range(20 + townships):
            sheet.set_row(row, 18)
            sheet.text(row, 23, "一")
        book.paper(sheet, one_page=True)
    assert openpyxl.load_workbook(tmp_path / "页.xlsx")["页"].page_setup.orientation == (
        "portrait" if upright else "landscape"
    )


def test_labels_of_a_chart_have_room_in_one_line() -> None:
    names = ["白水河哈尼族拉祜族南岭乡  42.86%", "城关镇  3.73%"]
    assert _share(names, 462) * 462 >= text_width(names[0], 9)
    assert _share(names[1:], 462) == pytest.approx(0.2, abs=0.05)
