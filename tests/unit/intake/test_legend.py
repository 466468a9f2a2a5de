"""Codes in place of words are read by a legend, and never by a guess."""

from __future__ import annotations

import pytest

from kcbx.intake.legend import read_legend

THREE = {"1": "在校", "2": "休学", "3": "辍学"}


@pytest.mark.parametrize(
    "text",
    [
        "就读情况（1在校 2休学 3辍学）",
        "（就学状态：1.在校；2.休学；3.辍学）",
        "3. 就读情况：在校填“1”，休学填“2”，辍学填“3”。",
        "填写代码：在校1、休学2、辍学3",
        "1：在校 2：休学 3：辍学",
        "说明：就读情况代码 1-在校 2-休学 3-辍学",
        "就读情况（1、在校；2、休学；3、辍学）",
        "1在校2休学3辍学",
        "在校填1，休学填2，辍学填3，请如实填写",
    ],
)
def test_a_legend_is_read_whichever_way_it_is_written(text: str) -> None:
    assert read_legend(text) == THREE


@pytest.mark.parametrize(
    "text",
    [
        "性别：1男 2女",
        "2026年9月1日至30日",
        "附件1 在校学生2026",
        "1在校，2辍学，共3人",
        "1在校 辍学2 3休学",
        "1在校 1休学",
        "在校",
    ],
)
def test_what_is_no_legend_or_can_be_read_two_ways_is_none(text: str) -> None:
    assert read_legend(text) == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("绿色：在校；黄色：休学；红色：辍学", {"红": "辍学", "黄": "休学", "绿": "在校"}),
        ("注：红色为辍学失学，绿色为在校就读。", {"红": "辍学失学", "绿": "在校就读"}),
        ("红牌在校绿牌", {}),
        ("桌布红色，墙面绿色", {}),
        ("红色为重点，绿色为一般", {}),
    ],
)
def test_colours_are_codes_too(text: str, told: dict[str, str]) -> None:
    assert read_legend(text) == told


def test_letters_are_codes_too() -> None:
    told = read_legend("去向代码：A普通高中 B中职（职高、中专） C技校 D复读 E务工")
    assert told == {"A": "普通高中", "B": "中职", "C": "技校", "D": "复读", "E": "务工"}
    assert read_legend("A、在校 B、休学 C、辍学") == {"A": "在校", "B": "休学", "C": "辍学"}
    assert read_legend("A4纸打印 B栏填报") == {}
