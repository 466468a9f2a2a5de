"""Statements: the complete answers of returned rows, when two of them contradict, and which replace which."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from kcbx.definitions import schema
from kcbx.followup import life
from kcbx.followup.ledger import Ledger, Row

#: A batch: the day of its picture, its name.
Round = tuple[str, str]
FOREVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Statement:
    """A complete answer of one row: what was said of a child, when it was taken, and when it was checked."""

    digest: str
    sheet: str
    row: int
    asked: str
    result: str
    meant: Mapping[str, str] = field(hash=False)
    recipient: str
    round: Round
    on: str
    key: str

    @property
    def signal(self) -> str:
        """What it does to a case; "" where it is only recorded."""
        return life.answer_signal(self.asked, self.result)

    @property
    def within(self) -> bool:
        """Whether it says that the child has gone to another school of the county."""
        return self.result in schema("followup/replies")["schools"]["onward"] and bool(self.meant.get("school"))

    @property
    def claim(self) -> str:
        """What it claims, whoever says it: :func:`life.claim`; a pupil gone to another school here is in the county."""
        return "in_county" if self.within else life.claim(self.result)

    @property
    def checked_on(self) -> str:
        """The day of the check on the ground; the day of collection where the answer names none."""
        return self.meant.get("checked_on") or self.on

    @property
    def said_by(self) -> str:
        """The day whose lists it answers: that of the picture it was asked with, or of a later check."""
        return max(self.round[0], self.checked_on)

    @property
    def until(self) -> str:
        """The last day on which it holds, "" without an end."""
        return life.holds_until(self.asked, self.result, self.on, self.meant.get("until") or self.meant.get("date", ""))

    @property
    def place(self) -> tuple[int, str, str, int]:
        """Its order among statements that agree."""
        return (life.rank(self.asked, self.result), self.digest, self.sheet, self.row)

    def contradicts(self, other: Statement) -> bool:
        """Whether both cannot be true: another result, or another school where both name one."""
        if self.claim != other.claim:
            return True
        columns = schema("followup/replies")["decisive"]["columns"]
        both = ((self.detail(name), other.detail(name)) for name in columns)
        return any(one and two and one != two for one, two in both)

    def follows(self, earlier: Statement) -> bool:
        """Whether it tells what happened after ``earlier`` was checked: out of school, then returned; or left again."""
        if self.result not in schema("followup/replies")["decisive"]["follows"].get(earlier.result, ()):
            return False
        happened = self.meant.get("date", "") if self.result == "returned" else self.checked_on
        before = earlier.meant.get("date", "") if earlier.result == "returned" else earlier.checked_on
        return happened > before

    def detail(self, column: str) -> str:
        """What it says in a decisive column; a school that says 在校 names itself."""
        if column == "school" and self.asked == "school" and self.claim == "in_county":
            return self.meant.get("destination", "") or self.recipient
        return self.meant.get(column, "")


def statements(ledger: Ledger, as_of: str = FOREVER) -> list[Statement]:
    """Every complete answer taken up to ``as_of``, about pairs and conflicts too, but for those retracted by then."""
    rounds: dict[str, Round] = {row["batch"]: (row["as_of"], row["batch"]) for row in ledger.batches()}
    last = {row["key"]: rounds[row["batch"]] for row in _sent(ledger)}
    rows = ledger.rows(
        "SELECT a.*, f.batch, f.recipient, f.collected_on FROM answers a JOIN files f USING (digest) "
        "WHERE a.place = 'effective' AND f.collected_on <= ?",
        as_of,
    )
    gone = retracted(ledger, as_of)
    made = [
        Statement(
            digest=row["digest"],
            sheet=row["sheet"],
            row=row["row"],
            asked=row["asked"],
            result=row["result"],
            meant=json.loads(row["meant"]),
            recipient=row["recipient"],
            round=rounds.get(row["batch"]) or last.get(row["key"], ("", "")),
            on=row["collected_on"],
            key=row["key"],
        )
        for row in rows
        if (row["digest"], row["sheet"], row["row"]) not in gone
    ]
    return sorted(made, key=lambda each: (each.on, each.place))


def retracted(ledger: Ledger, as_of: str = FOREVER) -> set[tuple[str, str, int]]:
    """Rows of returned files that no longer count though they are no case's: digest, sheet, row."""
    rows = ledger.rows("SELECT told FROM withdrawals WHERE on_date <= ?", as_of)
    return {(digest, sheet, row) for held in rows for digest, sheet, row in json.loads(held["told"])}


def _sent(ledger: Ledger) -> list[Row]:
    """Which rows went out with which batch, the newest last."""
    return ledger.rows(
        "SELECT DISTINCT s.key, s.batch FROM sent s JOIN batches b USING (batch) ORDER BY b.as_of, b.rowid"
    )


def lineage(ledger: Ledger) -> set[tuple[str, str]]:
    """Pairs (file, file that replaces it): a corrected marked copy replaces what it was made from, and its fathers."""
    father = {row["digest"]: row["replies_to"] for row in ledger.table("files") if row["replies_to"]}
    pairs = set()
    for child in father:
        seen, file = {child}, child
        while (file := father.get(file, "")) and file not in seen:
            seen.add(file)
            pairs.add((file, child))
    return pairs


def prevailing(held: Sequence[Statement], replaced: Collection[tuple[str, str]]) -> list[Statement]:
    """Those that count of several about one row or child; ``replaced``: of :func:`lineage`.

    The newest batch that was answered speaks; a corrected copy replaces the file it was made from; what happened after
    an earlier check is no contradiction to it.
    """
    newest = max(each.round[0] for each in held)
    told = [each for each in held if each.round[0] == newest]
    present = {each.digest for each in told}
    gone = {old for old, new in replaced if new in present}
    told = [each for each in told if each.digest not in gone] or told
    return [each for each in told if not any(other.follows(each) for other in told)] or told


def at_odds(held: Sequence[Statement]) -> tuple[Statement, ...]:
    """Those of several that contradict another, in their order; empty where all agree."""
    found = {one for pair in combinations(held, 2) if pair[0].contradicts(pair[1]) for one in pair}
    return tuple(sorted(found, key=lambda each: each.place))
