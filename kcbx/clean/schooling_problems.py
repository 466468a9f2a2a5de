"""Findings of what the rows say of schooling: status, school, grade, remarks, yes-or-no cells."""

from __future__ import annotations

import pandas as pd

from kcbx.clean.problems import Reporter
from kcbx.clean.schooling import STATUS_FIELDS
from kcbx.cohorts import grade_name
from kcbx.fields import fields


def report_schooling(
    reporter: Reporter,
    people: pd.DataFrame,
    unclear_status: pd.Series,
    unclear_grade: pd.Series,
    *,
    form: str,
) -> None:
    """Findings of schools, status texts and grades."""
    column = STATUS_FIELDS.get(form, "status")
    label = pd.Series(fields()[column].label, index=unclear_status.index, dtype="str")
    reporter.add("status_unclear", column, unclear_status.notna(), field=label, raw=unclear_status)
    reporter.add("grade_unclear", "grade", unclear_grade.notna(), raw=unclear_grade)
    reporter.add("attendance_unmarked", column, people["status"].eq("unmarked").fillna(False))
    if form == "census":
        unknown = people["school"].notna() & people["school_key"].isna() & people["school_elsewhere"].isna()
        reporter.add(
            "school_unknown", "school", unknown & people["stage"].isin(["primary", "junior"]), raw=people["school"]
        )
    if form not in ("census", "roll"):  # other lists may be of another year
        return
    far = (people["grade"] - people["grade_due"]).abs() >= 2
    compared = (
        far.fillna(False) & people["grade"].between(1, 9).fillna(False) & ~people["cohort_uncertain"].fillna(False)
    )
    reporter.add(
        "grade_against_age",
        "grade",
        compared,
        grade=people.loc[compared, "grade"].astype("object").map(grade_name),
        due=people.loc[compared, "grade_due"].map(_due_words, na_action="ignore"),
    )


def report_remarks(reporter: Reporter, form: str, status: pd.Series, note: pd.Series, of_whom: pd.Series) -> None:
    """Findings of rows whose ``status`` (text, null elsewhere) says in school and whose remark says otherwise, and of
    remarks that may speak of the family (``of_whom``).

    On a class list the mark of the day stands, on all others the remark.
    """
    column = STATUS_FIELDS.get(form, "status")
    label = pd.Series(fields()[column].label, index=status.index, dtype="str")
    stands = label if form == "attendance" else pd.Series(fields()["note"].label, index=status.index, dtype="str")
    reporter.add("status_against_note", column, status.notna(), field=label, raw=status, note=note, stands=stands)
    reporter.add("remark_of_whom", "note", of_whom.notna(), note=of_whom)


def report_flags(reporter: Reporter, unclear: dict[str, pd.Series]) -> None:
    """Findings of yes-or-no cells, and of kinds of disability, that were not understood."""
    for field, text in unclear.items():
        code = "disability_unclear" if field == "disability_type" else "flag_unclear"
        reporter.add(code, field, text.notna(), raw=text)


def _due_words(grade: int) -> str:
    """The grade of an age as it is told: 应读三年级; of an age without one, on which side of school it lies."""
    if name := grade_name(grade):
        return f"应读{name}"
    return "已过高中年龄" if grade > 0 else "还不到入园年龄"
