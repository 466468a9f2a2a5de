"""The five cards of 总览: what the register alone can say, or the rates the county answers for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.county.groups import share
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


def rate_cards(indicators: pd.DataFrame) -> list[Card]:
    """The five rates the county answers for, in the order of [[cards]]; columns as for 指标."""
    county = indicators[indicators["level"].eq("county")]
    cards = []
    for wanted in schema("workbooks/county")["cards"]:
        rows = county[county["indicator"].eq(wanted["indicator"]) & county["variant"].eq(wanted["variant"])]
        if len(rows):
            cards.append(_rate_card(wanted["label"], rows.iloc[0]))
    return cards


def _rate_card(label: str, row: pd.Series) -> Card:
    value, target, last = (None if pd.isna(row.get(name)) else float(row[name]) for name in ("value", "target", "last"))
    if value is None:
        return Card(label, None, RATE, (str(row["not_computable_reason"]),), ("",))
    higher = row.get("better", "higher") != "lower"
    missed = target is not None and (value < target if higher else value > target)
    if target is None:
        first: Rich = (f"{int(row['numerator']):,} ÷ {int(row['denominator']):,}",)
    else:
        verdict = Run(f"× 差{abs(target - value):.2f}百分点", ("alarm",)) if missed else Run("√ 达标", ("accent",))
        first = (f"目标 {'≥' if higher else '≤'}{target:.1f}% ", verdict)
    second: Rich = ("没有上学期的数",)
    if last is not None:
        change = value - last
        arrow = "↑" if change > 0.004 else "↓" if change < -0.004 else "→"
        worse = change < -0.004 if higher else change > 0.004
        second = (f"上学期 {last:.2f}% ", Run(f"{arrow} {abs(change):.2f}", ("alarm",) if worse else ("bold",)))
    return Card(label, value / 100, RATE, first, second, missed)
