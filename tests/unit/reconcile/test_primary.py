"""One row stands for a child; the others say why they are the same child, and who decided."""

from __future__ import annotations

import pandas as pd
import pytest
from people_table import people

from kcbx.reconcile.primary import fullness, with_deciders, with_primary

ROWS = pd.DataFrame({"record_id": ["a", "b", "c"], "child_id": "child"})
REPEATS = pd.DataFrame({"record_id": ["a", "b"], "other_id": ["b", "c"], "reason": ["同名", "同日出生"]})


def test_the_reason_is_that_of_the_row_and_the_one_that_stands() -> None:
    found = with_primary(ROWS, pd.DataFrame({"rank": [0, 1, 0]}), REPEATS)
    assert found["primary"].tolist() == [False, True, False]
    assert found["duplicate_reason"].fillna("").tolist() == ["同名", "", "同日出生"]
    found = with_primary(ROWS, pd.DataFrame({"rank": [1, 1, 0]}), REPEATS)
    assert found["duplicate_reason"].fillna("").tolist() == ["", "同名", "与同一儿童的另一行相同"]


@pytest.mark.parametrize(("first", "second", "stands"), [((0, 1, 1), (9, 0, 1), "c"), ((1, 1, 0), (0, 9, 9), "b")])
def test_what_matters_most_decides_first(first: tuple[int, ...], second: tuple[int, ...], stands: str) -> None:
    found = with_primary(ROWS, pd.DataFrame({"first": first, "second": second}), REPEATS)
    assert found.loc[found["primary"], "record_id"].tolist() == [stands]


def test_a_row_that_more_lists_name_is_told_of_the_others_only() -> None:
    settled = with_primary(ROWS, pd.DataFrame({"rank": [2, 1, 0]}), REPEATS)
    names = pd.MultiIndex.from_tuples([("a", "roll"), ("a", "home"), ("b", "roll")], names=["record_id", "list"])
    told = with_deciders(settled, pd.Series([1, 1, 2], index=names), {"home": "住址"}, pd.Series({"a": "红旗村"}))[
        "duplicate_reason"
    ]
    assert told.fillna("").tolist() == ["", "同名", "与同一儿童的另一行相同；按学籍、住址计在红旗村"]


def test_a_sound_number_makes_a_row_fuller_than_any_cells() -> None:
    rows = people("census", {"id_number": "1", "id_state": "ok"}, {"phone": "1", "village": "甲村", "sex": "男"})
    assert fullness(rows).tolist() == [21, 3]
