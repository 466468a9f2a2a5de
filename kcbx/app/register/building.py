"""From sheets to the register: the middle of the story, with no side effect but progress.

Intake → people → linkage → standings → sentences → conflicts and findings → accounting → Register.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from kcbx.app.decisions.answered import answered, births_as_answered, roll_as_answered
from kcbx.app.register.better_ages import in_better_cohorts
from kcbx.app.register.classifying import classified
from kcbx.app.register.cleaning import clean
from kcbx.app.register.linking import link_lists
from kcbx.app.register.run import Decided, Run
from kcbx.config import Config
from kcbx.findings import Findings
from kcbx.followup.ledger import Ledger
from kcbx.followup.term_lists import lists_of
from kcbx.linkage import Linkage
from kcbx.register import Intake, Register

#: Opens one stage of the work; the terminal's ``stage``, or nothing.
Stage = Callable[[str], AbstractContextManager[Any]]


@dataclass(frozen=True)
class Built:
    """The register, and the linkage it was made from (for ``explain`` and run.json)."""

    register: Register
    linkage: Linkage


def build(
    intake: Intake,
    config: Config,
    as_of: date,
    secret: bytes,
    stage: Stage,
    verdicts: pd.DataFrame | None = None,
    ledger: Ledger | None = None,
) -> Built:
    """The register of an intake. ``verdicts``: the [verdicts] table of earlier answers; ``ledger``:
    the county's cases, whose answers outweigh the lists.

    Raises SumsDoNotClose where a row was lost; nothing is written here.
    """
    run = Run(config, as_of, secret, Findings(intake.findings))
    with stage("清理"):
        cleaned = clean(intake, run)
        lists = lists_of(intake.sheets, cleaned.roll, cleaned.others)
        decided = Decided(verdicts, ledger, answered(ledger, as_of, lists), lists)
        cleaned = replace(cleaned, roll=roll_as_answered(cleaned.roll, decided.told, secret))
    with stage("核对"):
        linked = link_lists(cleaned, decided, run)
        cleaned = in_better_cohorts(cleaned, linked, births_as_answered(cleaned.census, decided.told, secret), run)
    with stage("归类"):
        register = classified(intake, cleaned, linked, decided, run)
    return Built(register, linked.linkage)
