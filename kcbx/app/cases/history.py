"""Everything that happened to a case, line by line, and which of it may be withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kcbx.answers import questionnaire
from kcbx.app.cases.ledger import CaseLine, line_of
from kcbx.app.cases.reasons import reason_of_event, reason_of_step
from kcbx.casebook import Due
from kcbx.definitions import schema
from kcbx.errors import Problem, UsageError
from kcbx.followup import life, telling
from kcbx.followup.cases import one_case
from kcbx.followup.deadlines import deadlines
from kcbx.followup.facts import CaseFacts, facts
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import Statement
from kcbx.followup.timeline import Step, history
from kcbx.followup.withdrawn import Told, of_answer, of_document, of_event, withdrawn


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history: day, what happened and why, where it was told, the state after it.

    ``told``: how a withdrawal names it; nothing for what may not be withdrawn. ``kind``: what moved the case.
    """

    on: str
    what: str
    source: str
    state: str
    kind: str = ""
    told: Sequence[Told] = ()
    withdrawn: bool = False
    why: str = ""


@dataclass(frozen=True)
class History:
    """A case with everything that happened to it; ``disputed``: result, day of the check and place of each answer."""

    line: CaseLine
    events: Sequence[Event]
    due: Sequence[Due]
    disputed: Sequence[tuple[str, str, str]] = ()


def case_history(ledger: Ledger, number: str, as_of: date) -> History:
    """Everything that happened to a case. Raises UsageError where there is none."""
    case = one_case(ledger, number, as_of)
    owed = deadlines([case], as_of)
    names = _file_names(ledger)
    disputed = [
        (_result(each), each.checked_on, f"{names.get(each.digest, '')} › {each.sheet} › 第{each.row}行")
        for each in (case.spoken.disputed if case.spoken else ())
    ]
    gone = withdrawn(ledger, number)
    told = facts(ledger, as_of.isoformat())[number]
    lines = sorted(_lines(told, as_of.isoformat(), names), key=lambda each: each.on)
    lines = [replace(each, withdrawn=bool(each.told) and set(each.told) <= gone) for each in lines]
    return History(line_of(case, sum(each.overdue for each in owed)), lines, owed, disputed)


def withdraw(ledger: Ledger, number: str, which: int, on: date, by: str, why: str) -> str:
    """Withdraw a line of a case's history, counted from 1, and return what it was.

    Raises UsageError where there is no such line or it is none that may be withdrawn; and as :func:`telling.withdraw`.
    """
    lines = case_history(ledger, number, on).events
    if not 1 <= which <= len(lines):
        raise UsageError(Problem(f"经过里没有第 {which} 条", number, f"1—{len(lines)}", "用 kcbx cases show 查看"))
    line = lines[which - 1]
    what = f"{line.on} {line.what}"
    if not line.told:
        instead = schema("followup/cases")["withdrawal"]["instead"]
        advice = instead.get(line.kind, instead["other"])
        raise UsageError(Problem(f"这一条不能撤销：{what}", number, advice=advice))
    telling.withdraw(ledger, number, line.told, on, by, why)
    return what


def _lines(case: CaseFacts, day: str, names: dict[str, str]) -> Iterator[Event]:
    """The turns of a case, what did not turn it, and its papers."""
    labels = {**life.signals(), **schema("followup/cases")["told"]}
    may = schema("followup/cases")["withdrawal"]["events"]
    steps = history(case, day)
    for step in steps:
        state = life.states()[step.after].label
        source = names.get(step.source, step.source)
        why = reason_of_step(case, step)
        yield Event(step.on, step.words, source, state, step.signal, _told(case, step, may), why=why)
    turned = {(step.on, step.signal) for step in steps}
    for event in case.events:
        if (event.on, event.kind) not in turned:
            told = of_event(event.id) if event.kind in may else ()
            why = reason_of_event(case, event)
            yield Event(event.on, labels[event.kind], event.source, "", event.kind, told, why=why)
    papers = schema("followup/cases")["documents"]
    for row in case.documents:
        yield Event(
            row["served_on"], f"{papers[row['kind']]['label']} {row['number']}".strip(), "", "", told=of_document(row)
        )


def _told(case: CaseFacts, step: Step, may: Sequence[str]) -> Sequence[Told]:
    """What a turn was told by, where that may be withdrawn."""
    if step.answered is not None:
        return of_answer(case, step.answered)
    if step.signal not in may:
        return ()
    same = [event for event in case.events if (event.on, event.kind) == (step.on, step.signal)]
    return of_event(next(event.id for event in same if event.source == step.source))


def _file_names(ledger: Ledger) -> dict[str, str]:
    return {
        row["digest"]: row["name"] for row in ledger.rows("SELECT digest, min(name) AS name FROM file_names GROUP BY 1")
    }


def _result(statement: Statement) -> str:
    return questionnaire(statement.asked).results[statement.result].label


__all__ = ["Event", "History", "case_history", "withdraw"]
