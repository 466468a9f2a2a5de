"""Small registers with one child to a row, to lead a case through the terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.fields import columns, empty
from kcbx.register import Place, Register

_EXTRA = ("child_id", "standing", "case_number", "row_key", "roll_id", "previous", "declared_reason")


def child(name: str, /, **changes: Any) -> dict[str, Any]:
    """A child of compulsory age on the list to verify, with everything that makes it known again."""
    number = changes.pop("id_number", f"53992120140101{abs(hash_of(name)) % 10_000:04d}")
    return {
        "record_id": f"R-{name}",
        "name": name,
        "name_key": name,
        "sex": "女",
        "birth_date": "2014-01-01",
        "birth_precision": "day",
        "id_number": number,
        "id_state": "ok" if number else "empty",
        "township": "杉坪乡",
        "village": "杉坪村",
        "guardian": f"{name[0]}父",
        "guardian_keys": f"{name[0]}父",
        "grade_due": 7,
        "compulsory": True,
        "enough": True,
        "child_id": f"C-{name}",
        "standing": "out_suspected",
        "case_number": f"26A-{abs(hash_of(name)) % 10**6:06d}",
        "row_key": f"K-{name}",
        **changes,
    }


def hash_of(text: str) -> int:
    """A hash that is the same in every run."""
    return sum(ord(character) * 31**place for place, character in enumerate(text))


def register(*children: dict[str, Any], as_of: date = date(2026, 9, 20), batch: str = "") -> Register:
    """A register of these children; the batch is named by the day unless it is given."""
    frame = pd.DataFrame(list(children)) if children else pd.DataFrame(columns=["record_id"])
    for name, column in columns("people").items():
        if name not in frame:
            frame[name] = pd.Series(None, index=frame.index, dtype=column.dtype)
        frame[name] = frame[name].astype(column.dtype)
    for name in _EXTRA:
        frame[name] = (frame[name] if name in frame else pd.Series(None, index=frame.index)).astype("str")
    year = as_of.year if as_of.month >= 9 else as_of.year - 1
    place = Place("青崖县", as_of, SchoolAges(year), date(as_of.year, as_of.month, 28), batch or f"B{as_of:%y%m%d}")
    roll = empty("people").assign(
        **{name: pd.Series(dtype="str") for name in (*_EXTRA, "census_id", "answered", "missing_on")}
    )
    roll[["second_version", "uncalled"]] = pd.DataFrame(columns=["second_version", "uncalled"], dtype=bool)
    return Register(
        place=place,
        census=frame,
        roll=roll,
        links=empty("links"),
        conflicts=empty("conflicts"),
        others={},
        accounting=empty("accounting"),
        findings=empty("findings"),
        sheets=pd.DataFrame(),
    )


def on(made: Register, as_of: date) -> Register:
    """The same children on another day."""
    return replace(made, place=replace(made.place, as_of=as_of, batch=f"B{as_of:%y%m%d}"))
