"""Counting: who a term means and how many of them each unit has, computed once for a whole run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from kcbx.metrics.indicators import Side, Term
from kcbx.metrics.populations import POPULATIONS, Members
from kcbx.metrics.roster import Roster
from kcbx.metrics.rosters import Lists
from kcbx.metrics.units import Units, units_of
from kcbx.register import Register

Counts = npt.NDArray[np.int64]


@dataclass
class Counting:
    """The lists of a register with a memory of what was counted already."""

    lists: Lists
    _members: dict[str, Members] = field(default_factory=dict)
    _units: dict[str, Units] = field(default_factory=dict)
    _sums: dict[tuple[str, str, Side | None], Counts] = field(default_factory=dict)
    _known: dict[tuple[str, str], npt.NDArray[np.bool_]] = field(default_factory=dict)

    @classmethod
    def of(cls, register: Register, previous: Register | None = None) -> Counting:
        """Nothing counted yet. ``previous``: last term's register."""
        return cls(Lists(register, previous))

    def members(self, term: Term) -> Members:
        """Who a term counts."""
        if term.key not in self._members:
            self._members[term.key] = POPULATIONS[term.population].choose(self.lists, **term.parameters)
        return self._members[term.key]

    def units(self, level: str) -> Units:
        """The units of a level."""
        if level not in self._units:
            self._units[level] = units_of(level, self.lists.rosters)
        return self._units[level]

    def sums(self, terms: Sequence[Term], level: str, side: Side | None = None) -> Counts:
        """People per unit of a level; ``side`` keeps one side of a comparison. Parts of people are rounded off."""
        total = np.zeros(len(self.units(level).names))
        for term in terms:
            total = total + self._sum(term, level, side) * term.times
        return total.round().astype(np.int64)

    def known(self, terms: Sequence[Term], level: str) -> npt.NDArray[np.bool_]:
        """Units in which the rosters of the terms have any row at all."""
        rosters = {self.members(term).roster.name: self.members(term).roster for term in terms}
        known = np.zeros(len(self.units(level).names), dtype=bool)
        for roster in rosters.values():
            known |= self._any(roster, level)
        return known

    def _sum(self, term: Term, level: str, side: Side | None) -> Counts:
        key = (term.key, level, side)
        if key not in self._sums:
            found = self.members(term)
            people = found.people if side is None else np.where(on_side(found.roster, side), found.people, 0)
            self._sums[key] = self.units(level).sum(found.roster, people)
        return self._sums[key]

    def _any(self, roster: Roster, level: str) -> npt.NDArray[np.bool_]:
        key = (roster.name, level)
        if key not in self._known:
            self._known[key] = self.units(level).sum(roster, np.ones(len(roster), dtype=np.int64)) > 0
        return self._known[key]


def on_side(roster: Roster, side: Side) -> npt.NDArray[np.bool_]:
    """Rows on one side of a comparison."""
    if not side.column:
        return np.ones(len(roster), dtype=bool)
    return roster.one_of(side.column, (side.value,)) if side.value else roster.flag(side.column)
