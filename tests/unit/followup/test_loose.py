"""Answers that are no case's are gathered by the row they were asked about, and contradictions are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kcbx.app.cases.exports import corrections
from kcbx.app.decisions.with_ledger import carried_over
from kcbx.errors import UsageError
from kcbx.followup.beside import beside
from kcbx.followup.facts import facts, said_by_people
from kcbx.followup.ledger import Ledger
from kcbx.followup.loose import Question, loose
from kcbx.followup.reminders import answered
from kcbx.followup.replies import collect
from kcbx.followup.retracting import retract
from kcbx.layouts import layout
from kcbx.workbook.school_lists import lists_by_school

from .books import BY, COLLECTED, answer, book, new_ledger, recipients, register, sent

DAY = COLLECTED.isoformat()
PROVED = {"proof": "户口簿", "checked_by": "李文清"}
CONFLICTS = [row for row in sent() if row["sheet"] == "conflicts"]
SCHOOL = next(row["recipient"] for row in sent() if row["workbook"] == "school")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return new_ledger(tmp_path / "台账.sqlite")


def questions(ledger: Ledger) -> list[Question]:
    return loose(ledger, facts(ledger, DAY).values(), DAY)


def of_conflict(result: str, name: str, **more: str) -> object:
    row = CONFLICTS[0]
    given = [{"result": result, **PROVED}]
    return book(row["recipient"], given, sheet="conflicts", rows=[row], name=name, **more)


def test_an_answer_comes_with_what_was_asked(ledger: Ledger) -> None:
    collect(ledger, [of_conflict("学籍对", "一.xlsx")], COLLECTED)
    (question,) = questions(ledger)
    assert (question.asked, question.key, question.recipient) == (
        "conflict",
        CONFLICTS[0]["key"],
        CONFLICTS[0]["recipient"],
    )
    assert (question.answer.result, question.disputed) == ("roll", ())
    assert question.known == CONFLICTS[0]["known"]
    assert question.words == f"学籍对（{DAY} 乡镇答复）"


def test_two_answers_that_contradict_are_both_told_and_none_speaks(ledger: Ledger) -> None:
    collect(ledger, [of_conflict("学籍对", "一.xlsx"), of_conflict("摸底表对", "二.xlsx")], COLLECTED)
    (question,) = questions(ledger)
    disputed, _ = beside(ledger, DAY)
    assert {each.result for each in question.disputed} == {"roll", "census"}
    assert len(disputed) == 2


def test_a_corrected_copy_replaces_the_one_it_was_made_from(ledger: Ledger) -> None:
    first = of_conflict("学籍对", "一.xlsx")
    collect(ledger, [first], COLLECTED)
    collect(ledger, [of_conflict("摸底表对", "二.xlsx", extra={"kcbx_replies_to": first.digest})], COLLECTED)
    (question,) = questions(ledger)
    assert (question.answer.result, question.disputed) == ("census", ())


@pytest.mark.parametrize(("second_check", "speaks"), [("2026-10-10", "out_of_school"), ("2026-10-08", None)])
def test_of_two_checks_of_a_school_the_later_one_speaks(ledger: Ledger, second_check: str, speaks: str | None) -> None:
    here = {"result": "在校", "last_day": "2026-10-08", **BY}
    gone = {"result": "确认辍学", "last_day": "2026-10-08", "note": "外出务工", **BY, "checked_on": second_check}
    for given in (gone, here):
        collect(ledger, [book(SCHOOL, lambda _, given=given: given, workbook="school")], COLLECTED)
    for question in questions(ledger):
        assert (None if question.disputed else question.answer.result) == speaks


def test_the_answer_of_a_case_is_the_cases(ledger: Ledger) -> None:
    collect(ledger, [book(recipients()[0], [answer("finished")])], COLLECTED)
    assert questions(ledger) == []


def test_a_school_is_asked_about_pupils_who_are_no_case(ledger: Ledger) -> None:
    said = {"result": "确认辍学", "last_day": "2026-09-18", "note": "外出务工", **BY}
    collect(ledger, [book(SCHOOL, lambda _: said, workbook="school")], COLLECTED)
    asked = [row for row in sent() if row["workbook"] == "school" and row["recipient"] == SCHOOL]
    held = {each.statement.key for case in facts(ledger, DAY).values() for each in case.held}
    found = {each.key: each for each in questions(ledger)}
    assert found.keys() | held == {row["key"] for row in asked}
    assert not found.keys() & held
    assert {each.answer.result for each in found.values()} == {"out_of_school"}


def test_a_school_that_is_asked_again_is_told_what_it_answered(ledger: Ledger) -> None:
    """Of its last check, and only of the rows it answered; another school's answer is not its own."""
    first, second = {"result": "在校", "last_day": "2026-10-08"}, {"result": "确认辍学", "last_day": "2026-10-08"}
    for said, day in ((first, "2026-10-08"), (second, "2026-10-10")):
        answers = [{**said, "note": "外出务工", **BY, "checked_on": day}]
        collect(ledger, [book(SCHOOL, answers, workbook="school")], COLLECTED)
    again, _ = carried_over(ledger, register())
    asked = lists_by_school(again)
    reminded = [row["why"] for rows in asked.values() for row in rows.rows if "答复" in row["why"]]
    assert len(reminded) == 1
    assert reminded[0].endswith("；本校 2026-10-10 答复“确认辍学”")
    assert sum("答复" in row["why"] for row in asked[SCHOOL].rows) == 1


