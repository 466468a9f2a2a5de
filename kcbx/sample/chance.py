"""Seeded chance: every stage draws from its own named stream, so that one stage's change leaves the others alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, *stage: str) -> Random:
    """The random numbers of one stage of one sample; the same on every machine (seeded by SHA-512)."""
    return Random(f"{seed}/{'/'.join(stage)}")  # noqa: S311 - invented people, not secrets


class Weighted(Generic[T]):
    """A choice among values with weights; drawing costs one random number."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self.values: Sequence[T] = tuple(weights)
        self._cumulated = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """One value."""
        return rng.choices(self.values, cum_weights=self._cumulated)[0]


def weighted(text: str) -> Weighted[str]:
    """The choice written as ``word weight word weight …`` in a schema."""
    parts = text.split()
    return Weighted(dict(zip(parts[::2], map(float, parts[1::2]), strict=True)))


def shares(table: Mapping[str, float | str]) -> Weighted[str]:
    """The choice of a table of shares; what they leave of 1 goes to the value named by ``else``."""
    named = {name: float(share) for name, share in table.items() if name != "else"}
    rest = {str(table["else"]): max(0.0, 1 - sum(named.values()))} if "else" in table else {}
    return Weighted({**named, **rest})
