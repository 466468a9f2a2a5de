"""Two lists become one picture of children: block and score, join duplicates, pair children, give reasons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from kcbx.among import among
from kcbx.linkage import Linkage
from kcbx.reconcile.children import decide_children
from kcbx.reconcile.duplicates import duplicate_groups
from kcbx.reconcile.evidence import Prepared, gather, prepared, together
from kcbx.reconcile.model import Model, model
from kcbx.reconcile.outcome import Decided, named, outcome, row_pairs
from kcbx.reconcile.scoring import score
from kcbx.reconcile.second_rows import join_decided, join_takers
from kcbx.reconcile.verdicts import decided_pairs, stale, torn_pairs


def link(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    *,
    settings: Mapping[str, Any] | None = None,
    verdicts: pd.DataFrame | None = None,
) -> Linkage:
    """Find out which census rows and roll rows are one child.

    ``census`` and ``roll``: [people] tables with record_id unique in each. ``settings``: the ``[linkage]``
    table of kcbx.toml. ``verdicts``: census_fingerprint, roll_fingerprint, verdict, who, when (see
    :func:`kcbx.reconcile.verdicts.fingerprint`); they bind.
    The result does not depend on the order of the rows.

    Raises ConfigInvalid for a wrong model, or where a value shared by far too many rows would never let it end.
    """
    built = model(settings)
    census, roll = (rows.sort_values("record_id", ignore_index=True) for rows in (census, roll))
    evidence = gather(census, roll, built.evidence)
    decided = _decided(census, evidence, built, decided_pairs(census, roll, verdicts))
    if verdicts is not None:
        decided.counts["verdicts_stale"] = len(stale(census, roll, verdicts))
        decided.counts["verdicts_torn"] = len(decided.torn)
    return outcome(census, roll, decided, built)


class Beside:
    """One list of people that others are laid beside, as :func:`link` would; what its rows say is prepared once."""

    def __init__(self, people: pd.DataFrame, settings: Mapping[str, Any] | None = None) -> None:
        """``people``: a [people] table with record_id unique. ``settings`` and what is raised: as :func:`link`."""
        self._model = model(settings)
        self._people = people.sort_values("record_id", ignore_index=True)

    @cached_property
    def _prepared(self) -> Prepared:
        """What the rows of the list say; a county without other lists never asks."""
        return prepared(self._people, self._model.evidence)

    def pairs(self, rows: pd.DataFrame, only: pd.Series | None = None, found: pd.Series | None = None) -> pd.DataFrame:
        """The [pairs] table of this list, as census, and ``rows``, as roll; nobody reads its reasons: they are null.

        ``only``: the record_ids of this list that take part; None: all. ``found``: those of children known to be
        where ``rows`` do not speak of; such a child no longer makes its twin doubtful.
        """
        ids = self._people["record_id"]
        wanted = ids.notna().to_numpy() if only is None else among(ids, only)
        people, rows = self._people[wanted], rows.sort_values("record_id", ignore_index=True)
        settings = self._model.evidence
        evidence = together(self._prepared.only(wanted), prepared(rows, settings), settings)
        done = {*np.flatnonzero(people["record_id"].isin([] if found is None else found)).tolist()}
        decided = _decided(people, evidence, self._model, decided_pairs(people, rows, None), done, everybody=False)
        return named(row_pairs(decided).assign(reason=None), pd.concat([people["record_id"], rows["record_id"]]))


def _decided(
    census: pd.DataFrame,
    evidence: pd.DataFrame,
    model: Model,
    verdicts: pd.DataFrame,
    found: Collection[int] = frozenset(),
    *,
    everybody: bool = True,
) -> Decided:
    """Score, join duplicates, pair children. ``verdicts``: see :func:`kcbx.reconcile.verdicts.decided_pairs`;
    ``found``: row numbers of children who are not open any more, ``everybody``: see :func:`decide_children`."""
    pairs, counts = score(evidence, model)
    inside = (pairs["left"] >= len(census)) == (pairs["right"] >= len(census))
    within, across = pairs[inside], pairs[~inside]
    head = join_decided(duplicate_groups(within, evidence, model), verdicts)
    head = join_takers(head, across, verdicts, evidence, model)
    children = decide_children(across, head, verdicts, evidence, model, found, everybody=everybody)
    return Decided(across, within, head, children, counts, torn_pairs(verdicts, head))
