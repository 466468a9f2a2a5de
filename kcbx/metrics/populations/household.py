"""Populations on the household basis (户籍): the children of the census."""

from __future__ import annotations

from collections.abc import Sequence

from kcbx.metrics.main_lists import ELSEWHERE
from kcbx.metrics.populations.choice import Ages, Members, aged, at_level, attending, counted, counts_on, members
from kcbx.metrics.roster import JUNIOR
from kcbx.metrics.rosters import Lists


@counts_on("household")
def children_of_age(lists: Lists, *, ages: Ages, who: str | None = None, without: Sequence[str] = ()) -> Members:
    """户籍适龄儿童：摸底表登记的、属该年龄段的儿童，一人一次；死亡、迁出、出国的除外。"""
    return members(lists.household, counted(lists, lists.household, ages, who, without))


@counts_on("household")
def children_enrolled(
    lists: Lists,
    *,
    ages: Ages,
    level: str | None = None,
    only: bool = False,
    who: str | None = None,
    without: Sequence[str] = (),
    also: Sequence[str] = (),
    sure: bool = False,
) -> Members:
    """户籍适龄儿童中已就读者：去向计入就学，且就读学段达到 ``level``（默认小学）或更高；``only`` 时仅限本级。

    仍在幼儿园的不算。待人工核对的，按最像的那条学籍暂计入；其他名册上的一行是不是本人尚待核对的，按最像的儿童暂计；
    ``sure`` 时都不计。
    ``also`` 所列去向（如休学、已完成九年）视同就读。
    """
    roster = lists.household
    chosen = counted(lists, roster, ages, who, without)
    there = roster.flag("confirmed" if sure else "enrolled") & at_level(roster, level, only)
    if only and level is None:
        there &= roster.number("level") <= JUNIOR
    return members(roster, chosen & (there | roster.one_of("standing", also)))


@counts_on("household")
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


@counts_on("household")
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
    every = counted(lists, lists.household, ages, who, ())
    return members(lists.household, every & attending(lists.household, level, attached, stages))


@counts_on("household")
def children_out_before(
    lists: Lists, *, standings: Sequence[str], enrolled: bool = False, likely: bool = False
) -> Members:
    """上学期去向属 ``standings`` 的户籍儿童；``enrolled`` 时只要如今已就读的（复学）。

    ``likely``：当时待人工判断的按最可能的去向计，最可能是另一名儿童重复登记的不计。

    当时年龄不明、如今知道不属义务教育年龄的，当时就不算失学，不计。
    """
    roster = lists.household_before
    chosen = roster.one_of("likely" if likely else "standing", standings) & roster.flag("of_age")
    chosen &= ~roster.flag("again") | (not likely)
    return members(roster, chosen & roster.flag("enrolled") if enrolled else chosen)


@counts_on("household")
def children_dropped_out(lists: Lists, *, ages: Ages, statuses: Sequence[str], who: str | None = None) -> Members:
    """户籍适龄儿童中摸底表自己写明辍学（``statuses``）、又没有计入就学者。"""
    roster = lists.household
    chosen = counted(lists, roster, ages, who, ()) & ~roster.flag("enrolled")
    return members(roster, chosen & roster.one_of("census_status", statuses))


@counts_on("household")
def children_elsewhere(
    lists: Lists, *, ages: Ages = "any", who: str | None = None, proved: bool = False, sure: bool = False
) -> Members:
    """户籍儿童中在县外就读者，有无证明都算；``proved`` 时只要有证明的。

    按最可能的去向：证明登记在案而是不是本人尚待核对的，按最像的儿童暂算有证明；``sure`` 时只按已定的去向。
    """
    roster = lists.household
    found = roster.one_of("standing" if sure else "likely", ["elsewhere_proved"] if proved else ELSEWHERE)
    return members(roster, counted(lists, roster, ages, who, ()) & found)


@counts_on("household")
def children_standing(
    lists: Lists,
    *,
    standings: Sequence[str],
    ages: Ages = "any",
    who: str | None = None,
    likely: bool = False,
    rows: bool = False,
) -> Members:
    """户籍儿童中去向属 ``standings`` 者，例如县外就读、送教上门、待核实；很可能重复登记的只算一次。

    ``likely`` 时按最可能的去向：其他名册上的一行是不是本人尚待核对的，按最像的儿童暂计。``rows`` 时名单上有几行算几行。
    """
    roster = lists.household
    chosen = aged(lists, roster, ages) & roster.one_of("likely" if likely else "standing", standings)
    chosen &= ~roster.flag("again") | rows
    return members(roster, chosen if who is None else chosen & roster.flag(who))
