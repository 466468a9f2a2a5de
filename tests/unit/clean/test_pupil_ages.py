"""A school's name says less of its stage than the ages of its pupils."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.clean.pupil_ages import stage_by_pupils
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
