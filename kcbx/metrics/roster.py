"""A roster: a plain list of people, one row each, ready to be counted; and the level of schooling of each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcbx.among import among
from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema

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

#: Columns every roster has: who and where from, the units, the key groups.
SOURCES = ["record_id", "child_id", "source_file", "source_sheet", "source_row", "standing"]
UNITS = ["township", "village", "school", "sex", "cohort"]


@dataclass(frozen=True, eq=False)
class Roster:
    """One list of people; ``rows`` has one row each and a plain index, columns as ``main_lists.py``,
    ``other_lists.py`` and ``rosters.py`` make them.

    Each column is turned into numbers once: a run asks the same columns hundreds of times.
    """

    name: str
    rows: pd.DataFrame
    _numbers: dict[str, npt.NDArray[np.float64]] = field(default_factory=dict)
    _codes: dict[str, tuple[npt.NDArray[np.intp], pd.Index]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def flag(self, column: str) -> npt.NDArray[np.bool_]:
        """A column of truth values as a mask; unknown is False."""
        return np.equal(self.number(column), 1)

    def number(self, column: str) -> npt.NDArray[np.float64]:
        """A column of numbers; unknown is NaN, so every comparison with it fails."""
        if column not in self._numbers:
            values = self.rows[column].astype("float64")
            self._numbers[column] = np.asarray(values, dtype=np.float64)
        return self._numbers[column]

    def one_of(self, column: str, values: Collection[str]) -> npt.NDArray[np.bool_]:
        """Which rows hold one of ``values``; an unknown value is none of them."""
        if column not in self._codes:
            codes, known = pd.factorize(self.rows[column])
            self._codes[column] = codes, pd.Index(known)
        codes, known = self._codes[column]
        wanted = np.append(among(known, pd.Index(list(values), dtype="object")), False)
        return np.asarray(wanted[codes], dtype=bool)

    def ages(self, band: tuple[int, int] | None, by: str) -> npt.NDArray[np.bool_]:
        """Rows whose ``by`` (grade_due or age) lies in the band, ends included; None takes every age."""
        if band is None:
            return np.ones(len(self.rows), dtype=bool)
        value = self.number(by)
        return (value >= band[0]) & (value <= band[1])


def whole(rows: pd.DataFrame) -> pd.DataFrame:
    """``rows`` with every column a roster must have: texts unknown, key groups False."""
    rows = rows.assign(**{name: None for name in (*SOURCES, *UNITS) if name not in rows})
    rows = rows.astype(dict.fromkeys(["township", "village", "school", "sex"], "str"))
    return rows.assign(**{name: False for name in KEY_GROUPS if name not in rows})


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


def attached_class(school: pd.Series, stage: pd.Series) -> pd.Series:
    """Kindergarten pupils in a class attached to a school: a place that does not call itself a kindergarten."""
    nursery = school.str.contains("|".join(schema("measuring")["nursery_names"]), regex=True).fillna(False)
    return stage.eq("kindergarten").fillna(False) & school.notna() & ~nursery.astype(bool)
