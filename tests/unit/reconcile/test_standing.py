"""Every child has exactly one standing, the one a careful clerk would choose."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.definitions import roll_standings as roll_codes
from kcbx.definitions import standings
from kcbx.reconcile.sentences import census_sentences, roll_sentences
from kcbx.reconcile.standing.census import census_standings, doubtful
from kcbx.reconcile.standing.roll import roll_standings
from tests.people_table import linkage, people

CASES = tomllib.loads((Path(__file__).parents[2] / "cases" / "standings.toml").read_text("utf-8"))["case"]
AS_OF = "2026-09-20"


def known(facts: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([facts], index=["C0"]) if facts else pd.DataFrame(index=pd.Index([], dtype="str"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_golden_cases(case: dict[str, Any]) -> None:
    census = people("census", case["census"])
    roll = people("roll", *([case["roll"]] if "roll" in case else []))
    pairs = {case["link"]: [(0, 0)]} if "roll" in case else {}
    linked = linkage(census, roll, pairs.get("accepted", ()), pairs.get("review", ()))
    told = known(case.get("known", {}))
    table = census_standings(census, roll, linked, told, AS_OF)
    assert table.loc[0, "standing"] == case["standing"]
    sentence = census_sentences(census, table, roll, linked, told)[0]
    assert len(sentence) >= 4
    assert case.get("says", "") in sentence
    assert not re.search("nan|None|：；|：$|{|}", sentence), sentence


@pytest.mark.parametrize(("on_roll", "said"), [("539901201609080124", False), ("539901201609080140", True)])
def test_a_number_that_the_roll_has_is_not_said_to_be_unknown_there(on_roll: str, said: bool) -> None:
    census = people("census", {"name": "王朵", "due": 4, "id_number": "539901201609080124", "id_state": "ok"})
    roll = people("roll", {"name": "王芳", "due": 4, "id_number": on_roll, "id_state": "ok"})
    linked = linkage(census, roll)
    table = census_standings(census, roll, linked, known({}), AS_OF)
    assert ("学籍中无此身份证号" in census_sentences(census, table, roll, linked, known({}))[0]) == said


def test_every_standing_has_a_golden_case() -> None:
    assert {case["standing"] for case in CASES} | {"duplicate"} == set(standings())


def test_of_two_rows_of_one_child_one_carries_the_standing() -> None:
    census = people("census", {"due": 3}, {"due": 3})
    roll = people("roll", {"stage": "primary"})
    linked = linkage(census, roll, [(0, 0), (1, 0)], same_census=[(0, 1)])
    table = census_standings(census, roll, linked, known({}), AS_OF)
    assert list(table["standing"]) == ["in_school", "duplicate"]
    assert table.loc[1, "duplicate_of"] == "C0"
    assert "是同一儿童" in census_sentences(census, table, roll, linked, known({}))[1]


def test_who_may_be_a_pupil_and_who_may_stand_on_another_list_are_in_doubt() -> None:
    ids = pd.Series(["C0", "C1", "C2"])
    standing = pd.DataFrame({"standing": ["out_suspected", "out_suspected", "out_suspected"]})
    review = pd.DataFrame({"standing": ["out_suspected", "in_school_review", "out_suspected"]})
    sure = pd.DataFrame({"on_attendance": [None, None, True], "proof": [None, None, None]}, index=ids, dtype="object")
    likely = sure.assign(on_attendance=[True, None, True])
    assert doubtful(standing, ids, sure, likely).tolist() == [True, False, False]
    assert doubtful(review, ids, sure, likely).tolist() == [True, True, False]
    little = pd.DataFrame({"standing": ["in_school", "out_suspected", "too_little"]})
    assert doubtful(little, ids, sure, sure).tolist() == [False, False, True]
    assert not doubtful(standing, ids, sure, sure).any()


def test_the_school_where_the_child_sits_speaks_for_the_child() -> None:
    census = people("census", {"due": 3})
    roll = people(
        "roll", {"stage": "primary", "status": "transferred_out"}, {"stage": "primary", "status": "attending"}
    )
    linked = linkage(census, roll, [(0, 0), (0, 1)])
    table = census_standings(census, roll, linked, known({}), AS_OF)
    assert (table.loc[0, "standing"], table.loc[0, "roll_id"]) == ("in_school", "R1")
    rolls = roll_standings(roll.assign(answered=None), census, table, linked, pd.Index([]))
    assert list(rolls["standing"]) == ["duplicate_roll", "linked"]
    assert "另有学籍" in roll_sentences(roll, rolls, linked)[0]


def test_roll_rows_that_nobody_registered() -> None:
    census = people("census", {"due": 3})
    roll = people("roll", {"due": 3}, {"due": 3, "outside_county": True}, {"name": "杨梓涵"}, {"due": 4})
    linked = linkage(census, roll, review=[(0, 0)])
    stands = census_standings(census, roll, linked, known({}), AS_OF)
    table = roll_standings(roll.assign(answered=None), census, stands, linked, pd.Index([]))
    assert list(table["standing"]) == ["review", "from_elsewhere", "too_little", "not_in_census"]
    assert set(table["standing"]) <= set(roll_codes())


@pytest.mark.parametrize(
    ("row", "absent", "uncalled"),
    [
        ({}, True, True),
        ({"outside_county": True}, True, True),
        ({}, False, False),
        ({"status": "leave"}, True, False),  # the roll itself says that the pupil is not there
        ({"answered": "在校就读"}, True, False),  # the school has looked
    ],
)
def test_a_pupil_of_no_village_whom_no_class_has_is_told(row: dict[str, Any], absent: bool, uncalled: bool) -> None:
    census = people("census", {"due": 3})
    roll = people("roll", {"due": 3}, {"due": 3, **{name: row[name] for name in row if name != "answered"}})
    roll["answered"] = [None, row.get("answered")]
    linked = linkage(census, roll, [(0, 0)])
    stands = census_standings(census, roll, linked, known({}), AS_OF)
    child = linked.roll_groups["child_id"]
    table = roll_standings(roll, census, stands, linked, pd.Index(child if absent else []))
    assert table["uncalled"].tolist() == [False, uncalled]  # of the first the child of the census tells
    assert ("点名单上也没有此人" in roll_sentences(roll, table, linked)[1]) == uncalled


STATUSES = [None, "attending", "out", "elsewhere", "deferred", "dead", "graduated", "leave", "kindergarten"]
ROLL_STATUSES = [None, "attending", "leave", "dropout", "graduated", "transferred_out", "home_taught"]


@given(
    due=st.integers(-5, 14),
    status=st.sampled_from(STATUSES),
    school=st.sampled_from([None, "云岭中心小学"]),
    roll_status=st.sampled_from(ROLL_STATUSES),
    stage=st.sampled_from([None, "kindergarten", "primary", "junior", "senior", "special"]),
    link=st.sampled_from(["accepted", "review", "none"]),
)
def test_only_children_of_compulsory_age_or_in_school_are_on_the_list(
    due: int, status: str | None, school: str | None, roll_status: str | None, stage: str | None, link: str
) -> None:
    census = people("census", {"due": due, "status": status, "school": school})
    roll = people("roll", {"status": roll_status, "stage": stage})
    linked = linkage(census, roll, [(0, 0)] * (link == "accepted"), [(0, 0)] * (link == "review"))
    code = str(census_standings(census, roll, linked, known({}), AS_OF).loc[0, "standing"])
    if standings()[code].to_verify:
        assert 1 <= due <= 9 or (code == "contradicted" and due > 9)
    if code in {"in_school", "senior", "special_school", "home_taught"}:
        assert link == "accepted"


@pytest.mark.parametrize(
    ("second", "standing"),
    [
        ({"stage": "special", "grade": 3}, "special_school"),
        ({"stage": "primary", "status": "home_taught"}, "home_taught"),
        ({"stage": "kindergarten"}, "in_school"),
        ({"stage": "primary", "status": "transferred_out"}, "in_school"),
    ],
)
def test_of_two_rolls_the_one_that_knows_more_of_the_child_speaks(second: dict[str, Any], standing: str) -> None:
    census = people("census", {"due": 4})
    for rows in ([{"stage": "primary", "grade": 4}, second], [second, {"stage": "primary", "grade": 4}]):
        roll = people("roll", *rows)
        linked = linkage(census, roll, [(0, 0), (0, 1)])
        assert census_standings(census, roll, linked, known({}), AS_OF)["standing"].tolist() == [standing]
