"""Rows in which a cell was put in, so that all behind it stand one column too far right, put back under their headings.

A row is put back only where that brings an ID number under its heading, with the name and the sex before it, or, below
such a row, the name and the sex alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from kcbx.intake.columns import Layout
from kcbx.intake.values import cell_text

_ID = re.compile(r"\d{17}[\dXx]")
_NAME = re.compile(r"[\u3400-\u9fff·•\s]{2,}")
_SEXES = ("男", "女")


def straightened(layout: Layout, body: Sequence[Sequence[Any]]) -> tuple[Sequence[Sequence[Any]], list[int]]:
    """The rows with those put back that were shifted, and which these are."""
    name, number, sex = (layout.columns.get(each, (-1,))[0] for each in ("name", "id_number", "sex"))
    if min(name, number, sex) < 0 or name > number:
        return body, []
    rows = list(body)
    shifted: list[int] = []
    for index, row in enumerate(body):
        if isinstance(row[number], str) and len(row[number]) > 14:
            continue
        below = bool(shifted) and shifted[-1] == index - 1
        for gap in range(min(name, sex, number), number + 1):
            if row[gap] == "" and _fits(put := _without(row, gap), name, sex, number, below=below) and put != list(row):
                rows[index] = put
                shifted.append(index)
                break
    return (rows, shifted) if shifted else (body, [])


def _without(row: Sequence[Any], gap: int) -> list[Any]:
    return [*row[:gap], *row[gap + 1 :], ""]


def _fits(row: Sequence[Any], name: int, sex: int, number: int, *, below: bool) -> bool:
    called, of_sex, written = (cell_text(row[column]) or "" for column in (name, sex, number))
    plain = bool(_NAME.fullmatch(called.strip())) and of_sex.strip() in _SEXES and called.strip() not in _SEXES
    return plain and (bool(_ID.fullmatch("".join(written.split()))) or below)
