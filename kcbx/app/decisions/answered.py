"""What people answered about single rows, applied to the lists of the next run: nothing is asked twice.

A school's answer about a pupil is a newer word of its own roll. A township's answer about two values that differ says
which is right. Both come with what was asked, so an answer given to another picture applies to nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from kcbx.answers import questionnaire
from kcbx.app.register.identity import row_keys
from kcbx.clean.dates import read_date
from kcbx.clean.words import nulls
from kcbx.fields import columns, conform
from kcbx.followup.facts import facts, today
from kcbx.followup.ledger import Ledger
from kcbx.followup.loose import Question, loose
from kcbx.followup.term_lists import SchoolList, term_lists
from kcbx.linkage import Linkage
from kcbx.statuses import presence
from kcbx.workbook.recipients import masked

#: The lists two values come from.
_SIDES = ("census", "roll")
#: Between the two row keys in the key of a pair, and between row key and field in that of a conflict.
_BETWEEN = "-"
#: What the conflict over a disability says, as the flag it is about.
_DISABLED = {"残疾": True, "未登记": False}


@dataclass(frozen=True)
class Answered:
    """The answers that count on a day and belong to no case.

    ``pupils``: of schools about rows of their rolls; ``pairs`` and ``conflicts``: of townships, by key.
    """

    pupils: Sequence[Question] = ()
    pairs: Mapping[str, Question] = field(default_factory=dict)
    conflicts: Mapping[str, Question] = field(default_factory=dict)


def answered(ledger: Ledger | None, as_of: date, lists: frozenset[SchoolList] = frozenset()) -> Answered:
    """What the ledger holds; answers that contradict one another, and those that have run out, are left out.

    A school's answer holds for its term: the next export of the roll is newer. ``lists``: those of the run.
    """
    if ledger is None:
        return Answered()
    day = as_of.isoformat()
    now = today(ledger, day)
    agreed = [each for each in loose(ledger, facts(ledger, now).values(), now) if not each.disputed]
    terms = term_lists(ledger, as_of, lists)
    days = {row["batch"]: row["as_of"] for row in ledger.batches()}
    own = [each for each in agreed if each.asked == "school"]
    pupils = [each for each in own if not terms.newer_than(days[each.batch], each.recipient)]
    return Answered(
        [each for each in pupils if not each.answer.until or each.answer.until >= day],
        *({each.key: each for each in agreed if each.asked == asked} for asked in ("pair", "conflict")),
    )


def verdicts_as_answered(told: Answered, verdicts: pd.DataFrame | None) -> pd.DataFrame | None:
    """The [verdicts] table given with the command, and below it what townships answered about pairs."""
    rows = [
        (*key.split(_BETWEEN), each.answer.result, each.answer.meant.get("checked_by", ""))
        for key, each in sorted(told.pairs.items())
    ]
    judged = conform(pd.DataFrame(rows, columns=list(columns("verdicts"))), "verdicts")
    if verdicts is None:
        return judged if len(judged) else None
    whole = pd.concat([judged, verdicts], ignore_index=True).drop_duplicates(["census_key", "roll_key"], keep="last")
    return conform(whole, "verdicts").reset_index(drop=True)


def roll_as_answered(roll: pd.DataFrame, told: Answered, secret: bytes) -> pd.DataFrame:
    """The roll with what the schools answered: ``answered`` (in words, null where nothing was) and, where the answer
    says another thing of the body of the pupil, its status, status_text and expiry.
    """
    if not told.pupils:
        return roll.assign(answered=nulls(roll.index))
    said = _of_pupils(roll, told, secret)
    words = said.map(lambda each: each.words, na_action="ignore").astype("str")
    status = said.map(_roll_status, na_action="ignore").astype("str").replace("", None)
    until = said.map(lambda each: each.answer.until, na_action="ignore").astype("str").replace("", None)
    other = status.notna() & presence(roll.assign(status=status)).ne(presence(roll))
    return roll.assign(
        answered=words,
        status=roll["status"].mask(other, status),
        status_text=roll["status_text"].mask(other, words),
        expiry=roll["expiry"].mask(other, until),
    )


def transferred(roll: pd.DataFrame, linkage: Linkage, told: Answered, secret: bytes) -> pd.DataFrame:
    """Of whom the own school has proof that they went to a school outside the county: ``elsewhere``, ``proof``, indexed
    by the record_id of the census row.
    """
    here = set(roll["school"].dropna().unique())
    left = [
        each
        for each in told.pupils
        if each.answer.result == "transferred" and each.answer.meant.get("destination", "") not in here
    ]
    said = _of_pupils(roll, Answered(left), secret).dropna()
    child = roll.loc[said.index, "record_id"].map(linkage.child_of_roll)
    proof = pd.Series([each.answer.meant.get("proof") for each in said], index=child, dtype="object")
    rows = linkage.child_of_census
    own = rows[rows.isin(proof.index)]
    return pd.DataFrame({"elsewhere": True, "proof": own.map(proof[~proof.index.duplicated()])}, index=own.index)


def births_as_answered(census: pd.DataFrame, told: Answered, secret: bytes) -> pd.Series:
    """The birth dates townships have looked up, YYYY-MM-DD by index of the census row."""
    days: dict[str, str] = {}
    for key, question in told.conflicts.items():
        row, _, what = key.partition(_BETWEEN)
        if what == "birth_date":
            sides = {side: question.known[f"{side}_value"] for side in _SIDES}
            read = read_date(sides.get(question.answer.result, question.answer.meant.get("correct", "")), date.max)
            days |= {row: read.best} if read.precision == "day" else {}
    return row_keys(secret, census).map(days).dropna().astype("str") if days else pd.Series(dtype="str")


def conflicts_as_answered(conflicts: pd.DataFrame, census: pd.DataFrame, told: Answered) -> pd.DataFrame:
    """The [conflicts] table with ``answered``, the right value, where both lists still say what was asked about; there
    ``likelier`` and ``why`` are the answer's.

    ``census``: with ``row_key``.
    """
    if not told.conflicts:
        return conflicts
    keys = conflicts["census_id"].map(census.set_index("record_id")["row_key"]) + _BETWEEN + conflicts["field"]
    rows = conflicts[keys.isin(told.conflicts)]
    settled = {}
    for place, key, values in zip(rows.index, keys[rows.index], rows.fillna("").to_dict("records"), strict=True):
        question = told.conflicts[key]
        shown = masked if values["field"] == "id_number" else str
        if all(shown(values[f"{side}_value"]) == question.known[f"{side}_value"] for side in _SIDES):
            side = question.answer.result if question.answer.result in _SIDES else None
            right = values[f"{side}_value"] if side else question.answer.meant["correct"]
            why = question.words if side else f"{question.words}：{right}"
            settled[place] = {"likelier": side, "why": why, "answered": right}
    found = pd.DataFrame.from_dict(settled, orient="index", columns=["likelier", "why", "answered"])
    done = conflicts.index.isin(found.index)
    better = {str(name): conflicts[name].mask(done, found[name].reindex(conflicts.index)) for name in found}
    return conform(conflicts.assign(**better), "conflicts")


def census_as_answered(census: pd.DataFrame, conflicts: pd.DataFrame) -> pd.DataFrame:
    """The census with the sex and the disability that townships have looked up."""
    right = conflicts[conflicts["answered"].notna()]
    if right.empty:
        return census
    values = {what: rows.set_index("census_id")["answered"] for what, rows in right.groupby("field")}
    sex, disabled = (census["record_id"].map(values.get(what, {})) for what in ("sex", "disabled"))
    disabled = disabled.map(_DISABLED)
    return census.assign(
        sex=census["sex"].mask(sex.isin(["男", "女"]), sex),
        disabled=census["disabled"].mask(disabled.notna(), disabled).astype("boolean"),
    )


def _of_pupils(roll: pd.DataFrame, told: Answered, secret: bytes) -> pd.Series:
    """The question answered about each row of the roll, null for most: by its key and the school that was asked."""
    by_row = {(each.key, each.recipient): each for each in told.pupils}
    if not by_row:
        return pd.Series(None, index=roll.index, dtype="object")
    pairs = zip(row_keys(secret, roll).tolist(), roll["school"].tolist(), strict=True)
    return pd.Series([by_row.get(pair) for pair in pairs], index=roll.index, dtype="object")


def _roll_status(question: Question) -> str:
    return questionnaire(question.asked).results[question.answer.result].roll_status
