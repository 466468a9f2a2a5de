"""Case numbers and keys: stable, shared by one child's rows, different between children and counties."""

from __future__ import annotations

import pandas as pd

from kcbx.app.register import identity
from tests.people_table import people

SECRET = b"x" * 32


def test_two_rows_of_one_child_share_a_case_number() -> None:
    table = people(
        "census",
        {"name": "杨梓涵", "id_number": "539921201703051428", "phone": "1"},
        {"name": "杨梓涵", "id_number": "539921201703051428", "phone": "2"},
        {"name": "杨梓晴", "id_number": "539921201703051428"},
    )
    numbers = identity.case_numbers(SECRET, identity.fingerprints(table), "26A")
    assert numbers[0] == numbers[1] != numbers[2]
    assert numbers.str.fullmatch(r"26A-[0-9A-Z]{6}").all()


def test_rows_without_a_name_are_never_one_child() -> None:
    table = people("census", {"birth_date": "2017-03-05"}, {"birth_date": "2017-03-05"})
    assert identity.fingerprints(table).is_unique


def test_another_county_cannot_compute_the_number() -> None:
    prints = pd.Series(["一人"])
    assert identity.case_numbers(SECRET, prints, "26A")[0] != identity.case_numbers(b"y" * 32, prints, "26A")[0]


def test_twenty_thousand_children_have_twenty_thousand_numbers() -> None:
    prints = pd.Series([f"child {number}" for number in range(20_000)])
    assert identity.case_numbers(SECRET, prints, "26A").is_unique


def test_the_batch_depends_on_content_not_order() -> None:
    ids = pd.Series(["C1", "C2", "R1"])
    assert identity.batch("26A", ids, "") == identity.batch("26A", ids[::-1], "") != identity.batch("26A", ids, "x")


def test_a_row_key_outlives_another_phone_number_but_not_another_name() -> None:
    row = {"name": "杨梓涵", "birth_date": "2017-03-05"}
    table = people("census", row, {**row, "phone": "2"}, {**row, "name": "杨梓晴"}, {"birth_date": "2017-03-05"})
    keys = identity.row_keys(SECRET, table)
    assert keys[0] == keys[1]
    assert keys[1:].is_unique
