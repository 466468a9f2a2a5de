"""Splink at work: the evidence table goes in, every candidate pair with its weight and levels comes out.

Splink writes the SQL of a model once; DuckDB carries it out for every two lists.
"""

from __future__ import annotations

import json
import re
import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcbx.engine.duck import Duck, EngineError, OutOfMemory, open_duck
from kcbx.errors import KcbxError, Problem
from kcbx.reconcile.blocking import add_blocks
from kcbx.reconcile.evidence import LISTS
from kcbx.reconcile.model import Model

_TABLE = "evidence"
#: Decimals of a weight that count, and what is less than one of the last: added up in another order, bits of 0.3 and
#: −2.9 come out a little below their sum.
_DECIMALS, _SLACK = 6, 1e-6


def score(evidence: pd.DataFrame, model: Model) -> tuple[pd.DataFrame, dict[str, int]]:
    """Candidate pairs at or above the band ``keep``, best first for each left row, and pair counts by rule.

    Columns: ``left`` and ``right`` (row numbers of the evidence, left < right, so a census row is always on the
    left of a roll row), ``weight`` in bits rounded to 10⁻⁶ (so that the order of additions cannot show), and one
    ``level_<comparison>`` each: the number of the level reached, −1 where nothing could be compared.
    Raises ConfigInvalid where a blocking rule would bring too many pairs, KcbxError where memory does not suffice.
    """
    if len(evidence) < 2:
        return _nothing(model), {}
    try:
        with open_duck() as duck:
            _create(duck, evidence, model)
            counts = add_blocks(duck, _TABLE, model)
            pairs = _predict(duck, evidence, model)
    except EngineError as error:
        raise _unfinished(error) from None
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


def _predict(duck: Duck, evidence: pd.DataFrame, model: Model) -> pd.DataFrame:
    script = _carried_out(duck, evidence, model)
    # Splink gives gamma_ columns only together with every compared value; the weights tell the levels as well.
    weights = ", ".join(f"mw_{name}" for name in model.comparisons)
    pairs = duck.frame(
        f'select cast(row_l as integer) as "left", cast(row_r as integer) as "right", '  # noqa: S608
        f"round(match_weight, {_DECIMALS}) as weight, {weights} from {script.table} "
        f"where round(match_weight, {_DECIMALS}) >= {model.bands['keep']}"
    )
    levels = {
        f"level_{name}": comparison.reached(pairs.pop(f"mw_{name}").to_numpy())
        for name, comparison in model.comparisons.items()
    }
    return pairs.assign(**levels)


@dataclass(frozen=True)
class _Script:
    """What Splink writes for a model: SQL statements in order, and the table of scored pairs they leave."""

    statements: tuple[str, ...]
    table: str


#: Scripts by what they depend on: writing one takes Splink a second, and a county has up to a dozen lists.
_WRITTEN: dict[str, _Script] = {}


def _carried_out(duck: Duck, evidence: pd.DataFrame, model: Model) -> _Script:
    """The script of a model for an evidence table of these columns, carried out in ``duck``."""
    key = json.dumps([model.splink_settings, model.bands["keep"], list(evidence)])
    if key not in _WRITTEN:
        _WRITTEN[key] = _written(duck, model)
        return _WRITTEN[key]
    for statement in _WRITTEN[key].statements:
        duck.run(statement)
    return _WRITTEN[key]


def _written(duck: Duck, model: Model) -> _Script:
    """The script as Splink writes it and carries it out for the first time."""
    from splink import Linker  # noqa: PLC0415 - imported late: it takes half a second
    from splink.internals.exceptions import SplinkException  # noqa: PLC0415

    door = duck.splink()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = door.register(_TABLE, dataset_display_name="people")
            linker = Linker(table, model.splink_settings, log_level=None, validate_settings=False)
            scored = linker.inference.predict(threshold_match_weight=model.bands["keep"] - _SLACK, warning_mode="never")
    except SplinkException as error:
        raise _unfinished(error.__cause__) from None
    return _Script(tuple(door.statements), scored.physical_name)


def _unfinished(cause: BaseException | None) -> KcbxError:
    """What is told of a failure: its text may hold the whole query and values of rows, its type is enough."""
    if isinstance(cause, OutOfMemory):
        advice = "关闭其他程序后重试；几个县的表分开核对"
        return KcbxError(Problem("内存不够，核对没有完成", advice=advice))
    return KcbxError(Problem(f"核对计算没有完成（{type(cause).__name__}）", advice="报告给开发者"))


def _nothing(model: Model) -> pd.DataFrame:
    return pd.DataFrame(
        {"left": np.array([], np.int32), "right": np.array([], np.int32), "weight": np.array([], np.float64)}
        | {f"level_{name}": np.array([], np.int8) for name in model.comparisons}
    )
