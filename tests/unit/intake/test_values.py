"""Cells become the text the sheet shows, and numbers never invent digits."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.intake.packing import pack, unpack
from kcbx.intake.values import cell_text, column_texts, number_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("", None),
        ("  ", None),
        (" 张 三 ", " 张 三 "),
        ("007", "007"),
        (7.0, "7"),
        (7, "7"),
        (201509.0, "201509"),
        (2015.9, "2015.9"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.30000000000000004"),
        (5.1343320131201e17, "513433201312010000"),
        (True, "TRUE"),
        (date(2015, 9, 1), "2015-09-01"),
        (datetime(2015, 9, 1), "2015-09-01"),
        (datetime(2015, 9, 1, 8, 30), "2015-09-01 08:30:00"),
    ],
)
def test_text_of_a_cell(cell: object, text: str | None) -> None:
    assert cell_text(cell) == text  # type: ignore[arg-type]
    assert column_texts([cell]).values == [text]


def test_a_date_column_drops_the_time_of_day() -> None:
    assert column_texts([datetime(2015, 9, 1, 8, 30)], dates_only=True).values == ["2015-09-01"]


def test_true_and_one_stay_apart() -> None:
    assert column_texts([True, 1.0, 1]).values == ["TRUE", "1", "1"]


@given(st.integers(10**17, 10**18 - 1))
def test_a_damaged_id_keeps_the_digits_excel_kept(digits: int) -> None:
    kept = digits // 1000 * 1000  # what Excel stores of a typed 18-digit number
    text = number_text(float(kept))
    assert text[:15] == str(kept)[:15]
    assert Decimal(text) == Decimal(repr(float(kept)))


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e25, max_value=1e25))
def test_a_number_text_means_the_number(number: float) -> None:
    assert float(number_text(number)) == number
    assert "e" not in number_text(number) or abs(number) < 1e-4


def test_control_characters_go_and_are_told() -> None:
    texts = column_texts(["李\x07小一", "李小二", "\u202e李", "a_x000D_b", "两\n行\t格", "\x00"])
    assert texts.values == ["李小一", "李小二", "李", "ab", "两\n行\t格", None]
    assert texts.cleaned == [0, 2, 3, 5]


@given(st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)))
def test_a_column_travels_whole(texts: list[str | None]) -> None:
    assert unpack([(pack(texts), len(texts))]).to_pylist() == texts
