"""Which answer of a case speaks on a day, which contradict one another, and what the county chose."""

from __future__ import annotations

from dataclasses import dataclass

from kcbx.followup.facts import CaseFacts, Event
from kcbx.followup.statements import Statement, at_odds, prevailing


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the answers of a case come to on a day: one of them speaks, or two contradict one another."""

    statement: Statement
    disputed: tuple[Statement, ...] = ()

    @property
    def signal(self) -> str:
        """The signal it gives; "" where it is only recorded."""
        return "disputed" if self.disputed else self.statement.signal


def spoken(case: CaseFacts, day: str) -> Spoken | None:
    """What the answers come to on a day; None where there is none that counts.

    The newest batch that was answered speaks; a corrected copy replaces the file it was made from; a return after
    the check that found the child out of school is no contradiction; the county's choice ends a dispute. An answer
    checked, or chosen, before the day of a newer list that still has the child does not count.
    """
    held = [each for each in _held(case, day) if not _outdated(case, each, day)]
    return _come_to(case, held, day) if held else None


def dispute(case: CaseFacts, day: str) -> Spoken | None:
    """The answers that contradict one another, though newer lists still have the child: it is there because of them."""
    held = _held(case, day)
    said = _come_to(case, held, day) if held else None
    return said if said is not None and said.disputed else None


def _held(case: CaseFacts, day: str) -> list[Statement]:
    return [each.statement for each in case.held if each.since <= day < each.lost and each.statement.signal]


def _come_to(case: CaseFacts, held: list[Statement], day: str) -> Spoken:
    held = prevailing(held, case.replaced)
    for choice in reversed(_choices(case, day)):
        for each in held:
            if _chose(choice, each):
                return Spoken(each)
    return Spoken(min(held, key=lambda each: each.place), at_odds(held))


def _outdated(case: CaseFacts, statement: Statement, day: str) -> bool:
    """Whether a newer list still has the child and the check was made before it, or a list opposed this very answer."""
    said_by = max([statement.said_by, *(choice.on for choice in _choices(case, day) if _chose(choice, statement))])
    own = [statement.digest, statement.sheet, statement.row]
    return any(
        event.kind == "opposed" and event.on <= day and event.detail.get("against") == own for event in case.events
    ) or any(event.kind == "listed" and event.on <= day and said_by < event.detail["as_of"] for event in case.events)


def _choices(case: CaseFacts, day: str) -> list[Event]:
    """What the county chose up to a day, the last choice last."""
    choices = [each for each in case.events if each.kind == "chosen" and each.on <= day]
    return sorted(choices, key=lambda each: (each.on, each.source))


def _chose(choice: Event, statement: Statement) -> bool:
    wanted = (choice.detail["digest"], choice.detail["sheet"], choice.detail["row"])
    return wanted == (statement.digest, statement.sheet, statement.row)


__all__ = ["Spoken", "dispute", "spoken"]
