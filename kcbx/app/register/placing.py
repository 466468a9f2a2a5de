"""Where and when a picture is taken: county, day, ages, deadline, and the name of the batch."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx.app.register.identity import batch
from kcbx.cohorts import term_code
from kcbx.config import Config
from kcbx.followup.facts import said_by_people
from kcbx.followup.ledger import Ledger
from kcbx.register import Place


def heard(verdicts: pd.DataFrame | None, ledger: Ledger | None) -> pd.Series:
    """Texts that stand for what people said and a list depends on: verdicts on pairs, answers, acts of the county.

    What lists told the ledger is none of it, so that a list taken again is the same batch.
    """
    judged = [] if verdicts is None else ["\t".join(map(str, row)) for row in verdicts.to_numpy()]
    return pd.Series([*judged, *([] if ledger is None else said_by_people(ledger))], dtype="object")


def placed(config: Config, as_of: date, contents: pd.Series) -> Place:
    """The place of what was read. ``contents``: texts that stand for it, in any order; the batch is named from them."""
    return Place(
        county=config.county.name or "本县",
        as_of=as_of,
        ages=config.ages(as_of),
        deadline=config.deadline(as_of),
        batch=batch(term_code(as_of), contents, f"{as_of}{config!r}"),
        contact=config.county.contact,
        phone=config.county.phone,
        bureau=config.county.bureau,
    )
