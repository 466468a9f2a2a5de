"""The history of a case says why: what the list said, the reason of an answer, what an official gave as ground."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kcbx.app.cases import acts as case_acts
from kcbx.app.cases.history import case_history, withdraw
from kcbx.followup import telling
from kcbx.followup.ledger import Ledger

from .books import KEYED, answer
from .registers import child, register
from .test_carry import OCTOBER, number_of, reply, take

LATER = date(2026, 10, 20)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "台账.sqlite", KEYED) as opened:
        yield opened


def told(ledger: Ledger, number: str) -> dict[str, str]:
    return {event.what: event.why for event in case_history(ledger, number, LATER).events}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("外出务工", "外出务工"), ("打工去了，问他叔叔周大勇", "")],
    ids=["of the list", "the clerk's own words stay in the workbook"],
)
def test_an_answer_gives_its_reason_where_the_list_has_it(ledger: Ledger, typed: str, shown: str) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷={**answer("out_of_school"), "reason": typed})
    number = number_of(ledger, "周婷", OCTOBER)
    assert told(ledger, number) == {"列入待核实名单": "疑似失学", "乡镇答复：确认失学、辍学": shown}


def test_a_decision_gives_its_ground_without_the_child(ledger: Ledger) -> None:
    take(ledger, register(child("周婷")))
    number = number_of(ledger, "周婷", OCTOBER)
    ground = "周婷的学籍截图，电话15400051085、0899-555-0123，证件539921201406070021，教函2026-31号，2026-10-19 收到"
    telling.decide(ledger, number, "settled", LATER, "周老师", ground, "elsewhere_proved")
    why = told(ledger, number)["县里裁定：销号"]
    assert why == "县外就读（有证明）；本人的学籍截图，电话…、…，证件…，教函2026-31号，2026-10-19 收到"


def test_a_visit_says_which_one_it_was_and_a_withdrawal_why(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    number = number_of(ledger, "周婷", OCTOBER)
    case_acts.visit(ledger, number, "week", date(2026, 10, 15), "王老师", in_class=True)
    assert told(ledger, number)["回访：在校"] == "返校一周"
    seen = [event.kind for event in case_history(ledger, number, LATER).events].index("present")
    withdraw(ledger, number, seen + 1, LATER, "王老师", "记错了人")
    assert told(ledger, number)["撤销记错的一条"] == "记错了人"
