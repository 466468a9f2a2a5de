"""A school that is gone while its pupils are at another: told, and only where it is so."""

from __future__ import annotations

import pandas as pd
import pytest

from kcbx.metrics.school_names import followed
from kcbx.workbook.county.movements import schools_followed


def table(*moves: tuple[str, str | None, str | None, int]) -> pd.DataFrame:
    """Pupils of primary level by change, school last term, school now, and how many."""
    rows = [
        {
            "change": change,
            "school_before": before,
            "school": now,
            "level_before": "primary" if before else None,
            "level": None if now is None else "junior" if now.endswith("中学") else "primary",
        }
        for change, before, now, count in moves
        for _ in range(count)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("moves", "told"),
    [
        (
            [("promoted", "第二小学", "希望小学", 20), ("moved_out", "第二小学", None, 3)],
            ("第二小学", "希望小学", 23, 20, False),
        ),
        (
            [
                ("promoted", "大箐小学", "中心小学", 8),
                ("promoted", "中心小学", "中心小学", 40),
                ("left", "大箐小学", None, 1),
            ],
            ("大箐小学", "中心小学", 9, 8, True),
        ),
        # who went on to junior school does not count
        (
            [("promoted", "第二小学", "希望小学", 9), ("promoted", "第二小学", "第一中学", 20)],
            ("第二小学", "希望小学", 9, 9, False),
        ),
        ([("promoted", "第二小学", "希望小学", 20), ("stayed", "第二小学", "第二小学", 1)], None),  # it is still there
        ([("promoted", "第二小学", "希望小学", 4)], None),
        ([("promoted", "第二小学", "希望小学", 12), ("promoted", "第二小学", "中心小学", 9)], None),  # shared out
        ([("promoted", "中心小学", "中心小学", 12)], None),
    ],
)
def test_a_school_that_is_gone_is_told_with_the_one_that_has_its_pupils(
    moves: list[tuple[str, str | None, str | None, int]], told: tuple[object, ...] | None
) -> None:
    found = followed(table(*moves))
    names = ["school_before", "school", "pupils", "there", "merged"]
    assert [tuple(row) for row in found[names].to_numpy()] == ([] if told is None else [told])
    assert [("改名" in said, "并入" in said) for said in schools_followed(found)] == (
        [] if told is None else [(not told[-1], bool(told[-1]))]
    )
