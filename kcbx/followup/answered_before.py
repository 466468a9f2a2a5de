"""From the ledger back to the register: what answers and decisions say of the children of the next run."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from kcbx.answers import questionnaire
from kcbx.followup import life
from kcbx.followup.cases import Case, case_of
from kcbx.followup.facts import facts, today
from kcbx.followup.known_again import aliases, know_again
from kcbx.followup.ledger import Ledger

#: What the ledger says of a census row; see :func:`known_from`.
KNOWN = (
    *("case_number", "answered", "on_attendance", "deferred_until", "leave_until", "proof", "graduated", "elsewhere"),
    "answer_words",
)


def known_from(ledger: Ledger, census: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What the ledger says of census rows, indexed by record_id; a row of nobody known is missing.

    ``census``: people rows with child_id. Columns as in ``known`` of
    :func:`kcbx.reconcile.standing.census.census_standings`, and beside them: ``answered``, the standing code an
    accepted answer or a decision of the county gives (null where none holds on ``as_of``, where answers contradict one
    another, or the child is to be verified again); ``leave_until``; ``case_number``; ``answer_words``, for the
    sentence of the verdict.
    """
    now = today(ledger, as_of.isoformat())
    known = know_again(ledger, aliases(census, ledger.keyed))
    told = facts(ledger, now)
    said = {
        child: _said(case_of(told[number], now), as_of.isoformat())
        for child, number in known.cases.items()
        if number in told
    }
    rows = census.loc[census["child_id"].isin(said), ["record_id", "child_id"]]
    frame = pd.DataFrame(
        [said[child] for child in rows["child_id"]],
        index=pd.Index(rows["record_id"], name="record_id"),
        columns=list(KNOWN),
    )
    return frame.astype("object").where(frame.notna(), None)


#: A row said to be a duplicate without its twin being known leaves the list like one that is gone.
_INSTEAD = {"duplicate": "gone"}


def _said(case: Case, as_of: str) -> dict[str, Any]:
    """What a case says of its child, by the columns of :data:`KNOWN`."""
    told: dict[str, Any] = {"case_number": case.number}
    if case.state.code in {"confirmed_out", "dropped_again"}:
        return {**told, "answered": "out_declared", "answer_words": case.state.label}
    settled = [event for event in case.events if event.kind == "settled"]
    if case.open or case.spoken is None or case.spoken.disputed:
        if settled and not case.open and settled[-1].detail.get("standing"):
            return {**told, "answered": settled[-1].detail["standing"], "answer_words": str(settled[-1].detail["why"])}
        return told
    statement = case.spoken.statement
    if statement.until and statement.until < as_of:
        return told
    standing = questionnaire(statement.asked).results[statement.result].standing
    standing = _INSTEAD.get(standing, standing)
    told |= {"answered": standing or None, "answer_words": f"{case.answer}（{statement.checked_on} 核查）"}
    told["proof"] = statement.meant.get("proof") or None
    claim = life.claim(statement.result)
    told |= {"on_attendance": True} if claim == "in_county" else {}
    told |= {"elsewhere": True} if claim == "elsewhere" else {}
    told |= {"graduated": True} if claim == "finished" else {}
    told |= {"deferred_until": statement.until} if claim == "deferred" else {}
    told |= {"leave_until": statement.until} if claim == "on_leave" else {}
    return told
