"""What the ages of its pupils say of a school: 第三中学 may teach grades 7 to 9, or 10 to 12, or both."""

from __future__ import annotations

import pandas as pd

from kcbx.cohorts import SchoolAges

#: Fewer pupils of a grade than this say nothing of the school.
_ENOUGH = 5
#: Share of pupils past the compulsory ages from which a grade is senior, and below which it is junior.
_SENIOR, _JUNIOR = 0.8, 0.3


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


__all__ = ["stage_by_pupils"]
