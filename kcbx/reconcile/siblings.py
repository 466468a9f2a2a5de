"""Who of the same list may be whose twin: as long as one is open, a number in common may be its own."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from kcbx.reconcile.namesakes import values_by_group


class Siblings:
    """Who may be whose twin, and who for certain is another child."""

    def __init__(self, evidence: pd.DataFrame, head: np.ndarray) -> None:
        """``evidence``: see :func:`kcbx.reconcile.children.decide_children`; ``head``: the group of each row."""
        self.evidence, self.head = evidence, head
        number = evidence["id"].where(evidence["id_kind"].eq("valid"))
        self._told = pd.DataFrame({"group": head, "number": number, "name": evidence["name"]})
        keys = evidence["families"].dropna().str.split("|").explode()
        self._keys_of: dict[int, set[str]] = {}
        self._heads_of: dict[str, set[int]] = {}
        for row, key in zip(keys.index, keys, strict=True):
            self._keys_of.setdefault(int(head[row]), set()).add(key)
            self._heads_of.setdefault(key, set()).add(int(head[row]))

    def settled(self, left: int, right: int, done: set[int]) -> bool:
        """Whether all possible twins of both children are done: as long as one is open, a number may be its own.

        Where the names of the two sound alike, a twin whose name does not is none.
        """
        keys = self._keys_of.get(left, set()) | self._keys_of.get(right, set())
        twins = {twin for key in keys for twin in self._heads_of[key]} - {left, right}
        return all(twin in done or self._sound_alike_but(left, right, twin) for twin in twins)

    def _sound_alike_but(self, left: int, right: int, twin: int) -> bool:
        sounds = self._sounds
        if not all(group in sounds for group in (left, right, twin)):
            return False
        common = sounds[left] & sounds[right]
        return bool(common) and common.isdisjoint(sounds[twin])

    @cached_property
    def _sounds(self) -> dict[int, set[str]]:
        return values_by_group(pd.DataFrame({"group": self.head, "sound": self.evidence["sound"]}), "sound")

    def two(self, one: pd.Series, other: pd.Series) -> np.ndarray:
        """Whether groups of one list, side by side, are two children: sound numbers and names, none in common.

        ``other``: null where there is nobody.
        """
        told = self._told[self._told["group"].isin({*one, *other.dropna()})]
        numbers, names = (values_by_group(told, column) for column in ("number", "name"))
        return np.array(
            [
                all(left in each and right in each and each[left].isdisjoint(each[right]) for each in (numbers, names))
                for left, right in zip(one, other, strict=True)
            ],
            dtype=bool,
        )


__all__ = ["Siblings"]
