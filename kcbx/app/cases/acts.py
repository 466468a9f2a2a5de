"""What is asked back before a case is told something that does not fit what is known of it."""

from __future__ import annotations

from datetime import date

from kcbx.clean.words import folded
from kcbx.errors import Problem, UsageError
from kcbx.followup import life, telling
from kcbx.followup.cases import Case, one_case
from kcbx.followup.facts import today
from kcbx.followup.ledger import Ledger

#: By what two cases are seen to be two children.
_WHO = {"name": "姓名", "sex": "性别", "birth_date": "出生日期"}


def visit(ledger: Ledger, number: str, which: str, on: date, by: str, *, in_class: bool) -> None:
    """Record a visit after a return; what was withdrawn after the visit no longer stands against it.

    Raises UsageError where no return is known, and as :func:`telling.visit`.
    """
    state = one_case(ledger, number, on).state
    now = one_case(ledger, number, date.fromisoformat(today(ledger, on.isoformat()))).state
    if not life.visited(state.code) and not life.visited(now.code):
        advice = "先收回“已返校”的答复，再记回访；已在别处上学的，用 kcbx cases decide 裁定"
        raise UsageError(Problem(f"这个个案是“{state.label}”，没有返校，不能记返校回访", number, advice=advice))
    telling.visit(ledger, number, which, on, by, in_class=in_class)


def merge(ledger: Ledger, number: str, into: str, on: date, by: str, *, sure: bool) -> None:
    """Make two cases one. Raises UsageError where, unless the analyst is ``sure``, more than one of name, sex and
    birth date is known of both and differs; and as :func:`telling.merge`.
    """
    case, other = one_case(ledger, number, on), one_case(ledger, into, on)
    differ = [label for name, label in _WHO.items() if _differ(case, other, name)]
    if len(differ) > 1 and not sure:
        advice = "先在核查表上看是不是同一名儿童；确是同一名的，加上 --yes"
        raise UsageError(Problem(f"两个个案的{'、'.join(differ)}都不同", f"{number}、{into}", advice=advice))
    telling.merge(ledger, number, into, on, by)


def _differ(case: Case, other: Case, name: str) -> bool:
    said = [folded(str(each.person.get(name) or "")) for each in (case, other)]
    return all(said) and said[0] != said[1]


__all__ = ["merge", "visit"]
