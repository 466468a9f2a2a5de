"""Cases through the terms: opened, carried over, known again when corrected, reopened by a newer list."""

from __future__ import annotations

from datetime import date

import pytest

from kcbx.definitions import standings
from kcbx.followup import cases as told
from kcbx.followup import life, telling
from kcbx.followup.answered_before import known_from
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import answered

from .books import answer
from .registers import child, register
from .terms import AUTUMN, NOVEMBER, OCTOBER, SPRING, number_of, reply, states, take


def test_a_register_taken_twice_opens_each_case_once(ledger: Ledger) -> None:
    first = take(ledger, register(child("周婷"), child("黄彤")))
    before = ledger.content()
    again = take(ledger, register(child("黄彤"), child("周婷")))
    assert (first.opened, again.opened, again.carried) == (2, 2, 0), "told as the first time"
    assert not again.previous
    assert ledger.content() == before


@pytest.mark.parametrize(
    ("corrected", "same"),
    [
        ({"id_number": "539921201401018888"}, True),
        ({"name": "周亭", "name_key": "周亭"}, True),
        ({"birth_date": "2014-01-10"}, True),
        ({"village": "新村", "guardian_keys": "周母"}, True),
        ({"id_number": "", "township": "柳溪镇", "village": "西街村"}, True),
        ({"id_number": "", "township": "柳溪镇", "guardian_keys": "周母"}, False),
        ({"id_number": "539921201401018888", "township": "柳溪镇"}, False),
        ({"record_id": "R-new", "name": "周亭", "name_key": "周亭", "id_number": "539921201401018888"}, False),
    ],
)
def test_a_child_is_known_again_with_a_corrected_number_name_or_birth_date(
    ledger: Ledger, corrected: dict[str, str], same: bool
) -> None:
    take(ledger, register(child("周婷")))
    changed = child("周婷", **{"record_id": "R-2", "case_number": "27B-000000", **corrected})
    carried = take(ledger, register(changed, as_of=SPRING))
    assert (carried.opened, carried.carried) == ((0, 1) if same else (1, 0))


def test_a_brothers_number_does_not_close_a_sisters_case(ledger: Ledger) -> None:
    """In autumn the sister's row bore her brother's number; in spring both are right, and he is in school."""
    brother = child(
        "周浩", id_number="539921201205050011", birth_date="2012-05-05", standing="in_school", roll_id="P-1"
    )
    take(ledger, register(child("周婷", id_number="539921201205050011"), brother))
    sister = child("周婷", id_number="539921201401010022", record_id="R-2")
    take(ledger, register(sister, brother, as_of=SPRING))
    assert states(ledger, SPRING) == {"周婷": "suspected"}


def test_twins_are_two_children(ledger: Ledger) -> None:
    twins = [child(name, id_number="", guardian_keys="周父") for name in ("周大双", "周小双")]
    first = take(ledger, register(*twins))
    later = [{**each, "record_id": each["record_id"] + "2"} for each in twins]
    again = take(ledger, register(*later, as_of=SPRING))
    assert (first.opened, again.opened, again.carried) == (2, 0, 2)
    assert len(set(again.case_number.values())) == 2


def test_a_child_seen_on_a_roll_leaves_the_open_cases(ledger: Ledger) -> None:
    take(ledger, register(child("周婷"), child("黄彤")))
    take(ledger, register(child("周婷", standing="in_school", roll_id="P-1"), child("黄彤"), as_of=SPRING))
    assert states(ledger, SPRING) == {"周婷": "verified", "黄彤": "suspected"}


@pytest.mark.parametrize("standing", ["above_age", "gone", "finished", "elsewhere_proved", "deferred"])
@pytest.mark.parametrize("said", ["", "out_of_school", "returned"])
def test_who_is_accounted_for_by_a_list_has_not_come_back_to_school(ledger: Ledger, said: str, standing: str) -> None:
    """One who had grown too old, died or moved was 已劝返, and to be visited in class."""
    made = register(child("周婷"))
    take(ledger, made)
    if said:
        reply(ledger, made, 周婷=answer(said))
    take(ledger, register(child("周婷"), as_of=NOVEMBER))
    take(ledger, register(child("周婷", standing=standing), as_of=SPRING))
    (case,) = told.cases(ledger, SPRING)
    assert case.state.code == "verified"
    assert case.steps[-1].words == f"名单上已有去向：{standings()[standing].label}"


