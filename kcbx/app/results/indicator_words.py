"""The words of the indicators for a county: the [indicator_words] table they are shown with."""

from __future__ import annotations

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.metrics.five_rates import with_sentences
from kcbx.metrics.indicators import catalogue, variants


def indicator_words(config: Config, ages: SchoolAges, indicators: pd.DataFrame) -> pd.DataFrame:
    """Every variant in the order of the catalogue: name, formula and explanation of this place and school year.

    A target of ``kcbx.toml`` replaces the catalogue's for the default variant, and for every variant that may stand for
    one of the five rates the county answers for. ``indicators``: the measured table, for the sentences of those five.
    """
    stand_for = {indicator: rate["says"] for indicator, rate in schema("measuring")["answered"].items()}
    rows = [
        {
            "indicator": variant.indicator,
            "variant": variant.code,
            "group": variant.group,
            "name": variant.name,
            "label": variant.label,
            "kind": variant.kind,
            "formula": variant.in_words(ages),
            "better": variant.better,
            "target": config.targets.get(variant.indicator, variant.target)
            if variant.code in {"default", *stand_for.get(variant.indicator, ())}
            else variant.target,
            "explained": "；".join(
                dict.fromkeys(variant.words(text, ages) for text in (variant.source, variant.note) if text)
            ),
        }
        for variant in variants(catalogue())
    ]
    return with_sentences(pd.DataFrame(rows).astype({"target": "float64"}), indicators, ages)
