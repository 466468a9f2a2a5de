"""Golden cases: the values of ``tests/cases/indicators*.toml``, one runner for all."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from oracle.small_register import small_register

from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting

CASES = [
    case
    for path in sorted((Path(__file__).parents[2] / "cases").glob("indicators*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case_gives_the_written_values(case: dict[str, Any]) -> None:
    ages = SchoolAges(**({"school_year": 2026} | case.get("ages", {})))
    register = small_register(case.get("children", ()), case.get("pupils", ()), case.get("others"), ages)
    previous = None
    if before := case.get("previous"):
        then = SchoolAges(before.get("school_year", 2025))
        previous = small_register(before.get("children", ()), before.get("pupils", ()), ages=then)
    county = (
        measure(Counting.of(register, previous), Config())
        .query("level == 'county'")
        .set_index(["indicator", "variant"])
    )
    for expected in case["expect"]:
        row = county.loc[(expected["indicator"], expected.get("variant", "default"))]
        assert {name: _shown(row, name) for name in expected} == expected, expected


def _shown(row: pd.Series, name: str) -> Any:
    if name in {"indicator", "variant"}:
        return dict(zip(("indicator", "variant"), row.name, strict=True))[name]
    if name == "value":
        return round(float(row["value"]) + 1e-9, 2)  # half up, as a spreadsheet shows it
    if name == "reason":
        assert pd.isna(row["value"])
        text = str(row["not_computable_reason"])
        return next((start for start in _REASONS if text.startswith(start)), text)
    return int(row[name])


_REASONS = sorted(
    {each["reason"] for case in CASES for each in case["expect"] if "reason" in each}, key=len, reverse=True
)