def test_a_review_pair_closes_nothing(ledger: Ledger) -> None:
    take(ledger, register(child("周婷")))
    take(ledger, register(child("周婷", standing="in_school_review"), as_of=SPRING))
    assert states(ledger, SPRING) == {"周婷": "suspected"}


def test_a_returned_child_whom_the_lists_miss_again_may_have_dropped_again(ledger: Ledger) -> None:
    """A list finds nobody out of school: the answer of the township does."""
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("returned"))
    assert states(ledger, OCTOBER) == {"周婷": "persuaded_back"}
    carried = take(ledger, register(child("周婷", standing="not_attending"), as_of=SPRING))
    assert carried.reopened == 1
    assert states(ledger, SPRING) == {"周婷": "suspected_again"}
    assert not life.states()["suspected_again"].confirmed
    later = register(child("周婷", standing="not_attending"), as_of=SPRING)
    reply(ledger, later, on=date(2027, 3, 20), 周婷=answer("out_of_school", checked_on="2027-03-18"))
    assert states(ledger, date(2027, 3, 20)) == {"周婷": "dropped_again"}


def test_lists_of_one_term_are_one_listing(ledger: Ledger) -> None:
    for day in (AUTUMN, date(2026, 10, 20), date(2026, 11, 20), SPRING):
        take(ledger, register(child("周婷"), as_of=day))
    (case,) = told.cases(ledger, SPRING)
    assert case.listings == 2


def test_a_township_is_reminded_of_what_it_answered_and_why_it_is_asked_again(ledger: Ledger) -> None:
    names = ["周失", "周返", "周争", "周裁", "周外", "周无"]
    made = register(*map(child, names))
    take(ledger, made)
    kinds = {"周失": "out_of_school", "周返": "returned", "周争": "in_county", "周裁": "died", "周外": "elsewhere"}
    reply(ledger, made, **{name: answer(kind) for name, kind in kinds.items()})
    reply(ledger, made, on=date(2026, 10, 13), 周争=answer("out_of_school"))
    telling.visit(ledger, number_of(ledger, "周返"), "week", date(2026, 10, 16), "王老师", in_class=False)
    telling.decide(ledger, number_of(ledger, "周裁"), "reopened", date(2026, 10, 20), "周老师", "看错了")
    told = take(ledger, register(*map(child, names), as_of=SPRING)).reminders
    assert {name: told.get(f"R-{name}") for name in names} == {
        "周失": "2026-10-08 答复“确认失学、辍学”，在劝返；已返校的请选“已返校”",
        "周返": "2026-10-16 回访不在校，请再核实",
        "周争": "两份答复说法不一（县内就读／确认失学、辍学），请再核实",
        "周裁": "县里 2026-10-20 要求再核实",
        "周外": "2026-10-08 答复“县外就读”，名单上仍须核实",
        "周无": "",
    }


def test_a_copy_from_the_last_batch_is_taken_where_the_check_is_recent(ledger: Ledger) -> None:
    made = register(child("周婷"), child("黄彤"))
    take(ledger, made)
    take(ledger, register(child("周婷"), child("黄彤"), as_of=SPRING))
    said = {"周婷": answer("in_county", checked_on="2027-03-11"), "黄彤": answer("in_county", checked_on="2026-10-08")}
    reply(ledger, made, on=date(2027, 3, 12), **said)
    assert states(ledger, date(2027, 3, 12)) == {"周婷": "verified", "黄彤": "suspected"}


