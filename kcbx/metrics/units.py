"""Units: how the rows of a roster fall into townships, villages, schools, cohorts, sexes and key groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcbx.definitions import schema
from kcbx.metrics.roster import Roster

#: The name of a unit that a row does not say; it is counted, so that the units add up to the county.
UNSAID = "未写明"


@dataclass(frozen=True)
class Units:
    """The units of one level over all rosters: ``names`` sorted, with ``parents`` (the township of a village).

    ``codes`` places each row of a roster (by its name) in ``names``; ``masks`` are the overlapping key groups.
    """

    parents: Sequence[str]
    names: Sequence[str]
    codes: dict[str, npt.NDArray[np.intp]]
    masks: dict[str, tuple[npt.NDArray[np.bool_], ...]]

    def sum(self, roster: Roster, people: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """People per unit, units with nobody included."""
        if roster.name in self.masks:
            return np.array([people[mask].sum() for mask in self.masks[roster.name]], dtype=np.int64)
        sums = np.bincount(self.codes[roster.name], weights=people, minlength=len(self.names))
        return sums.round().astype(np.int64)


def units_of(level: str, rosters: Sequence[Roster]) -> Units:
    """The units of ``level`` that any of the rosters knows, sorted by parent and name."""
    if level == "group":
        groups = schema("measuring")["groups"]
        masks = {roster.name: tuple(roster.flag(group) for group in groups) for roster in rosters}
        return Units([""] * len(groups), list(groups.values()), {}, masks)
    if level == "county":
        return Units([""], [""], {each.name: np.zeros(len(each), dtype=np.intp) for each in rosters}, {})
    names = pd.concat([roster.rows[level].astype("str") for roster in rosters]).fillna(UNSAID)
    if level == "village":
        names = pd.concat([roster.rows["township"] for roster in rosters]).fillna(UNSAID) + "\t" + names
    codes, known = pd.factorize(names, sort=True)
    bounds = np.cumsum([len(roster) for roster in rosters])[:-1]
    both = [str(name).rpartition("\t") for name in known]
    parts = zip(rosters, np.split(codes, bounds), strict=True)
    return Units([parent for parent, _, _ in both], [name for _, _, name in both], {r.name: c for r, c in parts}, {})
