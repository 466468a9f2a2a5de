"""Differing characters: by position where the lengths agree, by alignment where not."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.workbook.differences import EMPTY, differing, marked
from kcbx.workbook.text import plain


@pytest.mark.parametrize(
    ("one", "other", "first", "second"),
    [
        ("杨梓涵", "杨梓函", ((2, 3),), ((2, 3),)),
        ("2014-11-20", "2014-11-02", ((8, 10),), ((8, 10),)),
        ("扎西", "扎西次仁", (), ((2, 4),)),
        ("539921201712140007", "539922201712140003", ((5, 6), (17, 18)), ((5, 6), (17, 18))),
        ("李佳怡", "李佳怡", (), ()),
        ("", "李佳怡", (), ((0, 3),)),
    ],
)
def test_spans(one: str, other: str, first: tuple, second: tuple) -> None:
    assert differing(one, other) == (first, second)


@given(st.text(max_size=20), st.text(max_size=20))
def test_what_is_not_marked_is_equal_and_nothing_is_lost(one: str, other: str) -> None:
    first, second = differing(one, other)
    assert (not first and not second) == (one == other)
    for text, spans in ((one, first), (other, second)):
        assert all(0 <= start < end <= len(text) for start, end in spans)
        assert all(before[1] < after[0] for before, after in pairwise(spans))
    if len(one) == len(other):
        same = set(range(len(one))) - {place for start, end in first for place in range(start, end)}
        assert all(one[place] == other[place] for place in same)


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_marking_keeps_the_words(one: str, other: str) -> None:
    first, second = marked(one, other)
    assert (plain(first), plain(second)) == (one, other)


def test_an_empty_text_beside_one_that_is_not_says_so() -> None:
    upper, lower = marked("", "539921201802280215")
    assert plain(upper) == EMPTY
    assert "differs" in upper[0].roles
    assert "differs" not in lower[0].roles
    assert marked("", "") == ((), ())
