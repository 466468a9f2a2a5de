"""Children placed in the cohort of the better of their dates, once it is known who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kcbx.clean.births import ages
from kcbx.cohorts import SchoolAges, grade_name
from kcbx.config import Config
from kcbx.fields import SOURCE
from kcbx.findings import Findings, Source
from kcbx.reconcile.ages import days_of_numbers, settled_births
from kcbx.register import Linkage
from kcbx.reliable import ages_of_grades


def in_better_cohorts(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linkage: Linkage,
    others: Mapping[str, pd.DataFrame],
    config: Config,
    as_of: date,
    findings: Findings,
) -> pd.DataFrame:
    """The census with the age columns of :func:`kcbx.reconcile.ages.settled_births`; every change is a finding.

    A child on no roll is moved out of the compulsory ages only where another list confirms its own ID number: who may
    be out of school stays on the list. Of whom no date is known to be the own one is of the age of the grade attended.
    The birth date stays as written, so that both lists can be mended.
    """
    settled = settled_births(census, roll, linkage, others)
    births, rows = settled["birth_date"], census.loc[settled.index]
    placed = _placed(births, rows, config, as_of)
    placed = placed.mask(births.isna(), _ages_of_grades(rows["grade"], config.ages(as_of))[[*placed]])
    within, still = (table["compulsory"].fillna(False).astype(bool) for table in (rows, placed))
    hidden = ~settled["confirmed"] & within & ~still
    moved = placed["cohort"].ne(rows["cohort"]).fillna(True).astype(bool) & ~hidden
    dates = births[moved & births.notna()]
    for place, birth in zip(rows.loc[dates.index, SOURCE].itertuples(index=False), dates, strict=True):
        findings.add("age_by_better_date", Source(str(place[0]), str(place[1]), int(place[2])), "出生日期", birth=birth)
    for file, sheet, row, grade in rows.loc[moved & births.isna(), [*SOURCE, "grade"]].itertuples(index=False):
        findings.add("age_by_grade", Source(str(file), str(sheet), int(row)), "身份证号", grade=grade_name(grade))
    return _with(census, placed[moved])


def in_cohorts_of_numbers(roll: pd.DataFrame, config: Config, as_of: date) -> pd.DataFrame:
    """The roll with the ages of the own ID numbers where the written day is a slip away from one."""
    births = days_of_numbers(roll)
    return _with(roll, _placed(births, roll.loc[births.index], config, as_of))


def of_grade_age(census: pd.DataFrame, ages: SchoolAges) -> pd.DataFrame:
    """The census as if every child without a date of whom the village writes a grade were of the age of that grade, and
    known well enough."""
    graded = census["cohort"].isna() & census["grade"].notna()
    better = _ages_of_grades(census.loc[graded, "grade"], ages).assign(enough=True)
    return _with(census, better.astype({"enough": census["enough"].dtype}))


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


def _ages_of_grades(grade: pd.Series, ages: SchoolAges) -> pd.DataFrame:
    """Every age column of the children of these grades."""
    columns = ages_of_grades(grade, ages)
    compulsory = columns["grade_due"].between(1, ages.compulsory_years).astype("boolean")
    return columns.assign(cohort_uncertain=pd.Series(True, index=grade.index, dtype="boolean"), compulsory=compulsory)


__all__ = ["in_better_cohorts"]
