"""Books and list pages: what every workbook shares, and that nothing is dropped in silence."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kcbx.errors import OutputUnwritable
from kcbx.workbook.book import Book
from kcbx.workbook.page import Column, ListPage
from kcbx.workbook.style import ACCENT, ROLES, properties
from kcbx.workbook.text import Run
from tests.unit.workbook.invented_register import place

COLUMNS = (
    Column("序号", 4.6, ("serial",), "known"),
    Column("姓名", 8.8, ("words", "bold"), "known"),
    Column("为什么", 20, ("wrap",), "known"),
    Column("结果", 12, ("answer",), "answer"),
    Column("编号", 20, ("text",), hidden=True),
)


def written(path: Path, rows: list[list], **options: object) -> openpyxl.worksheet.worksheet.Worksheet:
    with Book(path, place(), title="试", owner="青崖县教育体育局") as book:
        choice = book.choices("判断", ["是", "不是"])
        columns = [column.asking(choice) if column.heading == "结果" else column for column in COLUMNS]
        page = ListPage(book, "名单", "试一试", columns, **options)
        for row in rows:
            page.add(row)
        page.finish()
    return openpyxl.load_workbook(path)["名单"]


def test_the_head_stands_in_five_rows_and_the_first_child_in_the_sixth(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [[1, "李佳怡", "无", None, "k1"]], hint="共 1 人", freeze=2)
    assert [sheet.cell(row, 1).value for row in (1, 3)] == ["试一试", "共 1 人"]
    assert "数据时点 2026年9月20日" in sheet["A2"].value
    assert [cell.value for cell in sheet[5]] == ["序号", "姓名", "为什么", "结果 ▼", "编号"]
    assert [cell.value for cell in sheet[6]] == [1, "李佳怡", "无", None, "k1"]
    assert sheet.freeze_panes == "C6"
    assert sheet.auto_filter.ref == "A5:E6"
    assert sheet.print_title_rows == "$5:$5"


def test_bands_stand_over_known_and_answer_columns(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [], bands=("已知信息（不用改）", "请您填写"))
    assert sheet["A4"].value == "已知信息（不用改）"
    assert sheet["D4"].value == "请您填写"
    assert sheet["D4"].fill.fgColor.rgb == f"FF{ACCENT[1:]}"
    assert sheet.print_title_rows == "$4:$5"


def test_answers_are_open_text_and_the_rest_is_locked(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [[1, "李佳怡", "无", None, "k1"]])
    assert sheet["D6"].protection.locked is False
    assert sheet["D6"].number_format == "@"
    assert sheet["B6"].protection.locked
    assert sheet.column_dimensions["E"].hidden


def test_rows_grow_with_their_text(tmp_path: Path) -> None:
    long = "学籍中无此身份证号；同名者二人，出生日期相差一年以上；摸底表就学情况为空，村里没有写去向"
    sheet = written(tmp_path / "a.xlsx", [[1, "李佳怡", "无", None, ""], [2, "李佳怡", long, None, ""]])
    assert sheet.row_dimensions[7].height > 2 * sheet.row_dimensions[6].height


def test_rows_of_a_long_list_grow_where_a_text_wraps_and_only_there(tmp_path: Path) -> None:
    long = "身份证号 539921201308130565 校验码不对，有数字写错；" * 3
    with Book(tmp_path / "a.xlsx", place(), title="试", owner="青崖县教育体育局") as book:
        page = ListPage(book, "名单", "试一试", COLUMNS, least=17)
        page.extend([[1, 2, 3], ["甲", "乙", "丙"], ["短", long, ""], [None] * 3, [long] * 3])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["名单"]
    heights = [sheet.row_dimensions[row].height for row in (6, 7, 8)]
    assert heights[1] > 40
    assert all(height is None or height < 20 for height in (heights[0], heights[2])), heights


LONG_NAME = "阿卜杜热西提·阿卜杜热合曼·买买提依明江"


@pytest.mark.parametrize("many", [False, True])
def test_a_name_too_long_for_its_column_takes_a_second_line(tmp_path: Path, many: bool) -> None:
    columns = (Column("姓名", 10, ("strong",)), Column("电话", 11, ("text",)))
    with Book(tmp_path / "a.xlsx", place(), title="试", owner="青崖县教育体育局") as book:
        page = ListPage(book, "名单", "试一试", columns, least=17)
        if many:
            page.extend([["李佳怡", LONG_NAME], ["13800000000"] * 2])
        else:
            page.add(["李佳怡", "13800000000"])
            page.add([LONG_NAME, "13800000000"])
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["名单"]
    assert [bool(sheet.cell(row, 1).alignment.wrap_text) for row in (6, 7)] == [False, True]
    short, tall = (sheet.row_dimensions[row].height or 17 for row in (6, 7))
    assert tall > 1.6 * short


def test_a_hint_too_long_for_its_columns_wraps(tmp_path: Path) -> None:
    sheet = written(tmp_path / "a.xlsx", [], hint=("很长的话。" * 30, Run("红字", ("alarm",))))
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A3:E3"]
    assert sheet.row_dimensions[3].height > 30


def test_a_list_too_long_to_type_into_a_rule_still_drops_down(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    schools = [f"某某乡第{number}小学" for number in range(300)]
    with Book(path, place(), title="试", owner="局") as book:
        page = ListPage(
            book, "名单", "试", [Column("学校", 17.5, ("answer",), "answer", book.choices("学校清单", schools))]
        )
        page.add([None])
        page.finish()
        with pytest.raises(ValueError, match="two lists"):
            book.choices("学校清单", ["另一所"])
    again = openpyxl.load_workbook(path)
    ((tab, cells),) = again.defined_names["学校清单"].destinations
    assert [row[0].value for row in again[tab][cells.replace("$", "")]] == schools
    assert again[tab].sheet_state == "veryHidden"
    assert again.active.title == "名单"


def test_what_the_writer_would_drop_in_silence_is_an_error(tmp_path: Path) -> None:
    book = Book(tmp_path / "a.xlsx", place(), title="试", owner="局")
    sheet = book.sheet("名单")
    with pytest.raises((ValueError, UserWarning)):
        sheet.data_validation(0, 0, 0, 0, {"validate": "list", "source": ["很长的校名" * 10] * 10})
    with pytest.raises((ValueError, UserWarning)):
        sheet.text(2_000_000, 0, "行数超过")


def test_a_folder_that_is_not_there_is_told_and_not_a_traceback(tmp_path: Path) -> None:
    book = Book(tmp_path / "没有" / "a.xlsx", place(), title="试", owner="局")
    book.sheet("名单")
    with pytest.raises(OutputUnwritable):
        book.close()


def test_roles_combine_and_the_later_wins() -> None:
    assert properties("number", "total")["bold"]
    assert properties("title", font_size=9)["font_size"] == 9
    with pytest.raises(KeyError):
        properties("no such role")


def test_every_role_is_writable_and_no_font_follows_the_theme(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Book(path, place(), title="试", owner="局") as book:
        sheet = book.sheet("名单")
        for row, role in enumerate(ROLES):
            sheet.text(row, 0, role, book.formats(role))
    cells = [row[0] for row in openpyxl.load_workbook(path)["名单"].iter_rows()]
    assert len(cells) == len(ROLES)
    assert {cell.font.scheme for cell in cells} == {None}
    assert {cell.font.name for cell in cells} <= {"等线", "宋体", "黑体"}
