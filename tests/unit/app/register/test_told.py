"""What the lists beside census and roll say of a child: surely, and with the rows in doubt."""

from __future__ import annotations

import pandas as pd
import pytest
from people_table import people

from .class_lists import CLASS, SEATED, called, class_says, of_children, others_know, told


def test_a_row_in_doubt_may_count_for_its_likeliest_child_and_still_shields_the_others() -> None:
    there = {"name": "杨诗漫", **CLASS}
    assert called({**there, "status": "absent"}, maybe="one", counted=True) is False
    assert called(there, maybe="one") is None
    assert called(there, maybe="one", counted=True) is True
    for row in ({"name": "周诗静", **CLASS}, {"name": "杨林静", **CLASS}):
        assert called(row, maybe="two", counted=True) is called(row, maybe="two")


def test_of_a_child_surely_elsewhere_a_row_in_doubt_only_says_that_it_is_absent() -> None:
    row = {"name": "杨诗漫", **CLASS}
    assert called({**row, "status": "absent"}, maybe="one", counted=True, proved=True) is False
    assert called(row, maybe="one", counted=True, proved=True) is None


def test_who_is_missing_from_its_class_may_be_at_school_elsewhere() -> None:
    """The list of children at school elsewhere bears another name of the child: it explains the empty seat."""
    child = {"name": "杨诗漫", **CLASS}
    census, roll = people("census", child), people("roll", child, {"name": "杨诗林", **CLASS})
    lists = {
        "attendance": people("attendance", SEATED).assign(child_id="somebody", maybe_child_id=None),
        "out_of_county": people("out_of_county", {"name": "杨梦", "proof": "学籍证明"}).assign(
            child_id=None, maybe_child_id="one"
        ),
    }
    linked = of_children("one", "one")
    known, likely = (table.astype(object).iloc[0] for table in others_know(lists, census, roll, linked))
    assert known["on_attendance"] is likely["on_attendance"] is False
    assert pd.isna(known["elsewhere"])
    assert (likely["elsewhere"], likely["proof"]) == (True, "学籍证明")


def test_a_namesake_in_class_says_nothing_of_a_child_elsewhere() -> None:
    row = {"name": "杨诗漫", **CLASS, "maybe": "one"}
    assert class_says(row) is True
    assert class_says(row, at_home={"status": "elsewhere"}) is None


def test_a_name_alone_seats_nobody_in_class() -> None:
    """Out of school, and a row of the class of another school bears the name: a namesake, unless more agrees."""
    child = {"name": "杨诗漫", "birth_date": "2015-06-06", "id_number": "539921201506060011", "status": "out"}
    row = {"name": "杨诗漫", **CLASS}
    for more, seat in (
        ({}, None),
        ({"birth_date": "2014-01-01"}, None),
        ({"birth_date": "2015-06-06"}, True),
        ({"id_number": "539921201506060011"}, True),
    ):
        rows = people("attendance", {**row, **more}).assign(child_id=None, maybe_child_id="one")
        assert told({"attendance": rows}, people("census", child), people("roll"), [], counted=True) is seat
    at_school = people("census", {**child, "school_key": CLASS["school_key"]})
    rows = people("attendance", row).assign(child_id=None, maybe_child_id="one")
    assert told({"attendance": rows}, at_school, people("roll"), [], counted=True) is True


@pytest.mark.parametrize("form", ["leave", "deferral"])
@pytest.mark.parametrize(
    ("ends", "until"),
    [
        (["2026-08-31"], "2026-08-31"),
        (["2026-08-31", "2027-08-31"], "2027-08-31"),
        ([None, "2026-08-31"], "2026-08-31"),
    ],
)
def test_what_was_renewed_runs_until_its_latest_end(form: str, ends: list[str | None], until: str) -> None:
    child = {"name": "杨诗漫", **CLASS}
    for order in (ends, ends[::-1]):
        rows = people(form, *({**child, "expiry": end} for end in order)).assign(child_id="one", maybe_child_id=None)
        linked = of_children("one", "one")
        known = others_know({form: rows}, people("census", child), people("roll", child), linked)[0]
        assert known[{"leave": "leave_until", "deferral": "deferred_until"}[form]].iloc[0] == until


@pytest.mark.parametrize(("status", "until"), [("leave", "2027-08-31"), ("attending", None)])
def test_who_is_back_is_no_longer_on_leave(status: str, until: str | None) -> None:
    child = {"name": "杨诗漫", **CLASS}
    rows = people("leave", {**child, "expiry": "2027-08-31", "status": status})
    linked = of_children("one", "one")
    lists = {"leave": rows.assign(child_id="one", maybe_child_id=None)}
    said = others_know(lists, people("census", child), people("roll", child), linked)[0]["leave_until"].iloc[0]
    assert (None if pd.isna(said) else said) == until


def test_the_register_of_the_disabled_says_who_is_taught_at_home() -> None:
    child = {"name": "杨诗漫", "birth_date": "2015-06-06", **CLASS}
    for status, expected in (("home_taught", True), ("with_class", None), (None, None)):
        register = people("disability", {**child, "status": status}).assign(child_id="one", maybe_child_id=None)
        census, roll = people("census", child), people("roll", child)
        linked = of_children("one", "one")
        lists = {"disability": register}
        said = others_know(lists, census, roll, linked)[0]["home_taught"].iloc[0]
        assert (None if pd.isna(said) else said) is expected


@pytest.mark.parametrize(("status", "said"), [("attending", True), ("absent", False), ("unmarked", None)])
def test_what_the_own_row_says(status: str, said: bool | None) -> None:
    child = {"name": "杨诗漫", **CLASS}
    rows = people("attendance", {**child, "status": status}, {"name": "周明", **CLASS})
    lists = {"attendance": rows.assign(child_id=["one", "somebody"], maybe_child_id=None)}
    census, roll = people("census", child), people("roll", child, {"name": "杨诗林", **CLASS})
    assert told(lists, census, roll, ["one", "two"], counted=False) is said
