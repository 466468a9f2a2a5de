"""``kcbx reconcile --ledger``: what the ledger says goes into the standings, what they say goes into the ledger.

Between reading and classifying: :func:`known_with_answers`. When the register stands and before its workbooks are
written: :func:`carried_over`. Answers that are no case's: :mod:`kcbx.app.decisions.answered`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pandas as pd

from kcbx.app.decisions.sending import case_by_key, sent_rows
from kcbx.fields import SOURCE, columns, conform
from kcbx.followup import life
from kcbx.followup.answered_before import known_from
from kcbx.followup.carry import CarriedOver, open_cases, record_sent
from kcbx.followup.cases import cases
from kcbx.followup.facts import today
from kcbx.followup.ledger import Ledger
from kcbx.followup.remembering import school_reminders
from kcbx.followup.term_lists import SchoolList
from kcbx.linkage import Linkage
from kcbx.register import Register

_BACK = ("persuaded_back", "observed")


def known_with_answers(
    known: pd.DataFrame,
    ledger: Ledger,
    census: pd.DataFrame,
    linkage: Linkage,
    as_of: date,
    lists: frozenset[SchoolList],
) -> pd.DataFrame:
    """What other lists know of each census row, with what the ledger's answers say; an answer outweighs a list.

    Columns as in :func:`kcbx.reconcile.standing.census.census_standings` and
    :func:`kcbx.followup.answered_before.known_from`. ``census``: the people rows that were linked; ``lists``: of
    :func:`kcbx.followup.term_lists.lists_of`.
    """
    child = linkage.child_of_census
    return laid_over(known, known_from(ledger, census.assign(child_id=census["record_id"].map(child)), as_of, lists))


def laid_over(known: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """What is known of each census row, with what is told of some in its place; columns as ``known``."""
    joined = known.astype("object")
    for column in told.columns:
        said = told[column].dropna()
        before = joined[column] if column in joined else pd.Series(None, index=joined.index, dtype="object")
        joined[column] = before.where(~joined.index.isin(said.index), joined.index.map(said.to_dict()))
    return joined


def answered_reasons(reasons: pd.Series, standing: pd.Series, record_ids: pd.Series, known: pd.DataFrame) -> pd.Series:
    """The sentences of the verdicts; where an answer decided, the answer is the reason.

    All three indexed alike; ``known`` as :func:`known_with_answers` gives it.
    """
    if "answered" not in known:
        return reasons
    answered, words = (record_ids.map(known[column]) for column in ("answered", "answer_words"))
    decided = answered.eq(standing) | (answered.eq("in_school") & standing.isin(["in_school", "no_register"]))
    return reasons.where(~decided, "核查答复：" + words.astype("str")).astype("str")


def cases_table(ledger: Ledger, register: Register) -> pd.DataFrame:
    """The [cases] table of the register's day; a case is this term's child whose row bears its number."""
    place, own = register.place, register.children.dropna(subset="case_number")
    own = own.sort_values("record_id").drop_duplicates("case_number").set_index("case_number")[["child_id", *SOURCE]]
    rows = [
        {
            "record_id": case.number,
            "township": case.township or None,
            "village": case.person.get("village") or None,
            "sex": case.person.get("sex") or None,
            "confirmed": any(life.states()[step.after].confirmed for step in case.steps),
            "returned": case.state.code in _BACK or (case.state.code == "closed" and bool(case.returned_on)),
            "open": case.open,
            "days": (place.as_of - date.fromisoformat(case.opened_on)).days,
        }
        for case in cases(ledger, place.as_of)
        if case.state.code != "merged"
    ]
    table = pd.DataFrame(rows, columns=[name for name in columns("cases") if name not in own])
    return conform(table.join(own, on="record_id"), "cases").sort_values("record_id", ignore_index=True)


def carried_over(ledger: Ledger, register: Register) -> tuple[Register, CarriedOver]:
    """The register with the case numbers first given, a word on what is known from before, and the table of all cases.

    What the workbooks will ask is told to the ledger.
    """
    place, census = register.place, register.census
    carried = open_cases(ledger, register, place.term, place.as_of)
    ids = census["record_id"]
    numbers = ids.map(carried.case_number).astype("str")
    words = ids.map(carried.previous).astype("str")
    previous = census["previous"].where(words.isna(), words) if "previous" in census else words
    reminder = ids.map(carried.reminders).astype("str").replace("", None)
    census = census.assign(case_number=numbers.fillna(census["case_number"]), previous=previous, reminder=reminder)
    said = school_reminders(ledger, today(ledger, place.as_of.isoformat()))
    register = replace(register, census=_reminded(census, said), roll=_reminded(register.roll, said))
    record_sent(ledger, place, sent_rows(register), case_by_key(register, carried.case_number))
    return replace(register, others={**register.others, "cases": cases_table(ledger, register)}), carried


def _reminded(people: pd.DataFrame, said: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    """People rows with what the school of the row has answered about it before, null for most."""
    told = [said.get(pair) for pair in zip(people["row_key"], people["school"], strict=True)]
    return people.assign(school_reminder=pd.Series(told, index=people.index, dtype="str"))


__all__ = ["answered_reasons", "carried_over", "cases_table", "known_with_answers", "laid_over"]
