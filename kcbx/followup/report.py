"""月报 and 季度复核: the register of open cases over a period, closed to the child.

opening + new + again − solved = closing. A report of a past month says the same for ever: it is computed from what
was told up to its last day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kcbx.casebook import Balance, Movement, OpenCase, Period
from kcbx.errors import Problem, SumsDoNotClose
from kcbx.followup import life
from kcbx.followup.cases import Case, cases
from kcbx.followup.deadlines import deadlines
from kcbx.followup.ledger import Ledger
from kcbx.followup.timeline import Step, history
from kcbx.followup.withdrawn import as_reported

UNKNOWN_PLACE = "（不明）"
_AFTER_A_RETURN = ("suspected_again", "dropped_again")
_AGAIN = {"expired": "期限已到", "listed": "再次列入名单", "absent": "回访不在校", "confirmed": "再次确认失学"}


@dataclass(frozen=True)
class _Course:
    """A case over the period: whether it was open before, what it did, whether it is open at the end."""

    case: Case
    before: bool
    moves: Sequence[Movement]


def month(ledger: Ledger, year: int, number: int, as_of: date) -> Period:
    """The report of a calendar month; of a month not over yet, up to ``as_of``."""
    first = date(year, number, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return period(ledger, first, min(last, max(as_of, first)), f"{year}年{number}月")


def quarter(ledger: Ledger, year: int, number: int, as_of: date) -> Period:
    """The check of a quarter (1—4); of one not over yet, up to ``as_of``."""
    first = date(year, 3 * number - 2, 1)
    last = (first + timedelta(days=95)).replace(day=1) - timedelta(days=1)
    return period(ledger, first, min(last, max(as_of, first)), f"{year}年第{'一二三四'[number - 1]}季度")


def period(ledger: Ledger, first: date, last: date, title: str) -> Period:
    """The report from ``first`` to ``last``, both included. Raises SumsDoNotClose where a balance does not."""
    found = cases(ledger, last)
    courses = [_course(case, first, last) for case in found]
    names = sorted({_township(case) for case in found})
    balances = [_balance(name, [each for each in courses if _township(each.case) == name]) for name in names]
    still_open = [case for case in found if case.open]
    batches = ledger.batches()
    made = Period(
        county=batches[-1]["county"] if batches else "",
        title=title,
        first=first,
        last=last,
        cutoff=date.fromisoformat(batches[-1]["cutoff"]) if batches else last,
        total=_balance("合计", courses),
        townships=sorted(balances, key=lambda each: (-each.opening, -each.closing, each.name)),
        movements=sorted((move for each in courses for move in each.moves), key=lambda move: (move.on, move.number)),
        open_cases=[_open_case(case, last) for case in still_open],
        due=deadlines(found, last),
        again_why=Counter(move.why for each in courses for move in each.moves if move.kind == "again"),
        destinations=life.destinations(),
        low_income=sum(bool(case.person.get("low_income")) for case in still_open),
        disabled=sum(bool(case.person.get("disabled")) for case in still_open),
    )
    if not made.closes:
        raise SumsDoNotClose(Problem("个案数不平", title, "月初 + 新增 + 再次 − 销号 = 月末", "请报告给开发者"))
    return made


def _course(case: Case, first: date, last: date) -> _Course:
    start = first.isoformat()
    steps = history(as_reported(case.told, start), last.isoformat())
    earlier = [step for step in steps if step.on < start]
    entered_before = any(step.entered for step in earlier)
    before = bool(earlier) and life.states()[earlier[-1].after].open
    moves = []
    for step in steps:
        if step.on >= start and (step.entered or step.left):
            kind = "solved" if step.left else "again" if entered_before else "new"
            entered_before = entered_before or step.entered
            moves.append(_movement(case, step, kind))
    return _Course(case, before, moves)


def _movement(case: Case, step: Step, kind: str) -> Movement:
    left = kind == "solved"
    why = _basis(step) if left else life.signals()[step.signal]
    if kind == "again":
        left_again = step.after in _AFTER_A_RETURN
        why = life.states()[step.after].label if left_again else _AGAIN.get(step.signal, why)
    return Movement(
        number=case.number,
        township=_township(case),
        village=str(case.person.get("village", "")),
        name=str(case.person.get("name", "")),
        kind=kind,
        on=step.on,
        destination=step.destination if left else "",
        why=why,
    )


def _basis(step: Step) -> str:
    """By what a case left the register: the answer with its proof, else what moved it."""
    proof = step.answered.meant.get("proof", "") if step.answered else ""
    return "，".join(part for part in (step.words, proof) if part)


def _balance(name: str, courses: Iterable[_Course]) -> Balance:
    courses = list(courses)
    kinds = Counter(move.kind for each in courses for move in each.moves)
    went = Counter(move.destination for each in courses for move in each.moves if move.kind == "solved")
    return Balance(
        name=name,
        opening=sum(each.before for each in courses),
        new=kinds["new"],
        again=kinds["again"],
        solved=kinds["solved"],
        closing=sum(each.case.open for each in courses),
        confirmed=sum(each.case.state.confirmed for each in courses),
        destinations={code: went[code] for code in life.destinations()},
    )


def _open_case(case: Case, last: date) -> OpenCase:
    person = case.person
    return OpenCase(
        number=case.number,
        township=_township(case),
        village=str(person.get("village", "")),
        name=str(person.get("name", "")),
        sex=str(person.get("sex", "")),
        birth_date=str(person.get("birth_date", "")),
        guardian=str(person.get("guardian", "")),
        state=case.state.label,
        opened_on=case.opened_on,
        age=(last - date.fromisoformat(case.opened_on)).days,
        answer=case.answer,
        listings=case.listings,
    )


def _township(case: Case) -> str:
    return case.township or UNKNOWN_PLACE


__all__ = ["month", "period", "quarter"]
