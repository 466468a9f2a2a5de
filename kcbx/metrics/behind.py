"""Behind a number: the rows that make it, down to file, sheet and row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import pandas as pd

from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import Term, Variant, catalogue
from kcbx.register import Register

Part = Literal["numerator", "shortfall", "excluded", "denominator"]
PARTS: tuple[Part, ...] = get_args(Part)
_SHOWN = ["record_id", "child_id", "source_file", "source_sheet", "source_row", "standing"]


def children(
    register: Register,
    indicator: str,
    variant: str = "default",
    part: str = "numerator",
    previous: Register | None = None,
) -> pd.DataFrame:
    """The rows behind a number of the county; columns and parts as :func:`rows_behind`.

    Raises KeyError for an indicator, variant or part that does not exist.
    """
    chosen = catalogue()[indicator][variant]
    if part not in PARTS:
        raise KeyError(part)
    return rows_behind(Counting.of(register, previous), chosen, part)


def rows_behind(counting: Counting, variant: Variant, part: str) -> pd.DataFrame:
    """record_id, child_id, the three source columns, standing and people (float) of one part.

    ``part``: numerator, denominator, excluded, or shortfall: in the denominator, not in the numerator, and nobody where
    the two choose from different lists; of a rate that should be low, the numerator. ``people`` is how many people a
    row stands for, below zero where a term takes away, so that its sum is the number. Rows that cancel out are left
    out. Sorted by place and record_id.
    """
    if part != "shortfall":
        return _rows(getattr(variant, part), counting)
    if variant.better == "lower":
        return _rows(variant.numerator, counting)
    inside, counted = _rows(variant.denominator, counting), _rows(variant.numerator, counting)
    lists = {counting.members(term).roster.name for term in (*variant.numerator, *variant.denominator)}
    short = ~inside["record_id"].isin(counted["record_id"]) & (len(lists) == 1)
    return inside[short].reset_index(drop=True)


def _rows(terms: Sequence[Term], counting: Counting) -> pd.DataFrame:
    found = [pd.DataFrame(columns=[*_SHOWN, "people"])]
    for term in terms:
        members = counting.members(term)
        chosen = members.people != 0
        rows = members.roster.rows.loc[chosen, _SHOWN]
        found.append(rows.assign(people=members.people[chosen] * term.times))
    rows = pd.concat([each for each in found if len(each)] or found)
    people = rows.groupby("record_id")["people"].sum()
    kept = rows.drop_duplicates("record_id").assign(people=lambda each: each["record_id"].map(people).astype(float))
    return kept[kept["people"] != 0].sort_values(
        ["source_file", "source_sheet", "source_row", "record_id"], kind="stable", ignore_index=True
    )
