"""Under which child_id a child stands in the rosters, where one in doubt most probably is another.

A child in review has a child_id of its own in the census, the pupil it most probably is another on the roll; the rates
count one child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from kcbx.metrics.likely import Likely
from kcbx.register import Register


@dataclass(frozen=True)
class LikelyIds:
    """``pupil_of``: child_id on the roll by that in the census, of each child in review that most probably is a pupil.

    ``child_of_repeat``: child_id in the census by that on the roll, of each pupil who most probably is enrolled once
    more.
    """

    pupil_of: Mapping[str, str]
    child_of_repeat: Mapping[str, str]

    @classmethod
    def of(cls, register: Register, likely: Likely) -> LikelyIds:
        """Those of a register. ``likely``: :func:`kcbx.metrics.likely.most_likely` of it."""
        census, roll = register.census, register.roll
        return cls(
            _pairs(census, likely.rows.index, roll, likely.rows),
            _pairs(roll, likely.enrolled_again.index, census, likely.enrolled_again),
        )

    def among_pupils(self, children: pd.Series) -> pd.Series:
        """The child_id under which each child stands among the pupils: of a child in review that of the likely row, of
        a pupil enrolled once more that of the pupil it is."""
        again = {pupil: self.pupil_of.get(child, child) for pupil, child in self.child_of_repeat.items()}
        return _renamed(children, {**self.pupil_of, **again})

    def in_household(self, children: pd.Series) -> pd.Series:
        """The child_id under which each child stands in the household; of a pupil in doubt that of the likely child.

        Last term's children are known by the pupil first.
        """
        likely = {pupil: child for child, pupil in self.pupil_of.items()}
        return _renamed(children, {**likely, **self.child_of_repeat})


def _pairs(rows: pd.DataFrame, ids: pd.Index, others: pd.DataFrame, other_ids: pd.Series) -> dict[str, str]:
    """child_id of rows of one list → that of the rows of the other list beside them, both by record_id."""
    return dict(zip(_child_ids(rows, ids), _child_ids(others, other_ids), strict=True))


def _child_ids(rows: pd.DataFrame, record_ids: pd.Series | pd.Index) -> pd.Series:
    return rows.set_index("record_id")["child_id"].reindex(record_ids)


def _renamed(children: pd.Series, names: Mapping[str, str]) -> pd.Series:
    return children.astype("object").map(lambda child: names.get(child, child)).astype("str")


__all__ = ["LikelyIds"]
