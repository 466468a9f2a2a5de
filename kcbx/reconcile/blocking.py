"""Which pairs are looked at, counted before any is formed.

A value many rows share (a village office's phone, 1 January) would bring pairs by the square of its rows and no
insight; such a value is taken out of that one rule, and how often is told. A rule that is still too rich is
refused: the run would not end.
"""

from __future__ import annotations

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
    counts: dict[str, int] = {}
    problems = []
    rows = max(duck.rows(f'select count(*) from "{table}"')[0][0], _FEW)  # noqa: S608
    limit = model.block["most_pairs_per_row"] * rows
    for rule in model.blocking:
        pairs, common, largest = _count(duck, table, rule, int(model.block["largest_block"]))
        counts[f"pairs_{rule.name}"] = pairs
        if common:
            counts[f"common_{rule.name}"] = common
        if pairs > limit:
            problems.append(
                Problem(
                    f"按“{rule.label}”要比对 {pairs:,} 对，超过上限 {limit:,.0f} 对",
                    f"linkage.block › {rule.name}",
                    expected=f"其中一个值最多带来 {largest:,} 对",
                    advice="检查该项是否大量填成同一个值，或调高 most_pairs_per_row",
                )
            )
    if problems:
        raise ConfigInvalid(problems)
    keys = ", ".join(f'{_kept(rule)} as "{rule.key}"' for rule in model.blocking)
    commons = ", ".join(f'"common_{rule.name}"' for rule in model.blocking)
    duck.run(
        f'create or replace table "{table}" as '  # noqa: S608
        f'select "{table}".*, {keys} from "{table}", {commons}'
    )
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


def _count(duck: Duck, table: str, rule: BlockRule, largest: int) -> tuple[int, int, int]:
    """Pairs a rule brings, values left out as too common (kept aside in a table), pairs of the largest kept value."""
    key = f"unnest({_key(rule)})" if rule.explode else _key(rule)
    within = " + (census * (census - 1) + roll * (roll - 1)) // 2" if rule.within else ""
    duck.run(
        f"""create or replace temp table sizes as
        select key, census * roll{within} as pairs from (
            select key, count(*) filter (side = 'c') as census, count(*) filter (side = 'r') as roll
            from (select {key} as key, side from "{table}") where key is not null group by key
        )"""  # noqa: S608
    )
    duck.run(
        f'create or replace temp table "common_{rule.name}" as '  # noqa: S608
        f"select list(key) as keys from sizes where pairs > {largest}"
    )
    counted = duck.rows(
        f"""select coalesce(sum(pairs) filter (pairs <= {largest}), 0), count(*) filter (pairs > {largest}),
        coalesce(max(pairs) filter (pairs <= {largest}), 0) from sizes"""  # noqa: S608
    )[0]
    return int(counted[0]), int(counted[1]), int(counted[2])


def _kept(rule: BlockRule) -> str:
    """The key without the values left out."""
    common = f'coalesce("common_{rule.name}".keys, [])'
    if rule.explode:
        return f"list_filter({_key(rule)}, lambda number : not list_contains({common}, number))"
    return f"case when not list_contains({common}, {_key(rule)}) then {_key(rule)} end"
