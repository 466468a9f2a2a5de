"""What is due and what is overdue: papers, visits after a return, deferrals and leaves that run out.

Computed and listed, never enforced. Days are calendar days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from kcbx.casebook import Due
from kcbx.definitions import schema
from kcbx.followup import life
from kcbx.followup.cases import Case

_OBSERVED = ("persuaded_back", "observed")


def deadlines(cases: Iterable[Case], as_of: date) -> list[Due]:
    """Everything overdue on a day or due within the next month, the oldest first."""
    words = schema("followup/cases")["due"]
    soon = (as_of + timedelta(days=int(words["soon_days"]))).isoformat()
    found = [due for case in cases for due in _of(case, as_of) if due.on <= soon]
    return sorted(found, key=lambda due: (due.on, due.kind, due.township, due.number))


def _of(case: Case, as_of: date) -> Iterator[Due]:
    words = schema("followup/cases")["due"]
    paper = next((row for row in reversed(case.documents) if row["days"] > 0), None)
    if case.open and paper is not None:
        label = schema("followup/cases")["documents"][paper["kind"]]["label"]
        last = date.fromisoformat(paper["served_on"]) + timedelta(days=int(paper["days"]))
        yield _due(case, "notice", f"{label}限期 {paper['days']} 日", last, as_of)
    if case.state.code in _OBSERVED and case.returned_on:
        done = {str(event.detail.get("visit")) for event in case.events if event.on >= case.returned_on}
        for visit in life.visits():
            if visit.code not in done:
                yield _due(case, "visit", visit.label, visit.due(date.fromisoformat(case.returned_on)), as_of)
    decided = case.decision
    if case.state.code == "verified" and decided is not None:
        last = decided.detail.get("until", "")
        if last >= as_of.isoformat():
            kind = _of_decision(str(decided.detail["standing"]))
            yield _due(case, kind, str(words[kind]), date.fromisoformat(last), as_of)
    elif case.state.code == "verified" and case.spoken is not None and case.spoken.statement.until:
        statement = case.spoken.statement
        kind = statement.result if statement.result in words else "proof"
        if statement.until >= as_of.isoformat():
            yield _due(case, kind, str(words[kind]), date.fromisoformat(statement.until), as_of)
    if case.open and case.steps and case.steps[-1].signal == "expired":
        held = [step.statement.result for step in case.steps if step.statement is not None]
        of_answer = held[-1] if held and held[-1] in words else "deferred"
        kind = _of_decision(case.steps[-1].standing) if case.steps[-1].standing else of_answer
        yield _due(case, kind, str(words[kind]), date.fromisoformat(case.since) - timedelta(days=1), as_of)


def _of_decision(standing: str) -> str:
    return standing if standing in schema("followup/cases")["due"] else "decided"


def _due(case: Case, kind: str, what: str, on: date, as_of: date) -> Due:
    return Due(
        number=case.number,
        township=case.township,
        village=str(case.person.get("village", "")),
        name=str(case.person.get("name", "")),
        kind=kind,
        what=what,
        on=on.isoformat(),
        overdue=on < as_of,
    )


__all__ = ["deadlines"]
