"""Takes returned files into the ledger: each file is one transaction, taken once, whatever the order.

Every row ends in exactly one place (:data:`kcbx.followup.judge.PLACES`) and the sum is checked before anything is
kept. Nothing is thrown away: a row of nobody known is kept and reported like any other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from kcbx.errors import Problem, SumsDoNotClose
from kcbx.followup.beside import RowId, answered_since, beside
from kcbx.followup.judge import PLACES, Bench, Judged
from kcbx.followup.ledger import Ledger
from kcbx.followup.new_children import NewChild, open_new
from kcbx.followup.returned import Filled, Origin, ReturnedFile, filled_sheets, lost_sheets, origin
from kcbx.followup.sent import SentRows


@dataclass(frozen=True)
class TakenSheet:
    """A recognised sheet and the judgement of its rows, in their order."""

    filled: Filled
    rows: Sequence[Judged]


@dataclass(frozen=True)
class TakenFile:
    """What became of one returned file. ``again``: the ledger had it already; ``sheets`` is empty if none is ours.

    ``lost``: the sheets that may hold answers and could not be read. ``stranger``: it is of a batch that this ledger
    never sent, and none of its rows is known here.
    """

    name: str
    digest: str
    origin: Origin
    again: bool
    sheets: Sequence[TakenSheet]
    lost: Sequence[str] = ()
    stranger: bool = False

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


def collect(ledger: Ledger, files: Iterable[ReturnedFile], collected_on: date) -> Collected:
    """Take files into the ledger; what came of each, and how their answers stand beside all others."""
    sent = SentRows(ledger)
    bench = Bench(sent, _schools(ledger), collected_on)
    in_order = sorted(files, key=lambda each: (each.digest, len(each.name), each.name))  # 城关镇 before 城关镇(2)
    taken = [_take(ledger, file, bench) for file in in_order]
    disputed, outdated = beside(ledger, collected_on.isoformat())
    return Collected(taken, disputed, outdated, answered_since(ledger))


def _take(ledger: Ledger, file: ReturnedFile, bench: Bench) -> TakenFile:
    """Judge every row of a file and keep all of it, or none.

    A file the ledger has is judged as on the day it was taken: what is told of it is what the ledger holds.
    """
    whence = origin(file)
    before = ledger.rows("SELECT collected_on FROM files WHERE digest = ?", file.digest)
    if before:
        bench = bench.on(date.fromisoformat(before[0]["collected_on"]))
    sheets = [
        TakenSheet(filled, [bench.judge(filled, line, whence) for line in filled.lines])
        for filled in filled_sheets(file)
    ]
    taken = TakenFile(file.name, file.digest, whence, bool(before), sheets, lost_sheets(file))
    if whence.batch and whence.batch not in bench.sent.batches and taken.rows_read == taken.places["unknown"] > 0:
        taken = replace(taken, stranger=True)
    if sheets:
        with ledger.transaction():
            _keep(ledger, taken, bench.collected_on.isoformat())
    return taken


def _keep(ledger: Ledger, taken: TakenFile, day: str) -> None:
    """Write one file's rows, inside a transaction. Raises SumsDoNotClose where a row has no place."""
    if not taken.again:
        _check(taken)
        whence = taken.origin
        head = {
            "digest": taken.digest,
            "collected_on": day,
            "workbook": whence.workbook or taken.sheets[0].filled.workbook,
            "template": whence.template,
            "batch": whence.batch,
            "recipient": whence.recipient,
            "replies_to": whence.replies_to,
            "rows_read": taken.rows_read,
            "places": taken.places,
        }
        ledger.add("files", [head])
        new = _new_children(taken)
        open_new(ledger, list(new.values()), day)
        numbers = {row: child.case_number(ledger) for row, child in new.items()}
        ledger.add("answers", _answers(taken, numbers))
        ledger.add("corrections", _corrections(taken))
    ledger.add("file_names", [{"digest": taken.digest, "name": taken.name}])


def _check(taken: TakenFile) -> None:
    if sum(taken.places.values()) != taken.rows_read or any(
        len(sheet.rows) != len(sheet.filled.lines) for sheet in taken.sheets
    ):
        raise SumsDoNotClose(Problem("交回的行没有各归其位", taken.name, advice="请报告给开发者"))


def _new_children(taken: TakenFile) -> dict[tuple[str, int], NewChild]:
    """The complete rows of children who were on no list, by sheet and row."""
    township = taken.origin.recipient
    return {
        (sheet.filled.sheet, row.line.row): NewChild(
            known=row.line.known,
            township=township if sheet.filled.workbook == "township" else "",
            source=f"{taken.digest}/{sheet.filled.sheet}/{row.line.row}",
        )
        for sheet in taken.sheets
        for row in sheet.rows
        if row.new and row.place == "effective"
    }


def _answers(taken: TakenFile, numbers: Mapping[tuple[str, int], str]) -> Iterator[dict[str, Any]]:
    """One row for every returned row that says something or is nobody known's."""
    for sheet in taken.sheets:
        for row in sheet.rows:
            if row.place != "unanswered":
                number = numbers.get((sheet.filled.sheet, row.line.row))
                said = {**row.line.known, **row.line.given, "key": row.line.key}
                yield {
                    "digest": taken.digest,
                    "sheet": sheet.filled.sheet,
                    "row": row.line.row,
                    "asked": sheet.filled.layout.asked.name,
                    "key": number or row.key,
                    "place": row.place,
                    "case_number": number,
                    "result": row.result.code if row.result else "",
                    "said": {name: text for name, text in said.items() if text},
                    "meant": {name: text for name, text in row.meant.items() if text},
                }


def _corrections(taken: TakenFile) -> Iterator[dict[str, Any]]:
    for sheet in taken.sheets:
        for row in sheet.rows:
            for name, (was, now) in row.corrections.items():
                yield {
                    "digest": taken.digest,
                    "sheet": sheet.filled.sheet,
                    "row": row.line.row,
                    "field": name,
                    "was": was,
                    "proposed": now,
                }


def _schools(ledger: Ledger) -> Mapping[str, list[str]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in ledger.table("schools"):
        names[row["batch"]].append(row["name"])
    return names


__all__ = ["Collected", "RowId", "TakenFile", "TakenSheet", "collect"]
