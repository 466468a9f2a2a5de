"""The linkage model as values: read from ``schemas/linkage.toml``, checked, and turned into Splink settings.

Splink takes m and u probabilities; the schema gives their ratio in bits, because that is what can be reasoned
about and added up. Only the ratio enters a weight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kcbx.definitions import schema
from kcbx.errors import ConfigInvalid, Problem
from kcbx.reconcile.levels import OPEN, BlockRule, Comparison, Level, Rule

__all__ = ["OPEN", "BlockRule", "Comparison", "Level", "Model", "Rule", "model"]

_SIDES = ("same", "differ", "")


@dataclass(frozen=True)
class Model:
    """The whole model."""

    prior_bits: float
    comparisons: Mapping[str, Comparison]
    blocking: tuple[BlockRule, ...]
    accept: tuple[Rule, ...]
    ask: tuple[Rule, ...]
    left_over: tuple[Rule, ...]
    apart: tuple[Rule, ...]
    duplicate: tuple[Rule, ...]
    perhaps: tuple[Rule, ...]
    bands: Mapping[str, float]
    block: Mapping[str, float]
    evidence: Mapping[str, Any]

    @cached_property
    def splink_settings(self) -> dict[str, Any]:
        """Settings for ``splink.Linker`` over one table that holds both lists."""
        return {
            "link_type": "dedupe_only",
            "unique_id_column_name": "row",
            "probability_two_random_records_match": 1 / (1 + 2**-self.prior_bits),
            "retain_matching_columns": False,
            "retain_intermediate_calculation_columns": True,
            "comparisons": [_splink_comparison(comparison) for comparison in self.comparisons.values()],
            "blocking_rules_to_generate_predictions": [
                {"blocking_rule": rule.sql, "sql_dialect": "duckdb"}
                | ({"arrays_to_explode": [rule.key]} if rule.explode else {})
                for rule in self.blocking
            ],
        }


def _splink_comparison(comparison: Comparison) -> dict[str, Any]:
    levels: list[dict[str, Any]] = [
        {"sql_condition": comparison.missing, "label_for_charts": "missing", "is_null_level": True}
    ]
    for level in comparison.levels:
        # Any m and u with this ratio give this weight; both stay below 1.
        m, u = (0.9, 0.9 * 2.0**-level.bits) if level.bits >= 0 else (0.9 * 2.0**level.bits, 0.9)
        levels.append(
            {
                "sql_condition": level.when or "ELSE",
                "label_for_charts": level.code,
                "m_probability": m,
                "u_probability": u,
            }
        )
    return {"output_column_name": comparison.name, "comparison_levels": levels}


def model(overrides: Mapping[str, Any] | None = None) -> Model:
    """The model of the schema, with the ``[linkage]`` table of ``kcbx.toml`` laid over it.

    ``overrides`` may change numbers of ``bands``, ``block`` and ``evidence`` only.
    Raises ConfigInvalid with every fault.
    """
    content, problems = schema("linkage"), list[Problem]()
    layers = {name: dict(content[name]) for name in ("bands", "block", "evidence")}
    for group, values in (overrides or {}).items():
        if group not in layers or not isinstance(values, Mapping):
            problems.append(Problem("没有这一组设置", f"linkage.{group}", expected="、".join(layers)))
            continue
        for name, value in values.items():
            known = layers[group].get(name)
            if known is None or isinstance(value, bool) or not isinstance(value, int | float | list):
                problems.append(Problem("没有这一项设置，或不是数字", f"linkage.{group}.{name}"))
            else:
                layers[group][name] = value
    built = Model(
        prior_bits=content["prior_bits"],
        comparisons={name: _comparison(name, words, problems) for name, words in content["compare"].items()},
        blocking=tuple(
            BlockRule(name, rule["label"], tuple(rule["on"]), tuple(rule.get("explode", ())), rule.get("within", False))
            for name, rule in content["block"]["rules"].items()
        ),
        accept=tuple(_rule(words) for words in content["accept"]),
        ask=tuple(_rule(words) for words in content["ask"]),
        left_over=tuple(_rule(words) for words in content["left_over"]),
        apart=tuple(_rule(words) for words in content["apart"]),
        duplicate=tuple(_rule(words) for words in content["duplicate"]),
        perhaps=tuple(_rule(words) for words in content["perhaps"]),
        bands=layers["bands"],
        block={name: value for name, value in layers["block"].items() if name != "rules"},
        evidence=layers["evidence"],
    )
    problems += _faults(built)
    if problems:
        raise ConfigInvalid(problems)
    return built


def _comparison(name: str, words: Mapping[str, Any], problems: list[Problem]) -> Comparison:
    levels = tuple(
        Level(
            code=level["code"],
            bits=float(level["bits"]),
            klass=level["class"],
            text=level["text"],
            side=level["side"],
            when=level.get("when", ""),
        )
        for level in words["levels"]
    )
    where = f"schemas/linkage.toml › compare.{name}"
    if any(not level.when for level in levels[:-1]) or levels[-1].when:
        problems.append(Problem("只有最后一级可以没有条件", where))
    if len({level.code for level in levels}) < len(levels):
        problems.append(Problem("级别代码重复", where))
    if len({level.bits for level in levels} - {0.0}) < len(levels):
        problems.append(Problem("同一项比较中各级的分量须互不相同，且不为 0", where))
    problems += [Problem(f"side 不认识：{level.side}", where) for level in levels if level.side not in _SIDES]
    return Comparison(name, words["label"], words["missing"], levels, words.get("silent", ""))


def _rule(words: Mapping[str, Any]) -> Rule:
    return Rule(
        why=words["why"],
        all_of={name: tuple(classes) for name, classes in words.items() if name not in ("why", "one_of", "weight")},
        one_of={name: tuple(classes) for name, classes in words.get("one_of", {}).items()},
        weight=words.get("weight", -math.inf),
    )


def _faults(model: Model) -> list[Problem]:
    """Rules that speak of comparisons or classes the model does not have, and bands out of order."""
    problems = []
    for rule in (*model.accept, *model.ask, *model.left_over, *model.apart, *model.duplicate, *model.perhaps):
        where = f"schemas/linkage.toml › {rule.why}"
        for name, classes in (*rule.all_of.items(), *rule.one_of.items()):
            comparison = model.comparisons.get(name)
            if comparison is None:
                problems.append(Problem(f"没有这一项比较：{name}", where))
                continue
            known = {said for level in comparison.levels for said in (level.klass, level.code)} | {OPEN}
            problems += [Problem(f"没有这一类：{name} {klass}", where) for klass in classes if klass not in known]
    bands = model.bands
    if not bands["keep"] < bands["review"] <= bands["accept"]:
        problems.append(Problem("分界须依次升高：keep、review、accept", "linkage.bands"))
    if bands["margin"] <= 0:
        problems.append(Problem("margin 须大于 0", "linkage.bands.margin"))
    return problems
