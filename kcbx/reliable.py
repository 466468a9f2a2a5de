"""What of a row can be relied on: an ID number that identifies, a day of birth known as a day, a sex, a grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import pandas as pd
from rapidfuzz.distance import OSA

from kcbx.cohorts import SchoolAges
from kcbx.definitions import schema

#: Characters of a date known to the day, YYYY-MM-DD.
_DAY = 10
#: Years between the grade attended and the one due by age that no repeating explains: the age is somebody else's.
OTHER_AGE = 4


@dataclass(frozen=True, slots=True)
class IdState:
    """What a state of an ID number allows (``values/id_states.toml``): ``usable`` to identify a child; ``birth`` and
    ``sex`` to be read from it."""

    code: str
    label: str
    meaning: str
    usable: bool
    birth: bool
    sex: bool


@cache
def id_states() -> Mapping[str, IdState]:
    """Every state of an ID number by code."""
    return {code: IdState(code=code, **words) for code, words in schema("values/id_states").items()}


def states_allowing(what: Literal["usable", "birth", "sex"]) -> list[str]:
    """Codes of the states of an ID number that allow something."""
    return [code for code, state in id_states().items() if getattr(state, what)]


def usable_ids(rows: pd.DataFrame) -> pd.Series:
    """Which rows of a [people] table have an ID number that can be relied on."""
    return rows["id_state"].isin(states_allowing("usable"))


def birth_days(rows: pd.DataFrame) -> pd.Series:
    """The birth dates of a [people] table written to the day, null for any other."""
    return rows["birth_date"].where(rows["birth_date"].str.len().eq(_DAY))


def days_of_ids(rows: pd.DataFrame) -> pd.Series:
    """The day of birth that the reliable ID number of each row of a [people] table says, null where it has none."""
    return rows["id_birth"].where(usable_ids(rows))


def known_by(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """What a person of a [people] table is known by: a reliable ID number; name and whole day of birth."""
    return rows["id_number"].where(usable_ids(rows)), rows["name_key"] + "|" + birth_days(rows)


def one_sex(left: pd.Series, right: pd.Series) -> pd.Series:
    """Whether the sexes written side by side are the same, or one is not written."""
    return left.isna() | right.isna() | left.eq(right).fillna(False).astype(bool)


def a_digit_apart(numbers: pd.Series, others: pd.Series) -> pd.Series:
    """Whether two numbers side by side are the same but for one digit, or two that changed places: a slip of the hand.
    A digit too many or too few is one, too."""
    both = zip(numbers.fillna(""), others.fillna(""), strict=True)
    return pd.Series([OSA.distance(*each, score_cutoff=1) == 1 for each in both], index=numbers.index, dtype=bool)


def ages_of_grades(grade: pd.Series, ages: SchoolAges) -> pd.DataFrame:
    """The age columns of a [people] table for children due in the grades they attend; the cohort is uncertain."""
    due = grade.astype("Int64")
    return pd.DataFrame(
        {
            "cohort": ages.school_year - due + 1,
            "cohort_uncertain": pd.Series(True, index=grade.index, dtype="boolean"),
            "age_at_cutoff": due + int(ages.entry_age) - 1,
            "grade_due": due,
            "compulsory": due.between(1, ages.compulsory_years).astype("boolean"),
        }
    )


__all__ = [
    "OTHER_AGE",
    "IdState",
    "a_digit_apart",
    "ages_of_grades",
    "birth_days",
    "days_of_ids",
    "id_states",
    "known_by",
    "one_sex",
    "states_allowing",
    "usable_ids",
]
