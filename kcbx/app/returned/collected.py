"""What a collection came to, as figures: each returned file, what could not be read, who has not answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from kcbx.app.returned.opening import Unread
from kcbx.app.returned.retyped import retyped
from kcbx.errors import InputUnreadable, Problem
from kcbx.followup.cases import Wanted, cases
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import Answered, answered
from kcbx.followup.taken import Collected, TakenFile

if TYPE_CHECKING:
    from kcbx.app.returned.marked_copies import MarkedCopies

_SEND_AGAIN = "请对方重新保存、再交一份"


@dataclass(frozen=True)
class FileSummary:
    """One returned file: its rows by place, and what it is; figures only, no child.

    ``copies``: names of other files to the byte the same, taken once with it. ``headings``: which retyped headings
    were known by their place, in words without a word of the sender. ``shifted``: rows whose answers stand in the wrong
    columns. ``answers_for``: those to whom its answered rows were sent. ``also_marked``: the marked copies of sheets of
    another kind of workbook. ``stranger``: sent by another county or from another ledger, so no copy goes back.
    ``ahead``: most of it was checked after the day it was collected. ``ripe``: rows that did not take effect when the
    file was taken, and would if it were taken again.
    """

    file: str
    recipient: str
    batch: str
    again: bool
    rows: int
    places: Mapping[str, int]
    disputed: int
    outdated: int
    marked: str = ""
    also_marked: Sequence[str] = ()
    copies: Sequence[str] = ()
    headings: Sequence[str] = ()
    stranger: bool = False
    shifted: int = 0
    answers_for: Sequence[str] = ()
    ahead: bool = False
    ripe: int = 0

    @property
    def sender(self) -> str:
        """From whom it comes, in words; with how many others where books were put together."""
        own = self.recipient or next(iter(self.answers_for), "")
        others = len({*self.answers_for} - {own})
        return f"{own}等 {others + 1} 个" if others else own


@dataclass(frozen=True)
class CollectSummary:
    """What is shown at the end and returned by ``--json``. ``unread``: file → why it was left out.

    ``not_taken``: those of them that may hold answers, which are not in the ledger; a sheet as 文件 › 工作表.
    ``advice``: what to do about each. ``filled_in``: marked copies with corrections that no collection has taken yet.
    """

    schema: int
    collected_on: str
    files: Sequence[FileSummary]
    unread: Mapping[str, str]
    places: Mapping[str, int]
    disputed_cases: Sequence[str]
    answered: Sequence[Answered] = field(default_factory=tuple)
    not_taken: Sequence[str] = ()
    locked: Sequence[str] = ()
    advice: Mapping[str, str] = field(default_factory=dict)
    filled_in: Sequence[str] = ()

    def require_all(self) -> None:
        """Raise InputUnreadable where a file that may hold answers could not be read; the others were taken."""
        if self.not_taken:
            raise InputUnreadable(
                [
                    Problem(f"{self.unread[name]}，其中的答复还没有收进台账", name, advice=self.advice[name])
                    for name in self.not_taken
                ]
            )

    @property
    def rows(self) -> int:
        """Rows of all files; the sum of the places."""
        return sum(file.rows for file in self.files)


def summarise(
    ledger: Ledger,
    collected_on: date,
    collected: Collected,
    unread: Mapping[str, Unread],
    marked: MarkedCopies,
) -> CollectSummary:
    """The figures of a collection; ``marked``: the copies that go back."""
    names: dict[str, list[str]] = {}
    for taken in collected.files:
        names.setdefault(taken.digest, []).append(taken.name)
    ours = [taken for taken in collected.files if taken.sheets and taken.name == names[taken.digest][0]]
    files = [
        FileSummary(
            file=taken.name,
            recipient=taken.origin.recipient,
            batch=taken.origin.batch,
            again=taken.again,
            rows=taken.rows_read,
            places=taken.places,
            disputed=_among(taken, collected.disputed),
            outdated=_among(taken, collected.outdated),
            marked=next(iter(marked.written.get(taken.digest, ())), ""),
            also_marked=marked.written.get(taken.digest, ())[1:],
            copies=names[taken.digest][1:],
            headings=[text for sheet in taken.sheets if (text := retyped(sheet.filled))],
            stranger=taken.stranger,
            answers_for=taken.answers_for,
            shifted=sum(row.shifted for sheet in taken.sheets for row in sheet.rows),
            ahead=taken.ahead,
            ripe=taken.ripe,
        )
        for taken in sorted(ours, key=lambda each: each.name)
    ]
    places: Counter[str] = Counter()
    for file in files:
        places.update(file.places)
    return CollectSummary(
        schema=1,
        collected_on=collected_on.isoformat(),
        files=files,
        unread={name: each.why for name, each in sorted(unread.items())},
        not_taken=sorted(name for name, each in unread.items() if not each.foreign),
        locked=sorted(name for name, each in unread.items() if each.locked),
        advice={name: each.advice or _SEND_AGAIN for name, each in unread.items()},
        places=dict(places),
        disputed_cases=disputed_cases(ledger, collected_on),
        answered=answered(ledger),
        filled_in=sorted({str(path) for path in marked.filled_in}),
    )


def _among(taken: TakenFile, rows: frozenset[tuple[str, str, int]]) -> int:
    return sum(digest == taken.digest for digest, _, _ in rows)


def disputed_cases(ledger: Ledger, as_of: date) -> list[str]:
    """Numbers of the cases with answers that contradict one another."""
    return [case.number for case in cases(ledger, as_of, Wanted(states={"disputed"}))]


__all__ = ["CollectSummary", "FileSummary", "disputed_cases", "summarise"]
