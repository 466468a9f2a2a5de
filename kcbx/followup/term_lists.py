"""Which lists of which school a term was reconciled with: what is newer than an answer can tell of its child.

In January and February a county runs again before the new rolls are there. The calendar has turned, the lists have not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from kcbx.cohorts import school_year_of, term_code
from kcbx.definitions import schema
from kcbx.followup.ledger import Ledger

#: A school and the digest of a file with a roll or a class list of it.
SchoolList = tuple[str, str]


def lists_of(sheets: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> frozenset[SchoolList]:
    """The rolls and class lists of every school in an intake, by the content of their files.

    ``sheets``: with ``source_file`` and ``digest``; ``roll``, and ``attendance`` of ``others``: people rows.
    """
    if not {"source_file", "digest"} <= {*sheets}:
        return frozenset()
    digest = sheets.drop_duplicates("source_file").set_index("source_file")["digest"]
    found: set[SchoolList] = set()
    for rows in (roll, others.get("attendance", pd.DataFrame())):
        if {"school", "source_file"} <= {*rows}:
            pairs = rows[["school", "source_file"]].dropna().drop_duplicates()
            found |= set(zip(pairs["school"], pairs["source_file"].map(digest), strict=True))
    return frozenset(found)


def add_lists(ledger: Ledger, batch: str, lists: Iterable[SchoolList]) -> None:
    """Record the lists of a run, inside a transaction."""
    ledger.add("lists", [{"batch": batch, "school": school, "digest": digest} for school, digest in sorted(lists)])


@dataclass(frozen=True)
class TermLists:
    """The lists of a run, and those of the terms before it; ``earlier``: by term."""

    as_of: date
    now: frozenset[SchoolList] = frozenset()
    earlier: Mapping[str, frozenset[SchoolList]] = field(default_factory=dict)

    def newer_than(self, day: str, school: str = "") -> bool:
        """Whether a school (any, where none is named) has lists newer than the term of a day.

        Those of the same term are not; nor, until new ones are due in spring, those that are the very files of autumn.
        """
        told = date.fromisoformat(day)
        if term_code(told) == term_code(self.as_of):
            return False
        own = {each for each in self.now if not school or each[0] == school}
        due = f"{school_year_of(told) + 1}-{schema('followup/cases')['validity']['old_lists_until']}"
        old = self.as_of.isoformat() <= due and own <= self.earlier.get(term_code(told), frozenset())
        return not (own and old)


def term_lists(ledger: Ledger, as_of: date, now: frozenset[SchoolList]) -> TermLists:
    """The lists of a run beside those the ledger remembers."""
    earlier: dict[str, set[SchoolList]] = {}
    for row in ledger.rows("SELECT b.as_of, l.school, l.digest FROM lists l JOIN batches b USING (batch)"):
        term = term_code(date.fromisoformat(row["as_of"]))
        earlier.setdefault(term, set()).add((row["school"], row["digest"]))
    return TermLists(as_of, now, {term: frozenset(lists) for term, lists in earlier.items()})


__all__ = ["SchoolList", "TermLists", "add_lists", "lists_of", "term_lists"]
