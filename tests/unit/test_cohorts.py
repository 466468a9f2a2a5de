"""Ages: the boundary days, other entry ages, other systems, and what must hold for every birth date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.cohorts import SchoolAges, birth_span, school_year_of

ORDINARY = SchoolAges(2026)


@pytest.mark.parametrize(
    ("birth", "grade"),
    [
        ("2020-08-31", 1),
        ("2020-09-01", 0),
        ("2019-09-01", 1),
        ("2019-08-31", 2),
        ("2011-09-01", 9),
        ("2011-08-31", 10),
        ("2022-09-01", -2),
        ("2023-09-01", -3),
    ],
)
def test_the_cut_off_is_inclusive(birth: str, grade: int) -> None:
    assert ORDINARY.grade_due(date.fromisoformat(birth)) == grade


def test_the_compulsory_window_is_the_one_of_the_2022_anhui_check() -> None:
    window = SchoolAges(2021).compulsory_window()
    assert (window.first, window.last) == (date(2006, 9, 1), date(2015, 8, 31))


def test_entry_at_six_and_a_half_takes_births_to_the_end_of_february() -> None:
    half = SchoolAges(2026, entry_age=6.5).window(1)
    february = SchoolAges(2026, cutoff_month=2, cutoff_day=28).window(1)
    assert half == february
    assert (half.first, half.last) == (date(2019, 3, 1), date(2020, 2, 29))


def test_entry_at_seven_moves_the_window_a_year() -> None:
    assert SchoolAges(2026, entry_age=7).window(1).last == date(2019, 8, 31)


@given(
    st.dates(date(1990, 1, 1), date(2040, 12, 31)),
    st.sampled_from([6, 6.5, 7]),
    st.sampled_from([(8, 31), (2, 28), (12, 31), (9, 1)]),
)
def test_cohorts_tile_the_calendar(birth: date, entry_age: float, cutoff: tuple[int, int]) -> None:
    ages = SchoolAges(2026, entry_age, *cutoff)
    year = ages.entry_year(birth)
    assert birth in ages.entry_window(year)
    assert birth not in ages.entry_window(year - 1)
    assert ages.entry_window(year).first - timedelta(days=1) == ages.entry_window(year - 1).last


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_compulsory_means_grade_one_to_nine(birth: date) -> None:
    assert (birth in ORDINARY.compulsory_window()) == (1 <= ORDINARY.grade_due(birth) <= 9)
    assert (birth in ORDINARY.compulsory_window()) == (6 <= ORDINARY.age_at_cutoff(birth) <= 14)


def test_a_school_year_runs_from_september_to_august() -> None:
    assert [school_year_of(date(2026, 8, 31)), school_year_of(date(2026, 9, 1))] == [2025, 2026]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2017-03-05", "2017-03-05", "2017-03-05"),
        ("2017-02", "2017-02-01", "2017-02-28"),
        ("2016-02", "2016-02-01", "2016-02-29"),
        ("2017", "2017-01-01", "2017-12-31"),
    ],
)
def test_a_birth_date_spans_what_it_leaves_open(text: str, first: str, last: str) -> None:
    span = birth_span(text)
    assert span is not None
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


@pytest.mark.parametrize("text", ["", "2017-13", "2017-02-30", "abc", "2017-1-1-1"])
def test_what_is_no_date_has_no_span(text: str) -> None:
    assert birth_span(text) is None
