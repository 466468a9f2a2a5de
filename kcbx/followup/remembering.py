"""What is said again of a case that is known from before: a word for the bureau, a sentence for the township."""

from __future__ import annotations

from kcbx.answers import questionnaire
from kcbx.definitions import schema
from kcbx.followup.cases import Case
from kcbx.followup.statements import Statement


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
    if last is None:
        return ""
    code = turn.signal if turn is not None and turn.signal == "expired" else case.state.code
    return str(words.get(code, words["listed"])).format(on=last.checked_on, said=_label(last))


def _last(case: Case) -> Statement | None:
    """The answer that moved the case last."""
    return next((step.statement for step in reversed(case.steps) if step.statement is not None), None)


def _label(statement: Statement) -> str:
    return questionnaire(statement.asked).results[statement.result].label


__all__ = ["remembered", "reminded"]
