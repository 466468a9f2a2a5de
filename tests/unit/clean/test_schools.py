"""Schools of one name in two counties."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from kcbx.clean.schools import lies_elsewhere


@pytest.mark.parametrize(
    ("text", "ours", "elsewhere"),
    [
        ("上海市松江区第二小学", ["青崖县第二小学"], True),
        ("白岩县第二小学", ["青崖县第二小学"], True),
        ("昆山市实验小学", ["城关镇实验小学"], True),
        ("青崖县第二小学", ["青崖县第二小学"], False),
        ("青岚市青崖县第二小学", ["青崖县第二小学"], False),
        ("第二小学", ["青崖县第二小学"], False),
        ("青崖县城关镇第二小学", ["城关镇第二小学"], False),  # none of ours says which county it is
    ],
)
def test_a_school_that_names_another_county_is_not_ours(text: str, ours: Sequence[str], elsewhere: bool) -> None:
    assert lies_elsewhere(text, ours) is elsewhere
