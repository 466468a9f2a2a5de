"""From the register to the ledger: cases opened, carried over and reopened by a list; the rows that are sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from kcbx.definitions import standings
from kcbx.followup.cases import Case, case_of
from kcbx.followup.facts import before, facts, today
from kcbx.followup.known_again import KnownAgain, aliases, know_again, own_aliases
from kcbx.followup.ledger import Ledger
from kcbx.followup.remembering import remembered, reminded
from kcbx.followup.telling import event_row
from kcbx.followup.term_lists import add_lists, lists_of
from kcbx.register import Place, Register

_PERSON = ("name", "sex", "birth_date", "township", "village", "address", "guardian", "phone", "school")


@dataclass(frozen=True)
class CarriedOver:
    """What a list did to the ledger.

    ``case_number``, ``previous`` (a word on what is known from before) and ``reminders`` (what its township is told
    again of it) by census record_id, for every row of a child with a case. ``opened``: new cases; ``carried``: cases
    that were open before; ``reopened``: cases that had been closed; ``unseen``: open cases whose child is in no row of
    this register.
    """

    case_number: Mapping[str, str]
    previous: Mapping[str, str]
    reminders: Mapping[str, str]
    opened: int
    carried: int
    reopened: int
    unseen: Sequence[str]


def open_cases(ledger: Ledger, register: Register, term: str, as_of: date) -> CarriedOver:
    """Give every child on the list to verify its case, and tell the ledger whom the register now shows.

    A child keeps the number first given. Every child on the list has an open case afterwards: where the list stands
    against an answer, the answer no longer closes the case. A register taken twice changes nothing twice and is
    answered as the first time, so that a run that was killed ends in the same workbooks when it is started again. What
    is told bears the day it is known, so that no report of a past month changes. One transaction.
    """
    census, batch = register.census, register.place.batch
    now = today(ledger, as_of.isoformat())
    told = facts(ledger, now)
    current = {number: case_of(each, now) for number, each in told.items()}
    earlier = {number: case_of(each, now) for number, each in before(told, batch).items()}
    found = aliases(census, ledger.keyed)
    known = know_again(ledger, found)
    first = census[census["standing"] != "duplicate"].drop_duplicates("child_id")
    listed = first[first["standing"].isin([code for code, each in standings().items() if each.to_verify])]
    numbers = _numbers(listed, known, {row["case_number"] for row in ledger.table("cases")})
    own = own_aliases(found, pd.Series([*numbers, *known.cases], dtype="object"))
    kept = {**known.cases, **numbers}
    with ledger.transaction():
        add_batch(ledger, register.place, term, register.roll["school"].dropna().unique())
        add_lists(ledger, batch, lists_of(register.sheets, register.roll, register.others))
        ledger.add("cases", [{"case_number": number, "opened_on": now} for number in sorted(numbers.values())])
        ledger.add("persons", _persons(first, kept, known.second, now, batch))
        ledger.add(
            "aliases",
            [
                {"alias": alias, "case_number": kept[child], "on_date": now}
                for child, alias in own.itertuples(index=False)
            ],
        )
        ledger.add("events", list(_events(first, numbers, known, current, register.place, now)))
        ledger.add("events", list(_opposed(ledger, sorted(numbers.values()), now, batch)))
    carried = set(numbers.values()) & earlier.keys()
    reopened = {number for number in carried if not earlier[number].open}
    rows = census.loc[census["child_id"].isin(kept), ["record_id", "child_id"]]
    from_before = {record: earlier.get(kept[child]) for record, child in rows.itertuples(index=False)}
    return CarriedOver(
        case_number={record: kept[child] for record, child in rows.itertuples(index=False)},
        previous={record: remembered(case) for record, case in from_before.items() if case},
        reminders={record: reminded(case) for record, case in from_before.items() if case},
        opened=len(set(numbers.values()) - earlier.keys()),
        carried=len(carried - reopened),
        reopened=len(reopened),
        unseen=sorted(number for number, case in current.items() if case.open and number not in set(kept.values())),
    )


def add_batch(ledger: Ledger, place: Place, term: str, schools: Iterable[str]) -> None:
    """Record the run whose workbooks go out, and the schools the county knew."""
    head = {
        "batch": place.batch,
        "term": term,
        "as_of": place.as_of.isoformat(),
        "deadline": place.deadline.isoformat(),
        "county": place.county,
        "cutoff": place.ages.cutoff.isoformat(),
    }
    ledger.add("batches", [head])
    ledger.add("keys", [{"batch": place.batch, "fingerprint": ledger.fingerprint}])
    ledger.add("schools", [{"batch": place.batch, "name": name} for name in sorted(schools)])


def record_sent(ledger: Ledger, place: Place, rows: Iterable[Mapping[str, Any]], cases: Mapping[str, str]) -> int:
    """Record the rows of the workbooks that go out: workbook, recipient, sheet (code), key, known (text by field).

    ``cases``: case number by key, for rows about a child with a case. Returns how many rows were new.
    """
    listed = [{**row, "batch": place.batch, "case_number": cases.get(row["key"])} for row in rows]
    with ledger.transaction():
        return ledger.add("sent", listed)


def _numbers(listed: pd.DataFrame, known: KnownAgain, taken: set[str]) -> dict[str, str]:
    """The case number of every child on the list: the one it has, or the register's, made unlike any other's."""
    numbers: dict[str, str] = {}
    used = set(taken)
    for child, number in listed.sort_values(["case_number", "child_id"])[["child_id", "case_number"]].itertuples(
        index=False
    ):
        if child in known.cases:
            numbers[child] = known.cases[child]
            continue
        new, count = number, 1
        while new in used:
            count += 1
            new = f"{number}-{count}"
        used.add(new)
        numbers[child] = new
    return numbers


def _persons(
    first: pd.DataFrame, kept: Mapping[str, str], second: Collection[str], day: str, batch: str
) -> list[dict[str, Any]]:
    """What is known of the child of every case, as the register has it; ``second``: rows that only tell of it again."""
    rows = first[first["child_id"].isin(kept)]
    rows = rows.assign(case=rows["child_id"].map(kept), second=rows["child_id"].isin(second))
    rows = rows.sort_values(["case", "second", "record_id"]).drop_duplicates("case")
    words = rows.reindex(columns=list(_PERSON)).astype("object").where(lambda held: held.notna(), "")
    extra = rows.reindex(columns=["grade_due", "disabled", "low_income"]).astype("object")
    made = []
    for child, said, more in zip(rows["child_id"], words.to_dict("records"), extra.to_dict("records"), strict=True):
        numbers = {str(name): None if pd.isna(value) else int(value) for name, value in more.items()}
        named = {str(name): str(value) for name, value in said.items()}
        made.append({"case_number": kept[child], "on_date": day, "source": batch, **named, **numbers})
    return made


def _events(
    first: pd.DataFrame,
    numbers: Mapping[str, str],
    known: KnownAgain,
    current: Mapping[str, Case],
    place: Place,
    now: str,
) -> Iterable[dict[str, Any]]:
    """Who is listed, who is seen at school or accounted for otherwise, which two cases are one child.

    A child is listed once a batch.
    """
    day, batch = place.as_of.isoformat(), place.batch
    rows = first[first["child_id"].isin({**known.cases, **numbers})]
    for child, standing, roll in rows[["child_id", "standing", "roll_id"]].itertuples(index=False):
        number = numbers.get(child) or known.cases[child]
        case = current.get(number)
        if child in numbers:
            if case is None or not any(event.kind == "listed" and event.source == batch for event in case.events):
                yield event_row(number, "listed", now, batch, {"standing": standing, "as_of": day})
        elif case is not None and _shown(standing, case, day, on_roll=bool(pd.notna(roll))):
            kind = "seen" if standings()[standing].here else "accounted"
            yield event_row(number, kind, now, batch, {"standing": standing})
    for number, into in sorted(known.twice.items()):
        yield event_row(number, "merged", now, batch, {"into": into})


def _opposed(ledger: Ledger, listed: Sequence[str], now: str, batch: str) -> Iterable[dict[str, Any]]:
    """Cases the list has although an answer had closed them: the answer is set aside, by its place."""
    told = facts(ledger, now)
    for number in listed:
        case = case_of(told[number], now)
        if not case.open:
            detail: dict[str, Any] = {"batch": batch}
            if case.spoken is not None:
                statement = case.spoken.statement
                detail["against"] = [statement.digest, statement.sheet, statement.row]
            yield event_row(number, "opposed", now, batch, detail)


def _shown(standing: str, case: Case, day: str, *, on_roll: bool) -> bool:
    """Whether the register itself accounts for a child, rather than the answer the ledger has given it.

    A child who came back is seen by a roll that is newer than the return.
    """
    known = standings()[standing]
    if standing == "in_school_review":
        return False
    return case.open or (on_roll and known.here and day > case.since)


__all__ = ["CarriedOver", "add_batch", "open_cases", "record_sent"]
