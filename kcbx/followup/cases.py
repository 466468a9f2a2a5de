"""Cases as the analyst sees them on a day: who, since when, in which state, what was answered."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kcbx.answers import questionnaire
from kcbx.cohorts import term_code
from kcbx.errors import Problem, UsageError
from kcbx.followup import life
from kcbx.followup.facts import CaseFacts, Event, facts
from kcbx.followup.ledger import Ledger
from kcbx.followup.speaking import Spoken, dispute, spoken
from kcbx.followup.timeline import Step, history
from kcbx.followup.withdrawn import kept


@dataclass(frozen=True)
class Case:
    """One case on a day. ``person`` holds the columns of the ledger's table persons, as last known.

    ``steps``, ``events`` and ``documents`` are without what was withdrawn; ``told`` has it all.
    """

    number: str
    opened_on: str
    state: life.State
    since: str
    person: Mapping[str, Any]
    steps: tuple[Step, ...]
    spoken: Spoken | None
    events: tuple[Event, ...] = field(repr=False)
    documents: tuple[Mapping[str, Any], ...] = field(repr=False)
    told: CaseFacts = field(repr=False, compare=False)

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
        """The result that speaks, as the drop-down writes it, both where two contradict; where a newer list has left it
        behind, the last one. "" where there is none.
        """
        last = next((step.statement for step in reversed(self.steps) if step.statement is not None), None)
        said = (self.spoken.disputed or (self.spoken.statement,)) if self.spoken else (last,) if last else ()
        return "／".join(dict.fromkeys(questionnaire(each.asked).results[each.result].label for each in said))

    @property
    def returned_on(self) -> str:
        """The day of the last return, while it is observed or was; "" where the child never returned."""
        backs = [step for step in self.steps if step.after == "persuaded_back"]
        if not backs:
            return ""
        last = backs[-1]
        return (last.statement.meant.get("date", "") if last.statement else "") or last.on

    @property
    def decision(self) -> Event | None:
        """The county's last decision that closed the case, unless it was moved or answered since."""
        settled = [event for event in self.events if event.kind == "settled" and event.detail.get("standing")]
        if not settled:
            return None
        later = [step.on for step in self.steps] + ([self.spoken.statement.on] if self.spoken else [])
        return settled[-1] if settled[-1].on >= max(later, default="") else None

    @property
    def listings(self) -> int:
        """In how many terms the child was on the list to verify; a list taken again in the same term is one."""
        days = [date.fromisoformat(event.detail["as_of"]) for event in self.events if event.kind == "listed"]
        return len({term_code(day) for day in days})


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
    holds = kept(told)
    steps = history(holds, day)
    state = steps[-1].after if steps else "suspected"
    person = max(told.persons, key=lambda row: (row["on_date"], row["source"]), default={})
    return Case(
        number=told.number,
        opened_on=told.opened_on,
        state=life.states()[state],
        since=steps[-1].on if steps else told.opened_on,
        person=person,
        steps=steps,
        spoken=spoken(holds, day) or (dispute(holds, day) if state == "disputed" else None),
        events=tuple(sorted(holds.events, key=lambda event: (event.on, event.kind, event.source))),
        documents=tuple(sorted(holds.documents, key=lambda row: (row["served_on"], row["document_id"]))),
        told=told,
    )


def one_case(ledger: Ledger, number: str, as_of: date) -> Case:
    """A case by its number. Raises UsageError where there is none, or none yet on that day."""
    found = cases(ledger, as_of, Wanted(numbers={number}))
    opened = [str(row["opened_on"]) for row in ledger.table("cases") if row["case_number"] == number]
    if opened and not found:
        raise UsageError(Problem(f"这个个案 {min(opened)} 才列入，{as_of} 还没有", number, advice="检查写的日期"))
    if not found:
        raise UsageError(Problem("台账里没有这个个案", number, advice="用 kcbx cases list 查看个案号"))
    return found[0]


__all__ = ["Case", "Wanted", "case_of", "cases", "one_case"]
