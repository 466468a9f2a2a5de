"""Rosters: the register as plain lists of people, one row each, ready to be counted.

A roster belongs to one basis. ``household`` lists the children of the census once each, ``register`` the pupils of
the roll once each, ``residence`` whoever lives here: household children not known elsewhere, and pupils here who
are in no census. Everything a population may ask is a column; what is unknown is null or False, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema, standings
from kcbx.register import Register

#: Levels of schooling, comparable by size; NO_LEVEL is a child who attends nothing.
NO_LEVEL, KINDERGARTEN, PRIMARY, JUNIOR, SENIOR = -1, 0, 1, 2, 3
_LEVEL_OF_STAGE = {
    "kindergarten": KINDERGARTEN,
    "primary": PRIMARY,
    "junior": JUNIOR,
    "senior": SENIOR,
    "vocational": SENIOR,
}

#: The key groups, as columns of a roster; their words are in ``schemas/measuring.toml``.
KEY_GROUPS = ("low_income", "disabled", "left_behind", "migrant", "orphan")

_ELSEWHERE = ("elsewhere_proved", "elsewhere_claimed")
_SHARED = [
    "record_id",
    "child_id",
    "source_file",
    "source_sheet",
    "source_row",
    "standing",
    "township",
    "village",
    "school",
    "sex",
    "cohort",
]


@dataclass(frozen=True)
class Roster:
    """One list of people; ``rows`` has one row each and a plain index, columns as in :class:`Lists`."""

    name: str
    rows: pd.DataFrame

    def __len__(self) -> int:
        return len(self.rows)

    def flag(self, column: str) -> npt.NDArray[np.bool_]:
        """A column of truth values as a mask; unknown is False."""
        return self.rows[column].fillna(False).to_numpy(dtype=bool)

    def number(self, column: str) -> npt.NDArray[np.float64]:
        """A column of numbers; unknown is NaN, so every comparison with it fails."""
        return np.asarray(self.rows[column].astype("float64"), dtype=np.float64)

    def one_of(self, column: str, values: tuple[str, ...]) -> npt.NDArray[np.bool_]:
        """Which rows hold one of ``values``."""
        return self.rows[column].isin(values).to_numpy(dtype=bool)

    def ages(self, band: tuple[int, int] | None, by: str) -> npt.NDArray[np.bool_]:
        """Rows whose ``by`` (grade_due or age) lies in the band, ends included; None takes every age."""
        if band is None:
            return np.ones(len(self.rows), dtype=bool)
        value = self.number(by)
        return (value >= band[0]) & (value <= band[1])


@dataclass(frozen=True)
class Lists:
    """All rosters of a register, each built when it is first asked for."""

    register: Register

    @property
    def ages(self) -> SchoolAges:
        """The county's age rules; townships with their own have them in ``grade_due`` already."""
        return self.register.place.ages

    @cached_property
    def rosters(self) -> tuple[Roster, ...]:
        """All of them."""
        return (self.household, self.pupils, self.residents)

    @cached_property
    def household(self) -> Roster:
        """The children of the census, once each: every row but ``duplicate``.

        ``enrolled`` and ``population`` are those of the standing (``standings.toml``); ``level`` is what a child
        attends, or would attend if on leave: the stage of the linked roll row, of a special school by its grade,
        else what the census says, else the level due by age.
        """
        census = self.register.census
        census = census[census["standing"] != "duplicate"]
        here = self.register.roll.set_index("record_id").reindex(census["roll_id"]).set_axis(census.index, axis=0)
        known = standings()
        rows = census[["record_id", "child_id", "standing", "township", "village", "cohort"]].copy()
        rows[["source_file", "source_sheet", "source_row"]] = census[["source_file", "source_sheet", "source_row"]]
        rows["school"] = here["school"].astype("str")
        rows["sex"] = census["sex"].fillna(census["id_sex"])
        rows["grade_due"], rows["age"] = census["grade_due"], census["age_at_cutoff"]
        rows["enrolled"] = census["standing"].map({code: each.enrolled for code, each in known.items()})
        rows["population"] = census["standing"].map({code: each.population for code, each in known.items()})
        stage = here["stage"].fillna(census["stage"])
        grade = here["grade"].astype("float64").fillna(census["grade"].astype("float64"))
        rows["level"] = levels(stage, grade, census["grade_due"].astype("float64"), self.ages)
        rows["stage"] = stage
        rows["attached"] = _attached(here["school"], here["stage"])
        self._key_groups(rows, census, here)
        return Roster("household", rows.reset_index(drop=True))

    @cached_property
    def pupils(self) -> Roster:
        """The pupils of the roll, once each: every row but ``duplicate_roll``; ``present`` by status.

        An empty status means present: schools write down exceptions only.
        """
        roll = self.register.roll
        roll = roll[roll["standing"] != "duplicate_roll"]
        rows = roll[["record_id", "child_id", "source_file", "source_sheet", "source_row", "standing"]].copy()
        rows[["township", "village", "school", "cohort", "status"]] = roll[
            ["township", "village", "school", "cohort", "status"]
        ]
        rows["sex"] = roll["sex"].fillna(roll["id_sex"])
        rows["grade_due"], rows["age"], rows["grade"] = roll["grade_due"], roll["age_at_cutoff"], roll["grade"]
        rows["stage"] = roll["stage"]
        due, grade = roll["grade_due"].astype("float64"), roll["grade"].astype("float64")
        rows["level"] = levels(roll["stage"], grade, due, self.ages)
        rows["present"] = roll["status"].isna() | roll["status"].isin(schema("measuring")["present"])
        rows["attached"] = _attached(roll["school"], roll["stage"])
        self._key_groups(rows, roll, self._census_of(roll))
        return Roster("pupils", rows.reset_index(drop=True))

    @cached_property
    def residents(self) -> Roster:
        """Who lives here: household children not known elsewhere, and pupils here whom no census registers.

        A pupil who may be a census child (``review``) is left out: that child is counted already.
        """
        home = self.household.rows
        home = home[~home["standing"].isin(_ELSEWHERE) & home["population"].astype(bool)]
        others = self.pupils.rows
        others = others[others["present"] & others["standing"].isin(["from_elsewhere", "not_in_census"])]
        others = others.assign(enrolled=True, population=True)
        shared = [*_SHARED, "grade_due", "age", "enrolled", "population", "level", "stage", "attached", *KEY_GROUPS]
        return Roster("residents", pd.concat([home[shared], others[shared]], ignore_index=True))

    def _census_of(self, roll: pd.DataFrame) -> pd.DataFrame:
        census = self.register.census
        own = census[census["standing"] != "duplicate"].drop_duplicates("child_id").set_index("child_id")
        return own.reindex(roll["child_id"]).set_axis(roll.index, axis=0)

    def _key_groups(self, rows: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> None:
        """A child belongs to a key group when either list says so, or a register of the group names the child."""
        for group in KEY_GROUPS:
            rows[group] = own[group].fillna(False).astype(bool) | other[group].fillna(False).astype(bool)
        rows["certified"] = own["child_id"].isin(self._named_in("disability"))
        rows["disabled"] |= rows["certified"]
        rows["low_income"] |= own["child_id"].isin(self._named_in("low_income"))

    def _named_in(self, form: str) -> pd.Series:
        """Children a list names; an empty list has no child_id column."""
        table = self.register.others.get(form)
        if table is None or table.empty:
            return pd.Series(dtype="str")
        return table["child_id"].dropna()


def levels(stage: pd.Series, grade: pd.Series, due: pd.Series, ages: SchoolAges) -> pd.Series:
    """Level of schooling of each row: its stage; a special school or unknown stage by grade, else by grade due.

    A child of a special school is at least in primary school. Without stage, grade and age: NO_LEVEL.
    """
    special = stage.eq("special")
    counted = grade.where(grade.notna(), due.clip(lower=1).where(special, due))
    by_grade = np.select(
        [
            counted.isna(),
            counted > ages.compulsory_years,
            counted > ages.primary_years,
            counted >= 1,
        ],
        [PRIMARY * special.fillna(False).astype(int) + NO_LEVEL * ~special.fillna(False), SENIOR, JUNIOR, PRIMARY],
        default=KINDERGARTEN,
    )
    return stage.map(_LEVEL_OF_STAGE).astype("float64").fillna(pd.Series(by_grade, index=stage.index)).astype(int)


def _attached(school: pd.Series, stage: pd.Series) -> pd.Series:
    """Kindergarten pupils in a class attached to a school: a place that does not call itself a kindergarten."""
    nursery = school.str.contains("|".join(schema("measuring")["nursery_names"]), regex=True).fillna(False)
    return stage.eq("kindergarten").fillna(False) & school.notna() & ~nursery.astype(bool)
