"""Text on its way into a cell: harmless, measured, joined."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.workbook.text import LONGEST, Run, chinese_date, harmless, line_count, plain, runs

ANY_TEXT = st.text(st.characters(), max_size=60)


@given(ANY_TEXT)
def test_harmless_text_can_be_encoded_and_holds_no_control_characters(text: str) -> None:
    clean = harmless(text)
    clean.encode("utf-8")
    assert not {char for char in clean if ord(char) < 32} - {"\n"}
    assert harmless(clean.replace("_x005F_", "_")) == clean


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("=1+1", "=1+1"),
        ("@SUM(A1)", "@SUM(A1)"),
        ("张\x07三", "张三"),
        ("张\ud800三", "张三"),
        ("张\u202e三", "张三"),
        ("一\r\n二\r三\t四", "一\n二\n三 四"),
        ("_x0041_", "_x005F_x0041_"),
        ("<r><t>x</t></r>", " <r><t>x</t></r>"),
        ("𠮷田", "𠮷田"),
    ],
    ids=["formula", "sum", "bell", "surrogate", "direction", "breaks", "escape", "rich", "rare"],
)
def test_known_tricks(text: str, clean: str) -> None:
    assert harmless(text) == clean


def test_a_text_too_long_for_a_cell_is_cut_and_says_so() -> None:
    cut = harmless("长" * 40_000)
    assert len(cut) == LONGEST
    assert cut.endswith("…")


def test_runs_of_equal_look_are_joined_and_empty_ones_dropped() -> None:
    joined = runs(("共 ", Run("", ("bold",)), "三", Run("38", ("bold",)), Run("对", ("bold",))))
    assert joined == (Run("共 三"), Run("38对", ("bold",)))


@given(st.lists(ANY_TEXT.map(harmless), max_size=5))
def test_runs_keep_the_words(texts: list[str]) -> None:
    pieces = tuple(Run(text, ("bold",) if place % 2 else ()) for place, text in enumerate(texts))
    assert plain(runs(pieces)).replace(" ", "") == plain(pieces).replace("_x005F_", "_x005F_").replace(" ", "") or any(
        "_x" in text or text.startswith("<r>") for text in texts
    )


def test_lines_grow_with_the_text_and_shrink_with_the_column() -> None:
    text = "学籍中无此身份证号；同名者二人，出生日期相差一年以上"
    assert line_count(text, 20) > line_count(text, 40) >= line_count("短", 40) == 1
    assert line_count("一\n二\n三", 40) == 3


def test_dates_as_people_say_them() -> None:
    day = date(2026, 10, 16)
    assert chinese_date(day) == "2026年10月16日"
    assert chinese_date(day, year=False, weekday=True) == "10月16日（星期五）"
