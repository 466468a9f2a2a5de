"""Children placed in the cohort of the better of their dates, once it is known who they are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from kcbx.clean.births import ages
from kcbx.config import Config
from kcbx.fields import SOURCE
from kcbx.findings import Findings, Source
from kcbx.reconcile.ages import settled_births
from kcbx.register import Linkage


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
    be out of school stays on the list. The birth date stays as written, so that both lists can be mended.
    """
    settled = settled_births(census, roll, linkage, others)
    births, rows = settled["birth_date"], census.loc[settled.index]
    placed = ages(
        pd.DataFrame({"birth_date": births, "doubtful_month": None}, dtype="str"), rows["township"], config, as_of
    )
    within, still = (table["compulsory"].fillna(False).astype(bool) for table in (rows, placed))
    hidden = ~settled["confirmed"] & within & ~still
    moved = placed["cohort"].ne(rows["cohort"]).fillna(True).astype(bool) & ~hidden
    for place, birth in zip(rows.loc[moved, SOURCE].itertuples(index=False), births[moved], strict=True):
        findings.add("age_by_better_date", Source(str(place[0]), str(place[1]), int(place[2])), "出生日期", birth=birth)
    better = placed[moved]
    kept = census.drop(columns=list(placed)).join(
        pd.DataFrame({name: better[name].reindex(census.index).fillna(census[name]) for name in placed})
    )
    return kept[list(census)].astype(census.dtypes.to_dict())


__all__ = ["in_better_cohorts"]
