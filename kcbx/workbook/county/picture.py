"""What the pages of the county workbook share: every child with its judgement, and the counts they show.

*Counted* children are those the nine compulsory cohorts answer for: of compulsory age, and those on the list to
verify whatever is known of their age, without the ones who died, moved away or are registered twice. Every
figure of 总览 and 年龄段×村 counts rows of ``counted``, so the pages agree.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from kcbx.config import Config
from kcbx.definitions import schema, standings
from kcbx.linkage import is_in_doubt
from kcbx.register import Place, Register

#: Columns of the cohort matrix, in order; 其他 only where somebody stands there.
PLACES = ("在校", "县外", "缓·休", "待核对", "待核实", "其他")
GROUPS = ("甲", "乙", "丙")
UNKNOWN = "未写明"

#: What the pages read of the people tables; whole tables are wide, and copying them costs.
_PEOPLE = [
    *("record_id", "source_file", "source_sheet", "source_row", "name", "sex", "birth_date", "id_number"),
    *("township", "village", "village_group", "guardian", "phone", "school", "disabled", "disability_type"),
    *("low_income", "left_behind", "migrant", "orphan", "status_text", "grade_due", "compulsory", "row_key"),
    *("standing", "reason", "duplicate_of", "duplicate_reason"),
]
_CENSUS = [
    *_PEOPLE,
    *("child_id", "school_elsewhere", "declared_reason", "case_number", "previous", "roll_id", "nearest_roll_id"),
]
_WORDS = ("label", "group", "column")
_ROLL = [*_PEOPLE, "grade", "class_name", "id_state", "census_id", "second_version"]


@dataclass(frozen=True)
class Picture:
    """A register seen by the county."""

    register: Register
    config: Config

    @property
    def place(self) -> Place:
        """The county and the moment."""
        return self.register.place

    @cached_property
    def children(self) -> pd.DataFrame:
        """All census rows with what their standing says: label, group, place, to_verify, enrolled, population.

        Township and village are never null here, nor are the key groups: a child belongs to one when either list
        says so, or a register of the group names the child (as the indicators count).
        """
        census = self.register.census[_CENSUS]
        said = {}
        for name in ("label", "group", "column", "to_verify", "enrolled", "population"):
            meaning = census["standing"].map({code: getattr(each, name) for code, each in standings().items()})
            said["place" if name == "column" else name] = meaning.astype(str if name in _WORDS else bool)
        frame = census.assign(**said)
        for name in ("township", "village"):
            frame[name] = frame[name].fillna(UNKNOWN)
        return self._with_groups(frame)

    def _with_groups(self, children: pd.DataFrame) -> pd.DataFrame:
        """The children with the key groups of both lists and of the registers that name them."""
        groups = schema("workbooks/county")["groups"]
        pupil = self.roll[[*groups, "disability_type"]].reindex(pd.Index(children["roll_id"].astype("object")))
        pupil = pupil.set_axis(children.index, axis=0)
        for name, group in groups.items():
            children[name] = children[name].fillna(False).astype(bool) | pupil[name].fillna(False).astype(bool)
            listed = self.register.others.get(group.get("register", ""))
            if listed is not None and len(listed):
                children[name] |= children["child_id"].isin(listed["child_id"].dropna())
        children["disability_type"] = children["disability_type"].fillna(pupil["disability_type"])
        return children

    @cached_property
    def unreported(self) -> frozenset[str]:
        """Key groups of which no list says anything, so that nobody is counted in them: that is not zero."""
        census, roll, others = self.register.census, self.register.roll, self.register.others
        return frozenset(
            name
            for name, group in schema("workbooks/county")["groups"].items()
            if census[name].isna().all() and roll[name].isna().all() and not len(others.get(group.get("register"), ()))
        )

    @cached_property
    def counted(self) -> pd.DataFrame:
        """The children the nine cohorts answer for; ``grade`` is the cohort (1—9), 0 for a child of unknown age."""
        children = self.children
        of_age = children["compulsory"].fillna(False).astype(bool)
        chosen = children[children["population"] & (of_age | children["to_verify"])]
        grade = chosen["grade_due"].where(chosen["compulsory"].fillna(False)).fillna(0).astype(int)
        return chosen.assign(cohort_grade=grade)

    @cached_property
    def to_verify(self) -> pd.DataFrame:
        """The list to verify: by township (most first), category, village, birth date."""
        listed = self.children[self.children["to_verify"]]
        rank = {name: order for order, name in enumerate(self.townships)}
        return (
            listed.assign(_rank=listed["township"].map(rank), _group=listed["group"].map(GROUPS.index))
            .sort_values(["_rank", "_group", "standing", "village", "birth_date", "name", "record_id"])
            .drop(columns=["_rank", "_group"])
        )

    @cached_property
    def townships(self) -> tuple[str, ...]:
        """Townships, those with most children to verify first, then by name."""
        table = self.children.groupby("township")["to_verify"].sum()
        ordered = sorted(table.items(), key=lambda item: (-item[1], str(item[0])))
        return tuple(str(name) for name, _ in ordered)

    @cached_property
    def roll(self) -> pd.DataFrame:
        """Roll rows by record_id."""
        return _by_id(self.register.roll[_ROLL])

    @cached_property
    def by_id(self) -> pd.DataFrame:
        """Census rows with judgement by record_id."""
        return _by_id(self.children)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """The columns of the matrix that this county needs."""
        others = self.counted["place"].eq("其他").any()
        return PLACES if others else PLACES[:-1]

    def count(self, standing: str) -> int:
        """Census rows of a standing."""
        return int(self.children["standing"].eq(standing).sum())

    @cached_property
    def linked(self) -> pd.Series:
        """Position in ``roll`` of the row linked to each census row (index as there), -1 where none is."""
        census = self.register.census
        return pd.Series(places_in(self.roll, census["roll_id"]), index=census.index)

    @cached_property
    def review_pairs(self) -> pd.DataFrame:
        """The review pairs, in order of benefit: children who wait for it first, then the likeliest pairs."""
        links = self.register.links
        pairs = links[is_in_doubt(links)]
        at = places_in(self.by_id, pairs["census_id"])
        known = (at >= 0) & (places_in(self.roll, pairs["roll_id"]) >= 0)
        pairs, child = pairs[known], self.by_id.iloc[at[known]]
        waiting = child["standing"].eq("in_school_review").to_numpy(bool)
        of_age = child["compulsory"].fillna(False).to_numpy(bool)
        return pairs.assign(_first=~(of_age & waiting), _second=~waiting).sort_values(
            ["_first", "_second", "weight", "census_id", "roll_id"], ascending=[True, True, False, True, True]
        )


def places_in(people: pd.DataFrame, ids: pd.Series) -> np.ndarray:
    """Position of each record_id in a frame of :attr:`Picture.by_id` or ``roll``, -1 where it is not there."""
    return np.asarray(people.index.get_indexer(pd.Index(ids.astype("object"))))


def _by_id(people: pd.DataFrame) -> pd.DataFrame:
    """The rows by record_id; plain objects make a faster index than Arrow texts."""
    return people.set_index(people["record_id"].astype("object")).rename_axis(None)
