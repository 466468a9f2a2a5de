"""What every step from sheets to register is told: the run it is part of, and what people decided before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from kcbx.app.decisions.answered import Answered
from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.findings import Findings
from kcbx.followup.ledger import Ledger
from kcbx.followup.term_lists import SchoolList


@dataclass(frozen=True)
class Run:
    """A picture of the county on a day. ``secret`` keys what names children between runs; problems in the data are
    added to ``findings``."""

    config: Config
    as_of: date
    secret: bytes
    findings: Findings

    @property
    def ages(self) -> SchoolAges:
        """The ages of the school year of the day."""
        return self.config.ages(self.as_of)


@dataclass(frozen=True)
class Decided:
    """What people decided before a run.

    ``verdicts``: the [verdicts] table on pairs, ``ledger``: the county's cases, null where there is none; ``told``: the
    answers about single rows; ``lists``: the rolls and class lists of the run, which the ledger's answers are older
    than.
    """

    verdicts: pd.DataFrame | None = None
    ledger: Ledger | None = None
    told: Answered = field(default_factory=Answered)
    lists: frozenset[SchoolList] = frozenset()
