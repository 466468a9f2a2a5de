"""Writes the sheets of the second county as workbooks, in forms of its own, and notes where every entry stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from random import Random

import xlsxwriter

from bench.second.entries import Entry

#: Columns by field with the headings people write for them.
HEADINGS = {
    "serial": ("序号", "编号"), "township": ("所属乡镇", "乡(镇)"), "village": ("村（社区）", "行政村", "村居"),
    "group": ("村民小组", "组别", "组"), "head": ("户主姓名", "户主"), "name": ("姓名", "学生姓名", "儿童姓名"),
    "sex": ("性别",), "birth": ("出生日期", "出生年月日", "出生年月"), "id": ("身份证号", "公民身份号码", "身份证号码"),
    "status": ("就学状态", "就读情况"), "school": ("就读学校", "学校名称"), "grade": ("年级", "就读年级"),
    "guardian": ("监护人姓名", "家长姓名", "监护人"), "phone": ("联系电话", "家长电话", "手机号"), "note": ("备注",),
    "number": ("学籍号", "全国学籍号"), "school_code": ("学校标识码",), "class": ("班级",),
    "address": ("家庭住址", "户籍地址", "现住址"),
}  # fmt: skip

CENSUS = (
    "serial township village group head name sex birth id status school grade guardian phone note",
    "serial village group name sex birth id school grade status guardian phone note",
    "serial group name sex id birth guardian phone status school grade note",
)
ROLL = {
    "primary": "school_code school number name sex birth id grade class status address guardian phone",
    "kindergarten": "serial class name sex birth id address guardian phone note",
    "senior": "serial number name sex id birth grade class address phone status",
}
_GRADES = (*("小班", "中班", "大班"), *(f"{number}年级" for number in "一二三四五六七八九"), *("高一", "高二", "高三"))


class Book:
    """One workbook under ``root``."""

    def __init__(self, root: Path, file: str, rng: Random) -> None:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        self._book = xlsxwriter.Workbook(str(root / file))
        self._day = self._book.add_format({"num_format": "yyyy/m/d"})
        self._file, self._rng = file, rng

    def sheet(self, name: str, title: str, columns: Sequence[str], entries: Sequence[Entry], dates: str) -> None:
        page = self._book.add_worksheet(name)
        at = 0
        if title:
            page.merge_range(0, 0, 0, len(columns) - 1, title)
            at = 1
        for column, field in enumerate(columns):
            page.write_string(at, column, self._rng.choice(HEADINGS[field]))
        for serial, entry in enumerate(entries, start=1):
            entry.file, entry.sheet, entry.line = self._file, name, at + serial + 1
            if "birth" not in columns or dates == "month":
                entry.note("birth", "month_only" if "birth" in columns else "no_column")
            for column, field in enumerate(columns):
                self._cell(
                    page, at + serial, column, serial if field == "serial" else entry.cells.get(field), field, dates
                )
        if entries and self._rng.random() < 0.3:
            page.write_string(at + len(entries) + 1, 0, f"合计：{len(entries)}人")

    def _cell(self, page: object, row: int, column: int, value: object, field: str, dates: str) -> None:
        if field == "grade" and isinstance(value, int):
            value = _GRADES[max(0, min(14, value + 2))]
        if field == "birth" and isinstance(value, str):
            value = written(value, dates)
        if isinstance(value, date):
            page.write_datetime(row, column, value, self._day)  # type: ignore[attr-defined]
        elif isinstance(value, int | float):
            page.write_number(row, column, value)  # type: ignore[attr-defined]
        elif value:
            page.write_string(row, column, str(value))  # type: ignore[attr-defined]

    def close(self) -> None:
        self._book.close()


def written(day: str, dates: str) -> object:
    """A birth day as this clerk writes it; one that is no date is written as it came."""
    try:
        born = date.fromisoformat(day)
    except ValueError:
        return day
    match dates:
        case "cell":
            return born
        case "eight":
            return int(f"{born:%Y%m%d}")
        case "dots":
            return f"{born.year}.{born.month}.{born.day}"
        case "slashes":
            return f"{born.year}/{born.month:02d}/{born.day:02d}"
        case "chinese":
            return f"{born.year}年{born.month}月{born.day}日"
        case "month":
            return float(f"{born.year}.{born.month}")  # October is written 2015.1, as a number is
    return day