def test_out_of_school_and_then_returned_is_no_contradiction(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("out_of_school", checked_on="2026-10-08"))
    assert states(ledger, OCTOBER) == {"周婷": "confirmed_out"}
    later = answer("returned", date="2026-10-19", checked_on="2026-10-20")
    reply(ledger, made, on=date(2026, 10, 21), 周婷=later)
    assert states(ledger, date(2026, 10, 21)) == {"周婷": "persuaded_back"}


def test_two_cases_of_one_child_become_one_when_the_register_shows_it(ledger: Ledger) -> None:
    one = child("周婷", id_number="539921201401010022", village="甲村")
    two = child(
        "周婷", id_number="", record_id="R-2", child_id="C-2", case_number="26A-222222", row_key="K-2", village="乙村"
    )
    take(ledger, register(one, two))
    both = register(one, {**two, "child_id": one["child_id"], "standing": "duplicate"}, as_of=SPRING)
    assert take(ledger, both).carried == 1
    assert sorted(case.state.code for case in told.cases(ledger, SPRING)) == ["merged", "suspected"]


def test_old_answers_do_not_close_what_a_newer_list_has_opened(ledger: Ledger) -> None:
    made = register(child("周婷"))
    take(ledger, made)
    take(ledger, register(child("周婷"), as_of=SPRING))
    reply(ledger, made, on=date(2027, 3, 12), 周婷=answer("in_county", checked_on="2026-10-08"))
    assert states(ledger, date(2027, 3, 12)) == {"周婷": "suspected"}


def test_every_child_on_the_list_has_an_open_case_whatever_was_answered(ledger: Ledger) -> None:
    """The village says there is no such child, yet the school has it in class: the list stands against the answer."""
    made = register(child("周婷", standing="contradicted"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("unknown_child"))
    assert states(ledger, OCTOBER) == {"周婷": "verified"}
    take(ledger, made)
    before = ledger.content()
    assert states(ledger, OCTOBER) == {"周婷": "suspected"}
    assert known_from(ledger, made.census, AUTUMN).loc["R-周婷", "answered"] is None
    take(ledger, made)
    assert ledger.content() == before
    reply(ledger, made, on=date(2026, 10, 20), 周婷=answer("moved_away", checked_on="2026-10-19"))
    assert states(ledger, date(2026, 10, 20)) == {"周婷": "verified"}


def test_open_cases_that_no_list_shows_are_named(ledger: Ledger) -> None:
    take(ledger, register(child("周婷"), child("黄彤")))
    carried = take(ledger, register(child("黄彤"), as_of=SPRING))
    assert carried.unseen == [number_of(ledger, "周婷")]
    assert states(ledger, SPRING)["周婷"] == "suspected"


@pytest.mark.parametrize(("checked_on", "owed"), [("2026-12-20", 1), ("2027-03-12", 0)])
def test_an_old_workbook_answers_a_newer_list_only_where_the_check_is_newer(
    ledger: Ledger, checked_on: str, owed: int
) -> None:
    """Autumn's workbook comes back in March: of a check in December the township still owes its answer to March."""
    made = register(child("周婷"))
    take(ledger, made)
    take(ledger, register(child("周婷"), as_of=SPRING))
    reply(ledger, made, on=date(2027, 3, 15), 周婷=answer("in_county", checked_on=checked_on))
    assert states(ledger, date(2027, 3, 15)) == {"周婷": "suspected" if owed else "verified"}
    (township,) = answered(ledger)
    assert (township.unanswered, township.effective) == (owed, 1 - owed)


def test_the_last_answer_is_told_of_a_case_that_a_newer_list_has_opened_again(ledger: Ledger) -> None:
    made = register(child("周婷"), child("黄彤"))
    take(ledger, made)
    reply(ledger, made, 周婷=answer("in_county"), 黄彤=answer("in_county"))
    reply(ledger, made, 黄彤=answer("out_of_school"))
    take(ledger, register(child("周婷"), as_of=SPRING))
    assert {case.person["name"]: case.answer for case in told.cases(ledger, OCTOBER)}[
        "黄彤"
    ] == "县内就读／确认失学、辍学"
    assert {case.person["name"]: case.answer for case in told.cases(ledger, SPRING)}["周婷"] == "县内就读"
