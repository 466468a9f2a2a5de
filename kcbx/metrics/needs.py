"""What an indicator needs, and which file to send when it is not there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from kcbx.definitions import schema
from kcbx.metrics.rosters import Lists
from kcbx.register import Register

#: The register that says the same as a column of the census.
_REGISTER_OF = {"disabled": "disability", "low_income": "low_income"}


def missing(needs: Iterable[str], lists: Lists, previous: Mapping[str, pd.DataFrame] | None) -> tuple[str, ...]:
    """The needs that are not met, in order. ``roll.senior``: a stage of the roll; ``census.disabled``: a column that
    somebody filled in, or a register of that group; ``intake_counts.died``: a column of a count table.
    """
    return tuple(need for need in needs if not _met(need, lists, previous))


def sentence(needs: Iterable[str]) -> str:
    """What to send, as one sentence: 缺…。补交后重新运行即可计算。"""
    words = schema("measuring")["inputs"]
    return f"缺{'；'.join(words[need] for need in needs)}。补交后重新运行即可计算"


def _met(need: str, lists: Lists, previous: Mapping[str, pd.DataFrame] | None) -> bool:
    form, _, column = need.partition(".")
    register = lists.register
    if form == "previous":
        return bool(previous)
    if form == "census":
        sources = [register.census, register.roll]
        said = not column or any(bool(source[column].notna().any()) for source in sources)
        return len(register.census) > 0 and (said or _sent(register, _REGISTER_OF.get(column, "")))
    if form == "roll":
        return bool((register.roll["stage"] == column).any()) if column else len(register.roll) > 0
    if not column:
        return _sent(register, form)
    return _sent(register, form) and bool(register.others[form][column].notna().any())


def _sent(register: Register, form: str) -> bool:
    return form in register.others and not register.others[form].empty
