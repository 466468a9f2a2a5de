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
from kcbx.app.register.better_ages import in_better_cohorts, in_cohorts_of_numbers
from kcbx.app.register.classifying import classified
from kcbx.app.register.cleaning import clean
from kcbx.app.register.linking import link_lists
from kcbx.app.register.placing import heard
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
    findings = Findings(intake.findings)
    with stage("清理"):
        cleaned = clean(intake, config, as_of, findings)
        lists = lists_of(intake.sheets, cleaned.roll, cleaned.others)
        told = answered(ledger, as_of, lists)
        cleaned = replace(cleaned, roll=roll_as_answered(cleaned.roll, told, secret))
    with stage("核对"):
        linked = link_lists(cleaned, config, as_of, secret, findings, verdicts, told, ledger, lists)
        births = births_as_answered(cleaned.census, told, secret)
        census = in_better_cohorts(
            cleaned.census, cleaned.roll, linked.linkage, linked.others, births, config, as_of, findings
        )
        cleaned = replace(cleaned, census=census, roll=in_cohorts_of_numbers(cleaned.roll, config, as_of))
    with stage("归类"):
        register = classified(intake, cleaned, linked, told, heard(verdicts, ledger), config, as_of, secret, findings)
    return Built(register, linked.linkage)
