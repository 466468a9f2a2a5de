"""A value against its target and against last term: the words and whether they alarm."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

#: Changes below this many points are none: they do not show in two decimals.
_SMALLEST = 0.005


@dataclass(frozen=True, slots=True)
class Verdict:
    """A value against its target: ``missed`` is None where there is nothing to compare."""

    words: str
    missed: bool | None

    @property
    def look(self) -> str:
        """The role of its cell."""
        return {True: "alarm", False: "accent", None: "quiet"}[self.missed]


def verdict(value: float, target: float, better: str, kind: str) -> Verdict:
    """Whether the target is met, or by how much it is missed; NaN for what is not known."""
    if pd.isna(value):
        return Verdict("—", None)
    if pd.isna(target):
        return Verdict("无目标", None)
    short = target - value if better == "higher" else value - target
    if short <= 0:
        return Verdict("√ 达标", False)
    return Verdict(f"× 差 {short:,.0f}" if kind == "count" else f"× 差 {max(short, 0.01):.2f}", True)


def target_words(target: float, better: str, kind: str) -> str:
    """≥99.0%, ≤1.8%, =0 人; empty without a target."""
    if pd.isna(target):
        return ""
    if kind == "count":
        return f"{'=' if not target else '≤'}{target:,.0f} 人"
    sign = "=" if target == 100 and better == "higher" else "≥" if better == "higher" else "≤"
    return f"{sign}{target:.1f}%" if kind == "rate" else f"{sign}{target:.2f}"


def value_words(value: float, kind: str) -> str:
    """98.31%, 5 人, or a ratio such as 0.98."""
    return f"{value:,.0f} 人" if kind == "count" else f"{value:.2f}" + "%" * (kind != "parity")


def change_words(value: float, last: float) -> str:
    """↑ 0.29, ↓ 0.45 or → 0.00 against last term; empty where either is not known."""
    if pd.isna(value) or pd.isna(last):
        return ""
    change = round(value - last, 2)
    return f"{'↑' if change > 0 else '↓' if change < 0 else '→'} {abs(change):.2f}"


def worse(value: float, last: float, better: str) -> bool:
    """Whether a value moved away from where it should go: a falling good rate, a rising bad one."""
    change = value - last
    return bool(change < -_SMALLEST if better == "higher" else change > _SMALLEST)
