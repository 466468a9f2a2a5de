"""The indicators of a result folder: shown, filtered, with the children behind a number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from kcbx.app.reading import register_of
from kcbx.app.result import read_table
from kcbx.errors import Problem, UsageError
from kcbx.metrics.behind import PARTS, children
from kcbx.metrics.indicators import catalogue

LEVELS = ("county", "township", "village", "school", "cohort", "sex", "group")
LEVEL_WORDS = dict(zip(LEVELS, ("全县", "乡镇", "村", "学校", "年龄段", "性别", "群体"), strict=True))


def indicators_of(folder: Path, levels: Sequence[str], indicator: str = "") -> pd.DataFrame:
    """The indicators table of a result folder for some levels, with each variant's Chinese name and label.

    ``indicator``: a code, to see that one with all its variants. Raises UsageError for a level, an indicator or a
    folder that does not exist.
    """
    _known("层级", levels, LEVELS)
    if indicator:
        _known("指标", [indicator], tuple(catalogue()))
    table = read_table(folder, "indicators")
    chosen = table[table["level"].isin(["county", *levels])]
    if indicator:
        chosen = chosen[chosen["indicator"] == indicator]
    return chosen.merge(read_table(folder, "indicator_words"), on=["indicator", "variant"], how="left")


def children_behind(folder: Path, indicator: str, variant: str, part: str) -> pd.DataFrame:
    """The rows behind a number: place, standing and how many people each stands for; no name.

    Raises UsageError for an indicator, variant or part that does not exist.
    """
    _known("指标", [indicator], tuple(catalogue()))
    _known("算法", [variant], tuple(catalogue()[indicator]))
    _known("部分", [part], PARTS)
    return children(register_of(folder), indicator, variant, part)


def _known(word: str, asked: Sequence[str], known: Sequence[str]) -> None:
    """Raise UsageError listing what may be asked for."""
    wrong = [each for each in asked if each not in known]
    if wrong:
        raise UsageError(Problem(f"没有这样的{word}：{'、'.join(wrong)}", expected="、".join(known)))
