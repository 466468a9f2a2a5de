"""Every indicator with its variants, what it needs, and the definitions of whom it counts."""

from __future__ import annotations

from itertools import groupby

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema
from kcbx.metrics.indicators import Variant, catalogue
from kcbx.metrics.populations import POPULATIONS
from parts.markdown import table

#: The school year and the age rules (entry at six, 6-3) of the examples in the page.
AGES = SchoolAges(2026)
LEVELS = {
    "county": "全县", "township": "乡镇", "village": "村", "school": "学校",
    "cohort": "年龄段", "sex": "性别", "group": "重点群体",
}  # fmt: skip


def indicator_catalogue() -> str:
    """The indicators by group, each with its variants; the first one is the figure that is shown."""
    indicators = [(code, list(own.values())) for code, own in catalogue().items()]
    parts = []
    for group, inner in groupby(indicators, key=lambda each: each[1][0].group):
        parts += [f"## {group}", "", *(_indicator(code, own) for code, own in inner)]
    return "\n".join(parts)


def population_definitions() -> str:
    """Whom the numerators and denominators count, by basis."""
    words = schema("measuring")["basis"]
    rows = [
        [f"`{each.name}`", words[each.basis], each.definition.replace("\n\n", "\n")]
        for each in sorted(POPULATIONS.values(), key=lambda each: list(words).index(each.basis))
    ]
    return table(["人群", "口径", "定义"], rows)


def _indicator(code: str, own: list[Variant]) -> str:
    shown = own[0]
    facts = [f"代码 `{code}`", f"口径 {'、'.join(dict.fromkeys(_basis(each) for each in own))}", shown.reference]
    facts.append(f"可按 {'、'.join(LEVELS[level] for level in shown.levels)}")
    return "\n".join([f"### {shown.name}", "", " · ".join(facts), "", table(_HEADS, map(_row, own))])


_HEADS = ("算法", "怎么算", "目标", "要有的材料", "出处、说明", "UIS 对应")


def _row(variant: Variant) -> list[str]:
    shown = _shown(variant.indicator)
    own_name = "" if variant.name == shown.name else f"{variant.name}："
    notes = dict.fromkeys(variant.words(text, AGES) for text in (variant.source, variant.note) if text)
    return [
        f"{own_name}{variant.label}\n`{variant.code}`",
        variant.in_words(AGES) + (f"\n（{_basis(variant)}口径）" if variant.basis != shown.basis else ""),
        _target(variant),
        "；".join(variant.words(schema("measuring")["inputs"][need], AGES) for need in variant.needs),
        "；".join(notes),
        variant.uis,
    ]


def _shown(indicator: str) -> Variant:
    return next(iter(catalogue()[indicator].values()))


def _basis(variant: Variant) -> str:
    return str(schema("measuring")["basis"][variant.basis])


def _target(variant: Variant) -> str:
    if variant.target is None:
        return ""
    return f"{'≥' if variant.better == 'higher' else '≤'} {variant.target:g}{variant.unit and f' {variant.unit}'}"
