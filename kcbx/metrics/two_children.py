"""What speaks for two children where two rows may be one: their names, and how far days and grades lie apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.reliable import birth_days

#: Years between two days written, or grades between the village's and the school's, from which a pupil of another name
#: who bears the number is a brother or sister.
_OTHER_YEARS, _OTHER_GRADES = 2, 3

#: What a pupil and its row in the census have in common besides the day of birth.
_SEAT = ("id_number", "school_key", "grade")


def years_apart(own: pd.DataFrame, pupil: pd.DataFrame) -> np.ndarray:
    """Whether the days of birth, or the grades, of the rows side by side lie years apart: with a number in common and
    two names they are brothers or sisters. Of 67 such pairs of nine invented counties none was one child. A grade that
    the day written beside it does not allow is another child's."""
    written = (
        pd.to_datetime(birth_days(rows).where(rows["birth_source"].eq("column"))).dt.year for rows in (own, pupil)
    )
    grade, due = own["grade"], own["grade_due"]
    impossible = own["birth_source"].eq("column") & (grade - due).abs().ge(_OTHER_GRADES)
    grades = grade.mask(impossible.fillna(False).astype(bool)).fillna(due), pupil["grade"]
    years, classes = (
        (left.astype("float64").to_numpy() - right.astype("float64").to_numpy()) for left, right in (written, grades)
    )
    return (np.abs(years) >= _OTHER_YEARS) | (np.abs(classes) >= _OTHER_GRADES)


def one_seat(own: pd.DataFrame, pupil: pd.DataFrame) -> np.ndarray:
    """Whether rows of the census and the roll, side by side, have number, day of birth, school and grade in common.

    Whoever else in the village bears that number and day, by whatever name, is no twin: a twin would sit in the same
    grade under its own name. Of 9 such children of thirteen invented counties all were one child.
    """
    ours, theirs = (rows[list(_SEAT)].assign(day=birth_days(rows)).astype("object") for rows in (own, pupil))
    one: np.ndarray = (ours.eq(theirs) & ours.notna()).all(axis=1).to_numpy(bool)
    return one


def two_names(left: pd.Series, right: pd.Series) -> pd.Series:
    """Whether two names, as syllables, are those of two children: each has one that the other lacks."""
    pairs = (
        (set(one.split()), set(other.split())) for one, other in zip(left.fillna(""), right.fillna(""), strict=True)
    )
    return pd.Series([bool(one - other and other - one) for one, other in pairs], index=left.index, dtype=bool)


__all__ = ["one_seat", "two_names", "years_apart"]
