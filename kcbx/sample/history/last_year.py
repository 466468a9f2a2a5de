"""Where every child was a year ago, given where the child is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from random import Random

from kcbx.definitions import schema
from kcbx.sample.chance import shares
from kcbx.sample.life import Life
from kcbx.sample.lives import enrol, list_in_census, says_of, seat_in_classes, usual_school
from kcbx.sample.places import County

#: States in which a school of the county teaches the child.
HERE = frozenset({"in_school", "no_register", "special_school", "with_class", "home_taught", "senior", "vocational"})
_KINDERGARTEN = frozenset({"kindergarten", "still_in_kindergarten"})


def lives_a_year_ago(lives: Sequence[Life], county: County, rng: Random, then: date) -> list[Life]:
    """A life of the year before for every life, in the same order; the identity is the same, a year younger.

    A child born after ``then`` stood on no list.
    """
    before = [_before(life, county, rng) for life in lives]
    for life in before:
        if life.child.birth > then:
            life.listed_in.clear()
    seat_in_classes(before, rng)
    return before


def _before(now: Life, county: County, rng: Random) -> Life:
    child = replace(now.child, grade_due=now.child.grade_due - 1)
    village = child.household.village
    home = county.township_of(village) if village else county.seat
    state = _state_before(now, rng)
    grade = _grade_before(now, state, rng)
    school = now.school
    if school is None or grade not in school.grades or state in _KINDERGARTEN:
        school = usual_school(child, state, grade, home, county, rng)
    life = Life(child, state, grade, school, now.place, now.away_school)
    if state == "elsewhere":
        life.proved = now.proved if now.state == "elsewhere" else rng.random() < 0.4
    life.says = says_of(life, rng)
    enrol(life, home, county, rng)
    list_in_census(life, county, rng)
    return life


def _state_before(now: Life, rng: Random) -> str:
    """The state a year ago, by age then and by what the schema says of moves between states."""
    table, due = schema("sample/history"), now.child.grade_due - 1
    if due < -2:
        return "at_home_young"
    finishing = now.grade == 10 if now.state in ("senior", "vocational", "elsewhere") else due == 9
    if finishing and now.state in table["before_senior"]:
        state = shares(table["before_senior"][now.state]).draw(rng)
    else:
        state = shares({**table["before"].get(now.state, {}), "else": now.state}).draw(rng)
    if due > 0:
        return "in_school" if state in _KINDERGARTEN or state == "at_home_young" else state
    if state == "at_home_young" or (state in ("never_entered", "deferred", "dropped_out", "paper", "on_leave")):
        return "at_home_young"
    if state in HERE:
        return "kindergarten"
    return "kindergarten" if state == "still_in_kindergarten" else state


def _grade_before(now: Life, state: str, rng: Random) -> int:
    """A grade lower; one of two who sit in grade 9 past their age repeats it; the lowest stays."""
    due = now.child.grade_due - 1
    if state in _KINDERGARTEN or due <= 0:
        return max(-2, min(0, due))
    if now.grade == 9 and now.child.grade_due > 9 and state in HERE:
        return 9 if rng.random() < 0.5 else 8
    if state in ("senior", "vocational"):
        return max(10, now.grade - 1)
    if due >= 10 and state != "in_school":
        return max(10, now.grade - 1) if state == "elsewhere" else now.grade
    return max(1, min(9, now.grade - 1))


def change_of(before: Life, now: Life) -> str:
    """What happened between the two: promoted, repeated, entered, graduated, moved_out, left, returned …"""
    was, is_ = before.state in HERE, now.state in HERE
    if was and is_:
        if before.grade == 9 and now.grade == 10:
            return "graduated"
        return "promoted" if now.grade > before.grade else "repeated"
    if was and now.state == "elsewhere":
        return "graduated" if before.grade == 9 and now.grade == 10 else "moved_out"
    if was and now.state in ("dropped_out", "paper"):
        return "left"
    if was and now.state == "working":
        return "graduated" if before.grade in (9, 12) else "left"
    if is_ and before.state == "elsewhere":
        return "moved_in"
    if is_ and before.state in ("dropped_out", "never_entered", "paper"):
        return "returned"
    if is_ and (before.state in _KINDERGARTEN or before.state == "at_home_young"):
        return "entered"
    return "same" if before.state == now.state else f"{before.state}>{now.state}"
