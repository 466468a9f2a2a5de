"""What went out, as the ledger holds it: which row a returned row is, by its key or by who stands in it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from kcbx.clean.dates import read_date
from kcbx.clean.words import folded
from kcbx.definitions import schema
from kcbx.followup.ledger import Ledger
from kcbx.followup.returned import Filled, Line, Origin

#: workbook and sheet code: where keys are looked up.
Sheet = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SentRow:
    """A row that went out: ``known`` is the text of the columns kcbx wrote, by field."""

    batch: str
    workbook: str
    recipient: str
    sheet: str
    key: str
    case_number: str
    known: Mapping[str, str]


@dataclass(frozen=True)
class Whose:
    """Which sent row a returned row is; ``row`` is None where it is none of them.

    ``trouble``: a problem code on the way there, "" for none. ``new``: a child who was on no list.
    """

    row: SentRow | None
    trouble: str = ""
    new: bool = False


class SentRows:
    """Every row that ever went out. The newest batch speaks where a file does not say which it is of."""

    def __init__(self, ledger: Ledger) -> None:
        self.batches = {row["batch"]: row for row in ledger.batches()}
        self._keys: defaultdict[tuple[Sheet, str], list[SentRow]] = defaultdict(list)
        self._people: defaultdict[tuple[Sheet, tuple[str, ...]], set[str]] = defaultdict(set)
        rows = ledger.rows("SELECT s.* FROM sent s JOIN batches b USING (batch) ORDER BY b.as_of, b.rowid, s.recipient")
        for row in rows:
            sent = SentRow(**{**dict(row), "case_number": row["case_number"] or "", "known": json.loads(row["known"])})
            sheet = (sent.workbook, sent.sheet)
            self._keys[sheet, sent.key].append(sent)
            self._people[sheet, _who(sent.known)].add(sent.key)
            self._people[sheet, _found(sent.known)].add(sent.key)

    @cached_property
    def newest(self) -> str:
        """The newest batch, "" where nothing went out yet."""
        return next(reversed(self.batches), "")

    def whose(self, filled: Filled, line: Line, origin: Origin) -> Whose:
        """Whose row it is. A key is believed unless the row plainly is about somebody else.

        Where key and identity disagree, an identity that is exactly another row's is believed: rows were pasted or
        sorted without the hidden column. A row without a key is known by its identity, if one row alone has it.
        """
        sheet = (filled.workbook, filled.layout.code)
        by_key = self._row(sheet, line.key, origin)
        by_person = self._by_person(sheet, line, origin)
        if by_key is not None:
            if not changed(by_key, line, schema("followup/replies")["identity"]["who"]):
                return Whose(by_key)
            if by_person is not None and by_person.key != by_key.key:
                return Whose(by_person, "key_wrong")
            return Whose(by_key) if _still_the_same(by_key, line) else Whose(None, "whose_row")
        if by_person is not None:
            return Whose(by_person, "key_lost")
        if line.key or not filled.layout.new_rows:
            return Whose(None, "no_such_row")
        listed = self._people.get((sheet, _found(line.known)), set())
        if len(listed) == 1:
            return Whose(self._row(sheet, next(iter(listed)), origin), "already_listed")
        return Whose(None, new=True)

    def _row(self, sheet: Sheet, key: str, origin: Origin) -> SentRow | None:
        """The row of a key: in the file's own batch and workbook first, then the newest."""
        rows = self._keys.get((sheet, key), []) if key else []
        own = [row for row in rows if row.batch == origin.batch]
        return max(own or rows[-1:], key=lambda row: (row.recipient == origin.recipient, row.recipient), default=None)

    def _by_person(self, sheet: Sheet, line: Line, origin: Origin) -> SentRow | None:
        keys = self._people.get((sheet, _who(line.known)), set()) if all(_who(line.known)[:2]) else set()
        return self._row(sheet, next(iter(keys)), origin) if len(keys) == 1 else None


def changed(sent: SentRow, line: Line, fields: list[str]) -> list[str]:
    """Fields whose cell no longer says what was sent; a column that is gone is not compared."""
    return [
        name
        for name in fields
        if name in sent.known
        and name in line.known
        and _plain(name, sent.known[name]) != _plain(name, line.known[name])
    ]


def _still_the_same(sent: SentRow, line: Line) -> bool:
    """Whether a changed row may still be the same child: one cell corrected, or number and birth date together."""
    differ = changed(sent, line, schema("followup/replies")["identity"]["who"])
    return len(differ) == 1 or "name" not in differ


def _who(known: Mapping[str, str]) -> tuple[str, ...]:
    """Who stands in a row: name, birth date, masked number."""
    return tuple(_plain(name, known.get(name, "")) for name in schema("followup/replies")["identity"]["who"])


def _found(known: Mapping[str, str]) -> tuple[str, ...]:
    """Who stands in a row written by hand: name, birth date, village."""
    return ("by hand", *(_plain(name, known.get(name, "")) for name in ("name", "birth_date", "village")))


def _plain(field: str, text: str) -> str:
    """What two writings of a value have in common; what stands in a cell for an unknown village is none."""
    if field == "village" and text.strip() == schema("workbooks/township")["words"]["unknown_village"]:
        return ""
    if field == "birth_date" and text and "\n" not in text:
        from datetime import date  # noqa: PLC0415

        return read_date(text, date.max).best or folded(text)
    return folded(text)
