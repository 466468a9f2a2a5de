"""Who is missing from the class list: only a pupil whom nobody left over on the list may be."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.app.told import absent_from_class, what_others_know
from kcbx.fields import empty
from kcbx.linkage import Linkage
from kcbx.metrics.likely_lists import likely_lists
from kcbx.reconcile.mere_names import called_by_name, called_of_no_roll

CLASS = {"school_key": "云岭中心小学", "grade": 5, "stage": "primary"}
SEATED = {"name": "周明", **CLASS}


def missing(*left_over: dict[str, Any], **how: Any) -> bool:
    """Whether 杨诗漫, on the roll of the class, is said to be missing from its list: :func:`called`."""
    return called(*left_over, **how) is False


def test_who_may_be_a_child_of_the_census_that_is_called_is_not_missing() -> None:
    child = {"name": "杨诗漫", **CLASS}
    census, roll = people("census", child), people("roll", {"name": "杨思曼", **CLASS})
    called = people("attendance", {**child}, SEATED).assign(child_id=["one", "somebody"], maybe_child_id=None)
    pair = {"census_id": ["C0"], "roll_id": ["R0"], "decision": ["review"]}
    for pairs, expected in ((empty("pairs"), ["two"]), (pd.DataFrame(pair), [])):
        linked = of_children("one", "two", pairs)
        assert list(absent_from_class({"attendance": called}, census, roll, linked)) == expected


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ({}, "child-R0"),
        ({"class_name": "2班"}, "child-R0"),
        ({"sex": "男"}, None),
        ({"grade": 6}, None),
        ({"school_key": "石门小学"}, None),
        ({"name": "李娜"}, None),  # two of the class are called so
        ({"birth_date": "2015-06-06"}, None),  # what it writes is weighed
    ],
)
def test_a_roll_call_of_names_calls_the_one_of_the_class(row: dict[str, Any], found: str | None) -> None:
    pupils = people(
        "roll", {"name": "杨诗漫", "sex": "女", **CLASS}, {"name": "李娜", **CLASS}, {"name": "李娜", **CLASS}
    )
    pupils = pupils.assign(child_id="child-" + pupils["record_id"])
    rows = people("attendance", {"name": "杨诗漫", **CLASS, **row})
    assert called_by_name(rows, pupils).tolist() == ([] if found is None else [found])
    twice = people("attendance", *[{"name": "杨诗漫", **CLASS, **row}] * 2)
    assert called_by_name(twice, pupils).empty


@pytest.mark.parametrize(
    ("child", "others", "found"),
    [
        ({}, {}, True),
        ({"grade": None, "due": 6}, {}, True),
        ({"grade": 7}, {}, False),  # another class
        ({"school_key": "石门小学"}, {}, False),
        ({"sex": "男"}, {}, False),
        ({"status": "out"}, {}, False),  # the village says otherwise: somebody must look
        ({"status": None}, {}, False),
        ({}, {"census": {"name": "杨诗漫", "status": "attending", **CLASS}}, False),
        ({}, {"roll": {"name": "杨诗漫", **CLASS, "grade": 2}}, False),  # the pupil of that name may sit there
        ({}, {"attendance": {"name": "杨诗漫", **CLASS, "grade": 2}}, False),
    ],
)
def test_a_name_on_a_roll_call_is_the_child_whom_the_village_knows_in_that_class_and_no_roll(
    child: dict[str, Any], others: dict[str, dict[str, Any]], found: bool
) -> None:
    at_home = [{"name": "杨诗漫", "sex": "女", "status": "attending", **CLASS, **child}, *_given(others, "census")]
    lists = [people("census", *at_home), people("roll", {"name": "周明", **CLASS}, *_given(others, "roll"))]
    children = pd.concat(lists, ignore_index=True)
    rows = people("attendance", {"name": "杨诗漫", "sex": "女", **CLASS}, *_given(others, "attendance"))
    assert len(called_of_no_roll(rows, children.assign(child_id="child-" + children["record_id"]))) == found


def _given(others: dict[str, dict[str, Any]], form: str) -> list[dict[str, Any]]:
    return [others[form]] if form in others else []


def test_spellings_of_one_transliterated_name_are_one_sound() -> None:
    assert not missing({"name": "才让", "name_pinyin": "cai rang", **CLASS}, pupil=("次仁", "ci ren"))
    assert missing({"name": "才旺", "name_pinyin": "cai wang", **CLASS}, pupil=("次仁", "ci ren"))


def called(
    *left_over: dict[str, Any],
    maybe: str | None = None,
    pupil: tuple[str, str] = ("杨诗漫", "yang shi man"),
    at_home: str | None = None,
    counted: bool = False,
    proved: bool = False,
    sits_in: str | None = None,
) -> bool | None:
    """What the class list says of ``pupil``, by name and pinyin, who is on the roll of the class, as is 杨诗林.

    ``maybe``: the child whom the rows left over may be, ``counted``: told with the rows in doubt. ``at_home``: what the
    village calls the child. ``proved``: the list of children at school elsewhere has the child. ``sits_in``: the class
    of the grade.
    """
    child = {"name": pupil[0], "name_pinyin": pupil[1], "class_name": sits_in, **CLASS}
    census = people("census", {**child, "name": at_home or pupil[0]})
    roll = people("roll", child, {"name": "杨诗林", **CLASS})
    rows = people("attendance", SEATED, *left_over)
    rows = rows.assign(child_id=None, maybe_child_id=maybe)
    rows.loc[0, ["child_id", "maybe_child_id"]] = ["somebody", None]
    lists = {"attendance": rows}
    if proved:
        lists["out_of_county"] = people("out_of_county", {"name": pupil[0]}).assign(child_id="one")
    return told(lists, census, roll, ["one", "two"], counted=counted)


def of_children(at_home: str, on_roll: str, pairs: pd.DataFrame | None = None) -> Linkage:
    """The linkage of a census and a roll of one row each, by the child each is, with ``pairs`` in doubt."""
    groups = [
        pd.DataFrame({"record_id": [f"{form}0"], "child_id": child, "primary": True, "duplicate_reason": None})
        for form, child in (("C", at_home), ("R", on_roll))
    ]
    return Linkage(empty("pairs") if pairs is None else pairs, empty("nearest"), *groups, {})


def others_know(
    lists: dict[str, pd.DataFrame], census: pd.DataFrame, roll: pd.DataFrame, linked: Linkage
) -> tuple[pd.DataFrame, pd.DataFrame]:
    absent = absent_from_class(lists, census, roll, linked)
    return what_others_know(lists, likely_lists(lists), census, roll, linked, absent)


def told(
    lists: dict[str, pd.DataFrame],
    census: pd.DataFrame,
    roll: pd.DataFrame,
    pupils: list[str],
    *,
    counted: bool,
    pairs: pd.DataFrame | None = None,
) -> bool | None:
    """What the class lists say of ``one``, the child of the census; ``pupils``: child_id of the rows of the roll."""

    def groups(rows: pd.DataFrame, children: list[str]) -> pd.DataFrame:
        first = ~pd.Series(children).duplicated()
        found = {"record_id": rows["record_id"], "child_id": children, "primary": first, "duplicate_reason": None}
        return pd.DataFrame(found)

    links = empty("pairs") if pairs is None else pairs
    linked = Linkage(links, empty("nearest"), groups(census, ["one"]), groups(roll, pupils), {})
    said = others_know(lists, census, roll, linked)[counted]["on_attendance"].iloc[0]
    return None if pd.isna(said) else bool(said)


def test_a_pupil_whom_no_row_can_be_is_missing() -> None:
    assert missing()
    assert missing({"name": "李强", "name_pinyin": "li qiang", **CLASS})


@pytest.mark.parametrize(
    "row",
    [
        {"name": "杨世涵", **CLASS},
        {"name": "羊是蔓", "name_pinyin": "yang shi man", **CLASS},
        {"name": "央斯勒", "name_pinyin": "yan si man", **CLASS},
        {"name": "?强", **CLASS},
        {"name": "杨世涵", **CLASS, "grade": None},
        {"name": "杨诗漫", **CLASS, "school_key": "别处小学"},
    ],
    ids=["one character", "the sound", "the sound in dialect", "unreadable", "no grade", "the name at another school"],
)
def test_a_row_that_may_be_the_pupil_keeps_us_silent(row: dict[str, Any]) -> None:
    assert not missing(row)


def test_a_like_name_in_another_class_says_nothing() -> None:
    assert missing({"name": "杨世涵", **CLASS, "grade": 2})


def test_a_row_that_may_be_another_is_like_by_more_than_its_surname() -> None:
    assert not missing({"name": "杨林静", **CLASS})
    assert missing({"name": "杨林静", **CLASS}, maybe="two")
    assert missing({"name": "董林?", **CLASS}, maybe="two")
    assert not missing({"name": "周诗静", **CLASS}, maybe="two")
    assert not missing({"name": "杨", **CLASS}, maybe="two")
    assert missing({"name": "董", **CLASS}, maybe="two")


@pytest.mark.parametrize(
    ("name", "sits_in", "expected"),
    [
        ("周诗静", "2班", True),  # of another class, like in one character
        ("周诗静", "4班", False),
        ("周诗静", "七(2)班", False),  # written otherwise: perhaps the same
        ("周诗静", None, False),
        ("杨诗静", "2班", False),  # a slip of one character
    ],
)
def test_a_row_of_another_class_that_may_be_another_is_like_by_two_characters(
    name: str, sits_in: str | None, expected: bool
) -> None:
    row = {"name": name, "class_name": "4班", **CLASS}
    assert missing(row, maybe="two", sits_in=sits_in) == expected
    assert not missing(row, sits_in=sits_in), "of nobody in particular"


def test_a_row_that_is_more_like_the_child_it_may_be_is_that_child() -> None:
    assert missing({"name": "林诗静", **CLASS}, maybe="two")
    assert not missing({"name": "林诗静", **CLASS})


def test_of_a_name_hardly_read_only_the_surname_is_known() -> None:
    assert not missing({"name": "董?", **CLASS})
    assert missing({"name": "董林?", **CLASS})


def test_a_row_that_says_absent_seats_nobody() -> None:
    absent = {"name": "杨诗漫", **CLASS, "status": "absent"}
    assert missing(absent)
    assert missing(absent, maybe="one")
    assert not missing({**absent, "status": None}, maybe="one")


def test_a_namesake_of_another_grade_or_in_its_own_school_is_called_there() -> None:
    """Two pupils are called 杨诗漫; of one of them the list says nothing."""
    own, there = {"name": "杨诗漫", **CLASS}, {**CLASS, "school_key": "别处小学"}
    far = {"name": "杨诗漫", **there, "grade": 1}
    for called_there, namesake, silent in (
        (far, far, False),
        ({"name": "杨诗漫", **there}, {"name": "杨诗漫", **there}, False),
        ({"name": "杨诗漫", **there}, {"name": "杨诗漫", **CLASS, "school_key": "第三小学"}, True),
        (far, {"name": "杨诗林", **there, "grade": 1}, True),
    ):
        rows = people(
            "attendance", SEATED, called_there, {"name": "周林", **there}, {"name": "周林", **there, "grade": 1}
        )
        rows = rows.assign(child_id=["somebody", None, "third", "fourth"], maybe_child_id=[None, "two", None, None])
        said = told(
            {"attendance": rows}, people("census", own), people("roll", own, namesake), ["one", "two"], counted=False
        )
        assert said is (None if silent else False)


def test_a_row_that_bears_the_very_name_of_another_pupil_is_nobody_else() -> None:
    assert not missing({"name": "杨诗静", **CLASS}, maybe="two")
    assert missing({"name": "杨诗林", **CLASS}, maybe="two")


def test_a_row_that_may_be_a_child_called_already_is_somebody_else() -> None:
    assert not missing({"name": "周诗", **CLASS}, maybe="somebody")
    assert not missing({"name": "杨林静", **CLASS}, maybe="somebody")


def test_a_pupil_may_be_called_by_the_name_the_village_writes() -> None:
    assert not missing({"name": "杨小宝", **CLASS}, maybe="two", at_home="杨小宝")
    assert missing({"name": "杨小宝", **CLASS}, maybe="two")


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


def test_who_is_on_two_rolls_is_missing_only_where_both_send_their_lists() -> None:
    here, there = CLASS, {"school_key": "河口中心小学", "grade": 5, "stage": "primary"}

    def missing_of(*called: dict[str, Any]) -> bool:
        census, roll = (
            people("census", {"name": "杨诗漫", **here}),
            people("roll", *({"name": "杨诗漫", **each} for each in (here, there))),
        )
        lists = people("attendance", *called).assign(child_id="somebody", maybe_child_id=None)
        return told({"attendance": lists}, census, roll, ["one", "one"], counted=False) is False

    assert not missing_of({"name": "周明", **here})
    assert not missing_of({"name": "周明", **there})
    assert missing_of({"name": "周明", **here}, {"name": "李强", **there})


def _class_of(*called: dict[str, Any], at_home: dict[str, Any] | None = None, doubt: bool = False) -> bool | None:
    """What the class list says of 杨诗漫, born 2015-06-06, of number …11; as is R1 of another class without a list."""
    child = {"name": "杨诗漫", "birth_date": "2015-06-06", "id_number": "539921201506060011", **CLASS}
    census = people("census", {**child, **(at_home or {})})
    roll = people(
        "roll", child, {**child, "school_key": "河口中心小学", "id_number": None}, {"name": "杨诗林", **CLASS}
    )
    pairs = None
    if doubt:
        pair = {"census_id": "C0", "roll_id": "R1", "weight": 20.0, "margin": -9.0, "decision": "review", "reason": ""}
        pairs = pd.DataFrame([pair])
    lists = people("attendance", SEATED, *called)
    lists["child_id"] = ["somebody", *(row.get("of") for row in called)]
    lists["maybe_child_id"] = [None, *(row.get("maybe") for row in called)]
    return told({"attendance": lists}, census, roll, ["one", "also", "two"], counted=True, pairs=pairs)


def test_a_pupil_called_as_somebody_else_is_not_missing() -> None:
    born, number = {"birth_date": "2015-06-06"}, {"id_number": "539921201506060011"}
    assert _class_of() is False
    assert _class_of({"name": "杨诗漫", **CLASS, **born, "of": "a child listed twice"}) is None
    assert _class_of({"name": "李强", **CLASS, **number, "of": "a child listed twice"}) is None
    assert _class_of({"name": "李强", **CLASS, **number, "of": "also"}) is None  # on the roll of another school
    cut = {"name": "李强", "id_number": "539921201506060", "id_state": "truncated"}
    assert _class_of({**cut, **CLASS}) is None
    assert _class_of({**cut, **CLASS, "of": "two"}) is False
    assert _class_of({**cut, **CLASS, "school_key": "河口中心小学"}) is False
    sister = {"name": "杨诗漫", "id_number": "539921200810130029", "birth_date": "2008-10-13", "of": "two"}
    assert _class_of({**sister, **CLASS}) is None
    assert _class_of({**sister, **CLASS, "school_key": "河口中心小学"}) is False
    assert _class_of({**sister, **CLASS, "name": "杨诗琪"}) is False
    # A twin's row with the pupil's number calls the twin; an absent row calls nobody; another day is a namesake.
    assert _class_of({"name": "杨诗林", **CLASS, **number, "of": "two"}) is False
    assert _class_of({"name": "杨诗漫", **CLASS, **born, "of": "other", "status": "absent"}) is False
    assert _class_of({"name": "杨诗漫", **CLASS, "birth_date": "2014-01-01", "of": "other"}) is False


def test_who_is_called_elsewhere_under_another_name_by_the_same_number_is_not_missing() -> None:
    """Two schools have the number, one under the child's former name; the school of the other name calls it."""
    there = {"school_key": "河口中心小学", "grade": 5}
    born = {"birth_date": "2015-06-06", "id_number": "539921201506060011"}
    pair = {"census_id": "C0", "roll_id": "R1", "weight": 12.0, "margin": -9.0, "decision": "review", "reason": ""}
    for number, expected in ((born["id_number"], None), ("539921201506060038", False)):
        second = {"name": "仓决白玛", **there, **born, "id_number": number}
        census = people("census", {"name": "白玛卓嘎", **CLASS, **born})
        roll = people("roll", {"name": "白玛卓嘎", **CLASS, **born}, second)
        lists = people("attendance", SEATED, second).assign(child_id=["somebody", "two"], maybe_child_id=None)
        said = told({"attendance": lists}, census, roll, ["one", "two"], counted=False, pairs=pd.DataFrame([pair]))
        assert said is expected


