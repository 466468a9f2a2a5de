"""Behind a number: the rows that make it, down to file, sheet and row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, get_args

import pandas as pd

from kcbx.metrics import needs
from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import Catalogue, Term, Variant, catalogue, variants
from kcbx.register import Register

Part = Literal["numerator", "shortfall", "excluded", "denominator"]
PARTS: tuple[Part, ...] = get_args(Part)
_SHOWN = ["record_id", "child_id", "source_file", "source_sheet", "source_row", "standing"]


def children(
    register: Register,
    indicator: str,
    variant: str = "default",
    part: str = "numerator",
    previous: Mapping[str, pd.DataFrame] | None = None,
    indicators: Catalogue | None = None,
) -> pd.DataFrame:
    """The rows behind a number of the county; columns and parts as :func:`rows_behind`.

    Raises KeyError for an indicator, variant or part that does not exist.
    """
    chosen = (catalogue() if indicators is None else indicators)[indicator][variant]
    if part not in PARTS:
        raise KeyError(part)
    return rows_behind(Counting.of(register, previous), chosen, part)


def every_part(
    register: Register, previous: Mapping[str, pd.DataFrame] | None = None, most: int = 1000
) -> Iterator[tuple[Variant, Part, int, pd.DataFrame | None]]:
    """Variant, part, how many rows and the rows of every computable variant; None where there are more than ``most``.

    Long parts are not listed: their children are everybody else, and stand in ``tables/``.
    """
    counting = Counting.of(register, previous)
    for variant in variants(catalogue()):
        if needs.missing(variant.needs, counting.lists):
            continue
        for part in PARTS:
            rows = rows_behind(counting, variant, part)
            if len(rows):
                yield variant, part, len(rows), rows if len(rows) <= most else None


def rows_behind(counting: Counting, variant: Variant, part: str) -> pd.DataFrame:
    """record_id, child_id, the three source columns, standing and people (float) of one part.

    ``part``: numerator, denominator, excluded, or shortfall (in the denominator, not in the numerator). ``people``
    is how many people a row stands for, below zero where a term takes away, so that its sum is the number. Rows that
    cancel out are left out. Sorted by place and record_id.
    """
    if part != "shortfall":
        return _rows(getattr(variant, part), counting)
    counted = _rows(variant.numerator, counting)["record_id"]
    inside = _rows(variant.denominator, counting)
    return inside[~inside["record_id"].isin(counted)].reset_index(drop=True)


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
