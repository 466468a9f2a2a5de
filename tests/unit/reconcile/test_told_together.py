"""What another list says of two names: a word for whoever decides, a question where nobody had asked, never a link."""

from __future__ import annotations

from typing import Any

import pytest
from people_table import linkage, people
from unit.reconcile.children import id_number

from kcbx.reconcile.told_together import told_together

BORN = "2014-02-24"
ONE, OTHER = (id_number(BORN, number) for number in (223, 225))
OLD = {"name": "袁文博", "birth_date": BORN, "id_birth": None}
NEW = {"name": "袁豪东", "birth_date": BORN, "id_number": ONE, "id_birth": BORN}
LISTED = {"name": "袁文博", "id_number": ONE, "id_birth": BORN}


def in_review(
    *listed: dict[str, Any], child: dict[str, Any] = OLD, pupil: dict[str, Any] = NEW, asked: bool = False
) -> list[str]:
    """The sentences of the pairs in review; ``listed``: rows of the register of the poor."""
    census, roll = people("census", child), people("roll", pupil)
    before = linkage(census, roll, review=[(0, 0)] if asked else [])
    after = told_together(before, census, roll, {"low_income": people("low_income", *listed)})
    assert after.accepted.empty
    assert after.counts.get("review", len(after.in_doubt)) == len(after.in_doubt)
    return after.in_doubt["reason"].tolist()


WORD = "同一身份证号在脱贫户名册上写作摸底表的姓名"


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([LISTED], [WORD]),
        ([LISTED, LISTED], [WORD]),
        ([], []),
        ([{**LISTED, "id_number": OTHER}], []),  # a number of nobody
        ([{**LISTED, "name": "袁豪东"}], []),  # it knows the pupil only
        ([{**LISTED, "id_state": "bad_check"}], []),  # no number to rely on
        ([LISTED, {**LISTED, "name": "袁豪东", "id_number": OTHER, "birth_date": BORN}], []),  # a twin
        ([LISTED, {**LISTED, "id_number": OTHER, "birth_date": BORN}], []),
    ],
)
def test_a_list_that_knows_the_number_of_one_and_the_name_of_the_other_brings_a_question(
    listed: list[dict[str, Any]], said: list[str]
) -> None:
    assert in_review(*listed) == said


@pytest.mark.parametrize(("written", "said"), [("2014-02", [WORD]), ("2014", [WORD]), ("2014-03", []), (None, [])])
def test_who_writes_a_month_only_may_be_born_on_a_day_of_it(written: str | None, said: list[str]) -> None:
    month = {**OLD, "birth_date": written}
    assert in_review(LISTED, child=month) == said
    twin = {**LISTED, "id_number": OTHER, "birth_date": BORN}
    assert in_review(LISTED, twin, child=month) == []


@pytest.mark.parametrize(
    ("pupil", "said"),
    [({}, [WORD]), ({"village": "小冲村"}, []), ({"sex": "女"}, []), ({"sex": None}, [WORD])],
    ids=["one village", "another village", "another sex", "no sex"],
)
def test_who_writes_no_date_at_all_may_be_the_pupil_of_the_village(pupil: dict[str, Any], said: list[str]) -> None:
    """The village knows a name and nothing else; the class list has that name beside the number of the pupil."""
    home = {"township": "白水镇", "village": "南湾村", "sex": "男"}
    child = {**OLD, **home, "birth_date": None}
    assert in_review(LISTED, child=child, pupil={**NEW, **home, **pupil}) == said
    twin = {**LISTED, "name": "袁豪东", "id_number": OTHER, "birth_date": BORN}
    assert in_review(LISTED, twin, child=child, pupil={**NEW, **home, **pupil}) == []


def test_two_days_of_birth_are_two_children() -> None:
    assert in_review(LISTED, child={**OLD, "birth_date": "2014-03-24"}) == []


def test_two_numbers_are_two_children_unless_one_is_of_another_day() -> None:
    own = {**OLD, "id_number": OTHER, "id_birth": BORN}
    assert in_review(LISTED, child=own) == []
    sister = id_number("2016-10-14", 84)
    assert in_review(LISTED, child={**own, "id_number": sister, "id_birth": "2016-10-14"}) == [WORD]


def test_a_pair_in_review_is_told_of_it() -> None:
    assert in_review(LISTED, asked=True) == ["姓名同音；" + WORD]
    assert in_review(asked=True) == ["姓名同音"]
    by_school = {**LISTED, "name": "袁豪东"}
    numbered = {**OLD, "id_number": ONE, "id_birth": BORN}
    bare = {**NEW, "id_number": None, "id_birth": None}
    assert in_review(by_school, child=numbered, pupil=bare, asked=True) == [
        "姓名同音；同一身份证号在脱贫户名册上写作学籍的姓名"
    ]


def test_nobody_is_asked_about_a_child_that_is_in_a_pair() -> None:
    census = people("census", OLD, {"name": "袁豪东", "birth_date": BORN})
    roll = people("roll", NEW)
    before = linkage(census, roll, accepted=[(1, 0)])
    assert told_together(before, census, roll, {"low_income": people("low_income", LISTED)}).in_doubt.empty
