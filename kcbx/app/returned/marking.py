"""From judged rows to a marked copy: what goes back, in which order the problems are numbered, what was asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.findings import severities
from kcbx.followup.judge import PLACES, Judged
from kcbx.followup.ledger import Ledger
from kcbx.followup.reading.trouble import Trouble
from kcbx.followup.taken import Collected, RowId, TakenFile, TakenSheet
from kcbx.register import Place
from kcbx.workbook import marked
from kcbx.workbook.marks import Mark, MarkedRow, MarkedSheet, Return

#: Best first: the place of a row that came back twice in one file.
_BEST = ("effective", "to_correct", "lacking", "unanswered")


class _Entry(NamedTuple):
    """A judged row and the sheet it stands in."""

    sheet: TakenSheet
    row: Judged


def going_back(taken: TakenFile, collected: Collected) -> list[TakenFile]:
    """A file that holds anything to correct, or a row that contradicts another answer, one kind of workbook each.

    A school's sheet that was put into a township's workbook goes back in a copy of its own. A workbook that another
    county or another ledger sent is nobody's to correct here.
    """
    if taken.stranger:
        return []
    parts = [
        replace(taken, sheets=[sheet for sheet in taken.sheets if sheet.filled.workbook == kind])
        for kind in taken.kinds
    ]
    return [part for part in parts if any(_goes_back(part, each, collected) for each in _entries(part.sheets))]


def write_copy(ledger: Ledger, part: TakenFile, collected: Collected, path: Path) -> date:
    """Write the marked copy of one part of :func:`going_back`; returns the day its answers are due back."""
    place = place_of(ledger, part)
    schools = [
        row["name"] for row in ledger.rows("SELECT name FROM schools WHERE batch = ? ORDER BY name", place.batch)
    ]
    returned = Return(
        kind=part.sheets[0].filled.workbook,
        recipient=part.origin.recipient,
        digest=part.digest,
        schools=schools,
        sheets=_sheets(ledger, part, collected, place.batch),
    )
    marked.write(returned, place, path)
    return place.deadline


def place_of(ledger: Ledger, taken: TakenFile) -> Place:
    """County, dates and batch of the workbook a file came from; of the newest batch where it does not say."""
    rows = {row["batch"]: row for row in ledger.batches()}
    head = rows.get(taken.origin.batch) or next(reversed(rows.values()))
    cutoff = date.fromisoformat(head["cutoff"])
    as_of = date.fromisoformat(head["as_of"])
    ages = SchoolAges(school_year_of(as_of), cutoff_month=cutoff.month, cutoff_day=cutoff.day)
    return Place(head["county"], as_of, ages, date.fromisoformat(head["deadline"]), head["batch"])


def _sheets(ledger: Ledger, taken: TakenFile, collected: Collected, batch: str) -> list[MarkedSheet]:
    """The sheets with their marks: the gravest are numbered first. Copies of one tab are one sheet."""
    lists, grave = _lists(taken), list(severities())
    found = [
        (where, index, entry.sheet, trouble)
        for where, entries in enumerate(lists)
        for index, entry in enumerate(entries)
        for trouble in _troubles(taken, entry, collected)
    ]
    placed: defaultdict[tuple[int, int], list[Mark]] = defaultdict(list)
    gravest_first = sorted(found, key=lambda each: grave.index(each[3].severity))
    for number, (where, index, sheet, trouble) in enumerate(gravest_first, start=1):
        mark = Mark(number, _field(sheet, trouble.column), trouble.severity, trouble.problem, trouble.advice)
        placed[where, index].append(mark)
    return [
        MarkedSheet(
            layout=entries[0].sheet.filled.layout,
            rows=[_row(taken, each, placed[where, n], collected) for n, each in enumerate(entries)],
            asked=_asked(ledger, taken, entries, batch, collected),
            extra=_extra(taken, entries),
        )
        for where, entries in enumerate(lists)
    ]


def _lists(taken: TakenFile) -> list[list[_Entry]]:
    """The rows of each layout, from all tabs that are copies of it; what the copies say alike stands once."""
    found: dict[str, list[_Entry]] = {}
    for entry in _entries(taken.sheets):
        found.setdefault(entry.sheet.filled.layout.code, []).append(entry)
    return [_once(entries) for entries in found.values()]


def _once(entries: list[_Entry]) -> list[_Entry]:
    answered = {each.row.key for each in entries if each.row.place != "unanswered"}
    kept: dict[object, _Entry] = {}
    for each in entries:
        row = each.row
        if row.place != "unanswered" or row.key not in answered:
            said = (row.key, *row.line.given.items()) if row.sent else (each.sheet.filled.sheet, row.line.row)
            kept.setdefault(said, each)
    return list(kept.values())


def _entries(sheets: Sequence[TakenSheet]) -> list[_Entry]:
    return [_Entry(sheet, row) for sheet in sheets for row in sheet.rows]


def _id(taken: TakenFile, entry: _Entry) -> RowId:
    return (taken.digest, entry.sheet.filled.sheet, entry.row.line.row)


def _goes_back(taken: TakenFile, entry: _Entry, collected: Collected) -> bool:
    return any(trouble.must or trouble.code == "disputed" for trouble in _troubles(taken, entry, collected))


def _troubles(taken: TakenFile, entry: _Entry, collected: Collected) -> list[Trouble]:
    """What is wrong with a row; nothing where it has been answered since."""
    if _id(taken, entry) in collected.answered_since:
        return []
    disputed = _id(taken, entry) in collected.disputed
    return [*entry.row.troubles, *([Trouble("result", "disputed", {})] if disputed else [])]


def _field(sheet: TakenSheet, column: str) -> str:
    """The column a mark is put at; the result where the sheet has no such column."""
    fields = {known.field for known in sheet.filled.layout.known} | set(sheet.filled.layout.asked.columns)
    return column if column in fields else "result"


def _place(taken: TakenFile, entry: _Entry, collected: Collected) -> str:
    return collected.answered_since.get(_id(taken, entry), entry.row.place)


def _row(taken: TakenFile, entry: _Entry, marks: list[Mark], collected: Collected) -> MarkedRow:
    row = entry.row
    return MarkedRow(row.line.known, row.line.given, row.line.key, _place(taken, entry, collected), marks, row.new)


def _asked(
    ledger: Ledger, taken: TakenFile, entries: Sequence[_Entry], batch: str, collected: Collected
) -> dict[str, int]:
    """The rows sent to this recipient, by the place they have in this file; a row that is gone is unanswered."""
    filled = entries[0].sheet.filled
    sent = ledger.rows(
        "SELECT key FROM sent WHERE batch = ? AND workbook = ? AND recipient = ? AND sheet = ?",
        *(batch, filled.workbook, taken.origin.recipient, filled.layout.code),
    )
    places: dict[str, str] = {}
    for entry in entries:
        if entry.row.sent is not None:
            held = places.get(entry.row.key, "unanswered")
            places[entry.row.key] = min(held, _place(taken, entry, collected), key=_BEST.index)
    found = Counter(places.get(row["key"], "unanswered") for row in sent)
    return {place: found[place] for place in PLACES if place != "unknown"}


def _extra(taken: TakenFile, entries: Sequence[_Entry]) -> dict[str, int]:
    """Rows beside the list: new children, rows of others' lists, rows of nobody known."""
    rows = [entry.row for entry in entries]
    return {
        "new": sum(row.new for row in rows),
        "stray": sum(row.sent is not None and row.sent.recipient != taken.origin.recipient for row in rows),
        "unknown": sum(row.place == "unknown" for row in rows),
    }


__all__ = ["going_back", "place_of", "write_copy"]
