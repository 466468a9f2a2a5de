"""The register measured, with everything the workbooks show of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kcbx.app.results.folder import read_table
from kcbx.app.results.indicator_words import indicator_words
from kcbx.config import Config
from kcbx.definitions import schema, to_verify
from kcbx.metrics.compute import measure, with_last
from kcbx.metrics.counting import Counting
from kcbx.metrics.gaps import gaps
from kcbx.metrics.movements import movements
from kcbx.metrics.retention import retention_steps
from kcbx.metrics.school_names import followed
from kcbx.register import Measured, Register


@dataclass(frozen=True)
class LastTerm:
    """Last term's result folder and register, and the [changes] since."""

    folder: Path
    register: Register
    changes: pd.DataFrame

    @property
    def listed(self) -> int:
        """Children who were to be verified."""
        return int(self.register.census["standing"].isin(to_verify()).sum())

    @property
    def known_as(self) -> pd.DataFrame:
        """The [known_as] table: which child of last term is which of this."""
        known = pd.Series(dtype="str") if self.register.known_as is None else self.register.known_as
        return pd.DataFrame({"child_id_before": known.index, "child_id": known.to_numpy()})


def measured(register: Register, config: Config, last: LastTerm | None) -> Measured:
    """Indicators of every unit with their words, the people behind them, the cohort's steps, the movements."""
    counting = Counting.of(register, None if last is None else last.register)
    indicators = measure(counting, config)
    if last is not None:
        indicators = with_last(indicators, read_table(last.folder, "indicators"))
    return Measured(
        indicators=indicators,
        words=indicator_words(config, register.place.ages, indicators),
        gaps=gaps(counting, [tuple(pair) for pair in schema("workbooks/county")["rates"]["behind"]]),
        retention=retention_steps(counting.lists),
        movements=None if last is None else movements(last.changes),
        listed_before=None if last is None else last.listed,
        followed=None if last is None else followed(last.changes),
    )
