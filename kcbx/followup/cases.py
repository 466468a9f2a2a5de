"""Cases as the analyst sees them, and what the analyst may tell the ledger about one.

Everything told is an event with its day and who said it; nothing is taken back, only added to.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kcbx.answers import questionnaire
from kcbx.definitions import schema
from kcbx.errors import Problem, UsageError
from kcbx.followup import life
from kcbx.followup.facts import FOREVER, CaseFacts, Event, Statement, facts
from kcbx.followup.ledger import Ledger, content_id
from kcbx.followup.timeline import Spoken, Step, history, spoken


@dataclass(frozen=True)
class Case:
    """One case on a day. ``person`` holds the columns of the ledger's table persons, as last known."""

    number: str
    opened_on: str
    state: life.State
    since: str
    person: Mapping[str, Any]
    steps: tuple[Step, ...]
    spoken: Spoken | None
    events: tuple[Event, ...] = field(repr=False, default=())

    @property
    def open(self) -> bool:
        """Whether it counts as 在册."""
        return self.state.open

    @property
    def township(self) -> str:
        """The township last known."""
        return str(self.person.get("township", ""))

    @property
    def answer(self) -> str:
        """The result that speaks, as the drop-down writes it; "" where there is none."""
        if self.spoken is None:
            return ""
        statement = self.spoken.statement
        return questionnaire(statement.asked).results[statement.result].label

    @property
    def returned_on(self) -> str:
        """The day of the last return, while it is observed or was; "" where the child never returned."""
        backs = [step for step in self.steps if step.after == "persuaded_back"]
        if not backs:
            return ""
        last = backs[-1]
        return (last.statement.meant.get("date", "") if last.statement else "") or last.on

    @property
    def listings(self) -> int:
        """On how many lists to verify the child has been."""
        return sum(event.kind == "listed" for event in self.events)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases to list; an empty field does not narrow. ``overdue`` is decided by the caller's numbers."""

    states: Collection[str] = ()
    townships: Collection[str] = ()
    only_open: bool = False
    numbers: Collection[str] = ()

    def takes(self, case: Case) -> bool:
        """Whether a case is among them."""
        return (
            (not self.states or case.state.code in self.states)
            and (not self.townships or case.township in self.townships)
            and (not self.only_open or case.open)
            and (not self.numbers or case.number in self.numbers)
        )


def cases(ledger: Ledger, as_of: date, wanted: Wanted | None = None) -> list[Case]:
    """Cases on a day, by township, village, and number."""
    day = as_of.isoformat()
    made = [case_of(each, day) for each in facts(ledger, day).values()]
    chosen = [case for case in made if wanted is None or wanted.takes(case)]
    return sorted(chosen, key=lambda case: (case.township, str(case.person.get("village", "")), case.number))


def case_of(told: CaseFacts, day: str) -> Case:
    """One case on a day."""
    steps = history(told, day)
    state = steps[-1].after if steps else "suspected"
    person = max(told.persons, key=lambda row: (row["on_date"], row["source"]), default={})
    return Case(
        number=told.number,
        opened_on=told.opened_on,
        state=life.states()[state],
        since=steps[-1].on if steps else told.opened_on,
        person=person,
        steps=steps,
        spoken=spoken(told, day),
        events=tuple(sorted(told.events, key=lambda event: (event.on, event.kind, event.source))),
    )


def one_case(ledger: Ledger, number: str, as_of: date) -> Case:
    """A case by its number. Raises UsageError where there is none."""
    found = cases(ledger, as_of, Wanted(numbers={number}))
    if not found:
        raise UsageError(Problem("台账里没有这个个案", number, advice="用 kcbx cases 查看个案号"))
    return found[0]


def tell(
    ledger: Ledger, numbers: Iterable[str], kind: str, on: date, by: str, detail: Mapping[str, Any] | None = None
) -> int:
    """Record an event of cases; the same event told again changes nothing. Returns how many were new."""
    rows = [event_row(number, kind, on.isoformat(), by, detail or {}) for number in sorted(numbers)]
    return ledger.add("events", rows)


