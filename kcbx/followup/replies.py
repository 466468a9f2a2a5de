"""Takes returned files into the ledger: each file is one transaction, taken once, whatever the order
(:mod:`kcbx.followup.held_files`).

Every row ends in exactly one place (:data:`kcbx.followup.judge.PLACES`) and the sum is checked before anything is
kept. Nothing is thrown away: a row of nobody known is kept and reported like any other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from kcbx.errors import Problem, SumsDoNotClose
from kcbx.followup.beside import answered_since, beside
from kcbx.followup.held_files import HeldFile, held_file
from kcbx.followup.judge import Bench
from kcbx.followup.ledger import Ledger
from kcbx.followup.new_children import NewChild, open_new
from kcbx.followup.returned import Origin, ReturnedFile, filled_sheets, lost_sheets, origin
from kcbx.followup.sent import SentRows
from kcbx.followup.taken import Collected, TakenFile, TakenSheet


def collect(
    ledger: Ledger,
    files: Iterable[ReturnedFile],
    collected_on: date,
    *,
    again: bool = False,
) -> Collected:
    """Take files into the ledger; those it has, only where they are to be taken ``again``."""
    sent, schools = SentRows(ledger), _schools(ledger)
    benches = [Bench(sent, schools, collected_on)]
    taken = []
    for file in sorted(files, key=lambda each: (each.digest, len(each.name), each.name)):  # 城关镇 before 城关镇(2)
        before = held_file(ledger, file.digest)
        if before is None or again:
            taken.append(_take(ledger, file, benches[0], before))
        else:
            taken.append(_taken_before(ledger, file, benches, before))
    disputed, outdated = beside(ledger, collected_on.isoformat())
    return Collected(taken, disputed, outdated, answered_since(ledger))


def _take(ledger: Ledger, file: ReturnedFile, bench: Bench, before: HeldFile | None) -> TakenFile:
    """Judge every row of a file and keep all of it, or none; what says the same as ``before`` is not kept again."""
    whence = origin(file)
    listed_on = bench.sent.batches[whence.batch]["as_of"] if whence.batch in bench.sent.batches else ""
    if bench.collected_on.isoformat() < listed_on:
        return TakenFile(file.name, file.digest, whence, again=False, sheets=(), early=listed_on)
    sheets = _judged(file, bench, whence)
    digest = file.digest
    again = before is not None and all(before.says(sheet.filled.sheet, sheet.rows) for sheet in sheets)
    if before is not None:
        digest = before.digest if again else before.next_digest
        whence = whence if again else replace(whence, replies_to=before.digest)
    return _kept(ledger, TakenFile(file.name, digest, whence, again, sheets, lost_sheets(file)), bench)


def _taken_before(ledger: Ledger, file: ReturnedFile, benches: list[Bench], before: HeldFile) -> TakenFile:
    """A file the ledger has, as it was judged then; ``benches``: today's first, others are added."""
    now = benches[0]
    then = next((each for each in benches if each.collected_on == before.collected_on), None)
    if then is None:
        then = now.on(before.collected_on)
        benches.append(then)
    whence, ripe = origin(file), 0
    if {*before.places.values()} - {"effective"}:
        ripe = sum(before.ripe(each.filled.sheet, each.rows) for each in _judged(file, now, whence))
    sheets = [
        TakenSheet(each.filled, before.held(each.filled.sheet, each.rows)) for each in _judged(file, then, whence)
    ]
    return _kept(ledger, TakenFile(file.name, before.digest, whence, True, sheets, lost_sheets(file), ripe=ripe), now)


def _kept(ledger: Ledger, taken: TakenFile, bench: Bench) -> TakenFile:
    batch = taken.origin.batch
    if batch and batch not in bench.sent.batches and taken.rows_read == taken.places["unknown"] > 0:
        taken = replace(taken, stranger=True)
    if taken.sheets:
        with ledger.transaction():
            _keep(ledger, taken, bench.collected_on.isoformat())
    return taken


def _judged(file: ReturnedFile, bench: Bench, whence: Origin) -> list[TakenSheet]:
    return [
        TakenSheet(filled, [bench.judge(filled, line, whence) for line in filled.lines])
        for filled in filled_sheets(file)
    ]


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


__all__ = ["collect"]
