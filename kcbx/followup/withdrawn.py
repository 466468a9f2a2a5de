"""What was recorded by mistake and withdrawn by a later event; nothing is deleted.

From the day of the withdrawal a case stands as though the mistake had never been told; what a report of an earlier
month said stays true. A report does not count what was told and withdrawn within its own time.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from kcbx.followup.facts import CaseFacts, Event
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import FOREVER, Statement, retracted

WITHDRAWN = "withdrawn"
#: One thing that was told: ("event", id), ("document", id) or ("answer", digest, sheet, row).
Told = tuple[str | int, ...]


def kept(case: CaseFacts, day: str = FOREVER) -> CaseFacts:
    """The facts of a case without what was withdrawn up to a day, and without those withdrawals."""
    done = [event for event in case.events if event.kind == WITHDRAWN and event.on <= day]
    return _without(case, {told for event in done for told in withdrawn_by(event)}, done) if done else case


def as_reported(case: CaseFacts, first: str) -> CaseFacts:
    """The facts of a case without the mistakes that were told on a day or later and have been withdrawn."""
    new = {_event(event) for event in case.events if event.on >= first}
    new |= {named(each.statement) for each in case.held if each.since >= first}
    gone = {told for event in case.events if event.kind == WITHDRAWN for told in withdrawn_by(event)} & new
    return _without(case, gone) if gone else case


def withdrawn(ledger: Ledger, number: str) -> set[Told]:
    """All that has been withdrawn of a case."""
    rows = ledger.rows("SELECT detail FROM events WHERE case_number = ? AND kind = ?", number, WITHDRAWN)
    return {tuple(told) for row in rows for told in json.loads(row["detail"])["told"]}


def answers_withdrawn(ledger: Ledger) -> set[Told]:
    """Every answer that has been withdrawn: ("answer", digest, sheet, row)."""
    rows = ledger.rows("SELECT detail FROM events WHERE kind = ?", WITHDRAWN)
    of_cases = {tuple(told) for row in rows for told in json.loads(row["detail"])["told"] if told[0] == "answer"}
    return of_cases | {("answer", *row) for row in retracted(ledger)}


def withdrawn_by(event: Event) -> set[Told]:
    """What an event takes back."""
    return {tuple(told) for told in event.detail["told"]}


def of_event(event_id: str) -> list[Told]:
    """How a withdrawal names an event."""
    return [("event", event_id)]


def of_document(row: Mapping[str, Any]) -> list[Told]:
    """How a withdrawal names a paper."""
    return [("document", str(row["document_id"]))]


def of_answer(case: CaseFacts, statement: Statement) -> list[Told]:
    """How a withdrawal names an answer: with every copy of it, so that none of them speaks in its place."""
    same = (statement.asked, statement.result, statement.recipient)
    return sorted(
        named(each.statement)
        for each in case.held
        if (each.statement.asked, each.statement.result, each.statement.recipient) == same
    )


def _without(case: CaseFacts, gone: Collection[Told], done: Iterable[Event] = ()) -> CaseFacts:
    over = {event.id for event in done}
    return replace(
        case,
        events=[event for event in case.events if event.id not in over and _event(event) not in gone],
        held=[each for each in case.held if named(each.statement) not in gone],
        documents=[row for row in case.documents if of_document(row)[0] not in gone],
    )


def _event(event: Event) -> Told:
    return ("event", event.id)


def named(statement: Statement) -> Told:
    """How a withdrawal names one answer."""
    return ("answer", statement.digest, statement.sheet, statement.row)


__all__ = [
    "WITHDRAWN",
    "Told",
    "answers_withdrawn",
    "as_reported",
    "kept",
    "named",
    "of_answer",
    "of_document",
    "of_event",
    "withdrawn",
    "withdrawn_by",
]
