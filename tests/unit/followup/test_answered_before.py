"""What answers and decisions say of the children of the next run, and how long each word holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from kcbx.app.cases.ledger import due
from kcbx.errors import UsageError
from kcbx.followup import cases as told
from kcbx.followup import telling
from kcbx.followup.answered_before import known_from
from kcbx.followup.carry import record_sent
from kcbx.followup.cases import Wanted, one_case
from kcbx.followup.ledger import Ledger
from kcbx.followup.remembering import reminded
from kcbx.followup.replies import collect
from kcbx.followup.term_lists import lists_of
from kcbx.register import Register

from .books import BY, answer, book
from .registers import child, register
from .terms import AUTUMN, NOVEMBER, OCTOBER, SPRING, number_of, reply, states, take


def test_answers_are_taken_into_the_next_run_and_nothing_is_asked_twice(ledger: Ledger) -> None:
    names = {
        "周甲": "elsewhere",
        "周乙": "in_county",
        "周丙": "deferred",
        "周丁": "on_leave",
        "周戊": "finished",
        "周己": "moved_away",
        "周庚": "out_of_school",
        "周辛": "wrong_data",
    }
    old_enough = {"周戊": {"birth_date": "2011-01-01"}}
    made = register(*(child(name, **old_enough.get(name, {})) for name in [*names, "周壬"]))
    take(ledger, made)
    reply(ledger, made, **{name: answer(kind) for name, kind in names.items()})
    known = known_from(ledger, made.census, AUTUMN)["answered"]
    assert {name: known.get(f"R-{name}") for name in [*names, "周壬"]} == {
        "周甲": "elsewhere_proved",
        "周乙": "in_school",
        "周丙": "deferred",
        "周丁": "on_leave",
        "周戊": "finished",
        "周己": "gone",
        "周庚": "out_declared",
        "周辛": None,
        "周壬": None,
    }
    words = known_from(ledger, made.census, AUTUMN).loc["R-周甲"]
    assert words["answer_words"] == "县外就读（2026-10-08 核查）"
    assert (words["elsewhere"], words["proof"]) == (True, "就读证明（照片）")


def test_a_deferral_that_ran_out_reopens_its_case(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("deferred", date="2027-02-28"))
    assert states(ledger, date(2027, 2, 28)) == {"周婷": "verified"}
    assert states(ledger, date(2027, 3, 1)) == {"周婷": "suspected"}
    assert known_from(ledger, made.census, SPRING).loc["R-周婷", "answered"] is None
    assert known_from(ledger, made.census, date(2027, 1, 1)).loc["R-周婷", "answered"] == "deferred"


def test_a_proof_of_last_year_is_asked_for_again_but_alarms_nobody_by_itself(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("elsewhere"))
    autumn = date(2027, 9, 20)
    assert states(ledger, autumn) == {"周婷": "verified"}
    assert known_from(ledger, made.census, date(2027, 8, 31)).loc["R-周婷", "answered"] == "elsewhere_proved"
    assert known_from(ledger, made.census, autumn).loc["R-周婷", "answered"] is None
    take(ledger, register(child("周婷", standing="elsewhere_claimed"), as_of=autumn))
    assert states(ledger, autumn) == {"周婷": "suspected"}


@pytest.mark.parametrize("kind", ["in_county", "returned"])
def test_the_word_that_a_child_is_at_a_school_here_holds_for_its_term(ledger: Ledger, kind: str) -> None:
    """Next term the school's own lists must show the child; a word alone takes nobody off the list for ever."""
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer(kind))
    winter = known_from(ledger, made.census, date(2027, 1, 20)).loc["R-周婷"]
    assert (winter["answered"], winter["on_attendance"]) == ("in_school", True)
    spring = known_from(ledger, made.census, SPRING).loc["R-周婷"]
    assert (spring["answered"], spring["on_attendance"]) == (None, None)


def with_lists(made: Register, **digests: str) -> Register:
    """The register with a roll of each school, each in a file of its own with this content."""
    files = {school: f"{school}.xlsx" for school in digests}
    roll = pd.DataFrame({"school": list(files), "source_file": list(files.values())})
    return replace(
        made, roll=roll, sheets=pd.DataFrame({"source_file": roll["source_file"], "digest": digests.values()})
    )


@pytest.mark.parametrize(
    ("day", "here", "other", "holds"),
    [
        (date(2027, 2, 20), "autumn", "autumn", True),
        (date(2027, 2, 20), "autumn", "spring", True),
        (date(2027, 2, 20), "spring", "autumn", False),
        (date(2027, 4, 20), "autumn", "autumn", False),
        (date(2027, 9, 3), "autumn", "autumn", False),
    ],
)
@pytest.mark.parametrize("kind", ["in_county", "returned"])
def test_the_word_holds_until_the_school_has_newer_lists(
    ledger: Ledger, kind: str, day: date, here: str, other: str, holds: bool
) -> None:
    """In February the calendar has turned, but the rolls are still autumn's: they miss the child as they did then."""
    made = with_lists(register(child("周婷")), 杉坪小学="autumn", 石桥小学="autumn")
    take(ledger, made)
    reply(ledger, made, 周婷=answer(kind))
    now = with_lists(made, 杉坪小学=here, 石桥小学=other)
    known = known_from(ledger, made.census, day, lists_of(now.sheets, now.roll, {})).loc["R-周婷"]
    assert (known["answered"], known["on_attendance"]) == (("in_school", True) if holds else (None, None))


