"""What an indicator needs, and which file to send when it is not there."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from kcbx.definitions import schema
from kcbx.metrics.rosters import Lists
from kcbx.register import Register

#: The register that says the same as a column of the census.
_REGISTER_OF = {"disabled": "disability", "low_income": "low_income"}


def missing(needs: Iterable[str], lists: Lists) -> tuple[str, ...]:
    """The needs that are not met, in order.

    ``roll.senior``: pupils of that stage; ``roll.status``, ``graduates.status``, ``intake_counts.died``: a column
    somebody filled in; ``census.disabled``: the same, or a register of that group; ``previous.year``: last term's
    result is of the school year before; ``cases``: a ledger was given, be it empty.
    """
    return tuple(need for need in needs if not _met(need, lists))


def sentence(needs: Iterable[str]) -> str:
    """What to send, as one sentence: 缺…。补交后重新运行即可计算.

    A column of a list that is missing as a whole goes without saying.
    """
    words, lacking = schema("measuring")["inputs"], tuple(needs)
    named = [words[need] for need in lacking if need.partition(".")[0] not in lacking or "." not in need]
    return f"缺{'；'.join(named)}。补交后重新运行即可计算"


def _met(need: str, lists: Lists) -> bool:
    form, _, column = need.partition(".")
    register = lists.register
    if form == "previous":
        year = None if lists.previous is None else lists.previous.place.ages.school_year
        return year is not None if not column else year == lists.ages.school_year - 1
    if form == "cases":
        return form in register.others
    if form == "census":
        said = not column or any(_said(source, column) for source in (register.census, register.roll))
        return len(register.census) > 0 and (said or _sent(register, _REGISTER_OF.get(column, "")))
    if form == "roll" and column != "status":
        return bool((register.roll["stage"] == column).any()) if column else len(register.roll) > 0
    if form == "roll":
        return _said(register.roll, column)
    return _sent(register, form) and (not column or _said(register.others[form], column))


def _said(table: pd.DataFrame, column: str) -> bool:
    return column in table and bool(table[column].notna().any())


def _sent(register: Register, form: str) -> bool:
    return form in register.others and not register.others[form].empty
