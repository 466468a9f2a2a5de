"""Who is who in census and roll, as one plain value: pairs, children, what is in doubt. Made in ``reconcile/``.

Nothing here computes but what follows from the value itself. Column meanings: ``schemas/tables.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kcbx.fields import empty

if TYPE_CHECKING:
    import pandas as pd

#: What may be decided of a pair of rows: ``decision`` in the [pairs] and [links] tables.
ACCEPTED, REVIEW = "accepted", "review"
BY_PERSON, REJECTED = "accepted_by_person", "rejected_by_person"


def is_accepted(pairs: pd.DataFrame) -> pd.Series:
    """Which rows of a [pairs] or [links] table are one child, by the evidence or by a person."""
    return pairs["decision"].isin([ACCEPTED, BY_PERSON])


def is_in_doubt(pairs: pd.DataFrame) -> pd.Series:
    """Which rows of a [pairs] or [links] table a person has to decide."""
    return pairs["decision"].eq(REVIEW)


@dataclass(frozen=True)
class Linkage:
    """Which census rows and roll rows are one child.

    ``pairs``: [pairs] every accepted or review pair, and those a person decided.
    ``nearest``: [nearest] the best candidate of each census row that was not accepted.
    ``census_groups`` / ``roll_groups``: [groups] every row, with its child and whether it stands for it.
    ``repeats``: [repeats] why two rows of one list are one child.
    ``perhaps``: [perhaps] census children that most probably are another once more, and whom.
    ``counts``: figures for run.json and the terminal (candidate pairs per blocking rule, decisions).
    ``candidates``: every pair that was weighed, for ``explain``: census_id, roll_id, weight, and one column a
    comparison with the code of the level reached (null: nothing to compare); None where nobody asked for it.
    """

    pairs: pd.DataFrame
    nearest: pd.DataFrame
    census_groups: pd.DataFrame
    roll_groups: pd.DataFrame
    counts: Mapping[str, int]
    candidates: pd.DataFrame | None = None
    repeats: pd.DataFrame = field(default_factory=lambda: empty("repeats"))
    perhaps: pd.DataFrame = field(default_factory=lambda: empty("perhaps"))

    @property
    def accepted(self) -> pd.DataFrame:
        """The pairs that are one child, by the evidence or by a person."""
        return self.pairs[is_accepted(self.pairs)]

    @cached_property
    def in_doubt(self) -> pd.DataFrame:
        """The pairs a person has to decide, with ``child``, the child_id of the census row, and ``pupil``, that of the
        roll row."""
        pairs = self.pairs[is_in_doubt(self.pairs)]
        return pairs.assign(
            child=pairs["census_id"].map(self.child_of_census), pupil=pairs["roll_id"].map(self.child_of_roll)
        )

    def without_doubt(self) -> Linkage:
        """The linkage as if the pairs in doubt were two children each."""
        return replace(self, pairs=self.pairs[~is_in_doubt(self.pairs)])

    @cached_property
    def child_of_census(self) -> pd.Series:
        """child_id by the record_id of each census row."""
        return self.census_groups.set_index("record_id")["child_id"]

    @cached_property
    def child_of_roll(self) -> pd.Series:
        """child_id by the record_id of each roll row."""
        return self.roll_groups.set_index("record_id")["child_id"]

    @cached_property
    def reason_of_census(self) -> pd.Series:
        """Why a census row is the child of another row, by record_id; null for the row that stands for the child."""
        return self.census_groups.set_index("record_id")["duplicate_reason"]

    @cached_property
    def reason_of_roll(self) -> pd.Series:
        """The same by the record_id of each roll row."""
        return self.roll_groups.set_index("record_id")["duplicate_reason"]

    @cached_property
    def home_of_child(self) -> pd.Series:
        """record_id of the census row that stands for each child, by child_id."""
        return self.census_groups[self.census_groups["primary"]].set_index("child_id")["record_id"]

    @cached_property
    def pupil_of_child(self) -> pd.Series:
        """record_id of the roll row that stands for each child, by child_id."""
        return self.roll_groups[self.roll_groups["primary"]].set_index("child_id")["record_id"]

    @property
    def nearest_of_census(self) -> pd.DataFrame:
        """The best candidate by the record_id of each census row that was not accepted: roll_id, same, differ."""
        return self.nearest.drop_duplicates("census_id").set_index("census_id")

    @property
    def maybe_child_of(self) -> pd.Series:
        """By child_id, the other child of the census that this one most probably is once more."""
        return self.perhaps.set_index("child_id")["maybe_child_id"]