def event_row(number: str, kind: str, on: str, source: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the ledger's table events, named by its content."""
    return {
        "event_id": content_id(number, kind, on, source, detail),
        "case_number": number,
        "on_date": on,
        "kind": kind,
        "source": source,
        "detail": dict(detail),
    }


def visit(ledger: Ledger, number: str, code: str, on: date, by: str, *, in_class: bool) -> None:
    """Record an observation visit; the last one, in class, closes the case.

    Raises UsageError for a visit that does not exist or a case that is not there.
    """
    codes = [each.code for each in life.visits()]
    if code not in codes:
        raise UsageError(Problem(f"没有这次回访：{code}", expected="、".join(codes)))
    one_case(ledger, number, on)
    kind = "absent" if not in_class else "observed" if code == codes[-1] else "present"
    with ledger.transaction():
        tell(ledger, [number], kind, on, by, {"visit": code})


def decide(ledger: Ledger, number: str, kind: str, on: date, by: str, why: str, standing: str = "") -> None:
    """Close (``settled``) or reopen (``reopened``) a case by decision of the county, with its reason.

    ``standing``: where a child of a settled case stands from now on (``standings.toml``).
    """
    if kind not in {"settled", "reopened"} or not why.strip():
        raise UsageError(Problem("裁定须写明是销号还是重新列入，以及依据", number))
    one_case(ledger, number, on)
    with ledger.transaction():
        tell(ledger, [number], kind, on, by, {"why": why, "standing": standing})


def choose(ledger: Ledger, number: str, statement: Statement, on: date, by: str) -> None:
    """End a dispute: of the contradicting answers this one holds. Raises UsageError where the case does not have it."""
    case = one_case(ledger, number, on)
    if case.spoken is None or statement not in (case.spoken.statement, *case.spoken.disputed):
        raise UsageError(Problem("这份答复不属于该个案", number))
    detail = {"digest": statement.digest, "sheet": statement.sheet, "row": statement.row}
    with ledger.transaction():
        tell(ledger, [number], "chosen", on, by, detail)


def merge(ledger: Ledger, number: str, into: str, on: date, by: str) -> None:
    """Two cases are one child: ``number`` ends and ``into`` goes on with its answers from that day."""
    case, other = one_case(ledger, number, on), one_case(ledger, into, on)
    if number == into or life.MERGED in {case.state.code, other.state.code}:
        raise UsageError(Problem("这两个个案不能并案", f"{number}、{into}", advice="检查个案号；已并的个案不能再并"))
    with ledger.transaction():
        tell(ledger, [number], "merged", on, by, {"into": into})


def separate(ledger: Ledger, number: str, keys: Sequence[str], on: date, by: str, new: str = "") -> str:
    """One case was two children: the rows with these keys become case ``new``, or a merged case lives again.

    The case that gives them up is reopened where the answer that closed it was theirs. Returns the new number.
    Raises UsageError where a key is not a row of the case.
    """
    case = one_case(ledger, number, on)
    day = on.isoformat()
    told = facts(ledger, FOREVER)
    theirs = {row["key"] for row in ledger.rows("SELECT key FROM sent WHERE case_number = ?", number)}
    theirs |= {each.statement.key for each in told[number].held}
    if not keys or not set(keys) <= theirs:
        raise UsageError(Problem("这些行不属于该个案", number))
    new = new or f"{number}-{content_id(number, sorted(keys))[:4].upper()}"
    with ledger.transaction():
        ledger.add("cases", [{"case_number": new, "opened_on": day}])
        tell(ledger, [new], "separated", on, by, {"from": number, "keys": sorted(keys)})
        _identify(ledger, number, new, keys, day)
        if not case.open and case.spoken and case.spoken.statement.key in keys:
            tell(ledger, [number], "reopened", on, by, {"why": schema("followup/cases")["signals"]["separated"]})
    return new


def _identify(ledger: Ledger, old: str, new: str, keys: Sequence[str], day: str) -> None:
    """Who the separated child is: as the case had it that was merged before, else as its rows were sent."""
    holes = ", ".join("?" * len(keys))
    rows = ledger.rows(f"SELECT * FROM sent WHERE key IN ({holes}) ORDER BY batch, recipient", *keys)  # noqa: S608
    own = sorted({row["case_number"] for row in rows if row["case_number"] not in {None, old}})
    held = [dict(row) for name in own for row in ledger.rows("SELECT * FROM persons WHERE case_number = ?", name)]
    if not held:
        blank: dict[str, Any] = dict.fromkeys(("name", "sex", "birth_date", "village", "guardian"), "")
        blank |= dict.fromkeys(("address", "phone", "school", "township"), "")
        blank |= dict.fromkeys(("grade_due", "disabled", "low_income"))
        for row in rows:
            known = {name: text for name, text in json.loads(row["known"]).items() if name in blank}
            township = row["recipient"] if row["workbook"] == "township" else ""
            held.append({**blank, **known, "township": township, "on_date": day})
    for person in held[-1:]:
        ledger.add("persons", [{**person, "case_number": new, "on_date": day, "source": "separated"}])
    aliases = {
        row["alias"] for name in own for row in ledger.rows("SELECT alias FROM aliases WHERE case_number = ?", name)
    }
    ledger.add("aliases", [{"alias": alias, "case_number": new, "on_date": day} for alias in sorted(aliases)])


def add_document(
    ledger: Ledger, number: str, kind: str, served_on: date, recorded_on: date, *,
    reference: str = "", issued_on: date | None = None, days: int | None = None,
    detail: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """Record a paper given to the guardian, or a record of persuasion; ``days`` overrides the usual term.

    Days are calendar days after the paper was received. Raises UsageError for an unknown kind or case.
    """
    kinds = schema("followup/cases")["documents"]
    if kind not in kinds:
        raise UsageError(Problem(f"没有这种文书：{kind}", expected="、".join(kinds)))
    one_case(ledger, number, recorded_on)
    row = {
        "case_number": number,
        "kind": kind,
        "number": reference,
        "issued_on": (issued_on or served_on).isoformat(),
        "served_on": served_on.isoformat(),
        "days": kinds[kind]["days"] if days is None else days,
        "recorded_on": recorded_on.isoformat(),
        "detail": dict(detail or {}),
    }
    document = content_id(*(row[name] for name in sorted(row) if name != "recorded_on"))
    with ledger.transaction():
        ledger.add("documents", [{"document_id": document, **row}])
    return document
