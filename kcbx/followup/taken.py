"""What became of returned files: of each row, of each file, and of all of them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kcbx.followup.beside import RowId
from kcbx.followup.judge import PLACES, Judged
from kcbx.followup.returned import Filled, Origin


@dataclass(frozen=True)
class TakenSheet:
    """A recognised sheet and the judgement of its rows, in their order."""

    filled: Filled
    rows: Sequence[Judged]


@dataclass(frozen=True)
class TakenFile:
    """What became of one returned file. ``again``: the ledger had it already; ``sheets`` is empty if none is ours.

    ``lost``: the sheets that may hold answers and could not be read. ``stranger``: it is of a batch that this ledger
    never sent, and none of its rows is known here. ``early``: the day of the list it answers, where that is after the
    day of collection, and so nothing was taken. ``ripe``: rows that would take effect if it were taken again.
    """

    name: str
    digest: str
    origin: Origin
    again: bool
    sheets: Sequence[TakenSheet]
    lost: Sequence[str] = ()
    stranger: bool = False
    early: str = ""
    ripe: int = 0

    @property
    def kinds(self) -> list[str]:
        """The kinds of workbook its sheets are of: its own first."""
        found = dict.fromkeys(sheet.filled.workbook for sheet in self.sheets)
        return sorted(found, key=lambda kind: kind != self.origin.workbook)

    @property
    def answers_for(self) -> list[str]:
        """Those to whom its answered rows were sent: several where books were put together."""
        rows = [row for sheet in self.sheets for row in sheet.rows if row.sent and row.place != "unanswered"]
        return sorted({row.sent.recipient for row in rows if row.sent})

    @property
    def ahead(self) -> bool:
        """Whether most of what was answered was checked after the day of collection: then that day is wrong."""
        answered = [row for sheet in self.sheets for row in sheet.rows if row.place != "unanswered"]
        return 2 * sum(row.checked_ahead for row in answered) > len(answered)

    @property
    def places(self) -> Mapping[str, int]:
        """Rows by place; their sum is the number of rows that hold anything."""
        count = Counter(row.place for sheet in self.sheets for row in sheet.rows)
        return {place: count[place] for place in PLACES}

    @property
    def rows_read(self) -> int:
        """Rows that hold anything."""
        return sum(len(sheet.rows) for sheet in self.sheets)


@dataclass(frozen=True)
class Collected:
    """A whole collection. ``disputed`` and ``outdated``: effective rows that do not move their case, and why.

    ``answered_since``: rows that were sent back and have been answered since, and where that answer ended.
    """

    files: Sequence[TakenFile]
    disputed: frozenset[RowId]
    outdated: frozenset[RowId]
    answered_since: Mapping[RowId, str] = field(default_factory=dict)


__all__ = ["Collected", "RowId", "TakenFile", "TakenSheet"]
