"""Where a case stands, computed from what was told: the same facts give the same history, told in any order.

Facts are taken day by day. Within a day lists speak before answers, answers before rolls that show the child, these
before visits, then decisions of the county, and what is withdrawn last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from kcbx.answers import questionnaire
from kcbx.definitions import standings
from kcbx.followup import life
from kcbx.followup.facts import CaseFacts, Event
from kcbx.followup.speaking import spoken
from kcbx.followup.statements import Statement
from kcbx.followup.withdrawn import WITHDRAWN, kept

_BEFORE_ANSWERS = ("separated", "listed")
_AFTER_ANSWERS = ("opposed", "accounted", "seen", "present", "absent", "observed", "reopened", "settled", "merged")


@dataclass(frozen=True, slots=True)
class Step:
    """One turn of a case: the day, what moved it, from which state to which.

    ``statement`` is the answer that moved it, None otherwise; ``standing`` what a list or a decision said, also where
    the decision has run out; ``source`` where it was told (batch, file digest, person).
    """

    on: str
    signal: str
    before: str
    after: str
    source: str
    statement: Statement | None = None
    standing: str = ""

    @property
    def answered(self) -> Statement | None:
        """The answer, where it was one that moved the case."""
        return self.statement if self.statement is not None and self.statement.signal == self.signal else None

    @property
    def words(self) -> str:
        """By what the case was moved, in words: 乡镇答复：县外就读."""
        said = self.answered
        if said is None:
            what = life.signals()[self.signal]
            return f"{what}：{standings()[self.standing].label}" if self.signal == "accounted" else what
        who = "学校" if said.asked == "school" else "乡镇"
        return f"{who}答复：{questionnaire(said.asked).results[said.result].label}"

    @property
    def entered(self) -> bool:
        """Whether the case came on the register of open cases with this step."""
        return _open(self.after) and not _open(self.before)

    @property
    def left(self) -> bool:
        """Whether the case left the register of open cases with this step."""
        return _open(self.before) and not _open(self.after)

    @property
    def destination(self) -> str:
        """Where a child went who left, as a column of the monthly report."""
        if self.statement is None:
            return life.destination("", self.standing)
        return life.destination("in_county" if self.statement.within else self.statement.result, "")


def history(case: CaseFacts, as_of: str) -> tuple[Step, ...]:
    """Every turn of a case up to ``as_of`` (YYYY-MM-DD), in order.

    What was answered before the case was opened turns it on the day it is opened: no report of a month before knew it.
    """
    return tuple(replace(step, on=max(step.on, case.opened_on)) for step in _History(case).run(as_of))


class _History:
    """Walks through the days of one case."""

    def __init__(self, case: CaseFacts) -> None:
        self.case = case
        self.state = life.START
        self.until = ""
        self.held_by = ""
        self.heard: tuple[object, ...] = ()

    def run(self, as_of: str) -> Iterator[Step]:
        case = self.case
        days = (
            {event.on for event in case.events} | {each.since for each in case.held} | {each.lost for each in case.held}
        )
        for day in sorted(day for day in days if day <= as_of):
            yield from self._expire(day)
            yield from self._day(day)
            taken_back = [event for event in self.case.events if event.kind == WITHDRAWN and event.on == day]
            if taken_back:
                yield from self._take_back(day, taken_back[-1].source)
        yield from self._expire(as_of)

    def _day(self, day: str) -> Iterator[Step]:
        events = sorted(
            (event for event in self.case.events if event.on == day and event.kind != WITHDRAWN),
            key=lambda event: ([*_BEFORE_ANSWERS, "chosen", *_AFTER_ANSWERS].index(event.kind), event.source),
        )
        for event in events:
            if event.kind in _BEFORE_ANSWERS:
                yield from self._move(day, event.kind, event)
        yield from self._hear(day)
        for event in events:
            if event.kind in _AFTER_ANSWERS:
                yield from self._move(day, event.kind, event)

    def _take_back(self, day: str, by: str) -> Iterator[Step]:
        """Stand as though what has been withdrawn by ``day`` had never been told."""
        self.case = kept(self.case, day)
        anew = _History(self.case)
        steps = list(anew.run(day))
        after = anew.state if steps else "suspected"
        if after != self.state:
            last = steps[-1] if steps else None
            of_last = (last.statement, last.standing) if last else (None, "")
            yield Step(day, WITHDRAWN, self.state, after, by, *of_last)
        self.state, self.until, self.heard, self.held_by = after, anew.until, anew.heard, anew.held_by

    def _hear(self, day: str) -> Iterator[Step]:
        """Let the answers speak, if they say something new."""
        said = spoken(self.case, day)
        heard = (said.signal, said.statement.round, said.statement.result, said.statement.until) if said else ()
        if said is None or not said.signal or heard == self.heard:
            return
        self.heard = heard
        statement = said.statement
        after = life.after(self.state, said.signal)
        if not said.disputed:
            self.until = statement.until if life.runs_out(statement.asked, statement.result) else ""
            self.held_by = ""
        if after != self.state:
            yield Step(day, said.signal, self.state, after, statement.digest, statement)
            self.state = after

    def _move(self, day: str, signal: str, event: Event) -> Iterator[Step]:
        after = life.after(self.state, signal)
        standing = str(event.detail.get("standing", ""))
        if after != self.state:
            yield Step(day, signal, self.state, after, event.source, standing=standing)
        if after != self.state or signal == "settled":  # a decision outweighs how long an answer had held
            self.state, self.until, self.held_by = after, str(event.detail.get("until", "")), standing

    def _expire(self, day: str) -> Iterator[Step]:
        """What closed the case ran out before ``day``."""
        if self.until and self.until < day:
            over, self.until = _next(self.until), ""
            after = life.after(self.state, "expired")
            if after != self.state:
                yield Step(over, "expired", self.state, after, "", standing=self.held_by)
                self.state = after


def _open(state: str) -> bool:
    return state != life.START and life.states()[state].open


def _next(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


__all__ = ["Step", "history"]
