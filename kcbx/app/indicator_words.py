"""The words of the indicators for a county: the [indicator_words] table the county workbook shows them with."""

from __future__ import annotations

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.fields import conform
from kcbx.metrics.indicators import catalogue, variants


def indicator_words(config: Config, ages: SchoolAges) -> pd.DataFrame:
    """Every variant in the order of the catalogue: name, formula and explanation of this place and school year.

    A target of ``kcbx.toml`` replaces the catalogue's for the default variant.
    """
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
            if variant.code == "default"
            else variant.target,
            "explained": "；".join(
                dict.fromkeys(variant.words(text, ages) for text in (variant.source, variant.note) if text)
            ),
        }
        for variant in variants(catalogue())
    ]
    return conform(pd.DataFrame(rows), "indicator_words")
