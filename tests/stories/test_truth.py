"""Every rate of a county with history against the county's truth, on ordinary and on bad data."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from bench.indicators import compared
from kcbx.sample.make import make

CHILDREN = 1500
#: Points of the bar (quality.md), and how many children a county as small as this may be off: one is 0.1 points here.
BARS = {"ordinary": (0.05, 2), "bad": (0.3, 6)}


@pytest.fixture(scope="module", params=BARS)
def figures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    folder = tmp_path_factory.mktemp("truth") / "县"
    make(folder, children=CHILDREN, seed=7, level=request.param, history=True)
    return compared(folder)["indicators"].assign(quality=request.param)


@pytest.mark.parametrize("level", ["county", "township"])
def test_every_rate_the_county_answers_for_is_the_true_one(figures: pd.DataFrame, level: str) -> None:
    points, children = BARS[figures["quality"].iloc[0]]
    rates = figures[figures["level"].eq(level) & figures["denominator_true"].notna() & figures["variant"].eq("default")]
    assert len(rates) > 8
    allowed = (rates["denominator_true"].astype("float64") * points / 100).clip(lower=children)
    off = (rates["numerator"] - rates["numerator_true"]).abs().astype("float64")
    assert rates[off > allowed].empty
    base = (rates["denominator"] - rates["denominator_true"]).abs().astype("float64")
    assert rates[base > allowed].empty


def test_out_of_school_and_net_enrolment_add_up_in_every_unit(figures: pd.DataFrame) -> None:
    rates = figures[figures["variant"].eq("default")].pivot(
        index=["level", "unit_name"], columns="indicator", values="value"
    )
    sums = rates["out_of_school_rate"] + rates["compulsory_net_enrolment"]
    assert len(sums.dropna()) > 1
    assert (sums.dropna() - 100).abs().max() < 1e-9


def test_truth_knows_every_rate_that_is_printed(figures: pd.DataFrame, tmp_path: Path) -> None:
    printed = figures["value"].notna()
    assert (figures["value_true"].notna() == printed)[figures["level"].eq("county")].all()
