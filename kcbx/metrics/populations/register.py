"""Populations on the register basis (学籍): pupils, entrants and graduates, and the counts schools report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from kcbx.metrics.populations.choice import LEVELS, Mask, Members, counts_on, members
from kcbx.metrics.roster import JUNIOR, PRIMARY, Roster
from kcbx.metrics.rosters import Lists


@counts_on("register")
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
    chosen &= roster.one_of("status", statuses) if statuses else _present_or(roster, also)
    return members(roster, chosen if who is None else chosen & roster.flag(who))


@counts_on("register")
def pupils_new(lists: Lists, *, level: str, grades: Sequence[int] = ()) -> Members:
    """在读学生中上学期不在读者（转入、复学等）；跨学年时不含新入学的一年级。"""
    roster = lists.pupils
    before = lists.pupils_before.rows
    known = roster.one_of("child_id", before.loc[before["present"].eq(True), "pupil_id"].dropna())
    chosen = _within(roster, level, grades) & roster.flag("present") & ~known
    if lists.new_year:
        chosen &= roster.number("grade") != 1
    return members(roster, chosen)


@counts_on("register")
def pupils_not_repeating(lists: Lists, *, level: str, grades: Sequence[int]) -> Members:
    """在读学生中去年不在同一年级者，即升上来的和转入的。"""
    roster, before = lists.pupils, lists.pupils_before.rows
    repeaters = roster.one_of("child_id", before.loc[before["repeats"], "pupil_id"].dropna())
    return members(roster, _within(roster, level, grades) & roster.flag("present") & ~repeaters)


@counts_on("register")
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
    return members(roster, chosen)


@counts_on("register")
def intake(lists: Lists, *, cohort: str = "last_grade", column: str = "intake_count") -> Members:
    """招生数表中一届一年级新生的人数，按校按年报来的数，背后没有名单。

    ``cohort``：last_grade 为今年在毕业年级的一届，graduates 为刚毕业的一届；``column`` 也可取转入、转出、死亡等列。
    """
    roster = lists.intakes
    entered = lists.ages.entry_of_last_grade - {"last_grade": 0, "graduates": 1}[cohort]
    chosen = roster.number("intake_year") == entered
    numbers = np.nan_to_num(roster.number(column)) if column in roster.rows else np.zeros(len(roster))
    return Members(roster, np.where(chosen, numbers, 0).astype(np.int64))


@counts_on("register")
def entrants(lists: Lists, *, fates: Sequence[str] = (), without: Sequence[str] = ()) -> Members:
    """八年前一年级新生名册上的人，一人一次，是谁尚待核对的按最像的儿童计。

    ``fates`` 只要如今属这些情形的，``without`` 去掉这些情形的。
    """
    roster = lists.entrants
    chosen = ~roster.one_of("fate", without)
    return members(roster, chosen & roster.one_of("fate", fates) if fates else chosen)


@counts_on("register")
def pupils_not_entrants(lists: Lists, *, level: str, grades: Sequence[int]) -> Members:
    """在读学生中不在八年前一年级新生名册上的，即后来转入的。"""
    roster = lists.pupils
    known = roster.one_of("child_id", lists.entrants.rows["pupil_id"].dropna())
    return members(roster, _within(roster, level, grades) & roster.flag("present") & ~known)


@counts_on("register")
def graduates(lists: Lists, *, went: Sequence[str] = ()) -> Members:
    """当年初中毕业生去向表上的人，一人一次，是谁尚待核对的按最像的儿童计；``went`` 只要去了这些地方的。

    general 普高，vocational 中职技工，elsewhere 县外，other 升学而未写明，again 复读，none 未升学，unknown 不明。
    学籍上已在高中、中职的，以学籍为准。
    """
    roster = lists.graduates
    return members(roster, roster.one_of("went", went) if went else np.ones(len(roster), dtype=bool))


def _within(roster: Roster, level: str, grades: Sequence[int]) -> Mask:
    value = roster.number("level")
    lowest, highest = (PRIMARY, JUNIOR) if level == "compulsory" else (LEVELS[level],) * 2
    chosen = (value >= lowest) & (value <= highest)
    return chosen & np.isin(roster.number("grade"), np.array(grades, dtype="float64")) if grades else chosen


def _present_or(roster: Roster, also: Sequence[str]) -> Mask:
    return roster.flag("present") | roster.one_of("status", also)
