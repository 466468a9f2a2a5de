"""The fast indicators against the slow ones, on random small registers; and what must hold of every register."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle.random_register import random_county
from oracle.slow_indicators import Row, Slow, slow_indicators, slow_register_rates
from oracle.small_register import small_register

from kcbx.config import Config
from kcbx.metrics.behind import rows_behind
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import catalogue, variants
from kcbx.register import Register

County = tuple[Register, Register | None]
COUNTIES = st.integers(0, 2**32).map(random_county)
SLOWLY = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def agree(table: pd.DataFrame, level: str, unit: str, expected: dict[tuple[str, str], tuple[int, int]]) -> None:
    own = table[(table["level"] == level) & (table["unit_name"] == unit)].set_index(["indicator", "variant"])
    for key, (numerator, denominator) in expected.items():
        if key not in own.index or pd.isna(own.loc[key, "numerator"]):
            continue  # an input is missing, or the unit has nobody: test_every_variant_has_an_oracle keeps it honest
        row = own.loc[key]
        assert row["numerator"] == numerator, (level, unit, key)
        if pd.isna(row["denominator"]):
            continue
        assert row["denominator"] == denominator, (level, unit, key)
        if catalogue()[key[0]][key[1]].kind != "rate":
            assert row["value"] == numerator
        elif denominator > 0:
            assert math.isclose(row["value"], numerator / denominator * 100), (level, unit, key)
        else:
            assert pd.isna(row["value"])


@SLOWLY
@given(COUNTIES)
def test_fast_and_slow_agree(county: County) -> None:
    register, previous = county
    table, slow = measure(Counting.of(register, previous), Config()), Slow(register, previous)
    agree(table, "county", "青崖县", slow_indicators(slow) | slow_register_rates(slow))
    units: dict[str, Callable[[Row], Any]] = {
        "township": lambda row: row["township"] or "未写明",
        "sex": lambda row: row["sex"] or "未写明",
    }
    for level, own in units.items():
        for unit in ("甲乡", "乙乡", "未写明", "男", "女"):
            household = slow_indicators(slow, lambda row, own=own, unit=unit: own(row) == unit)
            agree(table, level, unit, household)


def test_every_variant_has_an_oracle() -> None:
    slow = Slow(small_register([{"standing": "in_school", "due": 3}]))
    known = {*slow_indicators(slow), *slow_register_rates(slow)}
    missing = {
        (variant.indicator, variant.code)
        for variant in variants(catalogue())
        if variant.kind not in {"parity", "survival"} and (variant.indicator, variant.code) not in known
    }
    assert missing == set()


@SLOWLY
@given(COUNTIES)
def test_what_holds_of_every_register(county: County) -> None:
    register, previous = county
    table = measure(Counting.of(register, previous), Config())
    empty = table["value"].isna()
    assert (table["not_computable_reason"].notna() == empty).all()
    county_rows = table[table["level"] == "county"].set_index(["indicator", "variant"])
    assert len(county_rows) == len(list(variants(catalogue())))
    for pair in (
        (("compulsory_net_enrolment", "default"), ("out_of_school_rate", "default")),
        (
            ("primary_net_enrolment", "default"),
            ("out_of_school_rate", "primary"),
        ),
    ):
        enrolled, out = (county_rows.loc[key, "value"] for key in pair)
        assert (pd.isna(enrolled) and pd.isna(out)) or math.isclose(enrolled + out, 100)
    for (indicator, variant, level), rows in table.groupby(["indicator", "variant", "level"]):
        whole = county_rows.loc[(indicator, variant)]
        rounded = any(term.times not in (1, -1) for term in catalogue()[str(indicator)][str(variant)].parts)
        if level == "group" or pd.isna(whole["numerator"]) or rounded:
            continue
        for part in ("numerator", "denominator"):
            aged = level == "cohort" and rows[part].notna().any()
            if aged:
                assert rows[part].sum() <= whole[part]  # children without a birth date have no cohort
            elif pd.notna(whole[part]):
                assert rows[part].sum() == whole[part], (indicator, variant, level)


@SLOWLY
@given(COUNTIES, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(county: County, rng: Any) -> None:
    register, previous = county
    order = rng.random()
    shuffled = type(register)(
        **{
            **register.__dict__,
            "census": register.census.sample(frac=1, random_state=int(order * 1000)).reset_index(drop=True),
            "roll": register.roll.sample(frac=1, random_state=int(order * 1000)).reset_index(drop=True),
        }
    )
    pd.testing.assert_frame_equal(
        measure(Counting.of(register, previous), Config()), measure(Counting.of(shuffled, previous), Config())
    )


@SLOWLY
@given(COUNTIES)
def test_every_figure_leads_to_children(county: County) -> None:
    register, previous = county
    rows = measure(Counting.of(register, previous), Config()).query("level == 'county'")
    counting = Counting.of(register, previous)
    for row in rows[rows["numerator"].notna() & rows["variant"].ne("allowance")].itertuples():
        variant = catalogue()[row.indicator][row.variant]
        for part in ("numerator", "denominator"):
            figure = getattr(row, part)
            behind = rows_behind(counting, variant, part)
            assert pd.isna(figure) or behind["people"].sum() == figure, (row.indicator, row.variant, part)
