"""The invented county is a county: ages, states, schools, numbers and names as they are in life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kcbx.sample.idnumber import check_character
from kcbx.sample.invention import Invention, invent
from kcbx.sample.life import OUT
from kcbx.sample.places import build_county

from .conftest import AS_OF

Invented = Callable[[str], Invention]


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "34052419800101001X"])
def test_check_characters_of_published_examples(number: str) -> None:
    assert check_character(number[:17]) == number[17]


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_always_breaks_the_check(first17: str, place: int, step: int) -> None:
    wrong = first17[:place] + str((int(first17[place]) + step) % 10) + first17[place + 1 :]
    assert check_character(wrong) != check_character(first17)


def test_numbers_are_valid_unique_and_of_no_real_place(invention: Invented) -> None:
    children = [life.child for life in invention("ordinary").lives]
    numbers = [child.id_number for child in children]
    numbers += [adult.id_number for household in {child.household for child in children} for adult in household.adults]
    assert len(set(numbers)) == len(numbers)
    for number in numbers:
        assert number.startswith("5399")
        assert check_character(number[:17]) == number[17]
    for child in children:
        assert child.id_number[6:14] == f"{child.birth:%Y%m%d}"
        assert (int(child.id_number[16]) % 2 == 1) == (child.sex == "男")


def test_phones_are_of_an_unused_segment(invention: Invented) -> None:
    for life in invention("ordinary").lives:
        assert all(adult.phone.startswith("154") for adult in life.child.household.adults)


def test_one_to_two_in_a_hundred_of_compulsory_age_are_out(invention: Invented) -> None:
    lives = [life for life in invention("ordinary").lives if life.compulsory and not life.outsider]
    assert 0.008 < sum(life.truly_out for life in lives) / len(lives) < 0.02
    assert {life.state for life in lives if life.truly_out} == OUT


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["ordinary", "transliterated"]))
def test_any_seed_gives_people_that_hold_together(seed: int, level: str) -> None:
    made = invent(children=80, seed=seed, level=level, as_of=AS_OF)
    registered = [life for life in made.lives if not life.outsider]
    assert len(registered) == 80
    assert len({life.child.person_id for life in made.lives}) == len(made.lives)
    for life in made.lives:
        for entry in life.enrolments:
            assert entry.grade in entry.school.grades
        assert len(life.listed_in) <= 1
        assert not (life.state == "no_register" and life.enrolments)
        assert life.state != "paper" or life.on_attending_roll
        siblings = life.child.household.children
        assert len({child.name for child in siblings}) == len(siblings)


@pytest.mark.parametrize("children", [50, 2000, 20_000, 100_000])
def test_places_grow_with_the_county(children: int) -> None:
    county = build_county(children, Random(1))
    assert len({school.name for school in county.schools}) == len(county.schools)
    assert len({village.code for village in county.villages}) == len(county.villages)
    for township in county.townships:
        assert len({village.name for village in township.villages}) == len(township.villages)
    if children == 20_000:
        assert len(county.townships) == 10
        assert 90 < len(county.villages) < 150


def test_a_village_and_a_community_share_a_name() -> None:
    water = build_county(20_000, Random(1)).townships[1]
    assert {village.name for village in water.villages} >= {"水口村", "水口社区"}


def test_in_a_transliterated_county_many_children_of_a_village_bear_one_name(invention: Invented) -> None:
    lives = invention("transliterated").lives
    shared = Counter((village.code, life.child.name) for life in lives for village in life.listed_in)
    assert max(shared.values()) >= 4
    foreign = sum(life.child.household.lineage.language != "han" for life in lives)
    assert foreign > 0.6 * len(lives)
