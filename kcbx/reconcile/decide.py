"""Applies the rules of the schema to scored pairs: which have grounds to be accepted, asked about or kept apart."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kcbx.reconcile.model import Comparison, Model, Rule


def grounds(pairs: pd.DataFrame, rules: Sequence[Rule], model: Model) -> np.ndarray:
    """Number of the first rule that holds for each pair, −1 where none does.

    Weight and margin are asked elsewhere: a rule alone accepts nothing.
    """
    found = np.full(len(pairs), -1, dtype=np.int16)
    for number in reversed(range(len(rules))):
        found[_holds(pairs, rules[number], model)] = number
    return found


def _holds(pairs: pd.DataFrame, rule: Rule, model: Model) -> np.ndarray:
    holds: np.ndarray = pairs["weight"].to_numpy() >= rule.weight
    for name, classes in rule.all_of.items():
        holds &= reaches(pairs, model.comparisons[name], classes)
    if rule.one_of:
        any_of = np.zeros(len(pairs), dtype=bool)
        for name, classes in rule.one_of.items():
            any_of |= reaches(pairs, model.comparisons[name], classes)
        holds &= any_of
    return holds


def reaches(pairs: pd.DataFrame, comparison: Comparison, classes: Sequence[str]) -> np.ndarray:
    """Whether each pair reaches a level of one of these classes."""
    table = np.zeros(len(comparison.levels) + 1, dtype=bool)
    table[[place + 1 for place in comparison.places(classes)]] = True
    reached: np.ndarray = table[pairs[f"level_{comparison.name}"].to_numpy() + 1]
    return reached
