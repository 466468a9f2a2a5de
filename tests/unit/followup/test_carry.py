"""Cases through the terms: opened, carried, answered, reopened, merged and separated; known again when corrected."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from kcbx.app import case_acts
from kcbx.definitions import standings
from kcbx.errors import UsageError
from kcbx.followup import cases as told
from kcbx.followup import life, telling
from kcbx.followup.answered_before import known_from
from kcbx.followup.carry import CarriedOver, open_cases, record_sent
from kcbx.followup.ledger import Ledger
from kcbx.followup.reminders import answered
from kcbx.followup.replies import collect
from kcbx.followup.term_lists import lists_of
from kcbx.register import Register

from .books import BY, KEYED, answer, book
from .registers import child, register

AUTUMN, OCTOBER, NOVEMBER, SPRING = date(2026, 9, 20), date(2026, 10, 12), date(2026, 11, 20), date(2027, 3, 10)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "台账.sqlite", KEYED) as opened:
        yield opened


def take(ledger: Ledger, made: Register) -> CarriedOver:
    """Tell the ledger a register and what is sent about it."""
    carried = open_cases(ledger, made, made.place.term, made.place.as_of)
    rows = [
        {
            "workbook": "township",
            "recipient": row.township,
            "sheet": "to_verify",
            "key": row.row_key,
            "known": {"name": row.name, "birth_date": row.birth_date, "id_number": "", "village": row.village},
        }
        for row in made.census.itertuples(index=False)
        if row.record_id in carried.case_number
    ]
    numbers = dict(zip(made.census["row_key"], made.census["record_id"].map(carried.case_number), strict=True))
    record_sent(ledger, made.place, rows, numbers)
    return carried


def reply(ledger: Ledger, made: Register, on: date = OCTOBER, **said: dict[str, str]) -> None:
    """One returned workbook with answers by name."""
    rows = [
        {"key": f"K-{name}", "known": {"name": name, "birth_date": "2014-01-01", "village": "杉坪村"}} for name in said
    ]
    file = book("杉坪乡", list(said.values()), rows=rows, batch=made.place.batch, tab=f"{on}")
    (taken,) = collect(ledger, [file], on).files
    assert taken.places["effective"] == len(said), [t.problem for r in taken.sheets[0].rows for t in r.troubles]


def states(ledger: Ledger, on: date) -> dict[str, str]:
    return {case.person["name"]: case.state.code for case in told.cases(ledger, on)}


def number_of(ledger: Ledger, name: str, on: date = SPRING) -> str:
    return next(case.number for case in told.cases(ledger, on) if case.person.get("name") == name)


def test_a_register_taken_twice_opens_each_case_once(ledger: Ledger) -> None:
    first = take(ledger, register(child("周婷"), child("黄彤")))
    before = ledger.content()
    again = take(ledger, register(child("黄彤"), child("周婷")))
    assert (first.opened, again.opened, again.carried) == (2, 2, 0), "told as the first time"
    assert not again.previous
    assert ledger.content() == before


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


def test_lists_of_one_term_are_one_listing(ledger: Ledger) -> None:
    for day in (AUTUMN, date(2026, 10, 20), date(2026, 11, 20), SPRING):
        take(ledger, register(child("周婷"), as_of=day))
    (case,) = told.cases(ledger, SPRING)
    assert case.listings == 2


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


def test_a_merged_case_is_not_decided(ledger: Ledger) -> None:
    take(ledger, register(child("周婷"), child("周停")))
    one, other = number_of(ledger, "周婷"), number_of(ledger, "周停")
    telling.merge(ledger, one, other, OCTOBER, "周老师")
    with pytest.raises(UsageError, match="已并入另案"):
        telling.decide(ledger, one, "settled", OCTOBER, "周老师", "查实", "in_school")


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
