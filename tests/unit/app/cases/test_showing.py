"""Who has not answered: a few at the end of ``collect``, all of them where they are asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx.app.cases.showing import show_answered
from kcbx.app.returned.collected import FileSummary
from kcbx.followup.reminders import Answered
from kcbx.terminal import Terminal


def waiting(number: int, unanswered: int = 3) -> Answered:
    counts = {"effective": 5 - unanswered, "to_correct": 0, "lacking": 0, "unanswered": unanswered}
    return Answered("26A-1", "2026-10-16", "township", f"第{number:02}乡", "to_verify", 5, **counts)


def test_in_passing_the_first_few_with_most_left_and_where_all_stand(capsys: pytest.CaptureFixture[str]) -> None:
    found = [waiting(number) for number in range(1, 26)] + [waiting(26, 5), waiting(27, 0)]
    show_answered(found, Terminal(), Path("台账.db"))
    said = capsys.readouterr().err
    assert "已交齐 1 张，未交齐 26 张；还差 26 个单位" in said
    shown = [line.split()[0] for line in said.splitlines() if line.startswith("第")]
    assert shown == ["第26乡", *(f"第{number:02}乡" for number in range(1, 8))]
    assert "kcbx cases reminders --ledger 台账.db" in said


def test_a_few_are_all_shown(capsys: pytest.CaptureFixture[str]) -> None:
    show_answered([waiting(1), waiting(2)], Terminal(), Path("台账.db"))
    said = capsys.readouterr().err
    assert "第02乡" in said
    assert "kcbx cases reminders" not in said


def test_all_are_listed_where_they_are_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    show_answered([waiting(number) for number in range(1, 41)], Terminal())
    said = capsys.readouterr().out
    assert sum(line.startswith("第") for line in said.splitlines()) == 40


def test_no_cell_of_a_result_is_broken_in_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        "26A-44MWG5",
        "城关镇",
        "疑似，待核实",
        "2026-11-30",
        "2027-03-10",
        "确认失学、辍学",
        "2",
        "没有一格折成两行",
    ]
    Terminal().table([f"第{place}栏" for place in range(8)], [cells], result=True)
    assert capsys.readouterr().out.splitlines()[1].split() == cells


@pytest.mark.parametrize(
    ("recipient", "answers_for", "sender"),
    [
        ("城关镇", ["城关镇"], "城关镇"),
        ("城关镇", [], "城关镇"),
        ("城关镇", ["城关镇", "水口镇", "柳溪镇"], "城关镇等 3 个"),
        ("城关镇", ["水口镇"], "城关镇等 2 个"),
        ("", ["水口镇"], "水口镇"),
        ("", [], ""),
    ],
)
def test_a_file_with_the_rows_of_several_says_so(recipient: str, answers_for: list[str], sender: str) -> None:
    file = FileSummary("一.xlsx", recipient, "26A-1", False, 0, {}, 0, 0, answers_for=answers_for)
    assert file.sender == sender
