"""The error model: every kind occurs where it should, as often as its rate says, and never in a clean county."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date

import pytest

from kcbx.definitions import schema
from kcbx.sample.duplicates import ROW_KINDS
from kcbx.sample.errors.kinds import KINDS
from kcbx.sample.invention import Invention, error_rates, invent
from kcbx.sample.rows import Row
from kcbx.sample.style import SHEET_KINDS, entry_years

from .conftest import AS_OF

Invented = Callable[[str], Invention]


def kinds_of(rows: Iterable[Row]) -> Counter[str]:
    return Counter(kind for row in rows for kind in row.errors)


def test_a_clean_county_has_no_errors(invention: Invented) -> None:
    made = invention("clean")
    assert not kinds_of(made.census)
    assert not kinds_of(made.roll)


@pytest.mark.parametrize("list_name", ["census", "roll"])
def test_every_kind_of_the_schema_occurs_in_a_bad_county(list_name: str, invention: Invented) -> None:
    rates = error_rates("bad", list_name, {})
    made = kinds_of(getattr(invention("bad"), list_name)) + kinds_of(getattr(invention("transliterated"), list_name))
    assert set(rates) - set(SHEET_KINDS) <= set(made)


def test_every_kind_has_a_rate_and_every_rate_a_kind() -> None:
    known = {*KINDS, *ROW_KINDS, *SHEET_KINDS}
    for level in ("ordinary", "bad"):
        rates = schema("sample/levels")[level]
        assert set(rates["census"]) | set(rates["roll"]) == known


@pytest.mark.parametrize(
    "kind", ["id_typo", "id_truncated", "birth_year_off", "phone_typo", "sex_wrong", "guardian_missing"]
)
def test_a_rate_is_obeyed(kind: str) -> None:
    rate, children = 0.08, 4000
    made = invent(children=children, seed=9, level="clean", as_of=AS_OF, rates={f"census.{kind}": rate})
    ends_in_x = 1 / 11 if kind == "id_truncated" else 0
    expected = rate * (1 - ends_in_x) * len(made.census)
    spread = math.sqrt(expected) * (3.5 if kind == "id_truncated" else 1)
    assert kinds_of(made.census).keys() == {kind}
    assert abs(kinds_of(made.census)[kind] - expected) < 4.5 * spread
    assert not kinds_of(made.roll)


def test_bad_is_several_times_ordinary(invention: Invented) -> None:
    few, many = (kinds_of(invention(level).census) for level in ("ordinary", "bad"))
    for prefix in ("id_", "name_", "birth_"):
        ordinary, bad = (sum(n for kind, n in found.items() if kind.startswith(prefix)) for found in (few, many))
        assert bad > 2 * ordinary > 0


def test_ordinary_identity_problems_are_two_to_four_in_a_hundred(invention: Invented) -> None:
    dress = {"id_x_lower", "id_x_other", "id_spaced", "id_apostrophe", "id_fullwidth", "id_note", "id_letter"}
    for rows in (invention("ordinary").census, invention("ordinary").roll):
        wrong = sum(any(kind.startswith("id_") and kind not in dress for kind in row.errors) for row in rows)
        assert 0.02 < wrong / len(rows) < 0.045


def test_a_field_bears_one_error_and_its_value_changed(invention: Invented) -> None:
    made = invention("bad")
    for row in made.census:
        child, said = row.life.child, [kind for kind in row.errors if kind in KINDS]
        assert len({KINDS[kind].field for kind in said}) == len(said)
        for kind in said:
            if kind.startswith("name_"):
                assert row.values["name"] != child.name
            if kind.startswith("birth_"):
                assert row.values["birth_date"] != child.birth
            if kind.startswith("id_") and kind != "id_twin_swapped":
                assert row.values["id_number"] != child.id_number


def test_the_two_lists_err_independently(invention: Invented) -> None:
    """Errors on one list say nothing of errors on the other."""
    made = invention("bad")
    wrong = [
        {row.life.child.person_id for row in rows if any(kind.startswith("name_") for kind in row.errors)}
        for rows in (made.census, made.roll)
    ]
    both = {row.life.child.person_id for row in made.census} & {row.life.child.person_id for row in made.roll}
    plain = {
        life.child.person_id
        for life in made.lives
        if life.child.household.lineage.language == "han" and not life.child.former_name
    } & both
    first, second = (len(found & plain) / len(plain) for found in wrong)
    together = len(wrong[0] & wrong[1] & plain) / len(plain)
    assert together == pytest.approx(first * second, rel=0.6)


def test_lunar_dates_are_the_calendar_s() -> None:
    made = invent(children=3000, seed=2, level="clean", as_of=AS_OF, rates={"birth_lunar": 0.5})
    later = [
        (row.life.child.birth - row.values["birth_date"]).days
        for row in made.census
        if row.errors and isinstance(row.values["birth_date"], date)
    ]
    assert len(later) > 500
    assert 15 < min(later) <= max(later) < 55


def test_a_clerk_s_own_spelling_of_the_village_stands_on_all_rows_of_the_sheet() -> None:
    rates = {"census.village_habit": 0.5}
    made = invent(children=1500, seed=3, level="clean", as_of=AS_OF, rates=rates)
    spellings: dict[str, set[object]] = {}
    for row in made.census:
        assert row.village is not None
        spellings.setdefault(row.village.code, set()).add(row.values["village"])
    assert all(len(found) == 1 for found in spellings.values())
    assert any(row.errors for row in made.census)


def test_grades_by_year_of_entry() -> None:
    grades = entry_years(2026)
    assert [grades[grade + 2] for grade in (1, 3, 6, 7, 9, 10, 12)] == [
        "2026级", "2024级", "2021级", "2026级", "2024级", "2026级", "2024级",
    ]  # fmt: skip
