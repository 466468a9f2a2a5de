"""The indicators of a register, for every unit that can have one.

A value is numerator ÷ denominator over the same unit. Nothing is capped, rounded away or made up: without the
input or without anybody in the denominator the value is null and ``not_computable_reason`` says what is missing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.fields import conform
from kcbx.metrics import needs
from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import Catalogue, Side, Variant, catalogue, variants

Numbers = npt.NDArray[np.float64]
Values = tuple[float, int | None, int | None, str | None]
Row = tuple[str, str, str, str, str | None, str, float, int | None, int | None, str | None]
_COLUMNS = ["indicator", "variant", "basis", "level", "unit_parent", "unit_name"]
_COLUMNS += ["value", "numerator", "denominator", "not_computable_reason"]


def measure(counting: Counting, config: Config, indicators: Catalogue | None = None) -> pd.DataFrame:
    """Every variant of every indicator for every unit: the [indicators] table of ``tables.toml``.

    ``indicators``: another catalogue than the house's.
    Values are percentages out of 100 (counts: people; parities: a ratio near 1). Rows come in the order of the
    catalogue, then county, township, village, school, cohort, sex, group, each sorted by name. Units of one level
    add up to the county, except groups, which overlap.
    """
    county = config.county.name or counting.lists.register.place.county
    rows: list[Row] = []
    for variant in variants(catalogue() if indicators is None else indicators):
        fixed = (variant.indicator, variant.code, schema("measuring")["basis"][variant.basis])
        lacking = needs.missing(variant.needs, counting.lists)
        if lacking:
            reason = variant.words(needs.sentence(lacking), counting.lists.ages)
            rows.append((*fixed, "county", None, county, math.nan, None, None, reason))
            continue
        for level in ("county", *(level for level in variant.levels if level != "county")):
            found = _values(variant, level, counting)
            rows += [(*fixed, level, *_unit(counting, level, i, county), *values) for i, values in found]
    return conform(pd.DataFrame(rows, columns=_COLUMNS), "indicators")


def with_last(table: pd.DataFrame, last_term: pd.DataFrame) -> pd.DataFrame:
    """``table`` with a column ``last``: the value of the same unit in last term's [indicators] table, NaN without one.

    The county is itself whatever it is called.
    """
    keys = ["indicator", "variant", "level", "unit_parent", "unit_name"]
    now, then = (
        each[keys].assign(unit_name=each["unit_name"].where(each["level"] != "county", "")).fillna("")
        for each in (table, last_term)
    )
    known = pd.Series(last_term["value"].to_numpy(), index=pd.MultiIndex.from_frame(then))
    known = known[~known.index.duplicated()]
    return table.assign(last=known.reindex(pd.MultiIndex.from_frame(now)).to_numpy())


def _unit(counting: Counting, level: str, place: int, county: str) -> tuple[str | None, str]:
    """Parent and name of a unit."""
    if level == "county":
        return None, county
    units = counting.units(level)
    return units.parents[place] or None, units.names[place]


def _values(variant: Variant, level: str, counting: Counting) -> Iterator[tuple[int, Values]]:
    """Value, numerator, denominator and reason of each unit, with its place among the units of the level.

    Units without anybody of the variant's rosters are left out; cohorts and groups already when they have nobody in
    numerator and denominator: a cohort beyond the age band is not an empty denominator.
    """
    n, d = counting.sums(variant.numerator, level), counting.sums(variant.denominator, level)
    value = _value(variant, level, counting)
    if level == "county":
        shown = np.ones(1, dtype=bool)
    else:
        shown = (n != 0) | (d != 0) if level in {"cohort", "group"} else counting.known(variant.parts, level)
    reason = "分母为 0：相比的一方没有人"
    if variant.kind != "parity":
        reason = f"分母为 0：名单上没有{variant.words(variant.denominator_words, counting.lists.ages)}"
    for place in np.flatnonzero(shown).tolist():
        figure = float(value[place])
        why = reason if math.isnan(figure) else None
        if variant.kind in {"parity", "survival"}:
            yield place, (figure, None, None, why)
        else:
            yield place, (figure, int(n[place]), int(d[place]) if variant.denominator else None, why)


def _value(variant: Variant, level: str, counting: Counting) -> Numbers:
    """The value of each unit, NaN where the denominator is empty."""

    def rate(side: Side | None = None) -> Numbers:
        return _ratio(counting.sums(variant.numerator, level, side), counting.sums(variant.denominator, level, side))

    if variant.kind == "count":
        return counting.sums(variant.numerator, level).astype("float64")
    if variant.kind == "survival":
        return _survival(variant, level, counting)
    if variant.kind == "parity":
        return _ratio(rate(variant.compare[0]), rate(variant.compare[1]))
    return rate() * 100


def _survival(variant: Variant, level: str, counting: Counting) -> Numbers:
    """Reconstructed cohort: Π p ÷ (1 − r) over the grades, repetition unlimited; three terms a grade, side by side.

    numerator: pupils new in the next grade; denominator: pupils of the grade a year ago; excluded: its repeaters.
    """
    survival = np.full(len(counting.units(level).names), 100.0)
    for promoted, before, repeating in zip(variant.numerator, variant.denominator, variant.excluded, strict=True):
        enrolled = counting.sums([before], level)
        p, r = (_ratio(counting.sums([term], level), enrolled) for term in (promoted, repeating))
        survival = survival * _ratio(p, 1 - r)
    return survival


def _ratio(numerator: npt.NDArray[Any], denominator: npt.NDArray[Any]) -> Numbers:
    """Quotient by unit; NaN, never infinity, where the denominator is not above zero."""
    below = denominator.astype("float64")
    return numerator.astype("float64") / np.where(below > 0, below, np.nan)
