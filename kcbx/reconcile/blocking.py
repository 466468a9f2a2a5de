"""Which pairs are looked at, counted before any is formed.

A value many rows share (a village office's phone, 1 January) would bring pairs by the square of its rows and no
insight; such a value is taken out of that one rule, and how often is told. A rule that is still too rich is
refused: the run would not end.
"""

from __future__ import annotations

from dataclasses import dataclass

from kcbx.engine.duck import Duck
from kcbx.errors import ConfigInvalid, Problem
from kcbx.reconcile.model import BlockRule, Model

#: The fewest rows the limit of a rule is reckoned with: small lists may hold many rows of one village.
_FEW = 1000


def add_blocks(duck: Duck, table: str, model: Model) -> dict[str, int]:
    """Give ``table`` one key column ``block_<rule>`` for every rule; a null key joins nothing.

    Returns counts: ``pairs_<rule>``, and ``common_<rule>`` for values left out of a rule.
    Raises ConfigInvalid naming the rule, the size of its largest value, and what to do; never the value itself.
    """
    keys = ", ".join(f'{_key(rule)} as "{rule.key}"' for rule in model.blocking)
    duck.run(f'create or replace table "{table}" as select "{table}".*, {keys} from "{table}"')  # noqa: S608
    largest_block = int(model.block["largest_block"])
    found = {rule.name: _blocks(duck, table, rule, largest_block) for rule in model.blocking}
    if common := [_without(rule, found[rule.name].common) for rule in model.blocking if found[rule.name].common]:
        duck.run(f'create or replace table "{table}" as select * replace ({", ".join(common)}) from "{table}"')  # noqa: S608
    counts: dict[str, int] = {}
    problems = []
    rows = max(duck.rows(f'select count(*) from "{table}"')[0][0], _FEW)  # noqa: S608
    limit = model.block["most_pairs_per_row"] * rows
    for rule in model.blocking:
        blocks = found[rule.name]
        counts[f"pairs_{rule.name}"] = blocks.pairs
        if blocks.common:
            counts[f"common_{rule.name}"] = len(blocks.common)
        if blocks.pairs > limit:
            problems.append(
                Problem(
                    f"按“{rule.label}”要比对 {blocks.pairs:,} 对，超过上限 {limit:,.0f} 对",
                    f"linkage.block › {rule.name}",
                    expected=f"其中一个值最多带来 {blocks.largest:,} 对",
                    advice="检查该项是否大量填成同一个值，或调高 most_pairs_per_row",
                )
            )
    if problems:
        raise ConfigInvalid(problems)
    return counts


def _key(rule: BlockRule) -> str:
    """A number for the values of the rule's columns in one row; a list of numbers where one column is a list.

    Two values with the same 64-bit number would only be compared for nothing.
    """
    plain = [f'"{column}"' for column in rule.on if column not in rule.explode]
    present = " and ".join(f"{column} is not null" for column in plain) or "true"
    if not rule.explode:
        return f"case when {present} then hash({', '.join(plain)}) end"
    several = f'"{rule.explode[0]}"'
    return (
        f"case when {present} then list_transform({several}, lambda value : hash({', '.join([*plain, 'value'])})) end"
    )


@dataclass(frozen=True, slots=True)
class _Blocks:
    """What a rule brings: pairs, the pairs of its largest value, and the keys of values too common to be looked at."""

    pairs: int
    largest: int
    common: list[int]


def _blocks(duck: Duck, table: str, rule: BlockRule, largest: int) -> _Blocks:
    """The pairs of a rule, counted by key; a key is too common where it brings more than ``largest``."""
    key = f'unnest("{rule.key}")' if rule.explode else f'"{rule.key}"'
    within = " + (census * (census - 1) + roll * (roll - 1)) // 2" if rule.within else ""
    few = f"filter (pairs <= {largest})"
    ((pairs, most, common),) = duck.rows(
        f"""select coalesce(sum(pairs) {few}, 0), coalesce(max(pairs) {few}, 0), list(key) filter (pairs > {largest})
        from (select key, census * roll{within} as pairs from (
            select key, count(*) filter (side = 'c') as census, count(*) filter (side = 'r') as roll
            from (select {key} as key, side from "{table}") where key is not null group by key
        ))"""  # noqa: S608
    )
    return _Blocks(int(pairs), int(most), common or [])


def _without(rule: BlockRule, common: list[int]) -> str:
    """SQL of the rule's key column without the keys that are too common."""
    keys = f"{common}::ubigint[]"
    kept = (
        f'list_filter("{rule.key}", lambda number : not list_contains({keys}, number))'
        if rule.explode
        else f'case when not list_contains({keys}, "{rule.key}") then "{rule.key}" end'
    )
    return f'{kept} as "{rule.key}"'
