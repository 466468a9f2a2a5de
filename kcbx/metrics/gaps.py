"""Who an indicator misses: people in its denominator that its numerator does not count, and people it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from kcbx.fields import conform, empty
from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import Term, catalogue
from kcbx.metrics.roster import Roster

_ROWS = ["record_id", "source_file", "source_sheet", "source_row", "standing"]


def gaps(counting: Counting, wanted: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """The [indicator_gaps] table of some (indicator, variant): parts ``shortfall`` and ``excluded``.

    Only where numerator and denominator choose from one list has a shortfall names; a rate of two counts (grade nine
    over an intake eight years before) has none. Sorted by place. Raises KeyError for a variant that does not exist.
    """
    found = [empty("indicator_gaps")]
    for indicator, code in wanted:
        variant = catalogue()[indicator][code]
        rosters = {id(roster): roster for roster in _rosters(counting, (*variant.numerator, *variant.denominator))}
        if len(rosters) == 1 and variant.denominator:
            (roster,) = rosters.values()
            short = (_people(counting, variant.denominator) > 0) & (_people(counting, variant.numerator) <= 0)
            found.append(_chosen(roster, short, indicator, code, "shortfall"))
        for roster in {id(each): each for each in _rosters(counting, variant.excluded)}.values():
            terms = [term for term in variant.excluded if counting.members(term).roster is roster]
            found.append(_chosen(roster, _people(counting, terms) > 0, indicator, code, "excluded"))
    table = pd.concat([each for each in found if len(each)] or found)
    return conform(table, "indicator_gaps").reset_index(drop=True)


def _rosters(counting: Counting, terms: Sequence[Term]) -> list[Roster]:
    return [counting.members(term).roster for term in terms]


def _people(counting: Counting, terms: Sequence[Term]) -> npt.NDArray[np.float64]:
    """People each row of the one roster of these terms stands for."""
    people: npt.NDArray[np.float64] = np.asarray(sum(counting.members(term).people * term.times for term in terms))
    return people


def _chosen(roster: Roster, mask: npt.NDArray[np.bool_], indicator: str, variant: str, part: str) -> pd.DataFrame:
    rows = roster.rows.loc[mask, _ROWS].assign(indicator=indicator, variant=variant, part=part)
    return rows.sort_values(["source_file", "source_sheet", "source_row", "record_id"], kind="stable")
