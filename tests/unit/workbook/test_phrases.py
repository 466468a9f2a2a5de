"""Words that pages of the county workbook share."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.workbook.county.phrases import grade_labels


@pytest.mark.parametrize(
    ("grades", "said"),
    [([], []), ([None, None], ["", ""]), ([4, None, 9], ["四年级", "", "九年级"])],
    ids=["nobody", "unknown", "some"],
)
def test_grades_are_said_also_where_nobody_has_one(grades: list[int | None], said: list[str]) -> None:
    assert list(grade_labels(pd.Series(grades, dtype="Int64"))) == said
