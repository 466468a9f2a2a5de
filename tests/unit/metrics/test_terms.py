"""Who of last term is who now: by number, else by name, birth date and sex where these are unique."""

from __future__ import annotations

from typing import Any

import pytest
from oracle.random_register import random_county
from oracle.small_register import small_register

from kcbx.metrics.terms import same_children


def named(name: str, born: str = "2017-03-05", sex: str = "女", **more: Any) -> dict[str, Any]:
    return {"standing": "in_school", "due": 3, "name": name, "birth": born, "sex": sex, **more}


def test_the_same_number_is_the_same_child_whatever_the_name() -> None:
    before = small_register([named("王朵", who="1"), named("李兰", who="2")])
    now = small_register([named("李岚", who="2"), named("王朵", who="1")])
    assert same_children(before, now).to_dict() == {"k000000": "k000001", "k000001": "k000000"}


def test_a_number_beside_another_day_of_birth_is_a_brother_s_where_the_name_is_another() -> None:
    """Last term's roll gave 毛国乐 the number of his little brother, whom the census named with it."""
    own = named("毛国诚", born="2016-07-13", who="1", id_birth="2016-07-13")
    brother = {"name": "毛国乐", "birth": "2010-02-10", "who": "1", "id_birth": "2016-07-13"}
    before = small_register([own], [brother])
    assert same_children(before, small_register([own])).to_dict() == {"k000000": "k000000"}
    assert same_children(small_register([], [brother]), small_register([own])).to_dict() == {"p000000": "k000000"}


def test_a_number_beside_a_mistyped_day_is_the_child_s_where_the_name_is_the_same() -> None:
    own = named("王朵", born="2016-07-13", who="1", id_birth="2016-07-13")
    mistyped = named("王朵", born="2010-02-10", who="1", id_birth="2016-07-13")
    assert same_children(small_register([mistyped]), small_register([own])).to_dict() == {"k000000": "k000000"}


def test_without_a_number_name_birth_date_and_sex_together() -> None:
    before = small_register([named("王朵"), named("李兰")])
    now = small_register([named("李兰", who="2"), named("王朵", born="2017-03-06"), named("王朵", sex="男")])
    assert same_children(before, now).to_dict() == {"k000001": "k000000"}


def test_a_name_that_two_children_share_decides_nothing() -> None:
    before = small_register([named("扎西")])
    assert same_children(before, small_register([named("扎西"), named("扎西")])).empty


def test_of_children_of_whom_two_may_be_one_none_is_told_whichever_term_is_first() -> None:
    """王朵 is two of the other term, one of whom is somebody else, too."""
    one = small_register(
        [named("王朵", who="1"), {**named("王朵", who="2"), "standing": "duplicate"}, named("李兰", who="3")]
    )
    other = small_register(
        [named("张一", who="1"), {**named("张一", who="3"), "standing": "duplicate"}, named("张二", who="2")]
    )
    assert same_children(one, other).empty
    assert same_children(other, one).empty


def test_numbers_that_differ_are_not_overruled_by_a_name() -> None:
    before = small_register([named("王朵", who="1")])
    assert same_children(before, small_register([named("王朵", who="2")])).empty


def test_a_birth_date_that_is_not_full_decides_nothing() -> None:
    child = {
        "standing": "in_school",
        "due": 3,
        "name": "王朵",
        "name_key": "王朵",
        "birth_date": "2017-03",
        "sex": "女",
    }
    assert same_children(small_register([child]), small_register([child])).empty


def test_a_pupil_and_a_census_child_with_one_number_stay_two() -> None:
    rows = {"who": "1", "name": "王朵", "due": 3}
    both = small_register(
        [rows | {"standing": "in_school_review"}], [rows | {"stage": "primary", "standing": "review"}]
    )
    assert same_children(both, both).to_dict() == {"k000000": "k000000", "p000000": "p000000"}


def test_twins_with_one_number_are_told_by_name() -> None:
    twins = small_register([named("王朵", who="1"), named("王兰", who="1")])
    assert same_children(twins, twins).to_dict() == {"k000000": "k000000", "k000001": "k000001"}


def test_twins_whose_numbers_were_swapped_are_told_by_name() -> None:
    """Of a new name beside an old number the number is right."""
    before = small_register([named("李兰", who="1"), named("李欣", who="2")])
    swapped = small_register([named("李兰", who="2"), named("李欣", who="1")])
    assert same_children(before, swapped).to_dict() == {"k000000": "k000000", "k000001": "k000001"}
    half = small_register([named("李璐", who="2"), named("李欣", who="1")])
    assert same_children(before, half).to_dict() == {"k000000": "k000001", "k000001": "k000000"}


def test_twins_whose_numbers_were_swapped_are_told_by_name_though_one_is_known_by_the_pupil() -> None:
    """沈光婷 is in review with her own pupil, who bears the number that the village wrote beside 沈光小."""
    twins = [named("沈光婷", who="2", standing="in_school_review"), named("沈光小", who="1", standing="out_declared")]
    before = small_register(twins, [named("沈光婷", who="1", stage="primary", standing="review")])
    own = [named("沈光婷", who="1", stage="primary"), named("沈光小", who="2", stage="primary")]
    now = small_register(own)
    assert same_children(before, now).to_dict() == {"p000000": "k000000", "k000001": "k000001"}


def test_a_register_is_the_same_as_itself() -> None:
    for seed in range(4):
        register = random_county(seed)[0]
        numbered = register.census[register.census["id_number"].notna()]["child_id"]
        same = same_children(register, register)
        assert (same == same.index).all()
        assert set(numbered) <= set(same.index)


HOME = {"township": "云岭乡", "village": "红旗村"}
BARE: dict[str, Any] = {"standing": "too_little", "name": "王朵", "sex": "女", **HOME}


def test_who_says_neither_number_nor_day_is_known_by_name_and_village() -> None:
    whole = small_register([named("王朵", who="1", **HOME)])
    bare = small_register([BARE])
    assert same_children(whole, bare).to_dict() == same_children(bare, whole).to_dict() == {"k000000": "k000000"}


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ([BARE | {"village": "河口村"}], "another village"),
        ([BARE | {"village": None}], "no village"),
        ([BARE | {"sex": "男"}], "another sex"),
        ([BARE, BARE], "two of them"),
        ([BARE | {"name": "王"}], "a surname only"),
        ([named("王朵", born="2018-01-02", who="2", **HOME)], "another day and number"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_name_in_the_village_is_not_enough(now: list[dict[str, Any]], why: str) -> None:
    before = small_register([named("王" if why == "a surname only" else "王朵", who="1", **HOME)])
    assert same_children(before, small_register(now)).empty


def test_whoever_is_known_by_number_is_no_bare_child() -> None:
    before = small_register([named("王朵", who="1", **HOME)])
    now = small_register([named("王朵", who="1", **HOME), BARE])
    assert same_children(before, now).to_dict() == {"k000000": "k000000"}
