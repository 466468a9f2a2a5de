"""Twins whose numbers a clerk exchanged."""

from typing import Any

import pandas as pd
import pytest

from kcbx.clean.twins import with_own_numbers
from tests.people_table import people

#: 539901201503071234 and the like: the last but one is odd for a boy.
_BOYS, _GIRLS = "539901201503071234", "539901201503071242"
_BROTHER = {"name": "李大勇", "sex": "男", "id_number": _GIRLS, "id_sex": "女"}
_SISTER = {"name": "李小红", "sex": "女", "id_number": _BOYS, "id_sex": "男"}
_HOME = {"township": "云岭乡", "village": "大黎村"}


def listed(*rows: dict[str, Any]) -> pd.DataFrame:
    born = {"birth_date": "2015-03-07", "id_birth": "2015-03-07"}
    return people("census", *(born | row for row in rows))


@pytest.mark.parametrize(
    "family",
    [_HOME, {"phone": "13900000001"}, {"guardian_keys": "李应文|周开芬"}, {"school_key": "云岭小学"}],
    ids=["village", "phone", "guardian", "school"],
)
def test_a_brother_and_a_sister_with_each_others_numbers_get_their_own(family: dict[str, str]) -> None:
    table, twin = with_own_numbers(listed(_BROTHER | family, _SISTER | family, {"name": "周强"} | family))
    assert table["id_number"].tolist()[:2] == [_BOYS, _GIRLS]
    assert table["id_sex"].tolist()[:2] == ["男", "女"]
    assert table["id_state"].tolist() == ["swapped", "swapped", "empty"]
    assert twin.dropna().to_dict() == {0: "李小红", 1: "李大勇"}


def test_another_source_that_knew_the_own_number_is_no_second_opinion_any_more() -> None:
    rows = listed(
        _BROTHER | _HOME | {"id_number_alt": _BOYS}, _SISTER | _HOME | {"id_number_alt": "539901201503071250"}
    )
    table, _ = with_own_numbers(rows)
    assert table["id_number_alt"].isna().tolist() == [True, False]


@pytest.mark.parametrize(
    ("brother", "sister"),
    [
        ({}, {"village": "小黎村"}),
        ({}, {"name": "周小红", "name_key": "周小红"}),
        ({}, {"sex": "男"}),
        ({}, {"sex": None}),
        ({}, {"birth_date": "2015-03-08"}),
        ({}, {"id_birth": "2015-03-08", "birth_date": "2015-03-08"}),
        ({}, {"id_state": "repaired"}),
        ({"id_number": _BOYS}, {}),
    ],
    ids=["village", "surname", "sex fits", "no sex", "day written", "day of birth", "mended", "one number"],
)
def test_strangers_and_single_slips_are_left_alone(brother: dict[str, Any], sister: dict[str, Any]) -> None:
    rows = listed(_BROTHER | _HOME | brother, _SISTER | _HOME | sister)
    table, twin = with_own_numbers(rows)
    pd.testing.assert_frame_equal(table, rows)
    assert twin.isna().all()


def test_three_of_one_day_are_left_alone() -> None:
    another = _SISTER | _HOME | {"name": "李小花", "id_number": "539901201503071277"}
    rows = listed(_BROTHER | _HOME, _SISTER | _HOME, another)
    table, twin = with_own_numbers(rows)
    pd.testing.assert_frame_equal(table, rows)
    assert twin.isna().all()
