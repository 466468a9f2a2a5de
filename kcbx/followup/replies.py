"""Takes returned files into the ledger: each file is one transaction, taken once, whatever the order.

Every row ends in exactly one place (:data:`kcbx.followup.judge.PLACES`) and the sum is checked before anything is
kept. Nothing is thrown away: a row of nobody known is kept and reported like any other.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from kcbx.clean.names import name_key, show_name
from kcbx.errors import Problem, SumsDoNotClose
from kcbx.followup.facts import Statement, by_key, facts, lineage, statements, today
from kcbx.followup.judge import PLACES, Bench, Judged
from kcbx.followup.ledger import Ledger
from kcbx.followup.returned import Filled, Origin, ReturnedFile, filled_sheets, origin
from kcbx.followup.sent import SentRows
from kcbx.followup.timeline import spoken

#: The base32 letters a person misreads on paper give way to digits base32 does not use.
_LEGIBLE = str.maketrans("ILO", "189")

#: A row of a returned file: digest, sheet, row number.
RowId = tuple[str, str, int]


@dataclass(frozen=True)
class TakenSheet:
    """A recognised sheet and the judgement of its rows, in their order."""

    filled: Filled
    rows: Sequence[Judged]


@dataclass(frozen=True)
class TakenFile:
    """What became of one returned file. ``again``: the ledger had it already; ``sheets`` is empty if none is ours."""

    name: str
    digest: str
    origin: Origin
    again: bool
    sheets: Sequence[TakenSheet]

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
    """A whole collection. ``disputed`` and ``outdated``: effective rows that do not move their case, and why."""

    files: Sequence[TakenFile]
    disputed: frozenset[RowId]
    outdated: frozenset[RowId]


def collect(
    ledger: Ledger,
    files: Iterable[ReturnedFile],
    collected_on: date,
    checkpoint: Callable[[str], None] = lambda _: None,
) -> Collected:
    """Take files into the ledger. ``checkpoint`` is called between files, for progress and for tests of crashes."""
    sent = SentRows(ledger)
    bench = Bench(sent, _schools(ledger), collected_on)
    taken = []
    for file in sorted(files, key=lambda each: (each.digest, each.name)):
        taken.append(_take(ledger, file, bench))
        checkpoint(file.digest)
    disputed, outdated = beside(ledger, collected_on.isoformat())
    return Collected(taken, disputed, outdated)


def beside(ledger: Ledger, as_of: str) -> tuple[frozenset[RowId], frozenset[RowId]]:
    """Effective rows that contradict another answer for their child, and those older than the newest list."""
    day = today(ledger, as_of)
    disputed: set[RowId] = set()
    outdated: set[RowId] = set()
    for case in facts(ledger, day).values():
        said = spoken(case, day)
        disputed |= {_id(each) for each in (said.disputed if said else ())}
        if said is None:
            outdated |= {_id(each.statement) for each in case.held if each.statement.signal}
    replaced = lineage(ledger)
    for rows in by_key(each for each in statements(ledger) if each.asked in {"pair", "conflict"}).values():
        files = {each.digest for each in rows}
        gone = {old for old, new in replaced if new in files}
        kept = [each for each in rows if each.digest not in gone] or rows
        disputed |= {_id(each) for pair in combinations(kept, 2) if pair[0].contradicts(pair[1]) for each in pair}
    return frozenset(disputed), frozenset(outdated)


def _id(statement: Statement) -> RowId:
    return (statement.digest, statement.sheet, statement.row)


def _take(ledger: Ledger, file: ReturnedFile, bench: Bench) -> TakenFile:
    """Judge every row of a file and keep all of it, or none."""
    whence = origin(file)
    sheets = [
        TakenSheet(filled, [bench.judge(filled, line, whence) for line in filled.lines])
        for filled in filled_sheets(file)
    ]
    again = bool(ledger.rows("SELECT 1 FROM files WHERE digest = ?", file.digest))
    taken = TakenFile(file.name, file.digest, whence, again, sheets)
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
        new = [(sheet.filled, row) for sheet in taken.sheets for row in sheet.rows if _is_new_case(row)]
        numbers = {id(row): new_case_number(ledger, row.line.known) for _, row in new}
        _open_new(ledger, taken, new, numbers, day)
        ledger.add("answers", _answers(taken, numbers))
        ledger.add("corrections", _corrections(taken))
    ledger.add("file_names", [{"digest": taken.digest, "name": taken.name}])


def _check(taken: TakenFile) -> None:
    if sum(taken.places.values()) != taken.rows_read or any(
        len(sheet.rows) != len(sheet.filled.lines) for sheet in taken.sheets
    ):
        raise SumsDoNotClose(Problem("交回的行没有各归其位", taken.name, advice="请报告给开发者"))


def _is_new_case(row: Judged) -> bool:
    return row.new and row.place == "effective"


def new_case_number(ledger: Ledger, known: Mapping[str, str]) -> str:
    """The case number of a child who was on no list: made from name, birth date and village, so two copies agree."""
    who = "|".join((_name_key(known), known.get("birth_date", ""), known.get("village", "")))
    return "NEW-" + ledger.keyed(f"case\0{who}").translate(_LEGIBLE)[:7]


def _name_key(known: Mapping[str, str]) -> str:
    shown = show_name(known.get("name", ""))
    return (name_key(shown) if shown else None) or ""


def _open_new(
    ledger: Ledger, taken: TakenFile, new: Sequence[tuple[Filled, Judged]], numbers: Mapping[int, str], day: str
) -> None:
    """Open cases for children who were on no list."""
    ledger.add("cases", [{"case_number": number, "opened_on": day} for number in sorted(set(numbers.values()))])
    persons, aliases = [], []
    for filled, row in new:
        known, number = row.line.known, numbers[id(row)]
        township = taken.origin.recipient if filled.workbook == "township" else ""
        blank: dict[str, Any] = dict.fromkeys(("address", "guardian", "phone", "school"), "")
        blank |= dict.fromkeys(("grade_due", "disabled", "low_income"))
        said = {name: known.get(name, "") for name in ("name", "sex", "birth_date", "village")}
        source = f"{taken.digest}/{filled.sheet}/{row.line.row}"
        persons.append({"case_number": number, "on_date": day, "source": source, "township": township, **blank, **said})
        who = f"who:{_name_key(known)}|{said['birth_date']}|{township}/{said['village']}"
        aliases.append({"alias": who, "case_number": number, "on_date": day})
    ledger.add("persons", persons)
    ledger.add("aliases", aliases)


def _answers(taken: TakenFile, numbers: Mapping[int, str]) -> Iterator[dict[str, Any]]:
    """One row for every returned row that says something or is nobody known's."""
    for sheet in taken.sheets:
        for row in sheet.rows:
            if row.place != "unanswered":
                number = numbers.get(id(row))
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
            for field, (was, now) in row.corrections.items():
                yield {
                    "digest": taken.digest,
                    "sheet": sheet.filled.sheet,
                    "row": row.line.row,
                    "field": field,
                    "was": was,
                    "proposed": now,
                }


def _schools(ledger: Ledger) -> Mapping[str, list[str]]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for row in ledger.table("schools"):
        names[row["batch"]].append(row["name"])
    return names


__all__ = ["Collected", "RowId", "TakenFile", "TakenSheet", "beside", "collect", "new_case_number"]
