"""Answers that belong to no case: of schools about their own roll, of townships about pairs and conflicts.

Cases take the answers about children on the list (:mod:`kcbx.followup.facts`); these are the others. They are asked by
row, so a row is what they are gathered by.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kcbx.answers import questionnaire
from kcbx.followup.facts import CaseFacts
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import Statement, at_odds, lineage, prevailing, statements
from kcbx.layouts import layout


@dataclass(frozen=True)
class Question:
    """What was asked about a row, and what was answered.

    ``batch``: with which workbooks; ``recipient``: who was asked; ``known``: what the workbook said, by column.
    ``answers``: those that count, not empty; several where more than one copy came back.
    """

    asked: str
    key: str
    batch: str
    recipient: str
    known: Mapping[str, str]
    answers: tuple[Statement, ...]

    @property
    def disputed(self) -> tuple[Statement, ...]:
        """The answers that contradict one another."""
        return at_odds(self.answers)

    @property
    def answer(self) -> Statement:
        """The answer that speaks, where none is disputed."""
        return min(self.answers, key=lambda each: each.place)

    @property
    def words(self) -> str:
        """The answer as the drop-down writes it, and when: 已转出（2026-10-08 学校答复）."""
        said = self.answer
        who = "学校" if self.asked == "school" else "乡镇"
        label = questionnaire(said.asked).results[said.result].label
        return f"{label}（{said.checked_on} {who}答复）"


def loose(ledger: Ledger, told: Iterable[CaseFacts], as_of: str) -> list[Question]:
    """Every question answered up to ``as_of`` that is no case's; ``told``: the facts of all cases up to that day."""
    taken = {each.statement for case in told for each in case.held}
    free = [each for each in statements(ledger, as_of) if each not in taken]
    sent = _sent(ledger) if free else {}
    found: defaultdict[tuple[str, str, str], list[Statement]] = defaultdict(list)
    for statement in free:
        asked_of = {row["recipient"] for row in sent.get((statement.asked, statement.key), ())}
        if statement.recipient in asked_of or len(asked_of) == 1:
            recipient = statement.recipient if statement.recipient in asked_of else next(iter(asked_of))
            found[statement.asked, statement.key, recipient].append(statement)
    replaced = lineage(ledger)
    questions = []
    for (asked, key, recipient), held in sorted(found.items()):
        answers = prevailing(held, replaced)
        if asked == "school":
            answers = _latest(answers)
        rows = [row for row in sent[asked, key] if row["recipient"] == recipient]
        row = next((row for row in rows if row["batch"] == answers[0].round[1]), rows[-1])
        questions.append(Question(asked, key, row["batch"], recipient, json.loads(row["known"]), tuple(answers)))
    return questions


def _latest(answers: list[Statement]) -> list[Statement]:
    """Those of the last check: a pupil who was in class in October may have left by November."""
    last = max(each.checked_on for each in answers)
    return [each for each in answers if each.checked_on == last]


def _sent(ledger: Ledger) -> Mapping[tuple[str, str], list[Mapping[str, Any]]]:
    """Every sent row of a key that was answered, by question and key, the newest batch last."""
    found: defaultdict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in ledger.rows(
        "SELECT s.* FROM sent s JOIN batches b USING (batch) WHERE s.key IN (SELECT key FROM answers) "
        "ORDER BY b.as_of, b.rowid, s.recipient"
    ):
        found[layout(row["workbook"], row["sheet"]).asked.name, row["key"]].append(dict(row))
    return found


__all__ = ["Question", "loose"]
