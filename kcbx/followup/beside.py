"""How answers stand beside one another: which contradict, which a newer list or a newer answer has left behind."""

from __future__ import annotations

from kcbx.followup.facts import facts, today
from kcbx.followup.ledger import Ledger
from kcbx.followup.loose import loose
from kcbx.followup.speaking import spoken
from kcbx.followup.statements import Statement, lineage
from kcbx.followup.withdrawn import kept

#: A row of a returned file: digest, sheet, row number.
RowId = tuple[str, str, int]


def beside(ledger: Ledger, as_of: str) -> tuple[frozenset[RowId], frozenset[RowId]]:
    """Effective rows that contradict another answer for their child, and those older than the newest list."""
    day = today(ledger, as_of)
    disputed: set[RowId] = set()
    outdated: set[RowId] = set()
    told = facts(ledger, day)
    for case in map(kept, told.values()):
        said = spoken(case, day)
        disputed |= {_id(each) for each in (said.disputed if said else ())}
        if said is None:
            outdated |= {_id(each.statement) for each in case.held if each.statement.signal}
    for question in loose(ledger, told.values(), day):
        disputed |= {_id(each) for each in question.disputed}
    return frozenset(disputed), frozenset(outdated)


def answered_since(ledger: Ledger) -> dict[RowId, str]:
    """Rows that were sent back and have been answered since → where that answer ended.

    In a corrected copy, whatever became of it; or, if it took effect, by the same hand on a later day.
    """
    rows = ledger.rows(
        "SELECT a.digest, a.sheet, a.row, b.digest AS later, b.place, "
        "x.recipient = y.recipient AND x.collected_on < y.collected_on AS again FROM answers a "
        "JOIN files x USING (digest) JOIN answers b ON b.asked = a.asked AND b.key = a.key AND b.digest <> a.digest "
        "JOIN files y ON y.digest = b.digest WHERE a.place IN ('to_correct', 'lacking') AND a.key <> ''"
    )
    replaced = lineage(ledger)
    found: dict[RowId, str] = {}
    for row in rows:
        if (row["digest"], row["later"]) in replaced or (row["again"] and row["place"] == "effective"):
            place = (row["digest"], row["sheet"], row["row"])
            found[place] = "effective" if found.get(place) == "effective" else row["place"]
    return found


def _id(statement: Statement) -> RowId:
    return (statement.digest, statement.sheet, statement.row)
