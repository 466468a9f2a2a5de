"""Which pairs are looked at, counted before any is formed.

A value many rows share (a village office's phone, 1 January) would bring pairs by the square of its rows and no
insight; such a value is taken out of that one rule, and how often is told. A rule that is still too rich is
refused: the run would not end.
"""

from __future__ import annotations

import pandas as pd

from kcbx.errors import ConfigInvalid, Problem
from kcbx.reconcile.model import BlockRule, Model


def check_blocks(evidence: pd.DataFrame, model: Model) -> tuple[pd.DataFrame, dict[str, int]]:
    """Evidence with over-common values removed from the rules, and the pair count of every rule.

    Every rule's columns become one key column ``block_<rule>``; a null key joins nothing.
    Counts: ``pairs_<rule>``, and ``common_<rule>`` for values left out.
    Raises ConfigInvalid naming the rule, its largest value's size, and the setting to change; never the value.
    """
    counts: dict[str, int] = {}
    keys = {}
    limit = model.block["most_pairs_per_row"] * max(len(evidence), 1000)
    problems = []
    for rule in model.blocking:
        key = _key(evidence, rule)
        sizes = _pairs(key, evidence["side"], rule)
        common = sizes[sizes > model.block["largest_block"]]
        if len(common):
            key = _without(key, common.index)
            counts[f"common_{rule.name}"] = len(common)
        counts[f"pairs_{rule.name}"] = int(sizes.sum() - common.sum())
        if counts[f"pairs_{rule.name}"] > limit:
            problems.append(
                Problem(
                    f"按“{rule.label}”要比对 {counts[f'pairs_{rule.name}']:,} 对，超过上限 {limit:,.0f} 对",
                    f"linkage.block › {rule.name}",
                    expected=f"其中一个值最多带来 {int(sizes.max()):,} 对",
                    advice="检查该项是否大量填成同一个值，或调整 most_pairs_per_row",
                )
            )
        keys[rule.key] = key
    if problems:
        raise ConfigInvalid(problems)
    return evidence.assign(**keys), counts


def _key(evidence: pd.DataFrame, rule: BlockRule) -> pd.Series:
    """The rule's columns as one text; a list column stays a ``|`` list, with the others in front of each."""
    plain = [column for column in rule.on if column not in rule.explode]
    key = None
    for column in plain:
        key = evidence[column] if key is None else key + "\t" + evidence[column]
    if not rule.explode:
        assert key is not None
        return key
    values = evidence[rule.explode[0]]
    if key is None:
        return values
    single = ~values.str.contains("|", regex=False).fillna(False).astype(bool)
    joined = key + "\t" + values
    several = ~single & joined.notna()
    joined[several] = [
        "|".join(f"{front}\t{value}" for value in texts.split("|"))
        for front, texts in zip(key[several], values[several], strict=True)
    ]
    return joined


def _pairs(key: pd.Series, side: pd.Series, rule: BlockRule) -> pd.Series:
    """Pairs every value of a key brings."""
    if rule.explode:
        key = key.str.split("|").explode()
        side = side.loc[key.index]
    sizes = pd.DataFrame({"key": key, "side": side}).groupby(["key", "side"], sort=False).size().unstack(fill_value=0)
    census, roll = (sizes[name] if name in sizes else pd.Series(0, index=sizes.index) for name in "cr")
    pairs = census * roll
    return pairs + (census * (census - 1) + roll * (roll - 1)) // 2 if rule.within else pairs


def _without(key: pd.Series, values: pd.Index) -> pd.Series:
    """The key without some of its values."""
    unwanted = set(values)
    touched = key.str.split("|").map(lambda texts: not unwanted.isdisjoint(texts), na_action="ignore")
    touched = touched.fillna(False).astype(bool)
    left = key.copy()
    left[touched] = [
        "|".join(value for value in texts.split("|") if value not in unwanted) or None for texts in key[touched]
    ]
    return left