def test_a_namesake_called_at_another_school_who_may_be_the_child_keeps_us_silent() -> None:
    """Two schools have the name, one without a number; that one calls it, by the name alone."""
    there = {"name": "苏欣怡", "school_key": "河口中心小学", "grade": 5}
    child = {"name": "苏欣怡", **CLASS, "id_number": "539921201506060011"}
    pair = {"census_id": "C0", "roll_id": "R1", "weight": 12.0, "margin": -9.0, "decision": "review", "reason": ""}
    census, roll = people("census", child), people("roll", child, there)
    lists = people("attendance", SEATED, there).assign(child_id=["somebody", None], maybe_child_id=[None, "two"])
    for pairs, said in ((pd.DataFrame([pair]), None), (None, False)):
        assert told({"attendance": lists}, census, roll, ["one", "two"], counted=False, pairs=pairs) is said


def test_who_may_sit_in_a_class_without_a_list_is_not_missing() -> None:
    assert _class_of(doubt=True) is None
    assert _class_of({"name": "李强", "school_key": "河口中心小学", "grade": 5, "of": "x"}, doubt=True) is False


def test_a_namesake_in_class_says_nothing_of_a_child_elsewhere() -> None:
    row = {"name": "杨诗漫", **CLASS, "maybe": "one"}
    assert _class_of(row) is True
    assert _class_of(row, at_home={"status": "elsewhere"}) is None


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


@pytest.mark.parametrize(("status", "said"), [("absent", None), ("attending", False)])
def test_those_who_are_absent_make_no_class_list(status: str, said: bool | None) -> None:
    """A list of the pupils who left says nothing of those it does not name."""
    child = {"name": "杨诗漫", **CLASS}
    rows = people("attendance", {"name": "周明", "status": status, **CLASS})
    lists = {"attendance": rows.assign(child_id="somebody", maybe_child_id=None)}
    census, roll = people("census", child), people("roll", child, {"name": "杨诗林", **CLASS})
    assert told(lists, census, roll, ["one", "two"], counted=False) is said
