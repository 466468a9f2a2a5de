"""Reports of a day with the names of the absent in one cell, read as one pupil a row."""

from __future__ import annotations

import pytest

from kcbx.intake.grid import Grid
from kcbx.intake.packing import unpack
from kcbx.intake.sheet import Names, SheetReading, read_sheet

_TITLE = "青崖县河口初级中学学生到校情况日报（9月28日）"


def report(heads: list[list[str]], *rows: list[object], merged: list[object] | None = None) -> SheetReading:
    width = len(heads[0])
    grid = Grid("9.28", [[_TITLE, *[""] * (width - 1)], *heads, *map(list, rows)], merged or [])  # type: ignore[arg-type]
    return read_sheet(grid, Names("日报.xlsx", "日报"))


def told(reading: SheetReading) -> list[tuple[str | None, ...]]:
    assert reading.form == "attendance"
    count = len(reading.source_rows)
    columns = [unpack([(reading.columns.get(name), count)]).to_pylist() for name in ("name", "attendance", "reason")]
    return [tuple(row) for row in zip(*columns, strict=True)]


@pytest.mark.parametrize(
    ("heading", "cell", "pupils"),
    [
        (
            "缺勤学生姓名及原因",
            "张三（打工）、李四（生病）",
            [("张三", "缺勤未写原因", "打工"), ("李四", "缺勤未写原因", "生病")],
        ),
        (
            "未到校学生（注明原因）",
            "王五：外出务工；欧阳小小 联系不上",
            [("王五", "未到校", "外出务工"), ("欧阳小小", "未到校", "联系不上")],
        ),
        ("未返校学生名单", "2人：张三，李四", [("张三", "未到校", None), ("李四", "未到校", None)]),
        ("病（事）假学生", "张三 李四", [("张三", "请假", None), ("李四", "请假", None)]),
        ("旷课学生姓名", "阿依古丽·买买提、张三病假", [("阿依古丽·买买提", "旷课", None), ("张三", "旷课", "病假")]),
        (
            "缺课学生姓名",
            "1.张三\n2.李四（父母在外，随去）",
            [("张三", "缺勤未写原因", None), ("李四", "缺勤未写原因", "父母在外,随去")],
        ),
        (
            "缺勤名单",
            "不是姓名的一句很长的话、张三",
            [("不是姓名的一句很长的话", "缺勤未写原因", None), ("张三", "缺勤未写原因", None)],
        ),
    ],
)
def test_each_pupil_named_in_a_cell_is_a_row(heading: str, cell: str, pupils: list[tuple[str, ...]]) -> None:
    heads = ["年级", "班级", "应到人数", "实到人数", heading, "班主任"]
    rows = (
        ["七年级", "1班", 30, 28, cell, "王老师"],
        ["七年级", "2班", 30, 30, "无", "李老师"],
        ["合计", "", 60, 58, "", ""],
    )
    reading = report([heads], *rows)
    assert told(reading) == pupils
    assert {*reading.source_rows} == {3}, "each row is told where it stands"
    assert unpack([(reading.columns["class_name"], len(pupils))]).to_pylist() == ["1班"] * len(pupils)
    assert "names_in_cells" in {found.code for found in reading.findings}
    assert (reading.rows_read, reading.rows_notes) == (max(3, len(pupils)), max(3, len(pupils)) - len(pupils))


@pytest.mark.parametrize(
    ("names", "reasons", "whys"),
    [
        ("张三\n李四", "张三打工\n李四病假", ["打工", "病假"]),
        ("张三、李四", "李四：病假；张三：打工", ["打工", "病假"]),
        ("张三、李四", "打工、病假", ["打工", "病假"]),
        ("张三、李四", "一人打工，其余两人请假，已家访", [None, None]),
        ("张三", "打工，已家访", ["打工,已家访"]),
    ],
)
def test_reasons_beside_the_names_go_with_the_pupil_they_are_of(
    names: str, reasons: str, whys: list[str | None]
) -> None:
    heads = ["班级", "应返校人数", "未返校学生名单", "未返校原因"]
    assert [why for *_, why in told(report([heads], ["七年级1班", 30, names, reasons]))] == whys


def test_a_class_written_once_holds_for_the_rows_below_and_groups_are_read_with_their_columns() -> None:
    heads = [["年级", "班级", "应到", "缺勤情况", ""], ["", "", "", "姓名", "原因"]]
    merged = [((1, 3), (1, 4)), *(((1, column), (2, column)) for column in range(3))]
    reading = report(heads, ["七年级", "1班", 30, "张三、李四", ""], ["", "2班", 30, "王五", "感冒"], merged=merged)
    assert told(reading) == [
        ("张三", "缺勤未写原因", None),
        ("李四", "缺勤未写原因", None),
        ("王五", "缺勤未写原因", "感冒"),
    ]
    assert unpack([(reading.columns["grade"], 3)]).to_pylist() == ["七年级"] * 3


def test_a_list_with_one_pupil_a_row_keeps_the_numbers_of_its_pupils() -> None:
    heads = ["序号", "班级", "缺勤学生姓名", "身份证号", "是否到校", "原因"]
    rows = (["1", "七1班", "张三", "539921201405063213", "否", "打工"], ["2", "七1班", "李四", "", "否", "病假"])
    reading = report([heads], *rows)
    assert told(reading) == [("张三", "否", "打工"), ("李四", "否", "病假")]
    assert unpack([(reading.columns["id_number"], 2)]).to_pylist() == ["539921201405063213", None]


def test_a_report_of_classes_that_are_all_there_holds_nobody() -> None:
    reading = report(
        [["班级", "在册人数", "到校人数", "未到校学生（注明原因）"]],
        ["一年级1班", 6, 6, "无"],
        ["二年级1班", 8, 8, "/"],
    )
    assert told(reading) == []
