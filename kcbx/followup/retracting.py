"""Takes back a returned row that is no case's: about a pair, two values that differ, or a pupil of a school."""

from __future__ import annotations

from datetime import date

from kcbx.errors import Problem, UsageError
from kcbx.followup.facts import facts, require_near, today
from kcbx.followup.ledger import Ledger, content_id
from kcbx.followup.statements import Statement, statements


def retract(ledger: Ledger, file: str, sheet: str, row: int, on: date, by: str, why: str) -> int:
    """Let the answer of one row no longer count from a day on, nor its copies in other files; returns how many rows.

    ``file``: a name under which it was collected; of several files of that name the last one that has an answer there.
    Raises UsageError where there is none, where it is a case's, or no reason is given.
    """
    require_near(ledger, on)
    place = f"{file} › {sheet} › 第 {row} 行"
    if not why.strip():
        raise UsageError(Problem("撤销须写明为什么", place, advice="加上 --why 依据"))
    digests = {
        each["digest"] for each in ledger.rows("SELECT digest, name FROM file_names") if _named(each["name"], file)
    }
    every = statements(ledger, on.isoformat())
    here = [each for each in every if each.digest in digests and (each.sheet, each.row) == (sheet, row)]
    if not here:
        what = "这一行没有生效的答复" if digests else "没有收过这个文件"
        raise UsageError(Problem(what, place, advice="写收表时的文件名、工作表名、交回的表里的行号；或已经撤销"))
    said = here[-1]
    _require_free(ledger, said, place, on)
    same = [each for each in every if _says(each) == _says(said)]
    told = sorted([each.digest, each.sheet, each.row] for each in same)
    fact = {"on_date": on.isoformat(), "source": by, "told": told, "why": why}
    with ledger.transaction():
        ledger.add("withdrawals", [{"withdrawal_id": content_id(fact), **fact}])
    return len(told)


def _named(known: str, file: str) -> bool:
    """Whether a file was collected under a name, with or without its folders."""
    return known == file or known.rpartition("/")[2] == file


def _says(statement: Statement) -> tuple[str, ...]:
    return (statement.asked, statement.key, statement.result, statement.recipient)


def _require_free(ledger: Ledger, said: Statement, place: str, on: date) -> None:
    """Raise UsageError where an answer is a case's."""
    told = facts(ledger, today(ledger, on.isoformat())).values()
    number = next((case.number for case in told if said in [each.statement for each in case.held]), "")
    if number:
        raise UsageError(
            Problem(
                f"这是个案 {number} 的答复", place, advice=f"用 kcbx cases show {number} 看是第几条，再用 withdraw 撤销"
            )
        )


__all__ = ["retract"]
