"""A returned file is taken once; again only where a person says that the first time was a mistake.

The day of collection decides what a row is worth (a check dated after it counts for nothing), and so do the words the
county has taught kcbx. Where one of them was wrong, the file is judged anew and kept beside the first time, which it
replaces as a corrected copy does.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kcbx.followup.judge import Judged
from kcbx.followup.ledger import Ledger

#: A row of a file: tab, row number.
Where = tuple[str, int]
#: Between the digest of a file and how many times it was taken, from the second time on.
_AGAIN = "+"


@dataclass(frozen=True)
class HeldFile:
    """How the ledger holds a file: under which name, since when, where each row that says something ended."""

    digest: str
    collected_on: date
    times: int
    places: Mapping[Where, str]
    meant: Mapping[Where, tuple[str, Any]]

    @property
    def next_digest(self) -> str:
        """The name of the file when it is taken once more."""
        return f"{self.digest.partition(_AGAIN)[0]}{_AGAIN}{self.times + 1}"

    def held(self, sheet: str, rows: Sequence[Judged]) -> list[Judged]:
        """Rows with the places the ledger gave them; what is in force there has nothing to correct."""
        return [self._held(sheet, row) for row in rows]

    def _held(self, sheet: str, row: Judged) -> Judged:
        place = self.places.get((sheet, row.line.row), "unanswered")
        troubles = [each for each in row.troubles if not (each.must and place == "effective")]
        return replace(row, place=place, troubles=troubles)

    def ripe(self, sheet: str, rows: Sequence[Judged]) -> int:
        """How many rows, judged today, would take effect and did not."""
        waiting = (row for row in rows if self.places.get((sheet, row.line.row)) != "effective")
        return sum(row.place == "effective" for row in waiting)

    def says(self, sheet: str, rows: Sequence[Judged]) -> bool:
        """Whether it says the same of rows as is judged today."""
        return all(self._says((sheet, row.line.row), row) for row in rows)

    def _says(self, where: Where, row: Judged) -> bool:
        if row.place == "unanswered" or where not in self.places:
            return row.place == self.places.get(where, "unanswered")
        meant = {name: text for name, text in row.meant.items() if text}
        said = (row.result.code if row.result else "", meant)
        return (row.place, said) == (self.places[where], self.meant[where])


def held_file(ledger: Ledger, digest: str) -> HeldFile | None:
    """How a file is held, by the digest of its bytes; None where it was never taken."""
    times = dict(_times(ledger, digest))
    if not times:
        return None
    last = max(times)
    name, day = times[last]
    rows = ledger.rows("SELECT * FROM answers WHERE digest = ?", name)
    return HeldFile(
        digest=name,
        collected_on=date.fromisoformat(day),
        times=last,
        places={(row["sheet"], row["row"]): row["place"] for row in rows},
        meant={(row["sheet"], row["row"]): (row["result"], json.loads(row["meant"])) for row in rows},
    )


def _times(ledger: Ledger, digest: str) -> Iterator[tuple[int, tuple[str, str]]]:
    sql = "SELECT digest, collected_on FROM files WHERE digest = ? OR digest GLOB ?"
    for row in ledger.rows(sql, digest, f"{digest}{_AGAIN}*"):
        yield int(row["digest"].partition(_AGAIN)[2] or 1), (row["digest"], row["collected_on"])


__all__ = ["HeldFile", "held_file"]
