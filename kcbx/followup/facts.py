"""What the ledger was told about each case, up to a day: events of lists and people, complete answers, persons.

Answers find their case by the key of the row that was sent; merging and separating cases moves them from that day
on, so that what a report said before stays true.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from kcbx.definitions import schema
from kcbx.followup import life
from kcbx.followup.ledger import Ledger

#: A batch among the others: by the day of its picture, then by name.
Round = tuple[str, str]
FOREVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Statement:
    """A complete answer of one row: what was said of a child, when it was taken, and when it was checked."""

    digest: str
    sheet: str
    row: int
    asked: str
    result: str
    meant: Mapping[str, str] = field(hash=False)
    recipient: str
    round: Round
    on: str
    key: str

    @property
    def signal(self) -> str:
        """What it does to a case; "" where it is only recorded."""
        return life.answer_signal(self.asked, self.result)

    @property
    def checked_on(self) -> str:
        """The day of the check on the ground; the day of collection where the answer names none."""
        return self.meant.get("checked_on") or self.on

    @property
    def until(self) -> str:
        """The last day on which it holds, "" without an end."""
        return life.holds_until(self.asked, self.result, self.on, self.meant.get("until") or self.meant.get("date", ""))

    @property
    def place(self) -> tuple[int, str, str, int]:
        """Its order among statements that agree."""
        return (life.rank(self.asked, self.result), self.digest, self.sheet, self.row)

    def contradicts(self, other: Statement) -> bool:
        """Whether both cannot be true: another result, or another school where both name one."""
        if life.claim(self.result) != life.claim(other.result):
            return True
        columns = schema("followup/replies")["decisive"]["columns"]
        both = ((self.detail(name), other.detail(name)) for name in columns)
        return any(one and two and one != two for one, two in both)

    def follows(self, earlier: Statement) -> bool:
        """Whether it tells what happened after ``earlier`` was checked: out of school, then returned; or left again."""
        if self.result not in schema("followup/replies")["decisive"]["follows"].get(earlier.result, ()):
            return False
        happened = self.meant.get("date", "") if self.result == "returned" else self.checked_on
        before = earlier.meant.get("date", "") if earlier.result == "returned" else earlier.checked_on
        return happened > before

    def detail(self, column: str) -> str:
        """What it says in a decisive column; a school that says 在校 names itself."""
        if column == "school" and self.asked == "school" and life.claim(self.result) == "in_county":
            return self.meant.get("destination", "") or self.recipient
        return self.meant.get(column, "")


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


@dataclass
class CaseFacts:
    """Everything told about one case."""

    number: str
    opened_on: str
    events: list[Event] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    persons: list[Mapping[str, Any]] = field(default_factory=list)
    replaced: set[tuple[str, str]] = field(default_factory=set)


def facts(ledger: Ledger, as_of: str) -> dict[str, CaseFacts]:
    """All cases by number, with what was told up to ``as_of``; those of which nothing was told yet are left out."""
    found = {row["case_number"]: CaseFacts(row["case_number"], row["opened_on"]) for row in ledger.table("cases")}
    for row in ledger.table("events"):
        if row["case_number"] in found and row["on_date"] <= as_of:
            event = Event(row["on_date"], row["kind"], row["source"], json.loads(row["detail"]))
            found[row["case_number"]].events.append(event)
    for row in ledger.table("persons"):
        if row["case_number"] in found and row["on_date"] <= as_of:
            found[row["case_number"]].persons.append(dict(row))
    owners = _owners(ledger, found)
    for statement in statements(ledger, as_of):
        for number, since, lost in owners(statement):
            if number in found:
                found[number].held.append(Held(statement, max(since, statement.on), lost))
    replaced = lineage(ledger)
    for case in found.values():
        case.replaced = replaced
    return {number: case for number, case in found.items() if case.events or case.held}


def today(ledger: Ledger, as_of: str) -> str:
    """The latest day the ledger was told anything, or ``as_of`` if that is later.

    A picture of September is taken again in October with the answers that came in between.
    """
    told = ledger.rows("SELECT max(on_date) AS day FROM events UNION SELECT max(collected_on) FROM files")
    return max([as_of, *(str(row["day"]) for row in told if row["day"])])


def statements(ledger: Ledger, as_of: str = FOREVER) -> list[Statement]:
    """Every complete answer taken up to ``as_of``, questions about pairs and conflicts too."""
    rounds = {row["batch"]: (row["as_of"], row["batch"]) for row in ledger.table("batches")}
    sent: dict[str, Round] = {}
    for row in ledger.rows("SELECT DISTINCT key, batch FROM sent"):
        sent[row["key"]] = max(sent.get(row["key"], ("", "")), rounds[row["batch"]])
    rows = ledger.rows(
        "SELECT a.*, f.batch, f.recipient, f.collected_on FROM answers a JOIN files f USING (digest) "
        "WHERE a.place = 'effective' AND f.collected_on <= ?",
        as_of,
    )
    made = [
        Statement(
            digest=row["digest"],
            sheet=row["sheet"],
            row=row["row"],
            asked=row["asked"],
            result=row["result"],
            meant=json.loads(row["meant"]),
            recipient=row["recipient"],
            round=rounds.get(row["batch"]) or sent.get(row["key"], ("", "")),
            on=row["collected_on"],
            key=row["key"],
        )
        for row in rows
    ]
    return sorted(made, key=lambda each: (each.on, each.place))


def lineage(ledger: Ledger) -> set[tuple[str, str]]:
    """Pairs (file, file that replaces it): a corrected marked copy replaces what it was made from, and its fathers."""
    father = {row["digest"]: row["replies_to"] for row in ledger.table("files") if row["replies_to"]}
    pairs = set()
    for child in father:
        seen, file = {child}, child
        while (file := father.get(file, "")) and file not in seen:
            seen.add(file)
            pairs.add((file, child))
    return pairs


def _owners(ledger: Ledger, found: Mapping[str, CaseFacts]) -> Any:
    """A function: the cases a statement belongs to, each with its first day and the day it lost it."""
    first: dict[tuple[str, str], str] = {}
    latest: dict[str, tuple[Round, str]] = {}
    rounds = {row["batch"]: (row["as_of"], row["batch"]) for row in ledger.table("batches")}
    for row in ledger.rows("SELECT DISTINCT key, batch, case_number FROM sent WHERE case_number IS NOT NULL"):
        first[row["key"], row["batch"]] = row["case_number"]
        latest[row["key"]] = max(latest.get(row["key"], (("", ""), "")), (rounds[row["batch"]], row["case_number"]))
    for row in ledger.rows("SELECT DISTINCT key, case_number FROM answers WHERE case_number IS NOT NULL"):
        latest.setdefault(row["key"], (("", ""), row["case_number"]))
    moves = sorted(_moves(found.values()))

    def owners(statement: Statement) -> Iterable[tuple[str, str, str]]:
        number = first.get((statement.key, statement.round[1])) or latest.get(statement.key, ((), ""))[1]
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


def by_key(statements: Iterable[Statement]) -> Mapping[str, list[Statement]]:
    """Statements by the key of their row."""
    found: defaultdict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement.key].append(statement)
    return found
