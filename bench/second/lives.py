"""Where each child of the second county truly is: the state, the school, the grade."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from bench.second.people import Person
from bench.second.places import Place

#: Shares of each state by the band of the grade due; what they leave of 1 is the usual state of the band.
_STATES = {
    "young": ("home", {}),
    "preschool": ("kindergarten", {"home": 0.12, "elsewhere": 0.06}),
    "primary": (
        "in_school",
        {"never": 0.003, "dropped": 0.003, "elsewhere": 0.06, "paper": 0.002, "unregistered": 0.004},
    ),
    "junior": (
        "in_school",
        {"dropped": 0.016, "left": 0.003, "elsewhere": 0.07, "paper": 0.004, "unregistered": 0.003},
    ),
    "senior": ("senior", {"home": 0.14, "elsewhere": 0.11}),
}

#: States of a child of compulsory age who should be in school and is not.
OUT = ("never", "dropped", "paper", "left")


def band(due: int) -> str:
    if due < -2:
        return "young"
    return "preschool" if due <= 0 else "primary" if due <= 6 else "junior" if due <= 9 else "senior"


def settle(people: Iterable[Person], place: Place, rng: Random) -> None:
    """Give each child its state, and school and grade where it has or had one."""
    towns = list(place.villages)
    for child in people:
        usual, others = _STATES[band(child.due)]
        states = [usual, *others]
        weights = [1 - sum(others.values()), *others.values()]
        child.state = rng.choices(states, weights=weights)[0]
        if child.household.village is None:
            child.state = usual if usual != "home" else "kindergarten"
        if child.due > 12 and child.state == "senior" and rng.random() < 0.8:
            child.state = "home"
        child.grade = _grade(child, rng)
        home = child.household.village.township if child.household.village else rng.choice(towns)
        town = towns[0] if rng.random() < 0.12 else home
        if band(child.due) == "senior":
            child.school = rng.choice(place.seniors)
        elif band(child.due) != "young" or child.state == "kindergarten":
            schools = place.teaching(town, child.grade)
            own = child.household.village
            near = [school for school in schools if own and own.name.removesuffix("村") in school.name]
            child.school = near[0] if near and rng.random() < 0.7 else rng.choice(schools)


def _grade(child: Person, rng: Random) -> int:
    shift = rng.choices((-2, -1, 0, 1), weights=(1, 9, 87, 3))[0]
    match band(child.due):
        case "primary" | "junior":
            return max(1, min(9, child.due + shift))
        case "senior":
            return max(10, min(12, child.due + min(0, shift)))
        case _:
            return max(-2, min(0, child.due))
