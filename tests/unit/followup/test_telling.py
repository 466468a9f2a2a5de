"""What the county tells a case: visits, decisions, a choice between answers, one child or two."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from kcbx.app.cases import acts as case_acts
from kcbx.definitions import standings
from kcbx.errors import UsageError
from kcbx.followup import cases as told
from kcbx.followup import telling
from kcbx.followup.answered_before import known_from
from kcbx.followup.ledger import Ledger

from .books import answer
from .registers import child, register
from .terms import AUTUMN, NOVEMBER, OCTOBER, SPRING, number_of, reply, states, take


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


@pytest.mark.parametrize(
    "tell",
    [
        lambda ledger, one, _, on: telling.decide(ledger, one, "settled", on, "周", "见学籍", "in_school"),
        lambda ledger, one, _, on: telling.visit(ledger, one, "week", on, "王", in_class=True),
        lambda ledger, one, other, on: telling.merge(ledger, one, other, on, "周"),
        lambda ledger, one, _, on: telling.add_document(ledger, one, "order", on, on),
    ],
    ids=["decide", "visit", "merge", "paper"],
)
def test_a_year_typed_wrong_never_reaches_the_ledger(
    ledger: Ledger, tell: Callable[[Ledger, str, str, date], object]
) -> None:
    """Everything told after it would have been dated 2062, and shown to nobody before."""
    take(ledger, register(child("周婷"), child("黄彤")))
    one, other = number_of(ledger, "周婷"), number_of(ledger, "黄彤")
    before = ledger.content()
    for typed in (date(2062, 10, 12), OCTOBER.replace(year=2027)):
        with pytest.raises(UsageError, match="晚得太多"):
            tell(ledger, one, other, typed)
    assert ledger.content() == before
    tell(ledger, one, other, SPRING)


def test_a_dispute_can_be_ended_after_a_newer_list(ledger: Ledger) -> None:
    """The next monthly run left 说法不一 for ever: its answers were older than the list, and could not be chosen."""
    made = register(child("周婷"), child("黄彤"))
    take(ledger, made)
    for on, kind in ((OCTOBER, "elsewhere"), (date(2026, 10, 13), "out_of_school")):
        reply(ledger, made, on=on, 周婷=answer(kind), 黄彤=answer(kind))
    take(ledger, on_day := register(child("周婷"), child("黄彤"), as_of=NOVEMBER))
    assert states(ledger, NOVEMBER) == {"周婷": "disputed", "黄彤": "disputed"}
    later = date(2026, 11, 25)
    for name, kind in (("周婷", "out_of_school"), ("黄彤", "elsewhere")):
        case = told.one_case(ledger, number_of(ledger, name), later)
        chosen = next(each for each in case.spoken.disputed if each.result == kind)
        telling.choose(ledger, case.number, chosen, later, "周老师")
    assert states(ledger, later) == {"周婷": "confirmed_out", "黄彤": "verified"}
    known = known_from(ledger, on_day.census, later).set_index(on_day.census["name"])["answered"]
    assert (known["周婷"], known["黄彤"]) == ("out_declared", "elsewhere_proved")
    take(ledger, register(child("周婷"), child("黄彤"), as_of=SPRING))
    assert states(ledger, SPRING) == {"周婷": "confirmed_out", "黄彤": "suspected"}, "a list after the choice is newer"


def test_a_merged_case_is_not_decided(ledger: Ledger) -> None:
    take(ledger, register(child("周婷"), child("周停")))
    one, other = number_of(ledger, "周婷"), number_of(ledger, "周停")
    telling.merge(ledger, one, other, OCTOBER, "周老师")
    with pytest.raises(UsageError, match="已并入另案"):
        telling.decide(ledger, one, "settled", OCTOBER, "周老师", "查实", "in_school")


@pytest.mark.parametrize("again", [AUTUMN, NOVEMBER, SPRING])
def test_what_a_person_has_merged_is_one_case_in_every_later_run(ledger: Ledger, again: date) -> None:
    """The list still had both rows, and the next run opened a new case for the second."""
    take(ledger, register(child("周婷"), child("周亭")))
    one, other = number_of(ledger, "周婷"), number_of(ledger, "周亭")
    telling.merge(ledger, other, one, date(2026, 10, 2), "周老师")
    for rows in ((child("周婷"), child("周亭")), (child("周亭"), child("周婷"))):
        made = register(*rows, as_of=again)
        carried = take(ledger, made)
        assert set(carried.case_number.values()) == {one}
    assert {case.number: case.state.code for case in told.cases(ledger, SPRING)} == {one: "suspected", other: "merged"}
    assert number_of(ledger, "周婷") == one, "the child is told by its own row"
    new = telling.separate(ledger, one, ["K-周亭"], SPRING, "周老师")
    carried = take(ledger, register(child("周婷"), child("周亭"), as_of=date(2027, 4, 10)))
    assert (carried.case_number["R-周婷"], carried.case_number["R-周亭"]) == (one, new)
