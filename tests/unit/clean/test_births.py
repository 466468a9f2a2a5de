"""Which birth date a row is given, and the ages that follow."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kcbx.clean.births import ages, choose_births, read_births
from kcbx.config import Config

AS_OF = date(2026, 9, 20)


def chosen(text: str | None, id_birth: str | None = None) -> dict[str, Any]:
    read = read_births(pd.Series([text], dtype="str"), AS_OF)
    row = choose_births(read, pd.Series([id_birth], dtype="str"), AS_OF).iloc[0]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


@pytest.mark.parametrize(
    ("text", "id_birth", "birth", "source", "alternatives"),
    [
        ("2015-03-07", "2015-03-07", "2015-03-07", "column", None),
        ("2015-03-07", "2015-03-17", "2015-03-07", "column", "2015-03-17"),
        (None, "2015-03-17", "2015-03-17", "id", None),
        ("2015.3", "2015-03-17", "2015-03-17", "id", None),
        ("2015", "2015-03-17", "2015-03-17", "id", None),
        ("2015.4", "2015-03-17", "2015-04", "column", "2015-03-17"),
        ("2015.1", "2015-10-17", "2015-10-17", "id", None),
        ("40786", "2015-09-01", "2015-09-01", "id", None),
        ("农历2015年八月初三", "2015-08-03", "2015-08-03", "id", None),
        ("2015-09-03", None, "2015-09-03", "column", "2015-03-09|2015-10-15"),
        ("2015-09-23", None, "2015-09-23", "column", "2015-11-04"),
        (None, None, None, None, None),
    ],
)
def test_choice(
    text: str | None, id_birth: str | None, birth: str | None, source: str | None, alternatives: str | None
) -> None:
    row = chosen(text, id_birth)
    assert (row["birth_date"], row["birth_source"], row["birth_alternatives"]) == (birth, source, alternatives)
    assert row["disagrees"] == (text == "2015.4" or (birth, id_birth) == ("2015-03-07", "2015-03-17"))


def placed(text: str, township: str = "", **config: Any) -> tuple[Any, ...]:
    births = choose_births(read_births(pd.Series([text], dtype="str"), AS_OF), pd.Series([None], dtype="str"), AS_OF)
    row = ages(births, pd.Series([township], dtype="str"), Config.model_validate(config), AS_OF).iloc[0]
    return tuple(row[["cohort", "cohort_uncertain", "age_at_cutoff", "grade_due", "compulsory"]])


def test_the_cut_off_is_inclusive() -> None:
    assert placed("2020-08-31") == (2026, False, 6, 1, True)
    assert placed("2020-09-01") == (2027, False, 5, 0, False)
    assert placed("2011-09-01") == (2018, False, 14, 9, True)
    assert placed("2011-08-31") == (2017, False, 15, 10, False)


def test_months_are_certain_unless_they_straddle_the_cut_off() -> None:
    assert placed("2020.8")[:2] == (2026, False)
    assert placed("2020.8", school={"cutoff": "08-15"})[:2] == (2027, True)
    assert placed("2020")[:2] == (2026, True)
    assert placed("2020.1")[:2] == (2026, True)  # or October


def test_a_township_may_have_rules_of_its_own() -> None:
    townships = [{"name": "云岭乡", "entry_age": 7}]
    assert placed("2020-03-01", "云岭乡", townships=townships)[0] == 2027
    assert placed("2020-03-01", "城关镇", townships=townships)[0] == 2026
