"""A county without an error in any cell, beside the lives it was written from: what is read wrongly shows here only.

Every other truth knows who a row is but reads it as kcbx does.
"""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from bench.counties import AS_OF
from bench.hints import hints
from bench.lives import VARIANT, alarms, rates_beside_lives
from kcbx.app.register.building import build
from kcbx.config import Config
from kcbx.intake import take_in
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.register import Register
from kcbx.sample.make import INPUTS, TRUTH, make

#: Children whom a village's silence may cost a rate of a county of 1,500.
_UNSAID = 12


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[Register, pd.DataFrame, Path]:
    """The register, its rates beside the lives, and the folder of truth."""
    folder = tmp_path_factory.mktemp("lives") / "县"
    make(folder, children=1500, seed=6, level="clean", as_of=AS_OF, history=True)
    register = build(take_in([folder / INPUTS]), Config(), AS_OF, b"bench", lambda _: nullcontext()).register
    rates = rates_beside_lives(measure(Counting.of(register), Config()), folder / TRUTH)
    return register, rates.set_index(["indicator", "variant"]), folder / TRUTH


def test_a_rate_of_the_graduates_list_is_that_of_their_lives(
    county: tuple[Register, pd.DataFrame, Path],
) -> None:
    rate = county[1].loc[("junior_to_senior_transition", "default")]
    assert (rate["numerator"], rate["denominator"]) == (rate["numerator_lives"], rate["denominator_lives"])


def test_every_other_rate_is_off_by_what_nobody_said(county: tuple[Register, pd.DataFrame, Path]) -> None:
    rates = county[1].dropna(subset=["denominator"])
    assert len(rates) >= 10
    for part in ("numerator", "denominator"):
        assert (rates[part] - rates[f"{part}_lives"]).abs().max() <= _UNSAID, rates


def test_nobody_in_class_is_missing_or_without_a_trace(county: tuple[Register, pd.DataFrame, Path]) -> None:
    told = alarms(county[0], county[2]).set_index("standing")["in_class"]
    assert told.get("not_attending", 0) == told.get("out_suspected", 0) == told.get("out_declared", 0) == 0


def test_what_is_told_of_a_child_is_right(county: tuple[Register, pd.DataFrame, Path]) -> None:
    told = hints(county[0], county[2])
    assert told["right"].eq(told["told"]).all()
    assert told["told"].le(told["cases"]).all()


def test_what_the_lists_tell_is_what_is_printed_for_the_county_and_each_township(
    county: tuple[Register, pd.DataFrame, Path],
) -> None:
    table = measure(Counting.of(county[0]), Config()).set_index(["indicator", "variant", "level", "unit_name"])
    figures = json.loads((county[2] / "indicators.json").read_text(encoding="utf-8"))
    places = {name: figure for name, figure in figures.items() if name.startswith("told")}
    assert len(places) > 3
    towns = table.index.get_level_values("level") == "county"
    whole = table.index.get_level_values("unit_name")[towns][0]
    for place, told in places.items():
        town = place.partition("/")[2]
        unit = ("township", town) if town else ("county", whole)
        for code, figure in told.items():
            row = table.loc[(code, VARIANT.get(code, "default"), *unit)]
            printed = (row["numerator"], row["denominator"])
            assert printed == (figure["numerator"], figure["denominator"]), (place, code)
