"""Whose rows may go to whom, judged from the tables of the result and not from what wrote the workbooks.

A row of an outgoing workbook names its child by the hidden key; the tables say in which township the child is
registered, on which roll the pupil is, which pairs are for a person to decide. A row that cannot be proved to be the
recipient's stops the packing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kcbx.linkage import is_in_doubt

if TYPE_CHECKING:
    import pandas as pd

#: Columns that may show an ID number, always masked.
_ID_FIELDS = ("id_number", "census_value", "roll_value")
#: A whole ID number; a masked one is broken by its stars.
_WHOLE_ID = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)")


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    """A row of a workbook to be sent: where it stands, the hidden key, the texts kcbx wrote, by field."""

    sheet: str
    row: int
    list_code: str
    key: str
    known: Mapping[str, str]

    @property
    def unmasked(self) -> bool:
        """Whether a whole ID number stands where a masked one belongs."""
        return any(_WHOLE_ID.search(self.known.get(name, "")) for name in _ID_FIELDS)

    @property
    def stray_id(self) -> bool:
        """Whether an input carried a whole ID number in some other column, say in a guardian's name."""
        return any(_WHOLE_ID.search(text) for name, text in self.known.items() if name not in _ID_FIELDS)


@dataclass(frozen=True)
class Owners:
    """Recipients by hidden key. A child registered in two townships has two owners.

    ``listed``: townships that may be asked about a child on the list to verify. ``children``: townships of every
    child. ``pupils``: schools by key of a roll row. ``claimed``: schools a village says a child is at.
    ``pairs``: keys of census and roll row of each pair a person is to decide.
    """

    listed: Mapping[str, frozenset[str]]
    children: Mapping[str, frozenset[str]]
    pupils: Mapping[str, frozenset[str]]
    claimed: Mapping[str, frozenset[str]]
    pairs: frozenset[tuple[str, str]]

    def fault(self, kind: str, recipient: str, row: OutgoingRow) -> str:
        """Why a row may not go to a recipient, "" where it may."""
        if row.unmasked:
            return "身份证号没有遮盖"
        if not row.key:
            return "有姓名而没有行编号" if row.known.get("name") else ""
        child, _, rest = row.key.partition("-")
        owned = {
            ("township", "to_verify"): lambda: recipient in self.listed.get(row.key, ()),
            ("township", "pairs"): lambda: self._child(child, recipient) and (child, rest) in self.pairs,
            ("township", "conflicts"): lambda: self._child(child, recipient),
            ("school", "to_verify"): lambda: (
                recipient in self.pupils.get(row.key, ()) or recipient in self.claimed.get(row.key, ())
            ),
        }.get((kind, row.list_code))
        return "" if owned is not None and owned() else "不是本单位的儿童"

    def _child(self, key: str, recipient: str) -> bool:
        return recipient in self.children.get(key, ())


def owners(tables: Mapping[str, pd.DataFrame]) -> Owners:
    """The owners of every key, from the tables census, roll, standings, roll_standings and links."""
    census = tables["standings"].merge(tables["census"][["census_id", "township", "declared_school"]], on="census_id")
    roll = tables["roll_standings"].merge(tables["roll"][["roll_id", "school"]], on="roll_id")
    review = tables["links"].loc[is_in_doubt(tables["links"]), ["census_id", "roll_id"]]
    census_key = census.set_index("census_id")["row_key"]
    roll_key = roll.set_index("roll_id")["row_key"]
    return Owners(
        listed=_by_key(census[census["out_of_school_list"].fillna(False)], "township"),
        children=_by_key(census, "township"),
        pupils=_by_key(roll, "school"),
        claimed=_by_key(census[census["standing"].eq("claimed_not_found")], "declared_school"),
        pairs=frozenset(zip(review["census_id"].map(census_key), review["roll_id"].map(roll_key), strict=True)),
    )


def _by_key(rows: pd.DataFrame, owner: str) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for key, name in rows[["row_key", owner]].dropna().itertuples(index=False, name=None):
        found[key].add(name)
    return {key: frozenset(names) for key, names in found.items()}


__all__ = ["OutgoingRow", "Owners", "owners"]
