"""How answers stand beside one another: which contradict, which a newer list has left behind."""

from __future__ import annotations

from kcbx.followup.facts import facts, today
from kcbx.followup.ledger import Ledger
from kcbx.followup.loose import loose
from kcbx.followup.statements import Statement
from kcbx.followup.timeline import spoken

#: A row of a returned file: digest, sheet, row number.
RowId = tuple[str, str, int]


def beside(ledger: Ledger, as_of: str) -> tuple[frozenset[RowId], frozenset[RowId]]:
    """Effective rows that contradict another answer for their child, and those older than the newest list."""
    day = today(ledger, as_of)
    disputed: set[RowId] = set()
    outdated: set[RowId] = set()
    told = facts(ledger, day)
    for case in told.values():
        said = spoken(case, day)
        disputed |= {_id(each) for each in (said.disputed if said else ())}
        if said is None:
            outdated |= {_id(each.statement) for each in case.held if each.statement.signal}
    for question in loose(ledger, told.values(), day):
        disputed |= {_id(each) for each in question.disputed}
    return frozenset(disputed), frozenset(outdated)


def _id(statement: Statement) -> RowId:
    return (statement.digest, statement.sheet, statement.row)
