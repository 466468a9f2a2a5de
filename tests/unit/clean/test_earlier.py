"""Last year's file in this year's folder is known by its people, and a sheet of today never is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from people_table import people

from kcbx.clean.earlier import earlier_sheets
from kcbx.findings import Source

OLD, NEW = "去年/青崖县第一小学.xlsx", "青崖县第一小学.xlsx"


def pupils(file: str, grades: Mapping[int, int], **more: Any) -> list[dict[str, Any]]:
    """Pupils by number and grade."""
    return [
        {
            "record_id": f"{file}{number}",
            "source_file": file,
            "id_number": f"5329{number:014}",
            "name": f"孩子{number}",
            "birth_date": "2016-01-01",
            "grade": grade,
            "school_key": "青崖一小",
            "village": "杉坪村",
            **more,
        }
        for number, grade in grades.items()
    ]


def earlier(*rows: list[dict[str, Any]], titled: tuple[str, ...] = (), place: str = "school_key") -> dict[str, Any]:
    table = people("roll", *(row for part in rows for row in part))
    found = earlier_sheets(table, table, [Source(file, "Sheet1") for file in titled], place)
    return found["years"].reset_index("source_sheet", drop=True).to_dict()


def year(start: int, grade: int, count: int = 12) -> dict[int, int]:
    return dict.fromkeys(range(start, start + count), grade)


def test_pupils_who_have_gone_up_tell_the_sheet_they_came_from() -> None:
    before, now = year(0, 3) | year(20, 4) | year(40, 6), year(0, 4) | year(20, 5) | year(60, 1)
    assert earlier(pupils(OLD, before), pupils(NEW, now)) == {OLD: 1}


def test_of_three_years_two_are_earlier() -> None:
    rows = [pupils(f"{year_}.xlsx", year(0, year_ - 2020)) for year_ in (2024, 2025, 2026)]
    assert earlier(*rows) == {"2024.xlsx": 2, "2025.xlsx": 1}


@pytest.mark.parametrize(
    ("rows", "titled"),
    [
        # two schools keep some pupils, in the same grade
        ((pupils("甲.xlsx", year(0, 4)), pupils("乙.xlsx", year(8, 4))), ()),
        # a kindergarten keeps its top class, which is in grade 1 by now
        ((pupils("幼儿园.xlsx", year(0, 0) | year(20, -1) | year(40, -2)), pupils("小学.xlsx", year(0, 1))), ()),
        # the title is last year's, the pupils stand nowhere else
        ((pupils("甲.xlsx", year(0, 4)), pupils("乙.xlsx", year(60, 4))), ("甲.xlsx",)),
        # namesakes of a school in which few names go round: other children, years apart
        (
            (
                pupils("中班.xlsx", year(0, -1), id_number=None, birth_date="2021-03"),
                pupils("六年级.xlsx", year(0, 6), birth_date="2014-03-05"),
            ),
            (),
        ),
        # too few to tell
        ((pupils("甲.xlsx", year(0, 3, 5)), pupils("乙.xlsx", year(0, 4, 5))), ()),
        ((), ()),
    ],
)
def test_sheets_of_today_stay(rows: tuple[list[dict[str, Any]], ...], titled: tuple[str, ...]) -> None:
    assert earlier(*rows, titled=titled) == {}


def test_a_title_tells_where_grades_cannot() -> None:
    """2023级 is read as of today on both sheets; a village writes no grade at all."""
    for place, grade in (("school_key", 4), ("village", None)):
        rows = [pupils(file, dict.fromkeys(range(8), grade)) for file in (OLD, NEW)]
        assert earlier(*rows, titled=(OLD,), place=place).keys() == {OLD}
        assert earlier(*rows, titled=(OLD, NEW), place=place) == {}, "which of two copies is newer?"
        away = [*rows[:1], [{**row, place: "别处"} for row in rows[1]]]
        assert earlier(*away, titled=(OLD,), place=place) == {}


def test_a_sheet_that_does_not_tell_goes_with_its_file_unless_it_is_plainly_newer() -> None:
    old = [*pupils("册.xlsx", year(0, 3, 20)), *pupils("册.xlsx", year(80, 6, 4), source_sheet="六年级")]
    now = pupils("册.xlsx", year(0, 4, 11), source_sheet="2026", record_id="2026")
    now = [{**row, "record_id": f"2026{number}"} for number, row in enumerate(now)]
    table = people("roll", *old, *now)
    found = earlier_sheets(table, table, [], "school_key")
    assert set(found.index.get_level_values("source_sheet")) == {"Sheet1", "六年级"}


def test_a_class_list_is_known_by_the_roll() -> None:
    called = people("attendance", *pupils("点名.xlsx", year(0, 3), id_number=None, birth_date=None))
    roll = people("roll", *pupils(NEW, year(0, 4)))
    assert set(earlier_sheets(called, roll, [], "school_key").index) == {("点名.xlsx", "Sheet1")}
    assert earlier_sheets(called.assign(grade=4), roll, [], "school_key").empty


@given(st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(chance: Any) -> None:
    before, now = year(0, 3) | year(20, 4), year(0, 4) | year(20, 5) | year(60, 1)
    rows = [*pupils(OLD, before), *pupils(NEW, now)]
    table = people("roll", *rows)
    chance.shuffle(rows)
    mixed = people("roll", *rows)
    pd.testing.assert_frame_equal(
        earlier_sheets(table, table, [], "school_key"), earlier_sheets(mixed, mixed, [], "school_key")
    )


@pytest.mark.parametrize(
    ("then", "now", "titled", "found"),
    [
        (10, 9, (OLD,), True),
        (10, 9, (), False),  # a class of those who repeat the grade
        (9, 9, (OLD,), False),  # of the age for it: a title nobody changed
        (10, 10, (OLD,), False),  # everybody there is older
        (10, None, (OLD,), False),  # no other list of the grade
        (10, 9, (OLD, NEW), False),
    ],
)
def test_the_last_grade_of_a_titled_sheet_is_last_years_where_others_sit_there_now(
    then: int, now: int | None, titled: tuple[str, ...], found: bool
) -> None:
    mine = pupils(OLD, year(0, 9), due=then)
    theirs = pupils(NEW, year(40, 9), due=now) if now else pupils(NEW, year(40, 8), due=8)
    assert earlier(mine, theirs, titled=titled) == ({OLD: 0} if found else {})
