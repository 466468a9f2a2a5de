"""The life of a case as data: states, what moves them, how long an answer holds (``schemas/followup/cases.toml``)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kcbx.answers import questionnaire
from kcbx.cohorts import school_year_of
from kcbx.definitions import schema
from kcbx.errors import ConfigInvalid, Problem

START = "start"
MERGED = "merged"


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands. ``open``: 在册, the child's schooling is not accounted for.

    ``confirmed``: somebody has found the child out of school, not a list alone.
    """

    code: str
    label: str
    meaning: str
    open: bool
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit after a return, due ``days`` and ``months`` after the day of return."""

    code: str
    label: str
    days: int
    months: int

    def due(self, returned: date) -> date:
        """The day of the visit; a day past the end of a month moves back to its end."""
        month = returned.year * 12 + returned.month - 1 + self.months
        year, index = divmod(month, 12)
        last = calendar.monthrange(year, index + 1)[1]
        return date(year, index + 1, min(returned.day, last)) + timedelta(days=self.days)


@cache
def states() -> Mapping[str, State]:
    """All states by code."""
    return {code: State(code=code, **words) for code, words in schema("followup/cases")["states"].items()}


@cache
def signals() -> Mapping[str, str]:
    """What moves a case, with its label in the history."""
    return dict(schema("followup/cases")["signals"])


@cache
def transitions() -> Mapping[str, Mapping[str, str]]:
    """State → signal → next state. Raises ConfigInvalid where one names a state or signal that does not exist."""
    table = schema("followup/cases")["transitions"]
    wrong = [
        Problem(f"没有这个状态或信号：{state} {signal} {after}", "schemas/followup/cases.toml")
        for state, moves in table.items()
        for signal, after in moves.items()
        if state not in {*states(), START} or signal not in signals() or after not in states()
    ]
    if wrong:
        raise ConfigInvalid(wrong)
    return {state: dict(moves) for state, moves in table.items()}


def after(state: str, signal: str) -> str:
    """The state after a signal; the same where the signal means nothing to it."""
    return transitions().get(state, {}).get(signal, state)


@cache
def visited(state: str) -> bool:
    """Whether a visit says anything of a case: a return is known, or schooling that a visit may belie."""
    return not {"present", "absent", "observed"}.isdisjoint(transitions().get(state, {}))


@cache
def answer_signal(asked: str, result: str) -> str:
    """What a complete answer does to its case; "" where it is only recorded."""
    return str(schema("followup/cases")["answers"].get(asked, {}).get(result, ""))


@cache
def visits() -> tuple[Visit, ...]:
    """The visits after a return, the last one ends the observation."""
    return tuple(Visit(**words) for words in schema("followup/cases")["observation"])


def holds_until(asked: str, result: str, on: str, named: str) -> str:
    """The last day on which an answer holds, "" for one without an end.

    ``named``: the date the answer names. A school year ends on 31 August.
    """
    validity = schema("followup/cases")["validity"]
    if result in validity["until_date"] and answer_signal(asked, result):
        return named
    return _school_year_end(on) if result in validity["school_year"] else ""


@cache
def decided_until(standing: str, on: str) -> str:
    """The last day on which a decision of the county for a standing holds, "" without an end."""
    return "" if standing in schema("followup/cases")["decisions"]["for_good"] else _school_year_end(on)


def _school_year_end(on: str) -> str:
    return f"{school_year_of(date.fromisoformat(on)) + 1}-08-31"


@cache
def holds_for_term(result: str) -> bool:
    """Whether an answer names no more than a school of the county: the next term's lists must show the child there."""
    return result in schema("followup/cases")["validity"]["term"]


@cache
def runs_out(asked: str, result: str) -> bool:
    """Whether an answer ends by itself on the day it names (deferral, leave), so that its case opens again.

    A proof of another year only ceases to count in the next list: by then the child may be too old for school.
    """
    return result in schema("followup/cases")["validity"]["until_date"] and bool(answer_signal(asked, result))


@cache
def destination(result: str, standing: str) -> str:
    """The column of the monthly report for a child who left the open cases by an answer, or by a standing."""
    columns = schema("followup/cases")["destinations"]
    by_result = (code for code, words in columns.items() if result in words["results"])
    by_standing = (code for code, words in columns.items() if not result and standing in words["standings"])
    return next(by_result, None) or next(by_standing, "other")


@cache
def destinations() -> Mapping[str, str]:
    """Columns of the monthly report, code → label."""
    return {code: words["label"] for code, words in schema("followup/cases")["destinations"].items()}


@cache
def claim(result: str) -> str:
    """What an answer claims: 在校 said by a school and 县内就读 said by a township are one claim."""
    return str(schema("followup/replies")["decisive"]["same"].get(result, result))


@cache
def rank(asked: str, result: str) -> int:
    """Of answers that agree the one listed first speaks: townships before schools, in the order of the drop-down."""
    names = ("township", "school", "pair", "conflict")
    return names.index(asked) * 100 + list(questionnaire(asked).results).index(result)
