"""A picture is placed by its day and named after what was read, whatever its order."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx.app.placing import placed, term
from kcbx.config import Config


@pytest.mark.parametrize(
    ("day", "said"), [("2026-08-31", "26B"), ("2026-09-01", "26A"), ("2027-01-31", "26A"), ("2027-02-01", "27B")]
)
def test_a_day_lies_in_a_term(day: str, said: str) -> None:
    assert term(date.fromisoformat(day)) == said


def test_the_batch_is_named_after_what_was_read_and_the_day() -> None:
    rows, day = pd.Series(["a", "b"]), date(2026, 9, 20)
    named = placed(Config(), day, rows).batch
    assert named == placed(Config(), day, rows[::-1]).batch
    assert named != placed(Config(), day, rows[:1]).batch
    assert named != placed(Config(), date(2026, 9, 21), rows).batch


def test_a_county_without_a_name_is_this_one() -> None:
    assert placed(Config(), date(2026, 9, 20), pd.Series(["a"])).county == "本县"
