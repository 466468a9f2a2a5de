"""What was recorded by mistake is withdrawn by another entry: the case stands as before, past reports stay true."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx.app.cases import acts as case_acts
from kcbx.app.cases.history import case_history, withdraw
from kcbx.app.cases.ledger import due
from kcbx.errors import UsageError
from kcbx.followup import telling
from kcbx.followup.answered_before import known_from
from kcbx.followup.cases import Wanted, one_case
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import answered
from kcbx.followup.report import month
from kcbx.register import Register

from .books import answer
from .registers import child, register
from .terms import AUTUMN, OCTOBER, number_of, reply, states, take

LATER, NOVEMBER = date(2026, 10, 20), date(2026, 11, 5)
WHO = ("王老师", "记错了人")


@pytest.fixture
def made() -> Register:
    return register(child("周婷"), child("黄彤"))


def line_of(ledger: Ledger, number: str, what: str, on: date) -> int:
    told = [event.what for event in case_history(ledger, number, on).events]
    return next(place for place, words in enumerate(told, 1) if what in words)


def take_back(ledger: Ledger, what: str, on: date, name: str = "周婷") -> str:
    number = number_of(ledger, name, on)
    return withdraw(ledger, number, line_of(ledger, number, what, on), on, *WHO)


def test_a_wrong_visit_is_withdrawn_and_the_case_stands_as_before(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    number = number_of(ledger, "周婷", OCTOBER)
    case_acts.visit(ledger, number, "week", date(2026, 10, 15), "王老师", in_class=True)
    case_acts.visit(ledger, number, "month", LATER, "王老师", in_class=False)
    assert states(ledger, LATER)["周婷"] == "dropped_again"
    assert take_back(ledger, "回访：不在校", LATER) == "2026-10-20 回访：不在校"
    case = one_case(ledger, number, LATER)
    assert (case.state.code, case.since, case.returned_on) == ("observed", "2026-10-15", "2026-10-08")
    owed = [each.what for each in due(ledger, NOVEMBER, Wanted(numbers={number}))]
    assert owed == ["返校一个月"], "the visit is owed again"
    told = case_history(ledger, number, LATER).events
    assert [event.what for event in told if event.withdrawn] == ["回访：不在校"]
    assert told[-1].what == "撤销记错的一条"


def test_the_same_visit_can_be_recorded_again(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    number = number_of(ledger, "周婷", OCTOBER)
    for _ in range(2):
        telling.visit(ledger, number, "month", LATER, "王老师", in_class=False)
        assert states(ledger, LATER)["周婷"] == "dropped_again"
        telling.visit(ledger, number, "month", LATER, "王老师", in_class=False)
        lines = case_history(ledger, number, LATER).events
        last = max(place for place, event in enumerate(lines, 1) if event.kind == "absent")
        withdraw(ledger, number, last, LATER, *WHO)
        assert states(ledger, LATER)["周婷"] == "persuaded_back"


@pytest.mark.parametrize("kind", ["died", "in_county", "out_of_school", "elsewhere"])
def test_a_wrong_answer_is_withdrawn_with_its_copies_and_asked_again(ledger: Ledger, made: Register, kind: str) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer(kind))
    reply(ledger, made, on=date(2026, 10, 13), 周婷=answer(kind))
    assert known_from(ledger, made.census, AUTUMN)["answered"].get("R-周婷")
    take_back(ledger, f"乡镇答复：{answer(kind)['result']}", LATER)
    assert states(ledger, LATER)["周婷"] == "suspected"
    assert one_case(ledger, number_of(ledger, "周婷", LATER), LATER).spoken is None
    assert known_from(ledger, made.census, AUTUMN)["answered"].get("R-周婷") is None
    (owed,) = answered(ledger)
    assert (owed.effective, owed.unanswered) == (0, 2), "the township owes it again"
    reply(ledger, made, on=date(2026, 10, 22), 周婷=answer("moved_away"))
    assert states(ledger, date(2026, 10, 22))["周婷"] == "verified"


def test_of_two_answers_the_other_one_speaks_again(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("out_of_school"))
    reply(ledger, made, on=date(2026, 10, 14), 周婷=answer("returned", date="2026-10-13", checked_on="2026-10-13"))
    assert states(ledger, LATER)["周婷"] == "persuaded_back"
    take_back(ledger, "答复：已返校", LATER)
    assert states(ledger, LATER)["周婷"] == "confirmed_out"


def test_a_wrong_decision_and_a_wrong_paper_are_withdrawn(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("out_of_school"))
    number = number_of(ledger, "周婷", OCTOBER)
    telling.add_document(ledger, number, "return_notice", OCTOBER, OCTOBER)
    telling.decide(ledger, number, "settled", date(2026, 10, 15), "周局长", "依据", "gone")
    take_back(ledger, "县里裁定：销号", LATER)
    assert states(ledger, LATER)["周婷"] == "confirmed_out"
    take_back(ledger, "限期复学通知书", LATER)
    assert not due(ledger, LATER, Wanted(numbers={number}))
    telling.add_document(ledger, number, "return_notice", OCTOBER, OCTOBER)
    assert [each.what for each in due(ledger, LATER, Wanted(numbers={number}))] == ["限期复学通知书限期 7 日"]


def test_a_past_month_stays_and_the_correction_counts_in_its_own(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    number = number_of(ledger, "周婷", OCTOBER)
    telling.visit(ledger, number, "week", LATER, "王老师", in_class=False)
    october = month(ledger, 2026, 10, date(2026, 10, 31))
    assert (october.total.again, october.total.solved, october.total.closing) == (1, 1, 2)
    take_back(ledger, "回访：不在校", NOVEMBER)
    assert month(ledger, 2026, 10, NOVEMBER) == october
    november = month(ledger, 2026, 11, date(2026, 11, 30))
    assert november.closes
    assert (november.total.opening, november.total.solved, november.total.closing) == (2, 1, 1)
    assert november.total.destinations["back"] == 1
    assert [each.why for each in november.movements] == ["撤销记错的一条"]


def test_what_was_withdrawn_in_its_own_month_counts_nowhere(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    telling.visit(ledger, number_of(ledger, "周婷", OCTOBER), "week", LATER, "王老师", in_class=False)
    take_back(ledger, "回访：不在校", date(2026, 10, 21))
    october = month(ledger, 2026, 10, date(2026, 10, 31))
    assert (october.total.again, october.total.solved, october.total.closing) == (0, 1, 1)


@pytest.mark.parametrize(
    ("what", "match"), [("列入待核实名单", "来表"), ("并入另案", "separate"), ("撤销记错的一条", "再记一次")]
)
def test_what_is_no_mistake_of_an_entry_is_not_withdrawn(ledger: Ledger, made: Register, what: str, match: str) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("died"))
    take_back(ledger, "答复：死亡", OCTOBER)
    with pytest.raises(UsageError, match="已经撤销"):
        take_back(ledger, "答复：死亡", OCTOBER)
    telling.merge(ledger, number_of(ledger, "周婷", OCTOBER), number_of(ledger, "黄彤", OCTOBER), LATER, "王老师")
    with pytest.raises(UsageError, match="不能撤销") as refused:
        take_back(ledger, what, LATER)
    assert match in str(refused.value.problems[0].advice)


def test_a_reason_and_a_line_are_needed(ledger: Ledger, made: Register) -> None:
    take(ledger, made)
    reply(ledger, made, 周婷=answer("died"))
    number = number_of(ledger, "周婷", OCTOBER)
    for which, why in ((9, "记错"), (0, "记错"), (line_of(ledger, number, "死亡", LATER), " ")):
        with pytest.raises(UsageError):
            withdraw(ledger, number, which, LATER, "王老师", why)
    assert states(ledger, LATER)["周婷"] == "verified"
