"""What populations are made of: members, the list of all populations, and choices that several of them share.

Parameters that recur: ``ages``, a band of cohorts (``preschool``, ``primary``, ``junior``, ``compulsory``,
``senior``, …, or two ages at the cut-off, ends included; ``any``); ``who``, a key group or ``certified``;
``without`` and ``also``, standings to leave out or to let in.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from kcbx.cohorts import SchoolAges
from kcbx.metrics.roster import JUNIOR, KINDERGARTEN, PRIMARY, SENIOR, Roster
from kcbx.metrics.rosters import Lists

Ages = str | Sequence[int]
Mask = npt.NDArray[np.bool_]

LEVELS = {"kindergarten": KINDERGARTEN, "primary": PRIMARY, "junior": JUNIOR, "senior": SENIOR}


@dataclass(frozen=True)
class Members:
    """Chosen rows of a roster; ``people`` is how many people each row stands for (one, but for count tables)."""

    roster: Roster
    people: npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Population:
    """A named population: its definition and the basis it counts on."""

    name: str
    basis: str
    choose: Callable[..., Members]

    @property
    def definition(self) -> str:
        """What it means, as its docstring says."""
        return inspect.cleandoc(self.choose.__doc__ or "")

    def accepts(self, parameters: Mapping[str, Any]) -> bool:
        """Whether the parameters written in TOML are ones it knows."""
        try:
            inspect.signature(self.choose).bind(None, **parameters)
        except TypeError:
            return False
        return True


POPULATIONS: dict[str, Population] = {}


def counts_on(basis: str) -> Callable[[Callable[..., Members]], Callable[..., Members]]:
    """Enter the function among the populations, counting on a basis."""

    def register(choose: Callable[..., Members]) -> Callable[..., Members]:
        POPULATIONS[choose.__name__] = Population(choose.__name__, basis, choose)
        return choose

    return register


def band(ages: SchoolAges, name: Ages) -> tuple[int, int] | None:
    """Grades due of a named band, ends included; None for every age. Names follow the place's 6-3 or 5-4 system.

    Raises KeyError for a name that is no band.
    """
    nine, six = ages.compulsory_years, ages.primary_years
    bands = {
        "preschool": (-2, 0),
        "preschool_two": (-1, 0),
        "preschool_one": (0, 0),
        "primary": (1, six),
        "junior": (six + 1, nine),
        "compulsory": (1, nine),
        "senior": (nine + 1, nine + 3),
        "any": None,
    }
    return bands[str(name)]


def aged(lists: Lists, roster: Roster, ages: Ages) -> Mask:
    """Rows of an age band: cohorts for a name, full years at the cut-off for two numbers."""
    if isinstance(ages, str):
        return roster.ages(band(lists.ages, ages), "grade_due")
    return roster.ages((ages[0], ages[1]), "age")


def members(roster: Roster, chosen: Mask) -> Members:
    """The chosen rows, one person each."""
    return Members(roster, chosen.astype(np.int64))


def counted(lists: Lists, roster: Roster, ages: Ages, who: str | None, without: Sequence[str]) -> Mask:
    """Rows that count on an age band: neither dead nor away, not of the standings ``without``, of the group ``who``."""
    chosen = roster.flag("population") & aged(lists, roster, ages) & ~roster.one_of("standing", without)
    return chosen if who is None else chosen & roster.flag(who)


def at_level(roster: Roster, level: str | None, only: bool) -> Mask:
    """Rows at a level or above it, ``only`` at it; without a level in primary school or above."""
    if level is None:
        return roster.number("level") >= PRIMARY
    value = roster.number("level")
    return value == LEVELS[level] if only else value >= LEVELS[level]


def attending(roster: Roster, level: str, attached: bool, stages: Sequence[str]) -> Mask:
    """Rows in school or kindergarten at exactly this level, by what they attend and not by age."""
    there = roster.flag("enrolled") | roster.one_of("standing", ("still_in_kindergarten",))
    there &= at_level(roster, level, only=True)
    if stages:
        there &= roster.one_of("stage", stages)
    return there if attached else there & ~roster.flag("attached")
