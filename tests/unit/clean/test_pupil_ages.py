"""A school's name says less of its stage than the ages of its pupils."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.clean.grades import read_grade
from kcbx.clean.pupil_ages import stage_by_pupils, stage_of_entry_years
from kcbx.cohorts import SchoolAges

AGES = SchoolAges(2026)


def read(due: list[float | None], grade: str = "2025级", stage: str = "junior") -> list[str]:
    rows = pd.Series(due, dtype="Float64")
    same = pd.Series("", index=rows.index)
    return stage_by_pupils(same + stage, same + "第三中学", same + grade, rows, AGES).tolist()


def test_a_middle_school_whose_pupils_are_of_senior_age_is_senior() -> None:
    assert read([11, 11, 12, 10, 11, None]) == ["senior"] * 6


def test_a_few_overage_pupils_do_not_make_a_junior_school_senior() -> None:
    assert read([8, 8, 8, 9, 8, 8, 8, 11, 10]) == ["junior"] * 9


def test_where_both_stages_write_the_year_of_entry_every_pupil_is_read_by_age() -> None:
    assert read([8, 11, 8, 11, 8, 11, None]) == ["junior", "senior"] * 3 + ["junior"]


@pytest.mark.parametrize("due", [[11, 11, 11], [None] * 8])
def test_too_few_pupils_or_no_ages_say_nothing(due: list[float | None]) -> None:
    assert read(due) == ["junior"] * len(due)


@pytest.mark.parametrize("stage", ["primary", "vocational", "senior"])
def test_a_name_that_says_the_stage_is_believed(stage: str) -> None:
    assert read([11] * 8, stage=stage) == [stage] * 8


def entered(*rows: tuple[str | None, str | None, float | None], ages: SchoolAges = AGES) -> list[int | None]:
    """The grades of pupils of a school of nine grades: the grade's cell, the sheet's name, the grade due by age."""
    text, hint, due = zip(*rows, strict=True)
    texts = pd.Series(text, dtype="str")
    unknown = pd.Series(None, index=texts.index, dtype="str")
    place = pd.Series("九年一贯制学校.xlsx›" + pd.Series(hint, dtype="str").fillna("名单"))
    stage = stage_of_entry_years(
        unknown, place, texts, pd.Series(hint, dtype="str"), pd.Series(due, dtype="Int64"), ages
    )
    return [
        None if pd.isna(each) else read_grade(str(written), each, ages)[0]
        for written, each in zip(text, stage, strict=True)
    ]


def test_the_sheets_name_says_which_grade_a_year_of_entry_is() -> None:
    assert entered(("2026级", "七年级", None), ("2026级", "一年级", 7)) == [7, 1]


def test_else_the_pupils_own_age_says_it() -> None:
    assert entered(("2026级", None, 1), ("2026级", None, 7), ("2018级", None, 9), ("2029届", None, 7)) == [1, 7, 9, 7]


def test_a_pupil_without_an_age_is_where_the_classmates_are() -> None:
    assert entered(*[("2025级", "A", 8)] * 5, ("2025级", "A", None))[-1] == 8
    assert entered(*[("2025级", "A", 8)] * 5, *[("2025级", "A", 2)] * 5, ("2025级", "A", None))[-1] is None
    assert entered(*[("2025级", "A", 8)] * 4, ("2025级", "A", None))[-1] is None


def test_an_age_far_from_every_grade_says_nothing() -> None:
    assert entered(("2023级", None, 15)) == [None]


@pytest.mark.parametrize("text", ["三年级", "初一", "甲班", None])
def test_other_grades_need_no_age(text: str | None) -> None:
    unknown = pd.Series([None], dtype="str")
    due = pd.Series([3], dtype="Int64")
    found = stage_of_entry_years(unknown, pd.Series(["A"]), pd.Series([text], dtype="str"), unknown, due, AGES)
    assert found.isna().all()


@given(st.integers(1, 9), st.integers(-1, 1), st.sampled_from([6, 5]))
def test_a_year_of_entry_is_read_as_the_grade_it_is(grade: int, older: int, primary: int) -> None:
    ages = SchoolAges(2026, primary_years=primary, junior_years=9 - primary)
    year_of_stage = grade if grade <= primary else grade - primary
    assert entered((f"{2026 - year_of_stage + 1}级", None, grade + older), ages=ages) == [grade]
