"""From the ledger back to the register: what answers and decisions say of the children of the next run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from kcbx.answers import questionnaire
from kcbx.followup import life
from kcbx.followup.cases import Case, case_of
from kcbx.followup.facts import Event, facts, today
from kcbx.followup.known_again import aliases, know_again
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import Statement
from kcbx.followup.term_lists import SchoolList, TermLists, term_lists

#: What the ledger says of a census row; see :func:`known_from`.
KNOWN = (
    *("case_number", "answered", "on_attendance", "deferred_until", "leave_until", "proof", "graduated", "elsewhere"),
    *("answer_words", "answered_before"),
)


def known_from(
    ledger: Ledger, census: pd.DataFrame, as_of: date, lists: frozenset[SchoolList] = frozenset()
) -> pd.DataFrame:
    """What the ledger says of census rows, indexed by record_id; a row of nobody known is missing.

    ``census``: people rows with child_id; ``lists``: those of the run (:func:`kcbx.followup.term_lists.lists_of`).
    Columns as in ``known`` of :func:`kcbx.reconcile.standing.census.census_standings`, and beside them: ``answered``,
    the standing code an accepted answer or a decision of the county gives (null where none holds on ``as_of``, where
    answers contradict one another, or the child is to be verified again); ``answered_before``, whether that was in an
    earlier term and there are newer lists since; ``leave_until``; ``case_number``; ``answer_words``, for the sentence
    of the verdict.
    """
    now = today(ledger, as_of.isoformat())
    known = know_again(ledger, aliases(census, ledger.keyed))
    told = facts(ledger, now)
    terms = term_lists(ledger, as_of, lists)
    said = {child: _said(case_of(told[number], now), terms) for child, number in known.cases.items() if number in told}
    rows = census.loc[census["child_id"].isin(said), ["record_id", "child_id"]]
    frame = pd.DataFrame(
        [said[child] for child in rows["child_id"]],
        index=pd.Index(rows["record_id"], name="record_id"),
        columns=list(KNOWN),
    )
    return frame.astype("object").where(frame.notna(), None)


#: A row said to be a duplicate without its twin being known leaves the list like one that is gone.
_INSTEAD = {"duplicate": "gone"}
#: The column that says until when, of standings that end on a day.
_ENDS: Mapping[str, str] = {"deferred_until": "deferred", "leave_until": "on_leave"}
#: A visit that found the child in class.
_SEEN_THERE = ("present", "observed")
#: Whether such a child is on a roll is the roll's to say, and the next term's lists must show it.
_ONLY_SHOWN_BY_LISTS = ("in_school", "no_register")
_IN_SCHOOL: Mapping[str, Any] = {"answered": "in_school", "on_attendance": True}


def _said(case: Case, terms: TermLists) -> dict[str, Any]:
    """What a case says of its child, by the columns of :data:`KNOWN`."""
    told: dict[str, Any] = {"case_number": case.number}
    if case.state.confirmed:
        before = terms.newer_than(case.since)
        words = f"{case.state.label}（{case.since} 起）"
        return {**told, "answered": "out_declared", "answered_before": before, "answer_words": words}
    if case.open:
        return told
    decision = case.decision
    seen = [event.on for event in case.events if event.kind in _SEEN_THERE and not terms.newer_than(event.on)]
    if seen and (decision is None or decision.on < max(seen)):
        return {**told, **_IN_SCHOOL, "answer_words": f"{case.state.label}（{max(seen)} 回访在校）"}
    if decision is not None:
        return {**told, **_decided(decision, terms)}
    if case.spoken is None or case.spoken.disputed:
        return told
    return {**told, **_answered(case, case.spoken.statement, terms)}


def _decided(decision: Event, terms: TermLists) -> dict[str, Any]:
    """What the county decided, above what was answered before."""
    standing, words = str(decision.detail["standing"]), str(decision.detail["why"])
    until = decision.detail.get("until") or life.decided_until(standing, decision.on)
    if until and until < terms.as_of.isoformat():
        return {}
    if standing in _ONLY_SHOWN_BY_LISTS:
        return {**_IN_SCHOOL, "answer_words": words} if not terms.newer_than(decision.on) else {}
    ends = {column: until for column, code in _ENDS.items() if code == standing and "until" in decision.detail}
    return {"answered": _INSTEAD.get(standing, standing), "answer_words": words, **ends}


def _answered(case: Case, statement: Statement, terms: TermLists) -> dict[str, Any]:
    """What the answer that speaks for a case says, beside the lists there are."""
    if statement.until and statement.until < terms.as_of.isoformat():
        return {}
    if life.holds_for_term(statement.claim) and terms.newer_than(statement.on, statement.detail("school")):
        return {}
    standing = questionnaire(statement.asked).results[statement.result].standing
    standing = "in_school" if statement.within else standing
    told: dict[str, Any] = {
        "answered": _INSTEAD.get(standing, standing) or None,
        "answered_before": terms.newer_than(statement.on),
        "answer_words": f"{case.answer}（{statement.checked_on} 核查）",
        "proof": statement.meant.get("proof") or None,
    }
    claim = statement.claim
    told |= {"on_attendance": True} if claim == "in_county" else {}
    told |= {"elsewhere": True} if claim == "elsewhere" else {}
    told |= {"graduated": True} if claim == "finished" else {}
    told |= {"deferred_until": statement.until} if claim == "deferred" else {}
    told |= {"leave_until": statement.until} if claim == "on_leave" else {}
    return told
