"""What the county tells a case: visits, decisions, a choice between answers, one child or two."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from kcbx.app import case_acts
from kcbx.definitions import standings
from kcbx.errors import UsageError
from kcbx.followup import cases as told
from kcbx.followup import telling
from kcbx.followup.answered_before import known_from
from kcbx.followup.ledger import Ledger

from .books import answer
from .registers import child, register
from .terms import AUTUMN, OCTOBER, SPRING, number_of, reply, states, take


def test_a_child_the_lists_miss_again_may_be_seen_in_class(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    take(ledger, register(child("周婷"), as_of=SPRING))
    case_acts.visit(ledger, number_of(ledger, "周婷"), "term", SPRING, "王老师", in_class=True)
    assert states(ledger, SPRING) == {"周婷": "closed"}


def test_visits_end_the_observation(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    number = number_of(ledger, "周婷")
    telling.visit(ledger, number, "week", date(2026, 10, 15), "王老师", in_class=True)
    assert states(ledger, date(2026, 10, 15)) == {"周婷": "observed"}
    telling.visit(ledger, number, "term", date(2027, 3, 9), "王老师", in_class=True)
    assert states(ledger, SPRING) == {"周婷": "closed"}
    telling.visit(ledger, number, "term", date(2027, 3, 10), "王老师", in_class=False)
    assert states(ledger, SPRING) == {"周婷": "dropped_again"}


def test_a_visit_where_no_return_is_known_is_asked_back(ledger: Ledger) -> None:
    made = register(child("周婷"), child("黄彤"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("out_of_school"), 黄彤=answer("returned"))
    with pytest.raises(UsageError, match="没有返校"):
        case_acts.visit(ledger, number_of(ledger, "周婷"), "week", OCTOBER, "王老师", in_class=True)
    case_acts.visit(ledger, number_of(ledger, "黄彤"), "返校一周", OCTOBER, "王老师", in_class=True)
    assert states(ledger, OCTOBER) == {"周婷": "confirmed_out", "黄彤": "observed"}


def test_two_cases_that_differ_in_all_are_made_one_only_where_it_is_said_twice(ledger: Ledger) -> None:
    other = {"sex": "男", "birth_date": "2012-03-04"}
    take(ledger, register(child("周婷"), child("周停"), child("黄勇", **other)))
    one, written_else, another = (number_of(ledger, name) for name in ("周婷", "周停", "黄勇"))
    with pytest.raises(UsageError, match="都不同"):
        case_acts.merge(ledger, another, one, OCTOBER, "周老师", sure=False)
    case_acts.merge(ledger, written_else, one, OCTOBER, "周老师", sure=False)
    case_acts.merge(ledger, another, one, OCTOBER, "周老师", sure=True)
    assert sorted(states(ledger, OCTOBER).values()) == ["merged", "merged", "suspected"]


@pytest.mark.parametrize("said", ["in_school", "在校", standings()["in_school"].label])
def test_what_is_said_in_chinese_stands_for_its_code(ledger: Ledger, said: str) -> None:
    take(ledger, register(child("周婷"), child("黄彤")))
    one, other = number_of(ledger, "周婷"), number_of(ledger, "黄彤")
    telling.add_document(ledger, one, "限期复学通知书", OCTOBER, OCTOBER)
    assert [row["kind"] for row in ledger.table("documents")] == ["return_notice"]
    telling.decide(ledger, other, "settled", OCTOBER, "周老师", "查实", said)
    assert states(ledger, OCTOBER)["黄彤"] == "verified"
    (event,) = [row for row in ledger.table("events") if row["kind"] == "settled"]
    assert json.loads(event["detail"])["standing"] == "in_school"
    with pytest.raises(UsageError, match="先写现在的个案"):
        telling.separate(ledger, one, ["K-黄彤"], OCTOBER, "周老师")


def test_the_county_ends_a_dispute(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("elsewhere"))
    reply(ledger, made, on=date(2026, 10, 13), 周婷=answer("out_of_school"))
    (case,) = told.cases(ledger, date(2026, 10, 13))
    assert case.state.code == "disputed"
    assert known_from(ledger, made.census, AUTUMN).loc["R-周婷", "answered"] is None
    out = next(each for each in case.spoken.disputed if each.result == "out_of_school")
    telling.choose(ledger, case.number, out, date(2026, 10, 14), "周老师")
    assert states(ledger, date(2026, 10, 14)) == {"周婷": "confirmed_out"}
    with pytest.raises(UsageError):
        telling.choose(ledger, case.number, replace(out, row=99), SPRING, "某")


def test_merging_takes_the_answers_along_and_separating_gives_them_back(ledger: Ledger) -> None:
    made = register(child("周婷"), child("周亭"))
    take(ledger, made)
    reply(ledger, made, 周亭=answer("elsewhere"))
    one, other = number_of(ledger, "周婷"), number_of(ledger, "周亭")
    telling.merge(ledger, other, one, date(2026, 11, 2), "周老师")
    assert states(ledger, date(2026, 11, 2)) == {"周婷": "verified", "周亭": "merged"}
    assert states(ledger, date(2026, 11, 1)) == {"周婷": "suspected", "周亭": "verified"}
    new = telling.separate(ledger, one, ["K-周亭"], date(2026, 11, 9), "周老师")
    assert states(ledger, date(2026, 11, 9))["周婷"] == "suspected"
    assert told.one_case(ledger, new, date(2026, 11, 9)).state.code == "verified"
    with pytest.raises(UsageError):
        telling.merge(ledger, other, one, date(2026, 11, 10), "周老师")
