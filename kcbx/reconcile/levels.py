"""What the linkage model is made of: levels of a comparison, comparisons, blocking rules, rules of decision."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

#: What a rule calls a comparison that says nothing because a value is missing.
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Level:
    """One answer of a comparison: ``bits`` of evidence, its ``klass`` for the rules, its words for people."""

    code: str
    bits: float
    klass: str
    text: str
    side: str
    when: str = ""


@dataclass(frozen=True)
class Comparison:
    """What is compared: the first level whose condition holds decides.

    ``silent``: what people are told where a value is missing; "" where silence says nothing.
    """

    name: str
    label: str
    missing: str
    levels: tuple[Level, ...]
    silent: str = ""

    @property
    def bits(self) -> np.ndarray:
        """The bits of every level, behind those of nothing to compare: of level n at place n + 1."""
        return np.array([0.0, *(level.bits for level in self.levels)])

    def reached(self, weight: np.ndarray) -> np.ndarray:
        """Number of the level of each ``mw_`` value; −1 where nothing could be compared (0 bits)."""
        bits = self.bits
        order = np.argsort(bits)
        middles = (bits[order][1:] + bits[order][:-1]) / 2
        return (order[np.searchsorted(middles, weight)] - 1).astype(np.int8)

    def places(self, classes: Iterable[str]) -> list[int]:
        """Numbers of all levels of these classes, or with these codes; "open" holds for a missing value too."""
        wanted = set(classes)
        found = [place for place, level in enumerate(self.levels) if not wanted.isdisjoint((level.klass, level.code))]
        return [-1, *found] if OPEN in wanted else found


@dataclass(frozen=True, slots=True)
class BlockRule:
    """Pairs of rows to look at: those equal in all columns of ``on``."""

    name: str
    label: str
    on: tuple[str, ...]
    explode: tuple[str, ...] = ()
    within: bool = False

    @property
    def sql(self) -> str:
        """The join condition, over the rule's key column (see :mod:`kcbx.reconcile.blocking`)."""
        equal = f"l.{self.key} = r.{self.key}"
        return equal if self.within else f"{equal} and l.side <> r.side"

    @property
    def key(self) -> str:
        """Name of the key column."""
        return f"block_{self.name}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Grounds for a decision: ``all_of`` comparison → classes, any one of ``one_of``, and at least ``weight`` bits."""

    why: str
    all_of: Mapping[str, tuple[str, ...]]
    one_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weight: float = -math.inf
