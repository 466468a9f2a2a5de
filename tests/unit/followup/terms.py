"""A case led through the terms: registers are taken, answers come back, and the ledger is asked how it stands."""

from __future__ import annotations

from datetime import date

from kcbx.followup import cases as told
from kcbx.followup.carry import CarriedOver, open_cases, record_sent
from kcbx.followup.ledger import Ledger
from kcbx.followup.replies import collect
from kcbx.register import Register

from .books import book

AUTUMN, OCTOBER, NOVEMBER, SPRING = date(2026, 9, 20), date(2026, 10, 12), date(2026, 11, 20), date(2027, 3, 10)


def take(ledger: Ledger, made: Register) -> CarriedOver:
    """Tell the ledger a register and what is sent about it."""
    carried = open_cases(ledger, made, made.place.term, made.place.as_of)
    rows = [
        {
            "workbook": "township",
            "recipient": row.township,
            "sheet": "to_verify",
            "key": row.row_key,
            "known": {"name": row.name, "birth_date": row.birth_date, "id_number": "", "village": row.village},
        }
        for row in made.census.itertuples(index=False)
        if row.record_id in carried.case_number
    ]
    numbers = dict(zip(made.census["row_key"], made.census["record_id"].map(carried.case_number), strict=True))
    record_sent(ledger, made.place, rows, numbers)
    return carried


def reply(ledger: Ledger, made: Register, on: date = OCTOBER, **said: dict[str, str]) -> None:
    """One returned workbook with answers by name."""
    rows = [
        {"key": f"K-{name}", "known": {"name": name, "birth_date": "2014-01-01", "village": "杉坪村"}} for name in said
    ]
    file = book("杉坪乡", list(said.values()), rows=rows, batch=made.place.batch, tab=f"{on}")
    (taken,) = collect(ledger, [file], on).files
    assert taken.places["effective"] == len(said), [t.problem for r in taken.sheets[0].rows for t in r.troubles]


def states(ledger: Ledger, on: date) -> dict[str, str]:
    """The state of every case by the name of its child."""
    return {case.person["name"]: case.state.code for case in told.cases(ledger, on)}


def number_of(ledger: Ledger, name: str, on: date = SPRING) -> str:
    """The case number of a child."""
    return next(case.number for case in told.cases(ledger, on) if case.person.get("name") == name)
