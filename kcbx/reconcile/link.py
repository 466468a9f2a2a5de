"""Two lists become one picture of children: block and score, join duplicates, pair children, give reasons."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from kcbx.reconcile.children import decide_children, join_decided
from kcbx.reconcile.duplicates import duplicate_groups
from kcbx.reconcile.evidence import gather
from kcbx.reconcile.model import model
from kcbx.reconcile.outcome import outcome
from kcbx.reconcile.scoring import score
from kcbx.reconcile.verdicts import decided_pairs, stale
from kcbx.register import Linkage

Progress = Callable[[str], None]


def link(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    *,
    settings: Mapping[str, Any] | None = None,
    verdicts: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Find out which census rows and roll rows are one child.

    ``census`` and ``roll``: [people] tables with record_id unique in each. ``settings``: the ``[linkage]``
    table of kcbx.toml. ``verdicts``: census_fingerprint, roll_fingerprint, verdict, who, when (see
    :func:`kcbx.reconcile.verdicts.fingerprint`); they bind. ``progress`` is told, in Chinese, what is being done.
    The result does not depend on the order of the rows.

    Raises ConfigInvalid for a wrong model, or where a value shared by far too many rows would never let it end.
    """
    tell = progress or (lambda _: None)
    built = model(settings)
    tell("整理比对依据")
    census, roll = (rows.sort_values("record_id", ignore_index=True) for rows in (census, roll))
    evidence = gather(census, roll, built.evidence)
    tell("逐对比对")
    pairs, counts = score(evidence, built)
    tell("一一对应")
    inside = (pairs["left"] >= len(census)) == (pairs["right"] >= len(census))
    within, across = pairs[inside], pairs[~inside]
    decided = decided_pairs(census, roll, verdicts)
    head = join_decided(duplicate_groups(within, evidence, built), decided)
    children = decide_children(across, head, decided, evidence["families"], built)
    if verdicts is not None:
        counts["verdicts_stale"] = len(stale(census, roll, verdicts))
    tell("写明理由")
    return outcome(census, roll, across, within, head, children, built, counts)
