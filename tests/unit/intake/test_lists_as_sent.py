"""Runs tests/cases/lists_as_sent.toml: headings nobody at kcbx wrote, and what must be read of them."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kcbx.intake.grid import Grid
from kcbx.intake.sheet import Names, SheetReading, read_sheet

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/lists_as_sent.toml").read_text(encoding="utf-8"))["case"]
#: Kinds of roll that say nothing of whether a pupil is there.
_PLAIN = ("", "school")


def reading_of(case: dict[str, Any]) -> SheetReading:
    headings = case["headings"].split(" ")
    child = {"姓名": "张小明", "身份": "539921201405063213", "证件": "539921201405063213"}
    row = [next((value for word, value in child.items() if word in heading), "某") for heading in headings]
    title = [[case["title"], *[""] * (len(headings) - 1)]] if case["title"] else []
    grid = Grid(case.get("sheet", "Sheet1"), [*title, headings, row], [])
    return read_sheet(grid, Names(f"{case['file']}.xlsx", case["file"]))


@pytest.mark.parametrize("case", CASES, ids=[case["file"] for case in CASES])
def test_a_list_is_what_its_sender_meant(case: dict[str, Any]) -> None:
    reading = reading_of(case)
    assert (reading.form, reading.problem) == (case["form"], "")
    assert {name: reading.mapping.get(name) for name in case.get("told", {})} == case.get("told", {})
    kind = reading.roster_kind
    assert kind == case.get("kind", kind if kind in _PLAIN else "")


def test_nobody_is_on_a_roll_by_a_list_of_those_who_left() -> None:
    left = [
        case for case in CASES if case.get("kind") in ("absentees", "dropouts", "struck", "transferred_out", "changes")
    ]
    assert len(left) >= 4
    for case in left:
        reading = reading_of(case)
        assert reading.form != "roll" or reading.roster_kind in ("struck", "transferred_out", "changes")
        assert "title_speaks" in {found.code for found in reading.findings}, "the analyst is told how they are counted"


@pytest.mark.parametrize(
    ("headings", "why"),
    [
        ("年级 班级 应到人数 实到人数 缺勤人数 缺勤学生姓名及原因 班主任", "一人一行"),
        ("项目 2017级 2018级", "一行写一校一年"),
        ("户主 家庭人口 子女姓名及就读情况 电话", "一人一行"),
        ("序号 学校 毕业生数 升学普通高中 升学中职 未升学务工", "请报毕业生去向名单"),
    ],
)
def test_a_sheet_that_holds_no_list_says_what_to_send_instead(headings: str, why: str) -> None:
    row = ["一", "二"] + ["1"] * (len(headings.split()) - 2)
    grid = Grid("Sheet1", [["青崖县统计表"], headings.split(), row], [])
    reading = read_sheet(grid, Names("统计.xlsx", "统计"))
    assert reading.form == ""
    assert why in reading.why


@pytest.mark.parametrize(
    ("said", "kind"),
    [(["", "休学", ""], "school"), (["转出", "休学", "死亡"], "changes"), (["转出", "", "转入"], "changes")],
)
def test_a_list_of_changes_says_of_most_rows_what_became_of_them(said: list[str], kind: str) -> None:
    headings = ["年级", "姓名", "身份证号", "异动情况"]
    rows = [["三年级", "张小明", f"53992120140506321{digit}", text] for digit, text in enumerate(said)]
    grid = Grid("Sheet1", [["龙潭小学在籍在校学生花名册", "", "", ""], headings, *rows], [])
    assert read_sheet(grid, Names("龙潭小学.xlsx", "龙潭小学")).roster_kind == kind
