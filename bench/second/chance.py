"""The seeded chance of the second model, and the words it draws from."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")


def stream(seed: int, *stage: object) -> Random:
    """Random numbers of one stage, the same on every machine."""
    return Random(f"second/{seed}/{'/'.join(map(str, stage))}")


@cache
def words() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text(encoding="utf-8"))


def zipf(rng: Random, values: Sequence[T], power: float = 0.8) -> T:
    """One of the values; the n-th is drawn n^-power times as often as the first."""
    return rng.choices(values, weights=_zipf(len(values), power))[0]


@cache
def _zipf(count: int, power: float) -> tuple[float, ...]:
    return tuple((rank + 1) ** -power for rank in range(count))


def spread(rng: Random, median: float, sigma: float = 0.9, most: float = 0.6) -> float:
    """A rate that differs from clerk to clerk: most are near the median, a few are many times worse."""
    return min(most, median * float(2.718281828 ** rng.gauss(0, sigma)))
