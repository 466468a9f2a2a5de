"""The five cards of 总览: what the register alone can say, or the rates the county answers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.county.groups import share
from kcbx.workbook.county.indicators import target_words, verdict
from kcbx.workbook.county.picture import GROUPS, Picture
from kcbx.workbook.style import PEOPLE, RATE
from kcbx.workbook.text import Rich, Run


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: its label, value (a rate as a fraction; None is 不可计算), two lines under it.

    ``alarm`` only where something is to be done: a target missed, children to visit.
    """

    label: str
    value: float | None
    number_format: str
    first: Rich
    second: Rich
    alarm: bool = False


def cards(picture: Picture, rows: pd.DataFrame | None) -> list[Card]:
    """Five cards: the rates that can be computed, then, in the free places, what the register itself says."""
    found = rate_cards(rows) if rows is not None else []
    own = register_cards(picture)
    if not found:
        return own
    free = [own[2], own[3], own[0], own[1]]
    return [*found, *free][:5]


def register_cards(picture: Picture) -> list[Card]:
    """Registered, in school, to verify, to review, disabled: counted from the register itself."""
    children = picture.counted
    listed = picture.to_verify
    pairs = picture.review_pairs
    disabled = children[children["disabled"].fillna(False).astype(bool)]
    girls = int(children["sex"].eq("女").sum())
    enrolled = int(children["enrolled"].sum())
    rate, target = share(children), picture.config.targets.get("compulsory_net_enrolment")
    missed = rate is not None and target is not None and rate * 100 < target
    counts = listed["group"].value_counts()
    if target is None or rate is None:
        against: Rich = (f"{enrolled:,} ÷ {len(children):,}",)
    else:
        gap = Run(f"× 差{target - rate * 100:.2f}百分点", ("alarm",)) if missed else Run("√ 达标", ("accent",))
        against = (f"目标 ≥{target:.1f}% ", gap)
    waiting = int(children["place"].eq("待核对").sum())
    return [
        Card(
            "登记适龄儿童少年",
            len(children),
            PEOPLE,
            (f"九个年级段 {len(picture.townships)} 个乡镇",),
            (f"其中女童 {girls:,} 人",),
        ),
        Card(
            "九年净入学率（按登记）",
            rate,
            RATE,
            against,
            (f"县外有证明 {int(children['place'].eq('县外').sum()):,} 人",),
            missed,
        ),
        Card(
            "待入户核实",
            len(listed),
            PEOPLE,
            tuple(f"{group} {counts.get(group, 0):,}  " for group in GROUPS),
            ("七类合计，不等于失学人数",),
            len(listed) > 0,
        ),
        Card(
            "待人工核对",
            len(pairs),
            PEOPLE,
            (f"涉及适龄儿童 {waiting:,} 人",),
            ("证据不够，请人判断",),
        ),
        Card(
            "残疾儿童少年就读",
            share(disabled),
            RATE,
            (f"{int(disabled['enrolled'].sum()):,} ÷ {len(disabled):,}",),
            (f"待核实 {int(disabled['to_verify'].sum()):,} 人",),
        ),
    ]


def rate_cards(rows: pd.DataFrame) -> list[Card]:
    """The rates the county answers for ([rates] of the schema) that can be computed; ``rows``: ``county_rows``."""
    found = []
    for wanted in schema("workbooks/county")["rates"]["cards"]:
        row = rate(rows, wanted)
        if row is not None:
            found.append(_rate_card(wanted["label"].format(label=row["label"]), row))
    return found


def rate(rows: pd.DataFrame, wanted: Mapping[str, Any]) -> pd.Series | None:
    """The row of one rate, of the first variant wanted that can be computed; None where none can."""
    named = [wanted["variant"]] if isinstance(wanted["variant"], str) else wanted["variant"]
    known = rows[rows["indicator"].eq(wanted["indicator"]) & rows["value"].notna()]
    found = (known[known["variant"].eq(variant)] for variant in named)
    return next((row.iloc[0] for row in found if len(row)), None)


def _rate_card(label: str, row: pd.Series) -> Card:
    value, last = float(row["value"]), float(row["last"])
    judged = verdict(value, row["target"], row["better"], row["kind"])
    if judged.missed is None:
        first: Rich = (f"{int(row['numerator']):,} ÷ {int(row['denominator']):,}",)
    else:
        words = f"{judged.words.replace('差 ', '差')}百分点" if judged.missed else judged.words
        target = target_words(row["target"], row["better"], row["kind"])
        first = (f"目标 {target} ", Run(words, (judged.look,)))
    second: Rich = (
        f"{int(row['numerator']):,} ÷ {int(row['denominator']):,}" if judged.missed is not None else row["label"],
    )
    if not pd.isna(last):
        change = round(value - last, 2)
        arrow = "↑" if change > 0 else "↓" if change < 0 else "→"
        worse = change < 0 if row["better"] == "higher" else change > 0
        second = (f"上学期 {last:.2f}% ", Run(f"{arrow} {abs(change):.2f}", ("alarm",) if worse else ("bold",)))
    return Card(label, value / 100, RATE, first, second, judged.missed is True)
