"""Second opinions on an ID number."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kcbx.clean.id_sources import clean_ids
from kcbx.clean.ids import check_character
from kcbx.reliable import id_states, states_allowing

AS_OF = date(2026, 9, 20)


def number(birth: str, sequence: int) -> str:
    first = f"539901{birth.replace('-', '')}{sequence:03}"
    return first + check_character(first)


OWN = number("2015-03-07", 123)
SIBLING = number("2017-05-09", 246)
PARENT = number("1988-01-02", 345)


def clean(text: str | None, **others: str | None) -> dict[str, Any]:
    columns = {name: pd.Series([value], dtype="str") for name, value in others.items()}
    row = clean_ids(pd.Series([text], dtype="str"), AS_OF, **columns).iloc[0]
    return {name: None if pd.isna(value) else value for name, value in row.items()}


def test_a_whole_number_tells_birth_and_sex() -> None:
    read = clean(OWN)
    assert (read["id_state"], read["id_birth"], read["id_sex"]) == ("ok", "2015-03-07", "男")


def test_a_truncated_number_tells_the_birth_but_never_the_sex() -> None:
    read = clean(OWN[:15])
    assert (read["id_state"], read["id_birth"], read["id_sex"]) == ("truncated", "2015-03-07", None)


@pytest.mark.parametrize(
    ("damaged", "strangers", "state"),
    [
        ("538901" + OWN[6:], 0, "repaired"),
        ("359901" + OWN[6:], 0, "repaired"),
        (OWN[:5] + OWN[6] + OWN[5] + OWN[7:], 0, "repaired"),
        ("538901" + OWN[6:], 1, "bad_check"),
        ("538911" + OWN[6:], 0, "bad_check"),
        (OWN[:17] + ("1" if OWN[17] != "1" else "2"), 0, "bad_check"),
    ],
    ids=["a digit", "two turned round", "over the edge", "a region of others", "two digits", "the check itself"],
)
def test_a_slip_in_the_region_is_put_right_by_the_other_numbers(damaged: str, strangers: int, state: str) -> None:
    """``strangers``: sound numbers of the list that are of the region written."""
    classmates = [number("2015-03-07", sequence) for sequence in range(100, 120)]
    first = damaged[:6] + "20160401123"
    numbers = pd.Series([damaged, *classmates, *[first + check_character(first)] * strangers], dtype="str")
    read = clean_ids(numbers, AS_OF).iloc[0]
    assert read["id_state"] == state
    assert read["id_number"] == (OWN if state == "repaired" else damaged)
    assert clean_ids(numbers[:-1] if not strangers else numbers, AS_OF).iloc[0]["id_state"] != "repaired"


@pytest.mark.parametrize(
    ("masked", "birth"),
    [
        (OWN[:14] + "****", "2015-03-07"),
        (OWN[:14] + "....", "2015-03-07"),
        (OWN[:17] + "?", "2015-03-07"),
        (OWN[:6] + "********" + OWN[14:], None),
        (OWN[:12] + "******", None),
        ("53990120150230****", None),
        (PARENT[:14] + "****", None),
    ],
)
def test_a_masked_number_tells_a_child_s_birth_where_it_is_left_to_read(masked: str, birth: str | None) -> None:
    read = clean(masked)
    assert (read["id_state"], read["id_birth"], read["id_sex"]) == ("masked", birth, None)


@pytest.mark.parametrize(
    "damaged",
    [
        OWN[:15],
        OWN[:15] + "000",
        OWN[:-1],
        OWN[:8] + "0" + OWN[8:],
        OWN[:9] + "8" + OWN[10:],
        OWN[:14] + "*" + OWN[15:],
    ],
)
def test_a_damaged_number_is_completed_by_the_student_number(damaged: str) -> None:
    read = clean(damaged, student_number="G" + OWN)
    assert (read["id_number"], read["id_state"], read["how"]) == (OWN, "repaired", "学籍号")


def test_a_source_that_does_not_agree_repairs_nothing() -> None:
    read = clean(OWN[:15], student_number="G" + SIBLING)
    assert (read["id_number"], read["id_state"], read["id_number_alt"]) == (OWN[:15], "truncated", SIBLING)


@pytest.mark.parametrize("text", [None, "不详", "2015-03-07", "111111111111111111", PARENT])
def test_an_id_column_of_no_use_gives_way_to_another_source(text: str | None) -> None:
    read = clean(text, disability_number=OWN + "42")
    assert (read["id_number"], read["id_state"], read["how"]) == (OWN, "derived", "残疾证号")


def test_two_whole_numbers_are_both_kept() -> None:
    read = clean(OWN, student_number="G" + SIBLING)
    assert (read["id_number"], read["id_state"], read["id_number_alt"]) == (OWN, "ok", SIBLING)


def test_a_source_with_a_wrong_check_character_is_no_source() -> None:
    wrong = OWN[:-1] + ("1" if OWN[-1] != "1" else "2")
    assert clean(None, student_number="G" + wrong)["id_state"] == "empty"


@pytest.mark.parametrize("slip", ["20150370", "20510307", "20150308"])
def test_the_birth_column_repairs_one_slip_in_the_birth_digits(slip: str) -> None:
    read = clean(OWN[:6] + slip + OWN[14:], birth="2015-03-07")
    assert (read["id_number"], read["id_state"], read["how"]) == (OWN, "repaired", "出生日期")


def test_the_birth_column_repairs_no_more_than_one_slip() -> None:
    assert clean(OWN[:6] + "20160418" + OWN[14:], birth="2015-03-07")["id_state"] == "bad_check"


def test_a_parents_number_is_not_the_childs() -> None:
    for others in ({}, {"guardian_id": PARENT}, {"birth": "2015-03-07"}):
        read = clean(PARENT, **others)
        assert (read["id_state"], read["id_birth"], read["id_sex"]) == ("not_childs", None, None)
    young = number("2001-01-02", 12)
    assert clean(young)["id_state"] == "ok"
    assert clean(young, birth="2016-01-02")["id_state"] == "not_childs"
    assert clean(young, guardian_id=young)["id_state"] == "not_childs"
    assert clean(OWN, guardian_id=OWN)["id_state"] == "ok"  # the guardian's column is wrong


def test_a_birth_date_in_the_id_column_is_read() -> None:
    read = clean("2015.3.7")
    assert (read["id_number"], read["id_state"], read["id_birth"]) == (None, "birth_typed", "2015-03-07")


def ends_in_zeros() -> str:
    """A true number that ends in 000."""
    return next(
        number
        for sequence in range(100, 1000, 100)
        for day in range(1, 29)
        if (number := globals()["number"](f"2015-03-{day:02}", sequence)).endswith("000")
    )


def test_zeros_that_pass_by_chance_depend_on_the_sheet() -> None:
    true = ends_in_zeros()
    sheet = pd.Series(["a"] * 3 + ["b"] * 2, dtype="str")
    text = pd.Series([true, OWN[:15] + "000", SIBLING[:15] + "000", true, OWN], dtype="str")
    assert clean_ids(text, AS_OF, sheet=sheet)["id_state"].tolist() == ["truncated"] * 3 + ["ok", "ok"]


def test_states_are_written_down_and_sound_ones_usable() -> None:
    assert set(states_allowing("usable")) == {"ok", "fixed", "repaired", "swapped", "derived", "hmt", "foreigner"}
    assert "truncated" not in states_allowing("sex")
    assert all(state.label and state.meaning for state in id_states().values())
