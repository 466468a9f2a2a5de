"""Where and when a picture is taken: county, day, ages, deadline, and the name of the batch."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kcbx.app.identity import batch
from kcbx.cohorts import in_autumn, school_year_of
from kcbx.config import Config
from kcbx.register import Place


def term(as_of: date) -> str:
    """The term as case numbers and batches begin with it: 26A from September 2026 to January 2027, 27B until August."""
    return f"{school_year_of(as_of) % 100:02}A" if in_autumn(as_of) else f"{as_of:%y}B"


def placed(config: Config, as_of: date, contents: pd.Series) -> Place:
    """The place of what was read. ``contents``: texts that stand for it, in any order; the batch is named from them."""
    return Place(
        county=config.county.name or "本县",
        as_of=as_of,
        ages=config.ages(as_of),
        deadline=config.deadline(as_of),
        batch=batch(term(as_of), contents, f"{as_of}{config!r}"),
        contact=config.county.contact,
        phone=config.county.phone,
    )
