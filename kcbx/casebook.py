"""The plain values of the follow-up that travel between the rooms: balances, movements, deadlines of cases.

Nothing here computes but what follows from a value itself. They are made in ``followup/`` and shown by ``workbook/``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Movement:
    """One case coming on the register of open cases or leaving it.

    ``kind``: new, again or solved; ``destination``: where the child went (a column of the report), "" for none;
    ``why``: by what, in words.
    """

    number: str
    township: str
    village: str
    name: str
    kind: str
    on: str
    destination: str
    why: str


@dataclass(frozen=True, slots=True)
class Balance:
    """The register of open cases of a township (or the county) over a period: children at its ends and between.

    ``destinations``: solved cases by column. ``confirmed``: open cases at the end confirmed to be out of school.
    """

    name: str
    opening: int
    new: int
    again: int
    solved: int
    closing: int
    confirmed: int
    destinations: Mapping[str, int]

    @property
    def difference(self) -> int:
        """opening + new + again − solved − closing; anything but 0 is a bug."""
        return self.opening + self.new + self.again - self.solved - self.closing

    @property
    def closes(self) -> bool:
        """Whether the balance and the destinations add up."""
        return self.difference == 0 and sum(self.destinations.values()) == self.solved


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done by a day. ``kind``: notice, visit, deferred, on_leave, proof; ``what`` in words."""

    number: str
    township: str
    village: str
    name: str
    kind: str
    what: str
    on: str
    overdue: bool


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One line of the list of open cases. ``age``: days since the case was opened."""

    number: str
    township: str
    village: str
    name: str
    sex: str
    birth_date: str
    guardian: str
    state: str
    opened_on: str
    age: int
    answer: str
    listings: int


@dataclass(frozen=True)
class Period:
    """A report over a month or a quarter, whose balance closes to the child.

    ``townships`` in the order of their closing figures; ``again_why``: cases that came back, by reason in words.
    """

    county: str
    title: str
    first: date
    last: date
    cutoff: date
    total: Balance
    townships: Sequence[Balance]
    movements: Sequence[Movement]
    open_cases: Sequence[OpenCase]
    due: Sequence[Due]
    again_why: Mapping[str, int]
    destinations: Mapping[str, str]
    low_income: int
    disabled: int

    @property
    def closes(self) -> bool:
        """Whether every balance closes and the townships add up to the county."""
        sums = [
            sum(getattr(each, name) for each in self.townships) == getattr(self.total, name)
            for name in ("opening", "new", "again", "solved", "closing", "confirmed")
        ]
        return self.total.closes and all(each.closes for each in self.townships) and all(sums)


__all__ = ["Balance", "Due", "Movement", "OpenCase", "Period"]
