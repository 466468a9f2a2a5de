"""Rosters of the lists beside census and roll, and of the case ledger."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx.among import among
from kcbx.fields import empty
from kcbx.metrics.roster import KEY_GROUPS, Roster, whole
from kcbx.register import Register
from kcbx.statuses import left_junior

_PLACES = ["source_file", "source_sheet", "source_row"]


def listed(register: Register, form: str, year: int, main: Sequence[Roster]) -> pd.DataFrame:
    """The rows of another list, a child once; rows of nobody known all stay. Key groups as the rosters ``main`` say.

    ``register``: :func:`kcbx.metrics.main_lists.settled`. Rows of which it is known that they are of another ``year``
    are left out, and so are graduates of a primary school.
    """
    table = register.others.get(form)
    if table is None or table.empty:
        return whole(pd.DataFrame(columns=["status"], dtype="str"))
    table = table[table["list_year"].eq(year).fillna(True)]
    table = table[left_junior(table)] if form == "graduates" else table
    again = table["child_id"].notna() & table.duplicated("child_id")
    rows = whole(table[~again].assign(standing=None).reset_index(drop=True))
    for group in KEY_GROUPS:
        members = [each.rows.loc[each.flag(group), "child_id"] for each in main]
        rows[group] = among(rows["child_id"], pd.concat(members).dropna())
    return rows


def intakes(register: Register) -> Roster:
    """The rows of the intake counts, one a school and year; the same row sent twice counts once."""
    counts = register.others.get("intake_counts")
    if counts is None or counts.empty:
        counts = pd.DataFrame(columns=["record_id", *_PLACES, "school", "intake_year", "intake_count"])
    numbers = [name for name in counts if name not in {"record_id", *_PLACES, "school", "intake_year"}]
    rows = counts.drop_duplicates(["school", "intake_year", *numbers]).reset_index(drop=True)
    return Roster("intakes", whole(rows))


def cases(register: Register) -> Roster:
    """The cases of the ledger, the [cases] table; ``returned`` and ``open`` as they stand at the as-of date."""
    table = register.others.get("cases")
    rows = empty("cases") if table is None else table
    return Roster("cases", whole(rows.assign(standing=None)))
