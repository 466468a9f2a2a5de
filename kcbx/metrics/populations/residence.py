"""Populations on the residence basis (常住): whoever lives or goes to school here."""

from __future__ import annotations

from collections.abc import Sequence

from kcbx.metrics.populations.choice import Ages, Members, attending, counted, counts_on, members
from kcbx.metrics.rosters import Lists


@counts_on("residence")
def residents_of_age(lists: Lists, *, ages: Ages, who: str | None = None) -> Members:
    """常住适龄儿童：户籍儿童去掉在县外的，加上在本县就读而摸底表没有登记的学生。"""
    return members(lists.residents, counted(lists, lists.residents, ages, who, ()))


@counts_on("residence")
def residents_attending(
    lists: Lists,
    *,
    level: str,
    attached: bool = True,
    stages: Sequence[str] = (),
    who: str | None = None,
) -> Members:
    """常住儿童中在本县该学段就读者，不限年龄、不限户籍（按学校所在地的毛入学率的分子）。"""
    every = counted(lists, lists.residents, "any", who, ())
    return members(lists.residents, every & attending(lists.residents, level, attached, stages))
