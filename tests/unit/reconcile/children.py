"""Invented children as [people] rows, for tests of linkage: values as cleaning would leave them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from pypinyin import lazy_pinyin

from kcbx.fields import columns

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def id_number(birth: str, sequence: int, region: str = "539921") -> str:
    """A valid ID of an unassigned region."""
    digits = f"{region}{birth.replace('-', '')}{sequence:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=True))
    return digits + "10X98765432"[total % 11]


def person(form: str, record_id: str, **values: Any) -> dict[str, Any]:
    """One row; what is not given is derived as cleaning derives it, or stays missing."""
    row: dict[str, Any] = dict.fromkeys(columns("people"))
    row |= {"form": form, "record_id": record_id, "source_file": f"{form}.xlsx", "source_sheet": "1", "source_row": 1}
    row |= values
    if row["name"]:
        row["name_key"] = row["name_key"] or row["name"].replace("·", "")
        row["name_pinyin"] = row["name_pinyin"] or " ".join(lazy_pinyin(row["name_key"]))
    number = row["id_number"]
    if number and not row["id_state"] and "*" not in number:
        row["id_state"] = {18: "ok", 15: "truncated"}.get(len(number), "bad_length")
        if len(number) == 18 and id_number(f"{number[6:14]}", int(number[14:17]), number[:6]) != number:
            row["id_state"] = "bad_check"
    if number and "*" in number:
        row["id_state"] = "masked"
    row["id_state"] = row["id_state"] or "empty"
    if number and len(number) >= 15 and "*" not in number:
        row["id_birth"] = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    if row["birth_date"]:
        row["birth_source"] = row["birth_source"] or "column"
    elif row["id_birth"]:
        row["birth_date"], row["birth_source"] = row["id_birth"], "id"
    row["birth_precision"] = {10: "day", 7: "month", 4: "year"}.get(len(row["birth_date"] or ""))
    row["guardian_keys"] = row["guardian_keys"] or row["guardian"]
    return row


def people(form: str, rows: Mapping[str, Mapping[str, Any]] | list[Mapping[str, Any]]) -> pd.DataFrame:
    """A [people] table; rows are named by their key, or numbered."""
    named = rows if isinstance(rows, Mapping) else {f"{form[0]}{place}": row for place, row in enumerate(rows, 1)}
    frame = pd.DataFrame([person(form, name, **row) for name, row in named.items()], columns=list(columns("people")))
    return frame.astype({name: column.dtype for name, column in columns("people").items()})


#: Two children of whom many tests speak, the first with a number as well; and a list without rows.
HE = {"name": "何静雯", "sex": "女", "birth_date": "2015-06-05", "township": "云岭乡", "village": "红旗村"}
LI = {"name": "李浩宇", "sex": "男", "birth_date": "2014-05-06", "township": "云岭乡", "village": "河口村"}
HE_ID = {**HE, "id_number": id_number("2015-06-05", 48)}
EMPTY = people("roll", {"x": HE}).head(0)
