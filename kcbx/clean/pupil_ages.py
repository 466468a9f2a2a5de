"""What the ages of its pupils say of a school: 第三中学 may teach grades 7 to 9, or 10 to 12, or both.

A school of nine grades that writes 2026级 means grade 1 or grade 7: the sheet's name or the pupil's age says which.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.clean.grades import grades_meant, read_grade
from kcbx.clean.words import by_value
from kcbx.cohorts import SchoolAges

#: Fewer pupils of a grade than this say nothing of the school.
_ENOUGH = 5
#: Share of pupils past the compulsory ages from which a grade is senior, and below which it is junior.
_SENIOR, _JUNIOR = 0.8, 0.3
#: A grade further than this from the one due is not what the year means.
_NEAR = 3


def stage_by_pupils(
    stage: pd.Series, school: pd.Series, grade_text: pd.Series, due: pd.Series, ages: SchoolAges
) -> pd.Series:
    """``stage``, the one a school's name suggests, with junior made senior where its pupils are of senior age.

    Judged by school and grade as written (2025级, 一年级), all rows indexed alike; ``due``: grade due by age, null
    where no age is known. In a grade of mixed ages (a school of both stages that writes 2025级 for both)
    every pupil's own age decides, and a pupil without one stays with what the name suggests.
    """
    doubtful = stage.eq("junior").fillna(False).astype(bool)
    grade_due = due.astype("float64")
    older = (grade_due > ages.compulsory_years).where(grade_due.notna()).astype("float64")[doubtful]
    group = older.groupby([school.fillna("")[doubtful], grade_text.fillna("")[doubtful]])
    share = group.transform("mean").where(group.transform("count") >= _ENOUGH, 0.0)
    senior = (share >= _SENIOR) | ((share >= _JUNIOR) & older.eq(1))
    return stage.mask(senior.reindex(stage.index, fill_value=False), "senior")


def stage_of_entry_years(
    stage: pd.Series, place: pd.Series, grade_text: pd.Series, hint: pd.Series, due: pd.Series, ages: SchoolAges
) -> pd.Series:
    """``stage`` with the unknown ones told where the grade is written as a year (2026级), which needs a stage.

    It is the stage in which the year means the grade of the sheet's name (``hint``, 七年级), else the grade nearest
    to the one due by the pupil's own age, else what four in five classmates say: those under the same year on the
    same sheet (``place``). All rows indexed alike; nobody is put into a grade more than three years from that.
    """
    meant = {text: found for text in grade_text[stage.isna()].dropna().unique() if (found := grades_meant(text, ages))}
    rows = pd.DataFrame({"place": place, "text": grade_text})[stage.isna() & grade_text.isin(list(meant))]
    if rows.empty:
        return stage
    aim = by_value(hint[rows.index], lambda each: read_grade(each, None, ages)[0], "Int64").fillna(due[rows.index])
    rows["told"] = pd.Series(
        [_nearest(meant[text], grade) for text, grade in zip(rows["text"], aim.astype("float64"), strict=True)],
        index=rows.index,
        dtype="str",
    )
    agreed = rows.dropna().groupby(["place", "text"])["told"].agg(_agreed)
    classmates = rows[["place", "text"]].join(agreed, on=["place", "text"])["told"]
    return stage.fillna(rows["told"].fillna(classmates).reindex(stage.index))


def _nearest(meant: Mapping[str, int], grade: float) -> str | None:
    """The stage whose grade lies nearest to one; null where that is unknown or none is near."""
    near = {abs(each - grade): stage for stage, each in meant.items() if abs(each - grade) <= _NEAR}
    return near[min(near)] if near else None


def _agreed(told: pd.Series) -> str | None:
    shares = told.value_counts(normalize=True)
    return str(shares.index[0]) if len(told) >= _ENOUGH and shares.iloc[0] >= _SENIOR else None


__all__ = ["stage_by_pupils", "stage_of_entry_years"]
