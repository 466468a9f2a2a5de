"""What the ledger was told about each case, up to a day: events of lists and people, complete answers, persons.

Answers find their case by the key of the row that was sent; merging and separating cases moves them from that day
on, so that what a report said before stays true.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from kcbx.errors import Problem, UsageError
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import FOREVER, Statement, lineage, statements

#: How many days after all that was told a day may be, and what to do about one that is later.
_NEAR = (380, "检查年份；没有写错的，先用 kcbx reconcile --ledger 核对新学期的名单")
_NEAR_LIST = (1100, "检查 --as-of 的年份；真隔了几年的，换一本新的台账")


@dataclass(frozen=True, slots=True)
class Held:
    """A statement as long as it belongs to a case: from ``since``, before ``lost``."""

    statement: Statement
    since: str
    lost: str = FOREVER


@dataclass(frozen=True, slots=True)
class Event:
    """What a list or a person of the county says of a case on a day."""

    on: str
    kind: str
    source: str
    detail: Mapping[str, Any]
    id: str = ""


@dataclass
class CaseFacts:
    """Everything told about one case; ``documents``: rows of the ledger's table."""

    number: str
    opened_on: str
    events: list[Event] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    persons: list[Mapping[str, Any]] = field(default_factory=list)
    documents: list[Mapping[str, Any]] = field(default_factory=list)
    replaced: set[tuple[str, str]] = field(default_factory=set)


def facts(ledger: Ledger, as_of: str) -> dict[str, CaseFacts]:
    """All cases by number, with what was told up to ``as_of``; those of which nothing was told yet are left out, and so
    is what was answered about a row that is no case's yet.
    """
    found = {row["case_number"]: CaseFacts(row["case_number"], row["opened_on"]) for row in ledger.table("cases")}
    for row in ledger.table("events"):
        if row["case_number"] in found and row["on_date"] <= as_of:
            event = Event(row["on_date"], row["kind"], row["source"], json.loads(row["detail"]), row["event_id"])
            found[row["case_number"]].events.append(event)
    for row in ledger.table("persons"):
        if row["case_number"] in found and row["on_date"] <= as_of:
            found[row["case_number"]].persons.append(dict(row))
    for row in ledger.table("documents"):
        if row["case_number"] in found and row["recorded_on"] <= as_of:
            found[row["case_number"]].documents.append(dict(row))
    owners = _owners(ledger, found)
    for statement in statements(ledger, as_of):
        for number, since, lost in owners(statement):
            if number in found and found[number].opened_on <= as_of:
                found[number].held.append(Held(statement, max(since, statement.on), lost))
    replaced = lineage(ledger)
    for case in found.values():
        case.replaced = replaced
    return {number: case for number, case in found.items() if case.events or case.held}


def said_by_people(ledger: Ledger) -> list[str]:
    """The complete answers, the acts of the county and what it retracted: all that no list has told.

    The same answer in a file saved once more is the same.
    """
    answers = ledger.rows("SELECT DISTINCT asked, key, result, meant FROM answers WHERE place = 'effective'")
    acts = ledger.rows(
        "SELECT case_number, on_date, kind, detail FROM events WHERE source NOT IN (SELECT batch FROM batches)"
    )
    retracted = ledger.rows("SELECT on_date, told FROM withdrawals")
    return sorted("\t".join(map(str, row)) for row in (*answers, *acts, *retracted))


def before(told: Mapping[str, CaseFacts], source: str) -> dict[str, CaseFacts]:
    """The same cases without what one list told of them; a case that only this list knows is left out."""
    found = {
        number: replace(
            case,
            events=[event for event in case.events if event.source != source],
            persons=[row for row in case.persons if row["source"] != source],
        )
        for number, case in told.items()
    }
    return {number: case for number, case in found.items() if case.events or case.held}


def today(ledger: Ledger, as_of: str) -> str:
    """The latest day the ledger was told anything, or ``as_of`` if that is later.

    A picture of September is taken again in October with the answers that came in between.
    """
    told = ledger.rows(
        "SELECT max(on_date) AS day FROM events UNION SELECT max(on_date) FROM withdrawals "
        "UNION SELECT max(collected_on) FROM files"
    )
    return max([as_of, *(str(row["day"]) for row in told if row["day"])])


def require_near(ledger: Ledger, on: date, *, listed: bool = False) -> None:
    """Raise UsageError for a day long after all that the ledger was told; ``listed``: the day of a new list.

    A year typed wrong would be there for good: the ledger only grows, and whatever later runs tell is dated after it.
    """
    days, advice = _NEAR_LIST if listed else _NEAR
    last = max(today(ledger, ""), *(str(row["as_of"]) for row in ledger.batches()), "")
    if last and on > date.fromisoformat(last) + timedelta(days=days):
        what = f"{on} 比台账里最近的一天（{last}）晚得太多"
        raise UsageError(Problem(what, str(ledger.path), advice=advice))


def _owners(ledger: Ledger, found: Mapping[str, CaseFacts]) -> Any:
    """A function: the cases a statement belongs to, each with its first day and the day it lost it."""
    first: dict[tuple[str, str], str] = {}
    latest: dict[str, tuple[int, str]] = {}
    order = {row["batch"]: place for place, row in enumerate(ledger.batches())}
    for row in ledger.rows("SELECT DISTINCT key, batch, case_number FROM sent WHERE case_number IS NOT NULL"):
        first[row["key"], row["batch"]] = row["case_number"]
        latest[row["key"]] = max(latest.get(row["key"], (-1, "")), (order[row["batch"]], row["case_number"]))
    for row in ledger.rows("SELECT DISTINCT key, case_number FROM answers WHERE case_number IS NOT NULL"):
        latest.setdefault(row["key"], (-1, row["case_number"]))
    moves = sorted(_moves(found.values()))

    def owners(statement: Statement) -> Iterable[tuple[str, str, str]]:
        number = first.get((statement.key, statement.round[1])) or latest.get(statement.key, (-1, ""))[1]
        since, held = "", []
        for on, source, target, keys in moves:
            if source == number and (not keys or statement.key in keys):
                held.append((number, since, on))
                number, since = target, on
        return [*held, (number, since, FOREVER)]

    return owners


def _moves(cases: Iterable[CaseFacts]) -> Iterable[tuple[str, str, str, frozenset[str]]]:
    """(day, from, to, keys; none means all of them) of every merging and separation."""
    for case in cases:
        for event in case.events:
            if event.kind == "merged":
                yield (event.on, case.number, str(event.detail["into"]), frozenset())
            elif event.kind == "separated":
                yield (event.on, str(event.detail["from"]), case.number, frozenset(event.detail["keys"]))
