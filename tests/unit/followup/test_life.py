"""The life of a case is data: it has no dead ends, and every answer that can be given means something to it."""

from __future__ import annotations

import re
from datetime import date

import pytest

from kcbx.answers import questionnaire
from kcbx.definitions import schema, standings
from kcbx.followup import life
from kcbx.followup.reading import read


@pytest.mark.parametrize("asked", ["township", "school"])
def test_every_result_says_what_it_does_to_a_case(asked: str) -> None:
    assert set(schema("followup/cases")["answers"][asked]) == set(questionnaire(asked).results)
    for code, result in questionnaire(asked).results.items():
        signal = life.answer_signal(asked, code)
        assert signal in {"", *life.signals()}
        if result.closes:
            assert not life.states()[life.after("suspected", signal)].open


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    reached = {after for moves in life.transitions().values() for after in moves.values()}
    assert reached == set(life.states())
    for code, state in life.states().items():
        if state.open:
            assert any(not life.states()[after].open for after in life.transitions()[code].values())


def test_no_answer_leaves_a_child_out_of_school_off_the_register() -> None:
    """Confirmed out opens a closed case, whatever closed it; a merged one speaks through the other."""
    for code in life.states():
        if code != "merged":
            assert life.states()[life.after(code, "confirmed")].open


def test_what_an_answer_names_exists() -> None:
    words = schema("followup/cases")
    codes = {code for asked in ("township", "school") for code in questionnaire(asked).results}
    for column in words["destinations"].values():
        assert set(column["results"]) <= codes
        assert set(column["standings"]) <= set(standings())
    assert {*words["decisions"]["for_good"]} <= set(standings())
    assert {code for codes in words["validity"].values() if isinstance(codes, list) for code in codes} <= codes
    replies = schema("followup/replies")
    for asked, listed in replies["synonyms"].items():
        assert set(listed) <= set(questionnaire(asked).results)
    assert set(replies["reasons"]) <= set(schema("workbooks/answers")["reasons"]["labels"])


@pytest.mark.parametrize("asked", ["township", "school", "pair", "conflict"])
def test_advice_names_only_what_can_be_chosen_there(asked: str) -> None:
    offered = questionnaire(asked)
    can_be_read = {each.label for each in offered.results.values()} | {each.label for each in offered.columns.values()}
    for code, words in schema("followup/replies")["problems"].items():
        if isinstance(words["advice"], str):
            continue
        named = set(re.findall("“([^{”]+)”", words["advice"][asked])) - {"新发现"}
        assert named <= can_be_read, code


@pytest.mark.parametrize("asked", ["township", "school", "pair", "conflict"])
def test_a_spelling_means_one_result(asked: str) -> None:
    from kcbx.clean.words import bare
    from kcbx.followup.reading import Frame

    frame = Frame(date(2026, 9, 20), date(2026, 10, 12), {})
    for code, words in schema("followup/replies")["synonyms"].get(asked, {}).items():
        for word in words:
            reading = read(questionnaire(asked), {"result": word}, frame)
            assert reading.result is not None, (word, bare(word))
            assert reading.result.code == code, word


@pytest.mark.parametrize(
    ("result", "on", "named", "until"),
    [
        ("deferred", "2026-10-12", "2027-08-31", "2027-08-31"),
        ("elsewhere", "2026-10-12", "", "2027-08-31"),
        ("elsewhere", "2027-03-12", "", "2027-08-31"),
        ("elsewhere", "2027-08-31", "", "2027-08-31"),
        ("elsewhere", "2027-09-01", "", "2028-08-31"),
        ("finished", "2026-10-12", "", ""),
        ("returned", "2026-10-12", "2026-10-08", ""),
    ],
)
def test_how_long_an_answer_holds(result: str, on: str, named: str, until: str) -> None:
    assert life.holds_until("township", result, on, named) == until


def test_visits_are_due_a_week_a_month_and_a_term_after_the_return() -> None:
    due = {visit.code: visit.due(date(2026, 1, 31)) for visit in life.visits()}
    assert due == {"week": date(2026, 2, 7), "month": date(2026, 2, 28), "term": date(2026, 6, 30)}
