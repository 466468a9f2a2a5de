"""Drawing the truth: where every child really is, what the rolls hold of it, and what the village will say of it.

What a life is: :mod:`kcbx.sample.life`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from random import Random
from typing import Any

from kcbx.definitions import schema
from kcbx.sample.chance import Weighted, shares
from kcbx.sample.life import LEARNING, Enrolment, Life
from kcbx.sample.people import Child, Household
from kcbx.sample.places import County, School, Township

#: The roster a school's kind writes.
_ROSTERS = {"kindergarten": "kindergarten", "senior": "senior", "vocational": "vocational", "special": "special"}


@cache
def _table(*keys: str) -> Weighted[str]:
    table: Any = schema("sample/lives")
    for key in keys:
        table = table[key]
    return shares(table)


def lives_of(households: Iterable[Household], county: County, rng: Random) -> list[Life]:
    """A life for every child, in the order of the households; siblings away go to the same place."""
    lives = []
    for household in households:
        place = str(rng.choice(schema("sample/places")["away"]["places"]))
        home = county.township_of(household.village) if household.village else rng.choice(county.townships)
        for child in household.children:
            lives.append(_life(child, home, county, place, rng))
    seat_in_classes(lives, rng)
    return lives


def _band(due: int) -> str:
    if due < -2:
        return "young"
    if due < 1:
        return "preschool"
    if due == 1:
        return "grade_one"
    return "primary" if due <= 6 else "junior" if due <= 9 else "senior" if due <= 12 else "grown"


def _life(child: Child, home: Township, county: County, place: str, rng: Random) -> Life:
    due = child.grade_due
    state = ""
    if child.disability and 1 <= due <= 9:
        state = shares({**schema("sample/lives")["states"]["disabled"], "else": ""}).draw(rng)
        if state == "deferred" and due > 2:
            state = "never_entered"
    state = state or _table("states", _band(due)).draw(rng)
    if child.household.village is None and state not in LEARNING:
        state = "in_school" if 1 <= due <= 9 else "senior" if due > 9 else "kindergarten"
    grade = due + int(_table("grade_shift").draw(rng))
    if state == "in_school_late":
        state, grade = "in_school", 9
    elif state in ("kindergarten", "still_in_kindergarten") or due <= 0:
        grade = max(-2, min(0, due))
    else:
        grade = max(1, min(9, grade)) if due <= 9 else max(10, min(12, grade))
    life = Life(child, state, grade, usual_school(child, state, grade, home, county, rng), place)
    if state == "elsewhere":
        away = schema("sample/places")["away"]
        band = "kindergarten" if grade < 1 else "primary" if grade <= 6 else "junior" if grade <= 9 else "senior"
        life.away_school = rng.choice(away[band])
        life.proved = rng.random() < schema("sample/lives")["elsewhere"]["proved"]
    life.says = says_of(life, rng)
    enrol(life, home, county, rng)
    list_in_census(life, county, rng)
    return life


def says_of(life: Life, rng: Random) -> str:
    """What the village will say of the child."""
    key = "elsewhere_proved" if life.state == "elsewhere" and life.proved else life.state
    return _table("says", key).draw(rng) if key in schema("sample/lives")["says"] else "blank"


def usual_school(child: Child, state: str, grade: int, home: Township, county: County, rng: Random) -> School | None:
    """The school of the catchment: the village's, the township's, a neighbour's, or one in the county town."""
    if state == "special_school":
        return county.special
    if state == "vocational" or (grade > 9 and state == "working"):
        return county.vocational
    if grade > 9:
        return rng.choice(county.seniors)
    village = child.household.village
    if child.grade_due < -2:
        return None
    town = home
    if home is not county.seat and rng.random() < (0.16 if grade >= 7 else 0.07):
        town = county.seat
    schools = town.teaching(grade) or county.seat.teaching(grade)
    near = [each for each in schools if village is not None and each.village == village.name]
    if near and rng.random() < 0.8:
        return near[0]
    central = [each for each in schools if not each.village]
    return rng.choice(central or schools)


def enrol(life: Life, home: Township, county: County, rng: Random) -> None:
    """What the rolls hold of the child."""
    rolls: Mapping[str, float] = schema("sample/lives")["rolls"]
    school, state = life.school, life.state
    if school is None:
        return
    roster = _ROSTERS.get(school.kind, "school")
    here = Enrolment(life, school, life.grade, roster=roster)
    if state in LEARNING - {"no_register", "elsewhere", "home_taught"} or state == "paper":
        life.enrolments.append(here)
        if state == "special_school" and rng.random() < rolls["special_also_on_other_roll"]:
            life.enrolments.append(Enrolment(life, _central(home, county, life.grade), life.grade))
    elif state == "home_taught":
        life.enrolments.append(Enrolment(life, school, life.grade, roster="home_teaching"))
        if rng.random() < rolls["home_taught_also_on_school_roll"]:
            life.enrolments.append(here)
    elif state == "on_leave":
        here.status = "leave"
        life.enrolments.append(here)
    elif state == "elsewhere" and life.compulsory:
        if rng.random() < schema("sample/lives")["elsewhere"]["still_on_roll"]:
            life.enrolments.append(here)
    elif state == "dropped_out" and rng.random() < rolls["dropped_out_still_listed"]:
        here.status = "left"
        life.enrolments.append(here)
    elif state == "dead" and life.compulsory and rng.random() < rolls["dead_still_listed"]:
        life.enrolments.append(here)


def _central(home: Township, county: County, grade: int) -> School:
    schools = home.teaching(grade) or county.seat.teaching(grade)
    return next((each for each in schools if not each.village), schools[0])


def list_in_census(life: Life, county: County, rng: Random) -> None:
    """Which villages hold the child on their sheets: the own one, an old one, or none."""
    census: Mapping[str, float] = schema("sample/lives")["census"]
    village = life.child.household.village
    if village is None or rng.random() < census["missed"]:
        return
    if rng.random() < census["listed_at_old_home"]:
        village = rng.choice([each for each in county.villages if each is not village])
    life.listed_in.append(village)


def seat_in_classes(lives: Iterable[Life], rng: Random) -> None:
    """Divide each grade of each school into classes of about 45."""
    grades: dict[tuple[str, int], list[Enrolment]] = {}
    for life in lives:
        for enrolment in life.enrolments:
            grades.setdefault((enrolment.school.code, enrolment.grade), []).append(enrolment)
    for pupils in grades.values():
        classes = max(1, round(len(pupils) / 45))
        for enrolment in pupils:
            enrolment.class_number = rng.randrange(1, classes + 1)
