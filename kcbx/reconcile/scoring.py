"""Splink at work: the evidence table goes in, every candidate pair with its weight and levels comes out."""

from __future__ import annotations

import re
import warnings

import numpy as np
import pandas as pd

from kcbx.engine.duck import Duck, open_duck
from kcbx.errors import KcbxError, Problem
from kcbx.reconcile.blocking import add_blocks
from kcbx.reconcile.evidence import LISTS
from kcbx.reconcile.model import Model

_TABLE = "evidence"


def score(evidence: pd.DataFrame, model: Model) -> tuple[pd.DataFrame, dict[str, int]]:
    """Candidate pairs at or above the band ``keep``, best first for each left row, and pair counts by rule.

    Columns: ``left`` and ``right`` (row numbers of the evidence, left < right, so a census row is always on the
    left of a roll row), ``weight`` in bits rounded to 10⁻⁶ (so that the order of additions cannot show), and one
    ``level_<comparison>`` each: the number of the level reached, −1 where nothing could be compared.
    Raises ConfigInvalid where a blocking rule would bring too many pairs.
    """
    if len(evidence) < 2:
        return _nothing(model), {}
    with open_duck() as duck:
        _create(duck, evidence, model)
        counts = add_blocks(duck, _TABLE, model)
        pairs = _predict(duck, model)
    order = ["left", "weight", "right"]
    return pairs.sort_values(order, ascending=[True, False, True], ignore_index=True), counts


def _create(duck: Duck, evidence: pd.DataFrame, model: Model) -> None:
    """What is compared or joined on, in the database; ``|`` texts become lists."""
    conditions = " ".join(
        f"{comparison.missing} {' '.join(level.when for level in comparison.levels)}"
        for comparison in model.comparisons.values()
    )
    used = {
        "row",
        "side",
        *re.findall(r"\b(\w+)_[lr]\b", conditions),
        *(name for rule in model.blocking for name in rule.on),
    }
    names = [name for name in map(str, evidence) if name in used]
    select = [f'string_split("{name}", \'|\') as "{name}"' if name in LISTS else f'"{name}"' for name in names]
    duck.create(_TABLE, evidence[names], ", ".join(select))


def _predict(duck: Duck, model: Model) -> pd.DataFrame:
    from splink import Linker  # noqa: PLC0415 - imported late: it takes half a second
    from splink.internals.exceptions import SplinkException  # noqa: PLC0415

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            linker = Linker(
                duck.splink().register(_TABLE, dataset_display_name="people"),
                model.splink_settings,
                log_level=None,
                validate_settings=False,
            )
            scored = linker.inference.predict(threshold_match_weight=model.bands["keep"], warning_mode="never")
    except SplinkException as error:
        # Its text holds the whole query and may hold values; the type of the cause is enough to report.
        raise KcbxError(
            Problem(f"核对计算没有完成（{type(error.__cause__).__name__}）", advice="报告给开发者")
        ) from None
    # Splink gives gamma_ columns only together with every compared value; the weights tell the levels as well.
    weights = ", ".join(f"mw_{name}" for name in model.comparisons)
    pairs = duck.frame(
        f'select cast(row_l as integer) as "left", cast(row_r as integer) as "right", '  # noqa: S608
        f"round(match_weight, 6) as weight, {weights} from {scored.physical_name}"
    )
    levels = {
        f"level_{name}": comparison.reached(pairs.pop(f"mw_{name}").to_numpy())
        for name, comparison in model.comparisons.items()
    }
    return pairs.assign(**levels)


def _nothing(model: Model) -> pd.DataFrame:
    return pd.DataFrame(
        {"left": np.array([], np.int32), "right": np.array([], np.int32), "weight": np.array([], np.float64)}
        | {f"level_{name}": np.array([], np.int8) for name in model.comparisons}
    )
