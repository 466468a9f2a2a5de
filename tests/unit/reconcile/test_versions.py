"""Two versions of a list are known by the pupils they share, and only the odd ones are asked about."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.reconcile.versions import versions

FIRST, CORRECTED = "一小.xlsx", "一小（修改）.xlsx"


def pupils(file: str, *numbers: int, grade: int | None = 3, school: str = "一小") -> list[dict[str, Any]]:
    return [
        {"record_id": f"{file}{number}", "source_file": file, "grade": grade, "school": school, "name": f"C{number}"}
        for number in numbers
    ]


def odd(*rows: list[dict[str, Any]]) -> dict[str, str]:
    table = people("roll", *(row for part in rows for row in part))
    found = versions(table.assign(child_id=table["name"], duplicate_of=None))["missing_on"]
    assert found.index.equals(table.index)
    return dict(zip(table["record_id"], found, strict=True)) if found.notna().any() else {}


def test_who_stands_on_one_version_only_is_missing_on_the_other() -> None:
    found = odd(pupils(FIRST, *range(20)), pupils(CORRECTED, *range(1, 21)))
    assert {row: other for row, other in found.items() if isinstance(other, str)} == {
        f"{FIRST}0": CORRECTED,
        f"{CORRECTED}20": FIRST,
    }


def test_of_two_rows_the_one_that_counts_stays() -> None:
    rows = [*pupils(FIRST, *range(20)), *pupils(CORRECTED, *range(20)), *pupils(FIRST, *range(30, 45), grade=4)]
    table = people("roll", *rows)
    repeats = table["source_file"].eq(FIRST) & table["grade"].eq(3)
    found = versions(table.assign(child_id=table["name"], duplicate_of=table["record_id"].where(repeats)))
    assert found["second_version"].eq(repeats).all()


@pytest.mark.parametrize(
    "rows",
    [
        (pupils(FIRST, *range(20)),),
        (pupils(FIRST, *range(20)), pupils(CORRECTED, *range(20))),
        (pupils(FIRST, *range(20)), pupils(CORRECTED, *range(15))),  # a list of boarders
        (pupils(FIRST, *range(8)), pupils(CORRECTED, *range(7))),
        (pupils(FIRST, *range(20)), pupils(CORRECTED, *range(19), school="二小")),
        (pupils(FIRST, *range(20)), pupils(CORRECTED, *range(19), grade=4)),
        (pupils(FIRST, *range(20), grade=None), pupils(CORRECTED, *range(19), grade=None)),
        (),
    ],
)
def test_other_lists_say_nothing(rows: tuple[list[dict[str, Any]], ...]) -> None:
    assert odd(*rows) == {}


def test_an_empty_roll() -> None:
    assert versions(people("roll").assign(child_id=pd.Series(dtype="str"), duplicate_of=None)).empty
