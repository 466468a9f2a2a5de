"""``kcbx cases``: the ledger for the analyst: list, history, deadlines, reports.

On the terminal a child is a case number; names stand in workbooks and in exports (:mod:`kcbx.app.cases.exports`) only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from kcbx.app.decisions.sending import open_ledger
from kcbx.app.results.folder import make_private
from kcbx.casebook import Due, Period
from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.config import Config, load
from kcbx.errors import Problem, UsageError
from kcbx.followup.cases import Case, Wanted, cases, one_case
from kcbx.followup.deadlines import deadlines
from kcbx.followup.ledger import Ledger
from kcbx.followup.report import month, quarter
from kcbx.followup.statements import Statement
from kcbx.register import Place
from kcbx.secret import county_secret


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case on the terminal and in ``--json``: no name, no number of a person."""

    number: str
    township: str
    state: str
    label: str
    open: bool
    opened_on: str
    since: str
    answer: str
    listings: int
    overdue: int


def ledger_of(path: Path, config: Config | None = None) -> Ledger:
    """An existing ledger. Raises UsageError where there is none."""
    if not path.exists():
        raise UsageError(Problem("没有这个台账", str(path), advice="先用 kcbx reconcile --ledger 建立，或检查路径"))
    return open_ledger(path, county_secret(config or load(None)))


def list_cases(ledger: Ledger, as_of: date, wanted: Wanted, *, only_overdue: bool = False) -> list[CaseLine]:
    """The cases that are wanted, by township and number."""
    found = cases(ledger, as_of, wanted)
    late = _overdue(deadlines(found, as_of))
    lines = [line_of(case, late.get(case.number, 0)) for case in found]
    return [line for line in lines if line.overdue or not only_overdue]


def due(ledger: Ledger, as_of: date, wanted: Wanted) -> list[Due]:
    """What is overdue or due within the next month."""
    return deadlines(cases(ledger, as_of, wanted), as_of)


def disputed_answers(ledger: Ledger, number: str, as_of: date) -> Sequence[Statement]:
    """The answers of a case that contradict one another, in the order of its history."""
    case = one_case(ledger, number, as_of)
    return case.spoken.disputed if case.spoken else ()


def keys_of(ledger: Ledger, number: str) -> list[str]:
    """Keys of the rows that were sent about a case. Raises UsageError where there are none."""
    rows = ledger.rows("SELECT DISTINCT key FROM sent WHERE case_number = ? ORDER BY key", number)
    if not rows:
        raise UsageError(Problem("没有发出过这个个案的核查表", number, advice="检查个案号"))
    return [row["key"] for row in rows]


def report(ledger: Ledger, kind: Literal["month", "quarter"], year: int, number: int, as_of: date) -> Period:
    """The report of a month or quarter. Raises UsageError for a period that does not exist."""
    if not 1 <= number <= (12 if kind == "month" else 4):
        raise UsageError(Problem(f"没有这一期：{year}-{number}", expected="月份 1—12，季度 1—4"))
    return (month if kind == "month" else quarter)(ledger, year, number, as_of)


def write_report(
    ledger: Ledger, period: Period, config: Config, path: Path, kind: Literal["month", "quarter"] = "month"
) -> None:
    """Write a report as a workbook, readable by its owner only."""
    from kcbx.workbook import monthly  # noqa: PLC0415 - xlsxwriter late

    newest = next(reversed(ledger.batches()), None)
    ages = SchoolAges(school_year_of(period.last), cutoff_month=period.cutoff.month, cutoff_day=period.cutoff.day)
    batch = newest["batch"] if newest else "–"
    place = Place(period.county, period.last, ages, period.last, batch, bureau=config.county.bureau)
    path.parent.mkdir(parents=True, exist_ok=True)
    monthly.write(period, place, path, kind)
    make_private(path)


def as_rows(lines: Iterable[CaseLine | Due]) -> list[dict[str, Any]]:
    """Dataclasses as rows of an export."""
    return [asdict(line) for line in lines]


def line_of(case: Case, overdue: int) -> CaseLine:
    """A case as it is listed, with how many of its deadlines are over."""
    return CaseLine(
        number=case.number,
        township=case.township,
        state=case.state.code,
        label=case.state.label,
        open=case.open,
        opened_on=case.opened_on,
        since=case.since,
        answer=case.answer,
        listings=case.listings,
        overdue=overdue,
    )


def _overdue(found: Iterable[Due]) -> dict[str, int]:
    late: dict[str, int] = {}
    for each in found:
        late[each.number] = late.get(each.number, 0) + each.overdue
    return late


__all__ = [
    "CaseLine",
    "as_rows",
    "disputed_answers",
    "due",
    "keys_of",
    "ledger_of",
    "line_of",
    "list_cases",
    "report",
    "write_report",
]
