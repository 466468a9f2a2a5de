"""Why a case was listed, answered or decided as it was, in words that may stand on a terminal.

What an official wrote is shown without the names of the case and without long numbers. What a clerk wrote freely
into a workbook stays there; only a reason from the list is told.
"""

from __future__ import annotations

import re

from kcbx.answers import reasons
from kcbx.definitions import standings
from kcbx.followup import life
from kcbx.followup.facts import CaseFacts, Event
from kcbx.followup.timeline import Step

#: Whom a word of the case's own people stands for.
_PEOPLE = {"name": "本人", "guardian": "监护人"}
#: Numbers of people and phones; a day or the number of a paper is shorter.
_LONG_NUMBER = re.compile(r"\d{7,}[Xx]?|\d{3,4}-\d{3,4}-?\d{4}|\d{6}\*+\w{4}")


def reason_of_step(case: CaseFacts, step: Step) -> str:
    """Why a turn was taken: the reason of an answer, else what the list or the official said of it."""
    if step.answered is not None:
        return _listed(str(step.answered.meant.get("reason", "")))
    kinds = {(event.on, event.kind, event.source): event for event in case.events}
    event = kinds.get((step.on, step.signal, step.source))
    return reason_of_event(case, event) if event is not None else ""


def reason_of_event(case: CaseFacts, event: Event) -> str:
    """Where the child stood or stands, which visit it was, and the reason given; parts parted by ；."""
    visits = {each.code: each.label for each in life.visits()}
    known = standings().get(str(event.detail.get("standing", "")))
    parts = (
        known.label if known else "",
        visits.get(str(event.detail.get("visit", "")), ""),
        without_people(case, str(event.detail.get("why", ""))),
    )
    return "；".join(part for part in parts if part)


def without_people(case: CaseFacts, text: str) -> str:
    """The text without the names of the child and its guardian, and without long numbers."""
    words = {str(row[field] or ""): word for field, word in _PEOPLE.items() for row in case.persons}
    for name in sorted(words, key=len, reverse=True):
        if len(name) > 1:
            text = text.replace(name, words[name])
    return _LONG_NUMBER.sub("…", text)


def _listed(reason: str) -> str:
    """The reason where it is one of the list; "" where it is the clerk's own words."""
    return reason if reason in reasons() else ""
