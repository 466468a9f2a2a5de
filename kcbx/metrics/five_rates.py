"""The five rates the county answers for, each in a sentence that a county head can read.

Which they are, and what each means in words, is data: ``measuring.toml`` [answered].
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import ceil, floor
from typing import Any

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema
from kcbx.fields import conform
from kcbx.metrics.indicators import Variant, catalogue

_A_HUNDRED = 100
_NOTHING = {"answered": pd.NA, "card": None, "says": None, "sentence": None}


def chosen(indicators: pd.DataFrame) -> dict[str, str]:
    """The variant that stands for each of the five: the first the county's figures know, else the first.

    ``indicators``: the [indicators] table. In the order of the schema.
    """
    county = indicators[indicators["level"].eq("county") & indicators["value"].notna()]
    known = set(zip(county["indicator"], county["variant"], strict=True))
    return {
        indicator: next((code for code in rate["says"] if (indicator, code) in known), next(iter(rate["says"])))
        for indicator, rate in schema("measuring")["answered"].items()
    }


def with_sentences(words: pd.DataFrame, indicators: pd.DataFrame, ages: SchoolAges) -> pd.DataFrame:
    """The [indicator_words] table with answered, card, says and sentence of the five; ``words``: without them.

    ``indicators`` may have a column ``last``: then the sentence says how far the rate has moved.
    """
    county = indicators[indicators["level"].eq("county")]
    figures = dict(
        zip(zip(county["indicator"], county["variant"], strict=True), county.to_dict("records"), strict=True)
    )
    targets = words.set_index(["indicator", "variant"])["target"]
    told = {
        key: _told(catalogue()[key[0]][key[1]], figures[key], float(targets[key]), place, ages)
        for place, key in enumerate(chosen(indicators).items(), start=1)
    }
    keys = zip(words["indicator"], words["variant"], strict=True)
    columns = pd.DataFrame([told.get(key, _NOTHING) for key in keys], index=words.index)
    return conform(words.join(columns), "indicator_words")


def _told(
    variant: Variant, row: Mapping[Hashable, Any], target: float, place: int, ages: SchoolAges
) -> dict[str, object]:
    rate = schema("measuring")["answered"][variant.indicator]
    told = {"answered": place, "card": rate["card"].format(label=variant.label)}
    value = row["value"]
    if pd.isna(value):
        reason = row["not_computable_reason"]
        return {**told, "says": reason, "sentence": f"{variant.name}还算不出：{reason}。"}
    says = variant.words(rate["says"][variant.code], ages, **_in_people(row, target))
    parts = [says, _moved(value, row.get("last", float("nan"))), _against(value, target, row["denominator"])]
    return {**told, "says": says, "sentence": "，".join(part for part in parts if part) + "。"}


def _in_people(row: Mapping[Hashable, Any], target: float) -> Mapping[str, str]:
    """The rate in people: of a hundred, or of all of them where they are fewer than that."""
    few = row["denominator"] < _A_HUNDRED
    people, count = (row["denominator"], row["numerator"]) if few else (_A_HUNDRED, _of_a_hundred(row["value"], target))
    said = f"{count:,.0f}"
    return {
        "of": f"{people:,.0f} 名" if few else f"每 {people} 名",
        "n": said,
        "have": "都" if count == people else f"有 {said} 名",
    }


def _of_a_hundred(value: float, target: float) -> int:
    """People of a hundred, rounded, but not up to a target that is missed, nor up to everybody."""
    lower, rounded = floor(round(value, 9)), floor(value + 0.5)
    reaches = any(value < bound <= rounded for bound in (target, _A_HUNDRED))
    return lower if reaches else rounded


def _moved(value: float, last: float) -> str:
    if pd.isna(last):
        return ""
    change = round(value - last, 2)
    return f"比上学期{'高' if change > 0 else '低'} {abs(change):.2f} 个百分点" if change else "与上学期持平"


def _against(value: float, target: float, people: int) -> str:
    """Whether the target is reached; where not, how many people are missing."""
    if pd.isna(target):
        return "没有定目标"
    if value >= target:
        return f"已达到 {target:g}% 的目标"
    short = target - value
    return f"离 {target:g}% 的目标差 {max(short, 0.01):.2f} 个百分点，合 {ceil(round(short * people / 100, 9)):,} 人"
