"""From judged rows to a marked copy: what goes back, in which order the problems are numbered, what was asked."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import count
from pathlib import Path

from kcbx.app.result import make_private
from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.findings import severities
from kcbx.followup.judge import PLACES, Judged
from kcbx.followup.ledger import Ledger
from kcbx.followup.reading.trouble import Trouble
from kcbx.followup.replies import Collected, TakenFile, TakenSheet
from kcbx.register import Place
from kcbx.workbook import marked
from kcbx.workbook.marks import Mark, MarkedRow, MarkedSheet, Return

#: Best first: the place of a row that came back twice in one file.
_BEST = ("effective", "to_correct", "lacking", "unanswered")


def has_to_go_back(taken: TakenFile, collected: Collected) -> bool:
    """Whether a file holds anything to correct, or a row that contradicts another answer."""
    rows = [row for sheet in taken.sheets for row in sheet.rows]
    must = any(trouble.must for row in rows for trouble in row.troubles)
    return must or any(digest == taken.digest for digest, _, _ in collected.disputed)


def write_copy(ledger: Ledger, taken: TakenFile, collected: Collected, path: Path) -> None:
    """Write the marked copy of one file, readable by its owner only."""
    place = place_of(ledger, taken)
    schools = [
        row["name"] for row in ledger.rows("SELECT name FROM schools WHERE batch = ? ORDER BY name", place.batch)
    ]
    kind = taken.origin.workbook or taken.sheets[0].filled.workbook
    returned = Return(
        kind=kind,
        recipient=taken.origin.recipient,
        digest=taken.digest,
        schools=schools,
        sheets=_sheets(ledger, taken, collected, place.batch),
    )
    marked.write(returned, place, path)
    make_private(path)


def place_of(ledger: Ledger, taken: TakenFile) -> Place:
    """County, dates and batch of the workbook a file came from; of the newest batch where it does not say."""
    rows = {row["batch"]: row for row in ledger.batches()}
    head = rows.get(taken.origin.batch) or next(reversed(rows.values()))
    cutoff = date.fromisoformat(head["cutoff"])
    as_of = date.fromisoformat(head["as_of"])
    ages = SchoolAges(school_year_of(as_of), cutoff_month=cutoff.month, cutoff_day=cutoff.day)
    return Place(head["county"], as_of, ages, date.fromisoformat(head["deadline"]), head["batch"])


def _sheets(ledger: Ledger, taken: TakenFile, collected: Collected, batch: str) -> list[MarkedSheet]:
    """The sheets with their marks: the gravest are numbered first."""
    numbers = count(1)
    placed: dict[tuple[int, int], list[Mark]] = {}
    for severity in severities():
        for where, sheet in enumerate(taken.sheets):
            for index, row in enumerate(sheet.rows):
                for trouble in _troubles(taken, sheet, row, collected):
                    if trouble.severity == severity:
                        field, said = _field(sheet, trouble.column), (trouble.problem, trouble.advice)
                        mark = Mark(next(numbers), field, severity, *said)
                        placed.setdefault((where, index), []).append(mark)
    return [
        MarkedSheet(
            layout=sheet.filled.layout,
            rows=[_row(row, placed.get((where, index), [])) for index, row in enumerate(sheet.rows)],
            asked=_asked(ledger, taken, sheet, batch),
            extra=_extra(taken, sheet),
        )
        for where, sheet in enumerate(taken.sheets)
    ]


def _troubles(taken: TakenFile, sheet: TakenSheet, row: Judged, collected: Collected) -> list[Trouble]:
    disputed = (taken.digest, sheet.filled.sheet, row.line.row) in collected.disputed
    return [*row.troubles, *([Trouble("result", "disputed", {})] if disputed else [])]


def _field(sheet: TakenSheet, column: str) -> str:
    """The column a mark is put at; the result where the sheet has no such column."""
    fields = {known.field for known in sheet.filled.layout.known} | set(sheet.filled.layout.asked.columns)
    return column if column in fields else "result"


def _row(row: Judged, marks: list[Mark]) -> MarkedRow:
    return MarkedRow(row.line.known, row.line.given, row.line.key, row.place, marks, row.new)


def _asked(ledger: Ledger, taken: TakenFile, sheet: TakenSheet, batch: str) -> dict[str, int]:
    """The rows sent to this recipient, by the place they have in this file; a row that is gone is unanswered."""
    filled = sheet.filled
    sent = ledger.rows(
        "SELECT key FROM sent WHERE batch = ? AND workbook = ? AND recipient = ? AND sheet = ?",
        *(batch, filled.workbook, taken.origin.recipient, filled.layout.code),
    )
    places: dict[str, str] = {}
    for row in sheet.rows:
        if row.sent is not None:
            held = places.get(row.key, "unanswered")
            places[row.key] = min(held, row.place, key=_BEST.index)
    found = Counter(places.get(row["key"], "unanswered") for row in sent)
    return {place: found[place] for place in PLACES if place != "unknown"}


def _extra(taken: TakenFile, sheet: TakenSheet) -> dict[str, int]:
    """Rows beside the list: new children, rows of others' lists, rows of nobody known."""
    stray = sum(row.sent is not None and row.sent.recipient != taken.origin.recipient for row in sheet.rows)
    return {
        "new": sum(row.new for row in sheet.rows),
        "stray": stray,
        "unknown": sum(row.place == "unknown" for row in sheet.rows),
    }


__all__ = ["has_to_go_back", "place_of", "write_copy"]