def test_a_wrong_answer_about_two_values_is_taken_back_with_its_copies(ledger: Ledger) -> None:
    first = of_conflict("学籍对", "一.xlsx")
    collect(ledger, [first, replace(first, digest="saved once more", name="一(2).xlsx")], COLLECTED)
    (question,) = questions(ledger)
    row = question.answer.row
    sheet, before = layout("township", "conflicts").sheet, said_by_people(ledger)
    assert retract(ledger, "一.xlsx", sheet, row, COLLECTED, "王老师", "看错了户口簿") == 2
    assert questions(ledger) == []
    assert said_by_people(ledger) != before, "the next list is another batch"
    assert corrections(ledger) == []
    asked = [
        each for each in answered(ledger) if (each.recipient, each.sheet) == (CONFLICTS[0]["recipient"], "conflicts")
    ]
    assert [each.effective for each in asked] == [0]
    with pytest.raises(UsageError, match="没有生效的答复"):
        retract(ledger, "一.xlsx", sheet, row, COLLECTED, "王老师", "再来一次")
    collect(ledger, [of_conflict("摸底表对", "二.xlsx")], COLLECTED)
    assert [each.answer.result for each in questions(ledger)] == ["census"]


def test_what_was_said_before_a_retraction_stays_as_it_was(ledger: Ledger) -> None:
    collect(ledger, [of_conflict("学籍对", "一.xlsx")], COLLECTED)
    (question,) = questions(ledger)
    later = COLLECTED + timedelta(days=20)
    retract(ledger, "一.xlsx", question.answer.sheet, question.answer.row, later, "王老师", "看错了")
    assert questions(ledger) == [question]
    day = later.isoformat()
    assert loose(ledger, facts(ledger, day).values(), day) == []


@pytest.mark.parametrize(
    ("file", "row", "why", "told"),
    [("没有.xlsx", 6, "错", "没有收过"), ("一.xlsx", 999, "错", "没有生效的答复"), ("一.xlsx", 6, " ", "写明为什么")],
)
def test_what_cannot_be_retracted_is_said(ledger: Ledger, file: str, row: int, why: str, told: str) -> None:
    collect(ledger, [of_conflict("学籍对", "一.xlsx")], COLLECTED)
    with pytest.raises(UsageError, match=told):
        retract(ledger, file, layout("township", "conflicts").sheet, row, COLLECTED, "王老师", why)


def test_the_answer_of_a_case_is_withdrawn_there(ledger: Ledger) -> None:
    collect(ledger, [book(recipients()[0], [answer("finished")], name="一.xlsx")], COLLECTED)
    (case,) = [each for each in facts(ledger, DAY).values() if each.held]
    (said,) = [each.statement for each in case.held]
    with pytest.raises(UsageError, match=case.number):
        retract(ledger, "一.xlsx", said.sheet, said.row, COLLECTED, "王老师", "错")
