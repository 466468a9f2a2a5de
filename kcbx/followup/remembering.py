"""What is said again of what is known from before: a word for the bureau, a sentence for who answered it."""

from __future__ import annotations

from collections import defaultdict

from kcbx.answers import questionnaire
from kcbx.definitions import schema
from kcbx.followup.cases import Case
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import Statement, statements
from kcbx.followup.withdrawn import answers_withdrawn, named


def remembered(case: Case) -> str:
    """A word on a case for the bureau's list: since when, what was answered last, where it stands."""
    since = f"{case.opened_on} 列入" if case.listings < 2 else f"{case.opened_on} 起 {case.listings} 次列入"
    last = _last(case)
    answered = f"，{last.checked_on} 答复“{_label(last)}”" if last else ""
    return f"{since}{answered}；{case.state.label}"


def reminded(case: Case) -> str:
    """What the township is told again of a child: its own answer, and why the child is asked about once more.

    "" where nothing was answered or found out yet.
    """
    words = schema("followup/cases")["reminded"]
    if case.spoken is not None and case.spoken.disputed:
        return str(words["disputed"]).format(said="／".join(dict.fromkeys(map(_label, case.spoken.disputed))))
    last, turn = _last(case), case.steps[-1] if case.steps else None
    if turn is not None and turn.signal in {"absent", "reopened"}:
        return str(words[turn.signal]).format(on=turn.on)
    if turn is not None and turn.signal == "expired" and turn.standing:
        return str(words["decided"]).format(on=turn.on)
    if last is None:
        return ""
    code = turn.signal if turn is not None and turn.signal == "expired" else case.state.code
    return str(words.get(code, words["listed"])).format(on=last.checked_on, said=_label(last))


def school_reminders(ledger: Ledger, as_of: str) -> dict[tuple[str, str], str]:
    """What schools have answered about rows up to a day, the last answer of each: by the key of the row and the school
    that was asked.
    """
    words, gone = str(schema("followup/cases")["reminded"]["school"]), answers_withdrawn(ledger)
    asked: defaultdict[str, set[str]] = defaultdict(set)
    for row in ledger.rows("SELECT DISTINCT key, recipient FROM sent WHERE workbook = 'school'"):
        asked[row["key"]].add(row["recipient"])
    found: dict[tuple[str, str], str] = {}
    own = (each for each in statements(ledger, as_of) if each.asked == "school" and named(each) not in gone)
    for said in sorted(own, key=lambda each: each.checked_on):
        schools = asked[said.key] & {said.recipient} or asked[said.key]
        if len(schools) == 1:
            found[said.key, next(iter(schools))] = words.format(on=said.checked_on, said=_label(said))
    return found


def _last(case: Case) -> Statement | None:
    """The answer that moved the case last."""
    return next((step.statement for step in reversed(case.steps) if step.statement is not None), None)


def _label(statement: Statement) -> str:
    return questionnaire(statement.asked).results[statement.result].label


__all__ = ["remembered", "reminded", "school_reminders"]
