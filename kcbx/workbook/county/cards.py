"""The five cards of 总览: what the register alone can say, or the rates the county answers for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from kcbx.targets import change_words, target_words, verdict, worse
from kcbx.workbook.county.groups import share
from kcbx.workbook.county.picture import GROUPS, Picture
from kcbx.workbook.style import PEOPLE, RATE
from kcbx.workbook.text import Rich, Run


@dataclass(frozen=True, slots=True)
class Card:
    """One figure: its label, value (a rate as a fraction; None is 不可计算), two lines under it, and what it means.

    ``alarm`` only where something is to be done: a target missed, children to visit.
    """

    label: str
    value: float | None
    number_format: str
    first: Rich
    second: Rich
    alarm: bool = False
    says: str = ""


def cards(picture: Picture, rows: pd.DataFrame | None) -> list[Card]:
    """Five cards: the rates the county answers for; where nothing was measured, what the register itself says."""
    return register_cards(picture) if rows is None else rate_cards(rows)


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
    """The rates the county answers for, in their order; one that cannot be computed says what to send.

    ``rows``: ``county_rows``.
    """
    five = rows[rows["answered"].notna()].sort_values("answered")
    return [_rate_card(row) for _, row in five.iterrows()]


def rate(rows: pd.DataFrame, wanted: Mapping[str, Any]) -> pd.Series | None:
    """The row of one rate; None where it cannot be computed."""
    found = rows[
        rows["indicator"].eq(wanted["indicator"]) & rows["variant"].eq(wanted["variant"]) & rows["value"].notna()
    ]
    return found.iloc[0] if len(found) else None


def _rate_card(row: pd.Series) -> Card:
    value, last, target = row["value"], row["last"], row["target"]
    judged = verdict(value, target, row["better"], row["kind"])
    against = f"目标 {target_words(target, row['better'], row['kind'])} " if pd.notna(target) else "没有定目标 "
    words = f"{judged.words.replace('差 ', '差')}百分点" if judged.missed else judged.words
    judgement: Rich = (Run(words, (judged.look,)),) if judged.missed is not None else ()
    before: Rich = ()
    if pd.notna(last):
        moved = change_words(value, last)
        look = "alarm" if worse(value, last, row["better"]) else "bold"
        before = (f"上学期 {last:.2f}% ", Run(moved, (look,)))
    elif pd.notna(value):
        before = (f"{int(row['numerator']):,} ÷ {int(row['denominator']):,}",)
    return Card(
        row["card"],
        None if pd.isna(value) else float(value) / 100,
        RATE,
        (against, *judgement),
        before,
        judged.missed is True,
        row["says"],
    )
