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
    chosen = roster.flag("population") & _aged(lists, roster, ages) & ~roster.one_of("standing", without)
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
        there &= roster.one_of("stage", stages)
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
    return _members(roster, chosen & (there | roster.one_of("standing", also)))


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
def children_out_before(lists: Lists, *, standings: Sequence[str], enrolled: bool = False) -> Members:
    """上学期去向属 ``standings`` 的户籍儿童；``enrolled`` 时只要如今已就读的（复学）。"""
    roster = lists.household_before
    chosen = roster.one_of("standing", standings)
    return _members(roster, chosen & roster.flag("enrolled") if enrolled else chosen)


@_on("household")
def children_dropped_out(lists: Lists, *, ages: Ages, statuses: Sequence[str], who: str | None = None) -> Members:
    """户籍适龄儿童中摸底表自己写明辍学（``statuses``）、又没有计入就学者。"""
    roster = lists.household
    chosen = _counted(lists, roster, ages, who, ()) & ~roster.flag("enrolled")
    return _members(roster, chosen & roster.one_of("census_status", statuses))


@_on("household")
def children_standing(lists: Lists, *, standings: Sequence[str], ages: Ages = "any", who: str | None = None) -> Members:
    """户籍儿童中去向属 ``standings`` 者，例如县外就读、送教上门、待核实。"""
    roster = lists.household
    chosen = _aged(lists, roster, ages) & roster.one_of("standing", standings)
    return _members(roster, chosen if who is None else chosen & roster.flag(who))


# ------------------------------------------------------------------------------------------------ 学籍 register
@_on("register")
def pupils(
    lists: Lists,
    *,
    level: str,
    grades: Sequence[int] = (),
    statuses: Sequence[str] = (),
    also: Sequence[str] = (),
    who: str | None = None,
) -> Members:
    """本县学籍中的学生，一人一次，不限户籍、年龄：学籍状态为在读（没写状态算在读）。

    ``level`` compulsory 为小学和初中；``grades`` 限定年级；``statuses`` 只要这些状态的；``also`` 在读之外再加这些状态。
    """
    roster = lists.pupils
    chosen = _within(roster, level, grades)
    chosen &= roster.one_of("status", statuses) if statuses else _present(roster, also)
    return _members(roster, chosen if who is None else chosen & roster.flag(who))


@_on("register")
def pupils_new(lists: Lists, *, level: str, grades: Sequence[int] = ()) -> Members:
    """在读学生中上学期不在读者（转入、复学等）；跨学年时不含新入学的一年级。"""
    roster = lists.pupils
    before = lists.pupils_before.rows
    known = roster.one_of("child_id", before.loc[before["present"].eq(True), "now_id"].dropna())
    chosen = _within(roster, level, grades) & roster.flag("present") & ~known
    if lists.new_year:
        chosen &= roster.number("grade") != 1
    return _members(roster, chosen)


@_on("register")
def pupils_not_repeating(lists: Lists, *, level: str, grades: Sequence[int]) -> Members:
    """在读学生中去年不在同一年级者，即升上来的和转入的。"""
    roster, before = lists.pupils, lists.pupils_before.rows
    repeaters = roster.one_of("child_id", before.loc[before["repeats"], "now_id"].dropna())
    return _members(roster, _within(roster, level, grades) & roster.flag("present") & ~repeaters)


@_on("register")
def pupils_before(
    lists: Lists, *, level: str, grades: Sequence[int] = (), fates: Sequence[str] = (), repeating: bool = False
) -> Members:
    """上学期在读的学生；``fates`` 只要如今属这些情形的，``repeating`` 只要如今仍在同一年级的。

    情形：beyond 在九年级或以上，below 在校而未到，home_taught 送教上门，leave 休学，graduated 毕业，dead 死亡，
    abroad 出国，moved_away 迁出，elsewhere 县外（有证明），claimed 称在县外，dropped 学籍写明离校，lost 不知去向。
    去年在毕业年级、如今不在本县学籍的，算正常毕业离校，不算不知去向。
    """
    roster = lists.pupils_before
    chosen = _within(roster, level, grades) & roster.flag("present")
    if repeating:
        chosen &= roster.flag("repeats")
    if fates:
        left = (roster.number("grade") >= lists.ages.compulsory_years) & roster.one_of("fate", ("lost",))
        finished = left & lists.new_year
        chosen &= roster.one_of("fate", fates) & ~finished
    return _members(roster, chosen)


@_on("register")
def intake(lists: Lists, *, cohort: str = "last_grade", column: str = "intake_count") -> Members:
    """招生数表中一届一年级新生的人数，按校按年报来的数，背后没有名单。

    ``cohort``：last_grade 为今年在毕业年级的一届，graduates 为刚毕业的一届；``column`` 也可取转入、转出、死亡等列。
    """
    roster = lists.intakes
    years = {"last_grade": lists.ages.compulsory_years - 1, "graduates": lists.ages.compulsory_years}
    chosen = roster.number("intake_year") == lists.ages.school_year - years[cohort]
    numbers = np.nan_to_num(roster.number(column)) if column in roster.rows else np.zeros(len(roster))
    return Members(roster, np.where(chosen, numbers, 0).astype(np.int64))


@_on("register")
def entrants(lists: Lists, *, fates: Sequence[str] = (), without: Sequence[str] = ()) -> Members:
    """八年前一年级新生名册上的人，一人一次；``fates`` 只要如今属这些情形的，``without`` 去掉这些情形的。"""
    roster = lists.entrants
    chosen = ~roster.one_of("fate", without)
    return _members(roster, chosen & roster.one_of("fate", fates) if fates else chosen)


@_on("register")
def pupils_not_entrants(lists: Lists, *, level: str, grades: Sequence[int]) -> Members:
    """在读学生中不在八年前一年级新生名册上的，即后来转入的。"""
    roster = lists.pupils
    known = roster.one_of("child_id", lists.entrants.rows["child_id"].dropna())
    return _members(roster, _within(roster, level, grades) & roster.flag("present") & ~known)


@_on("register")
def graduates(lists: Lists, *, went: Sequence[str] = ()) -> Members:
    """当年初中毕业生去向表上的人，一人一次；``went`` 只要去了这些地方的：general 普高，vocational 中职技工，
    elsewhere 县外，other 升学而未写明，none 未升学，unknown 不明。学籍上已在高中、中职的，以学籍为准。
    """
    roster = lists.graduates
    return _members(roster, roster.one_of("went", went) if went else np.ones(len(roster), dtype=bool))


def _within(roster: Roster, level: str, grades: Sequence[int]) -> Mask:
    value = roster.number("level")
    lowest, highest = (PRIMARY, JUNIOR) if level == "compulsory" else (LEVELS[level],) * 2
    chosen = (value >= lowest) & (value <= highest)
    return chosen & np.isin(roster.number("grade"), np.array(grades, dtype="float64")) if grades else chosen


def _present(roster: Roster, also: Sequence[str]) -> Mask:
    return roster.flag("present") | roster.one_of("status", also)


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
