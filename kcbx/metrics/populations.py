"""Named populations: who is counted. The docstring of each function is the definition.

A population is a function of the :class:`Lists` and of parameters written in ``schemas/indicators/``; it answers
with :class:`Members` of one roster. Adding one means adding one function here.

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
from kcbx.metrics.rosters import JUNIOR, KINDERGARTEN, PRIMARY, SENIOR, Lists, Roster

Ages = str | Sequence[int]
Mask = npt.NDArray[np.bool_]

LEVELS = {"kindergarten": KINDERGARTEN, "primary": PRIMARY, "junior": JUNIOR, "senior": SENIOR}


@dataclass(frozen=True)
class Members:
    """Chosen rows of a roster; ``people`` is how many people each row stands for (one, but for count tables)."""

    roster: Roster
    people: npt.NDArray[np.int64]

    @property
    def total(self) -> int:
        """How many people in all."""
        return int(self.people.sum())


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


def _on(basis: str) -> Callable[[Callable[..., Members]], Callable[..., Members]]:
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


def _aged(lists: Lists, roster: Roster, ages: Ages) -> Mask:
    """Rows of an age band: cohorts for a name, full years at the cut-off for two numbers."""
    if isinstance(ages, str):
        return roster.ages(band(lists.ages, ages), "grade_due")
    return roster.ages((ages[0], ages[1]), "age")


def _members(roster: Roster, chosen: Mask) -> Members:
    return Members(roster, chosen.astype(np.int64))


def _counted(lists: Lists, roster: Roster, ages: Ages, who: str | None, without: Sequence[str]) -> Mask:
    chosen = roster.flag("population") & _aged(lists, roster, ages) & ~roster.one_of("standing", tuple(without))
    return chosen if who is None else chosen & roster.flag(who)


def _at(roster: Roster, level: str | None, only: bool) -> Mask:
    if level is None:
        return roster.number("level") >= PRIMARY
    value = roster.number("level")
    return value == LEVELS[level] if only else value >= LEVELS[level]


def _attending(roster: Roster, level: str, attached: bool, stages: Sequence[str]) -> Mask:
    there = roster.flag("enrolled") | roster.one_of("standing", ("still_in_kindergarten",))
    there &= _at(roster, level, only=True)
    if stages:
        there &= roster.one_of("stage", tuple(stages))
    return there if attached else there & ~roster.flag("attached")


# ------------------------------------------------------------------------------------------------ 户籍 household
@_on("household")
def children_of_age(lists: Lists, *, ages: Ages, who: str | None = None, without: Sequence[str] = ()) -> Members:
    """户籍适龄儿童：摸底表登记的、属该年龄段的儿童，一人一次；死亡、迁出、出国的除外。"""
    return _members(lists.household, _counted(lists, lists.household, ages, who, without))


@_on("household")
def children_enrolled(
    lists: Lists,
    *,
    ages: Ages,
    level: str | None = None,
    only: bool = False,
    who: str | None = None,
    without: Sequence[str] = (),
    also: Sequence[str] = (),
) -> Members:
    """户籍适龄儿童中已就读者：去向计入就学，且就读学段达到 ``level``（默认小学）或更高；``only`` 时仅限本级。

    仍在幼儿园的不算。``also`` 所列去向（如休学、已完成九年）视同就读。
    """
    roster = lists.household
    chosen = _counted(lists, roster, ages, who, without)
    there = roster.flag("enrolled") & _at(roster, level, only)
    if only and level is None:
        there &= roster.number("level") <= JUNIOR
    return _members(roster, chosen & (there | roster.one_of("standing", tuple(also))))


@_on("household")
def children_not_enrolled(
    lists: Lists,
    *,
    ages: Ages,
    level: str | None = None,
    who: str | None = None,
    without: Sequence[str] = (),
    also: Sequence[str] = (),
) -> Members:
    """户籍适龄儿童中未就读者：适龄儿童减去已就读者，二者口径完全相同，所以失学率与净入学率相加为 100。"""
    every = children_of_age(lists, ages=ages, who=who, without=without)
    there = children_enrolled(lists, ages=ages, level=level, who=who, without=without, also=also)
    return Members(every.roster, every.people - there.people)


@_on("household")
def children_attending(
    lists: Lists,
    *,
    level: str,
    ages: Ages = "any",
    attached: bool = True,
    stages: Sequence[str] = (),
    who: str | None = None,
) -> Members:
    """户籍儿童中在该学段就读者，不限年龄（毛入学率的分子）；``attached`` 为假时不含小学附设的学前班。

    在园的看学籍而不看年龄：适龄仍在园的也算在园。``stages`` 把高中阶段限于普通高中或中职。
    """
    every = _counted(lists, lists.household, ages, who, ())
    return _members(lists.household, every & _attending(lists.household, level, attached, stages))


@_on("household")
def children_standing(lists: Lists, *, standings: Sequence[str], ages: Ages = "any", who: str | None = None) -> Members:
    """户籍儿童中去向属 ``standings`` 者，例如县外就读、送教上门、待核实。"""
    roster = lists.household
    chosen = _aged(lists, roster, ages) & roster.one_of("standing", tuple(standings))
    return _members(roster, chosen if who is None else chosen & roster.flag(who))


# ------------------------------------------------------------------------------------------------ 学籍 register
@_on("register")
def pupils(
    lists: Lists,
    *,
    level: str,
    grades: Sequence[int] = (),
    statuses: Sequence[str] = (),
    who: str | None = None,
) -> Members:
    """本县学籍中的学生，一人一次：学籍状态为在读（没写状态算在读），或属 ``statuses``；不限户籍、不限年龄。

    ``level`` compulsory 为小学和初中；``grades`` 限定年级。
    """
    roster = lists.pupils
    value = roster.number("level")
    wanted = (PRIMARY, JUNIOR) if level == "compulsory" else (LEVELS[level],) * 2
    chosen = (value >= wanted[0]) & (value <= wanted[1])
    chosen &= roster.one_of("status", tuple(statuses)) if statuses else roster.flag("present")
    if grades:
        chosen &= np.isin(roster.number("grade"), np.array(grades, dtype="float64"))
    return _members(roster, chosen if who is None else chosen & roster.flag(who))


# ----------------------------------------------------------------------------------------------- 常住 residence
@_on("residence")
def residents_of_age(lists: Lists, *, ages: Ages, who: str | None = None) -> Members:
    """常住适龄儿童：户籍儿童去掉在县外的，加上在本县就读而摸底表没有登记的学生。"""
    return _members(lists.residents, _counted(lists, lists.residents, ages, who, ()))


@_on("residence")
def residents_attending(
    lists: Lists,
    *,
    level: str,
    attached: bool = True,
    stages: Sequence[str] = (),
    who: str | None = None,
) -> Members:
    """常住儿童中在本县该学段就读者，不限年龄、不限户籍（按学校所在地的毛入学率的分子）。"""
    every = _counted(lists, lists.residents, "any", who, ())
    return _members(lists.residents, every & _attending(lists.residents, level, attached, stages))
