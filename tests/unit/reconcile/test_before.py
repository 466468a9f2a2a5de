"""A word on the school of an earlier year: of the child itself or of nobody."""

from __future__ import annotations

from typing import Any

import pytest
from people_table import people

from kcbx.reconcile.before import words_on_before

CHILD = {"name": "李文清", "birth_date": "2014-03-07", "id_number": "532923201403070017"}
BARE = {**CHILD, "id_number": None}


@pytest.mark.parametrize(
    ("census", "earlier", "words"),
    [
        ([CHILD], [{**CHILD, "name": "李文青", "school": "杉坪小学"}], ["以前学籍在杉坪小学"]),
        ([BARE], [{**BARE, "school": "杉坪小学"}], ["以前学籍在杉坪小学"]),
        ([BARE], [{**BARE, "birth_date": "2014-03", "school": "杉坪小学"}], [""]),
        ([BARE, {**BARE, "village": "云岭村"}], [{**BARE, "school": "杉坪小学"}], ["", ""]),
        ([CHILD], [{**CHILD, "school": "杉坪小学"}, {**CHILD, "school": "云岭小学"}], [""]),
        ([CHILD], [CHILD], [""]),
        ([CHILD], [], [""]),
    ],
)
def test_the_school_before(census: list[dict[str, Any]], earlier: list[dict[str, Any]], words: list[str]) -> None:
    found = words_on_before(people("census", *census), people("roll", *earlier))
    assert found.fillna("").tolist() == words


def test_a_class_list_or_a_census_is_no_register() -> None:
    earlier = people("attendance", {**CHILD, "school": "杉坪小学"})
    assert words_on_before(people("census", CHILD), earlier).isna().all()
