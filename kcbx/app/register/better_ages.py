"""Children placed in the cohort of the better of their dates, once it is known who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kcbx.clean.births import ages
from kcbx.cohorts import SchoolAges, grade_name
from kcbx.config import Config
from kcbx.fields import rows as rows_of
from kcbx.findings import Findings
from kcbx.linkage import Linkage
from kcbx.metrics.ages import ages_told
from kcbx.reconcile.ages import days_of_numbers, settled_births
from kcbx.reconcile.found import source_of
from kcbx.reliable import ages_of_grades


def in_better_cohorts(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linkage: Linkage,
    others: Mapping[str, pd.DataFrame],
    answered: pd.Series,
    config: Config,
    as_of: date,
    findings: Findings,
) -> pd.DataFrame:
    """The census with the age columns of :func:`kcbx.reconcile.ages.settled_births`; every change is a finding.

    A child on no roll is moved out of the compulsory ages only where another list confirms its own ID number, or the
    village writes the very grade that is due by it: who may be out of school stays on the list. Of whom no date is
    known to be the own one is of the age of the grade attended. The birth date stays as written, so that both lists can
    be mended. ``answered``: the dates that people have looked up, YYYY-MM-DD by index of ``census``; they outweigh
    every list.
    """
    settled = settled_births(census, roll, linkage, others).drop(index=answered.index, errors="ignore")
    other = answered[answered.ne(census["birth_date"].reindex(answered.index).fillna(""))]
    settled = pd.concat([settled, pd.DataFrame({"birth_date": other, "confirmed": True})]).astype({"confirmed": bool})
    births, rows = settled["birth_date"], census.loc[settled.index]
    placed = _placed(births, rows, config, as_of)
    placed = placed.mask(births.isna(), ages_of_grades(rows["grade"], config.ages(as_of)))
    within, still = (table["compulsory"].fillna(False).astype(bool) for table in (rows, placed))
    graded = births.notna() & placed["grade_due"].eq(rows["grade"]).fillna(False).astype(bool)
    hidden = ~settled["confirmed"] & ~graded & within & ~still
    moved = placed["cohort"].ne(rows["cohort"]).fillna(True).astype(bool) & ~hidden
    by_date, by_grade = moved & births.notna(), moved & births.isna()
    for row in rows_of(rows[by_date].assign(birth=births[by_date])):
        findings.add("age_by_better_date", source_of(row), "出生日期", birth=row.birth)
    for row in rows_of(rows[by_grade]):
        findings.add("age_by_grade", source_of(row), "身份证号", grade=grade_name(row.grade))
    return _with(census, placed[moved])


def in_cohorts_of_numbers(roll: pd.DataFrame, config: Config, as_of: date) -> pd.DataFrame:
    """The roll with the ages of the own ID numbers where the written day is a slip away from one."""
    births = days_of_numbers(roll)
    return _with(roll, _placed(births, roll.loc[births.index], config, as_of))


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


def _placed(births: pd.Series, rows: pd.DataFrame, config: Config, as_of: date) -> pd.DataFrame:
    """The age columns of the children of ``rows`` by better births."""
    known = pd.DataFrame({"birth_date": births, "doubtful_month": None}, dtype="str")
    return ages(known, rows["township"], config, as_of)


def _with(rows: pd.DataFrame, better: pd.DataFrame) -> pd.DataFrame:
    """The rows with the better age columns where there are any."""
    kept = rows.drop(columns=list(better)).join(
        pd.DataFrame({name: better[name].reindex(rows.index).fillna(rows[name]) for name in better})
    )
    return kept[list(rows)].astype(rows.dtypes.to_dict())


__all__ = ["in_better_cohorts", "in_cohorts_of_numbers", "of_likely_age"]
