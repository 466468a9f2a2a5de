"""Children placed in the cohort of the better of their dates, once it is known who they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kcbx.app.register.cleaning import Cleaned
from kcbx.app.register.linking import Linked
from kcbx.app.register.run import Run
from kcbx.clean.births import ages
from kcbx.cohorts import SchoolAges, grade_name
from kcbx.fields import rows as rows_of
from kcbx.metrics.ages import ages_told
from kcbx.reconcile.ages import days_of_numbers, settled_births
from kcbx.reconcile.found import source_of
from kcbx.reliable import ages_of_grades


def in_better_cohorts(cleaned: Cleaned, linked: Linked, answered: pd.Series, run: Run) -> Cleaned:
    """The two lists in the cohorts of their better dates.

    The census has the age columns of :func:`kcbx.reconcile.ages.settled_births`, and every change is a finding; the
    roll the ages of the own ID numbers where the written day is a slip away from one.

    A child on no roll is moved out of the compulsory ages only where another list confirms its own ID number, or the
    village writes the very grade that is due by it: who may be out of school stays on the list. Of whom no date is
    known to be the own one is of the age of the grade attended. The birth date stays as written, so that both lists can
    be mended. ``answered``: the dates that people have looked up, YYYY-MM-DD by index of ``census``; they outweigh
    every list.
    """
    census, roll, findings = cleaned.census, cleaned.roll, run.findings
    settled = settled_births(census, roll, linked.linkage, linked.others).drop(index=answered.index, errors="ignore")
    other = answered[answered.ne(census["birth_date"].reindex(answered.index).fillna(""))]
    settled = pd.concat([settled, pd.DataFrame({"birth_date": other, "confirmed": True})]).astype({"confirmed": bool})
    births, rows = settled["birth_date"], census.loc[settled.index]
    placed = _placed(births, rows, run)
    placed = placed.mask(births.isna(), ages_of_grades(rows["grade"], run.ages))
    within, still = (table["compulsory"].fillna(False).astype(bool) for table in (rows, placed))
    graded = births.notna() & placed["grade_due"].eq(rows["grade"]).fillna(False).astype(bool)
    hidden = ~settled["confirmed"] & ~graded & within & ~still
    moved = placed["cohort"].ne(rows["cohort"]).fillna(True).astype(bool) & ~hidden
    by_date, by_grade = moved & births.notna(), moved & births.isna()
    for row in rows_of(rows[by_date].assign(birth=births[by_date])):
        findings.add("age_by_better_date", source_of(row), "出生日期", birth=row.birth)
    for row in rows_of(rows[by_grade]):
        findings.add("age_by_grade", source_of(row), "身份证号", grade=grade_name(row.grade))
    by_number = days_of_numbers(roll)
    aged = _with(roll, _placed(by_number, roll.loc[by_number.index], run))
    return replace(cleaned, census=_with(census, placed[moved]), roll=aged)


def of_likely_age(census: pd.DataFrame, others: Mapping[str, pd.DataFrame], ages: SchoolAges) -> pd.DataFrame:
    """The census as if every child without a date were of the age that another list most probably tells, failing that
    of the grade which the village writes, and known well enough.

    ``census``: with ``child_id``. ``others``: by form, each row in doubt with the child of which it probably speaks.
    """
    unknown = census[census["cohort"].isna()]
    by_grade = ages_of_grades(unknown["grade"], ages)
    likely = (
        ages_told(others, unknown["child_id"], [*map(str, by_grade)]).astype(by_grade.dtypes.to_dict()).fillna(by_grade)
    )
    return _with(census, likely[likely["cohort"].notna()].assign(enough=True))


def _placed(births: pd.Series, rows: pd.DataFrame, run: Run) -> pd.DataFrame:
    """The age columns of the children of ``rows`` by better births."""
    known = pd.DataFrame({"birth_date": births, "doubtful_month": None}, dtype="str")
    return ages(known, rows["township"], run.config, run.as_of)


def _with(rows: pd.DataFrame, better: pd.DataFrame) -> pd.DataFrame:
    """The rows with the better age columns where there are any."""
    kept = rows.drop(columns=list(better)).join(
        pd.DataFrame({name: better[name].reindex(rows.index).fillna(rows[name]) for name in better})
    )
    return kept[list(rows)].astype(rows.dtypes.to_dict())


__all__ = ["in_better_cohorts", "of_likely_age"]
