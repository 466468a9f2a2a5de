"""How answers stand beside one another: which contradict, which a newer list has left behind."""

from __future__ import annotations

from itertools import combinations

from kcbx.followup.facts import facts, today
from kcbx.followup.ledger import Ledger
from kcbx.followup.statements import Statement, by_key, lineage, statements
from kcbx.followup.timeline import spoken

#: A row of a returned file: digest, sheet, row number.
RowId = tuple[str, str, int]


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
