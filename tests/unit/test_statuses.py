"""What a status says: of where a pupil is on a roll, and of whether somebody sits in class."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

from kcbx.definitions import schema
from kcbx.statuses import counts_as_pupil, presence, says_out, seated, status_words


def rows(*statuses: str | None) -> pd.DataFrame:
    return pd.DataFrame({"status": pd.Series(statuses, dtype="str")})


def test_every_status_named_in_the_schema_is_one_and_says_one_thing() -> None:
    named = Counter(code for codes in schema("values/schooling")["on_roll"].values() for code in codes)
    assert set(named.values()) == {1}
    assert set(named) | set(schema("values/schooling")["out_of_class"]) <= set(status_words())


@pytest.mark.parametrize(
    ("status", "said", "pupil"),
    [
        (None, "present", True),
        ("attending", "present", True),
        ("with_class", "present", True),
        ("home_taught", "home_taught", True),
        ("leave", "leave", False),
        ("dropout", "absent", False),
        ("dead", "absent", False),
        ("graduated", "graduated", False),
        ("transferred_out", "left", False),
        ("duplicate", "left", False),
    ],
)
def test_what_a_roll_row_says_of_the_body_of_the_child(status: str | None, said: str, pupil: bool) -> None:
    assert presence(rows(status)).tolist() == [said]
    assert counts_as_pupil(rows(status)).tolist() == [pupil]


@pytest.mark.parametrize(
    ("status", "out"), [("absent", True), ("out", True), ("dropout", True), ("leave", False), (None, False)]
)
def test_who_is_out_is_not_seated(status: str | None, out: bool) -> None:
    assert says_out(rows(status)).tolist() == [out]
    assert seated(rows(status)).tolist() == [not out]
