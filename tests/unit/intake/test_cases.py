"""Runs tests/cases/forms.toml: sheets as they come, and what must be read of them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kcbx.intake.grid import Grid
from kcbx.intake.packing import unpack
from kcbx.intake.sheet import Names, SheetReading, read_sheet
from kcbx.intake.sheet_scan import column_index

CASES = tomllib.loads((Path(__file__).parents[2] / "cases/forms.toml").read_text(encoding="utf-8"))["case"]


def grid_of(case: dict[str, Any]) -> Grid:
    width = max(map(len, case["rows"]))
    rows = [[float(cell) if isinstance(cell, int) else cell for cell in row] for row in case["rows"]]
    merged = None if case.get("no_merged") else [_range(text) for text in case.get("merged", [])]
    return Grid(case.get("sheet", "Sheet1"), [row + [""] * (width - len(row)) for row in rows], merged)


def _range(text: str) -> tuple[tuple[int, int], tuple[int, int]]:
    places = [(int(row) - 1, column_index(letters)) for letters, row in re.findall(r"([A-Z]+)(\d+)", text)]
    return places[0], places[1]


def texts(reading: SheetReading, field: str) -> list[str]:
    column = unpack([(reading.columns.get(field), len(reading.source_rows))]).to_pylist()
    return ["<null>" if text is None else text for text in column]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    file = case.get("file", "红旗镇摸底表.xlsx")
    reading = read_sheet(grid_of(case), Names(file, Path(file).stem))
    assert reading.form == case["form"], reading.why
    assert not reading.problem
    for name in (
        "header_row",
        "rows_read",
        "rows_notes",
        "rows_blank",
        "ignored",
        "leftover",
        "mapping",
        "roster_kind",
    ):
        if name in case:
            assert getattr(reading, name) == case[name], name
    if "names" in case:
        assert texts(reading, "name") == case["names"]
    for field, expected in case.get("columns", {}).items():
        assert texts(reading, field) == expected, field
    for code in case.get("findings", []):
        assert code in {found.code for found in reading.findings}
    for found in reading.findings:
        assert found.message


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_row_ends_in_one_place(case: dict[str, Any]) -> None:
    grid = grid_of(case)
    reading = read_sheet(grid, Names("a.xlsx", "a"))
    supplied = "header_supplied" in {found.code for found in reading.findings}  # in no row of the sheet
    below = grid.rows[(reading.header_row or 0) - supplied :]
    filled = sum(any(cell != "" for cell in row) for row in below)
    again = case.get("again", 0)  # entries beside the first of their row
    assert (reading.rows_read, reading.rows_blank) == (filled + again, len(below) - filled)
    if reading.form:
        assert len(reading.source_rows) + reading.rows_notes == filled + again