@pytest.mark.parametrize(("digest", "before"), [("autumn", False), ("spring", True)])
def test_the_lists_of_autumn_show_nobody_back_in_february(ledger: Ledger, digest: str, before: bool) -> None:
    made = with_lists(register(child("周婷", standing="contradicted")), 杉坪小学="autumn")
    take(ledger, made)
    reply(ledger, made, 周婷=answer("out_of_school"))
    now = with_lists(made, 杉坪小学=digest)
    known = known_from(ledger, made.census, date(2027, 2, 20), lists_of(now.sheets, now.roll, {})).loc["R-周婷"]
    assert (known["answered"], known["answered_before"]) == ("out_declared", before)


def test_a_visit_that_finds_a_returned_child_in_class_holds_for_its_own_term(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    telling.visit(ledger, number_of(ledger, "周婷"), "term", date(2027, 3, 9), "王老师", in_class=True)
    assert known_from(ledger, made.census, SPRING).loc["R-周婷", "answered"] == "in_school"
    assert known_from(ledger, made.census, date(2027, 9, 20)).loc["R-周婷", "answered"] is None


@pytest.mark.parametrize(
    ("decided", "answered", "next_term"),
    [("in_school", "in_school", None), ("no_register", "in_school", None), ("above_age", "above_age", "above_age")],
)
def test_a_decision_of_the_county_is_applied(
    ledger: Ledger, decided: str, answered: str, next_term: str | None
) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    telling.decide(ledger, number_of(ledger, "周婷"), "settled", OCTOBER, "周老师", "查实", decided)
    assert known_from(ledger, made.census, OCTOBER).loc["R-周婷", "answered"] == answered
    assert known_from(ledger, made.census, SPRING).loc["R-周婷", "answered"] == next_term


@pytest.mark.parametrize(
    ("destination", "answered", "went", "in_spring"),
    [
        ("杉坪小学", "in_school", "here", None),
        ("浙江省温州市某某小学", "elsewhere_proved", "elsewhere", "elsewhere_proved"),
    ],
)
def test_a_pupil_who_moved_to_another_school_here_is_not_outside_the_county(
    ledger: Ledger, destination: str, answered: str, went: str, in_spring: str | None
) -> None:
    """What holds for a term only, like any word that a child is at a school here."""
    made = register(child("周婷", standing="not_attending"))
    made = replace(made, roll=pd.DataFrame({"school": ["杉坪小学"]}))
    take(ledger, made)
    asked = {"workbook": "school", "recipient": "石桥小学", "sheet": "to_verify", "key": "K-周婷"}
    row = {**asked, "known": {"name": "周婷", "birth_date": "2014-01-01", "id_number": ""}}
    record_sent(ledger, made.place, [row], {"K-周婷": number_of(ledger, "周婷")})
    said = {"result": "已转出", "last_day": "2026-06-30", "destination": destination, "proof": "转学申请表", **BY}
    file = book("石桥小学", [said], workbook="school", rows=[row], batch=made.place.batch)
    assert collect(ledger, [file], OCTOBER).files[0].places["effective"] == 1
    (case,) = told.cases(ledger, SPRING)
    assert case.steps[-1].destination == went
    known = [known_from(ledger, made.census, day)["answered"].get("R-周婷") for day in (OCTOBER, SPRING)]
    assert known == [answered, in_spring]


def test_a_child_found_out_of_school_is_told_with_the_term_it_was_found_in(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("out_of_school"))
    before = [known_from(ledger, made.census, day).loc["R-周婷", "answered_before"] for day in (OCTOBER, SPRING)]
    assert before == [False, True]


def test_a_list_that_misses_a_returned_child_again_is_no_answer_that_it_is_out(ledger: Ledger) -> None:
    """The same run made twice says the same: what the lists say, not that somebody had found the child out."""
    made = register(child("周婷"), child("黄彤"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"), 黄彤=answer("returned"))
    telling.visit(ledger, number_of(ledger, "黄彤"), "month", date(2026, 11, 9), "王老师", in_class=False)
    again = [child("周婷", standing="elsewhere_claimed"), child("黄彤", standing="elsewhere_claimed")]
    take(ledger, register(*again, as_of=SPRING))
    assert states(ledger, SPRING) == {"周婷": "suspected_again", "黄彤": "dropped_again"}
    known = known_from(ledger, made.census, SPRING)["answered"]
    assert (known.get("R-周婷"), known.get("R-黄彤")) == (None, "out_declared")


@pytest.mark.parametrize(
    ("decided", "answered"), [("on_leave", "on_leave"), ("in_school", "in_school"), ("gone", "gone")]
)
@pytest.mark.parametrize("said", ["out_of_school", "returned", "elsewhere"])
def test_a_decision_of_the_county_stands_above_what_was_answered_before(
    ledger: Ledger, said: str, decided: str, answered: str
) -> None:
    """A child on leave by decision was listed again, since its township had said that it was out of school."""
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer(said))
    telling.decide(ledger, number_of(ledger, "周婷"), "settled", date(2026, 10, 20), "周老师", "休学批件", decided)
    assert states(ledger, NOVEMBER) == {"周婷": "verified"}
    (known,) = known_from(ledger, made.census, NOVEMBER).to_dict("records")
    assert (known["answered"], known["answer_words"]) == (answered, "休学批件")


@pytest.mark.parametrize(
    ("decided", "in_spring", "next_year"),
    [
        *((each, each, None) for each in ("on_leave", "deferred", "elsewhere_proved", "home_taught")),
        ("in_school", None, None),
        *((each, each, each) for each in ("gone", "finished", "senior", "above_age")),
    ],
)
def test_a_decision_holds_as_long_as_it_can_be_true(
    ledger: Ledger, decided: str, in_spring: str | None, next_year: str | None
) -> None:
    """A child on leave by decision was on no list two years later."""
    made = register(child("周婷"))
    take(ledger, made)
    telling.decide(ledger, number_of(ledger, "周婷"), "settled", OCTOBER, "周老师", "批件", decided)
    said = [known_from(ledger, made.census, day).iloc[0]["answered"] for day in (SPRING, date(2027, 9, 20))]
    assert said == [in_spring, next_year]


@pytest.mark.parametrize("before", ["", "deferred"])
@pytest.mark.parametrize(("decided", "column"), [("on_leave", "leave_until"), ("deferred", "deferred_until")])
def test_a_decision_with_a_last_day_holds_until_then_and_the_case_opens_again(
    ledger: Ledger, decided: str, column: str, before: str
) -> None:
    """A leave could be decided by the county, and ended with the school year or never."""
    made = register(child("周婷"))
    take(ledger, made)
    if before:
        reply(ledger, made, 周婷=answer(before, date="2026-12-31"))
    number, last = number_of(ledger, "周婷"), date(2027, 3, 31)
    telling.decide(ledger, number, "settled", date(2026, 10, 20), "周老师", "休学批件", decided, last)
    (known,) = known_from(ledger, made.census, date(2027, 3, 1)).to_dict("records")
    assert (known["answered"], known[column]) == (decided, last.isoformat())
    assert states(ledger, last) == {"周婷": "verified"}
    (owed,) = due(ledger, date(2027, 3, 10), Wanted())
    assert (owed.kind, owed.on, owed.overdue) == (decided, last.isoformat(), False)
    after = date(2027, 4, 2)
    assert states(ledger, after) == {"周婷": "suspected"}
    (owed,) = due(ledger, after, Wanted())
    assert (owed.kind, owed.on, owed.overdue) == (decided, last.isoformat(), True)
    assert reminded(one_case(ledger, number, after)) == "县里定的期限 2027-04-01 已过"


@pytest.mark.parametrize(
    ("kind", "until"), [("reopened", "2027-03-31"), ("settled", "2026-10-01"), ("settled", "2036-03-31")]
)
def test_a_last_day_that_cannot_be_meant_is_refused(ledger: Ledger, kind: str, until: str) -> None:
    take(ledger, register(child("周婷")))
    last = date.fromisoformat(until)
    with pytest.raises(UsageError, match="到期日"):
        telling.decide(ledger, number_of(ledger, "周婷"), kind, OCTOBER, "周老师", "批件", "on_leave", last)


def test_a_decision_without_a_last_day_outweighs_that_of_an_answer(ledger: Ledger) -> None:
    """Deferred until December by its township, home-taught by decision: nobody is asked about it in January."""
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("deferred", date="2026-12-31"))
    telling.decide(
        ledger, number_of(ledger, "周婷"), "settled", date(2026, 10, 20), "周老师", "送教协议", "home_taught"
    )
    assert states(ledger, date(2027, 1, 20)) == {"周婷": "verified"}


def test_what_is_answered_or_seen_after_a_decision_is_newer(ledger: Ledger) -> None:
    made = register(child("周婷"), child("黄彤"))
    take(ledger, made)
    for name in ("周婷", "黄彤"):
        telling.decide(ledger, number_of(ledger, name), "settled", date(2026, 10, 1), "周老师", "休学批件", "on_leave")
    reply(ledger, made, 周婷=answer("elsewhere"))
    take(ledger, register(child("黄彤"), as_of=NOVEMBER))
    take(ledger, register(child("黄彤", standing="in_school", roll_id="P-1"), as_of=SPRING))
    known = known_from(ledger, made.census, SPRING).set_index(made.census["name"])["answered"]
    assert (known["周婷"], known["黄彤"]) == ("elsewhere_proved", None), "a list that stood against it has ended it"
