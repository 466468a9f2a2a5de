"""How old a child of the census is taken to be in the rates, where several rows tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kcbx.register import Register
from kcbx.reliable import ages_of_grades, birth_days, days_of_ids

#: What a row says of the age of a child.
AGE = ["grade_due", "age_at_cutoff", "cohort"]
#: Years between the grade a village writes and the grade due by a date, from which the date is not the child's.
_MISFIT = 2


def ages_of_children(
    register: Register, census: pd.DataFrame, probable: pd.DataFrame, known_due: pd.Series
) -> pd.DataFrame:
    """The age columns of the rows ``census``, each its own, or of the first that knows better.

    The roll row the child most probably is (``probable``, side by side) where its date is the better
    (:func:`ages_by_roll`) or the only one; else another list; else last term (``known_due``: the grade due today by
    child_id); else the grade the village writes.
    """
    by_roll, rules = ages_by_roll(census, probable), register.place.ages
    ages = census[AGE].mask(by_roll, probable[AGE]).fillna(probable[AGE])
    ages = ages.fillna(ages_told(register.others, census["child_id"].where(census["grade_due"].isna()), AGE))
    for grades in (census["child_id"].map(known_due), census["grade"]):
        ages = ages.fillna(ages_of_grades(grades, rules))
    return ages


def ages_by_roll(own: pd.DataFrame, roll: pd.DataFrame) -> pd.Series:
    """Which census rows have their age from the roll row they most probably are, beside them in ``roll``.

    Those that write no day of birth while the roll does, or none but that of a number while the roll's own says the
    day it writes; where the census row's own number says the roll's day; where it has none and the roll's number says
    the same day; or where the grade the village writes fits the roll's date and not its own, which no number of its
    own confirms. Never where the pupil's own grade fits the village's date and not the roll's.
    """
    written, theirs = (birth_days(rows) for rows in (own, roll))
    number, backed = (days_of_ids(rows) for rows in (own, roll))
    years, years_there, pupil_years, pupil_years_there = (
        (written_by["grade"].astype("float64") - rows["grade_due"].astype("float64")).abs()
        for written_by in (own, roll)
        for rows in (own, roll)
    )
    by_number = number.eq(theirs) | (number.isna() & backed.eq(theirs))
    by_grade = years.ge(_MISFIT) & years_there.lt(_MISFIT) & ~number.eq(written).fillna(False)
    unwritten = written.isna() | (own["birth_source"].eq("id") & backed.eq(theirs)).fillna(False)
    better = (unwritten | by_number | by_grade).fillna(False)
    better &= ~(pupil_years_there.ge(_MISFIT) & pupil_years.lt(_MISFIT))
    return theirs.notna() & roll["grade_due"].notna() & better


def ages_told(others: Mapping[str, pd.DataFrame], children: pd.Series, ages: Sequence[str]) -> pd.DataFrame:
    """What the other lists say of the age of ``children`` (child_id, null where nobody asks), indexed alike, in the
    columns ``ages``: the first row by form and record_id that speaks of the child; null where none does.

    ``others``: by form; where a row in doubt is to count, of :func:`kcbx.metrics.likely_lists.likely_lists`.
    """
    columns = ["child_id", "form", "record_id", *ages]
    told = [rows.assign(form=form)[columns] for form, rows in others.items() if {"child_id", *ages} <= set(rows)]
    every = pd.concat([pd.DataFrame(columns=columns), *told])
    every = every[every["grade_due"].notna() & every["child_id"].isin(children.dropna())]
    first = every.sort_values(["form", "record_id"]).drop_duplicates("child_id").set_index("child_id")[[*ages]]
    return first.reindex(children).set_axis(children.index, axis=0)


__all__ = ["AGE", "ages_by_roll", "ages_of_children", "ages_told"]
