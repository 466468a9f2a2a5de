"""Who is missing from the class list: only a pupil whom nobody left over on the list may be."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.app.register.told import absent_from_class
from kcbx.fields import empty

from .class_lists import CLASS, SEATED, called, class_says, of_children, told


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


def test_spellings_of_one_transliterated_name_are_one_sound() -> None:
    assert not missing({"name": "才让", "name_pinyin": "cai rang", **CLASS}, pupil=("次仁", "ci ren"))
    assert missing({"name": "才旺", "name_pinyin": "cai wang", **CLASS}, pupil=("次仁", "ci ren"))


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
        {"name": "Jimu Mushaze", "name_key": "JIMUMUSHAZE", **CLASS},
        {"name": "杨世涵", **CLASS, "grade": None},
        {"name": "杨诗漫", **CLASS, "school_key": "别处小学"},
    ],
    ids=[
        "one character",
        "the sound",
        "the sound in dialect",
        "unreadable",
        "Latin letters",
        "no grade",
        "the name at another school",
    ],
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


def test_a_pupil_may_be_called_by_a_name_that_only_another_list_knows() -> None:
    """The roll misspells the surname, and the class list still has the name the child entered school with."""
    child, entered = {"name": "黄泽", **CLASS}, {"name": "方峰旭", **CLASS, "grade": 1}
    class_list = people("attendance", SEATED, {"name": "方峰旭", **CLASS}).assign(
        child_id=["somebody", None], maybe_child_id=None
    )
    for of, said in (("one", None), ("two", False)):
        entry = people("intake_list", entered).assign(child_id=of)
        lists = {"attendance": class_list, "intake_list": entry}
        assert told(lists, people("census", child), people("roll", child), ["one"], counted=False) is said


def test_a_number_but_a_digit_that_is_nobodys_may_be_the_pupils() -> None:
    slip = {"name": "李强", "id_number": "539921201606060011", "id_state": "bad_check"}
    assert class_says({**slip, **CLASS}) is None
    assert class_says({**slip, **CLASS, "id_number": "539921201606060051"}) is False
    assert class_says({**slip, **CLASS, "id_state": "ok"}) is False
    assert class_says({**slip, **CLASS, "grade": 2}) is False


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


def test_a_pupil_called_as_somebody_else_is_not_missing() -> None:
    born, number = {"birth_date": "2015-06-06"}, {"id_number": "539921201506060011"}
    assert class_says() is False
    assert class_says({"name": "杨诗漫", **CLASS, **born, "of": "a child listed twice"}) is None
    assert class_says({"name": "李强", **CLASS, **number, "of": "a child listed twice"}) is None
    assert class_says({"name": "李强", **CLASS, **number, "of": "also"}) is None  # on the roll of another school
    cut = {"name": "李强", "id_number": "539921201506060", "id_state": "truncated"}
    assert class_says({**cut, **CLASS}) is None
    assert class_says({**cut, **CLASS, "of": "two"}) is False
    assert class_says({**cut, **CLASS, "school_key": "河口中心小学"}) is False
    sister = {"name": "杨诗漫", "id_number": "539921200810130029", "birth_date": "2008-10-13", "of": "two"}
    assert class_says({**sister, **CLASS}) is None
    assert class_says({**sister, **CLASS, "school_key": "河口中心小学"}) is False
    assert class_says({**sister, **CLASS, "name": "杨诗琪"}) is False
    # A twin's row with the pupil's number calls the twin; an absent row calls nobody; another day is a namesake.
    assert class_says({"name": "杨诗林", **CLASS, **number, "of": "two"}) is False
    assert class_says({"name": "杨诗漫", **CLASS, **born, "of": "other", "status": "absent"}) is False
    assert class_says({"name": "杨诗漫", **CLASS, "birth_date": "2014-01-01", "of": "other"}) is False


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
    assert class_says(doubt=True) is None
    assert class_says({"name": "李强", "school_key": "河口中心小学", "grade": 5, "of": "x"}, doubt=True) is False


@pytest.mark.parametrize(("status", "said"), [("absent", None), ("attending", False)])
def test_those_who_are_absent_make_no_class_list(status: str, said: bool | None) -> None:
    """A list of the pupils who left says nothing of those it does not name."""
    child = {"name": "杨诗漫", **CLASS}
    rows = people("attendance", {"name": "周明", "status": status, **CLASS})
    lists = {"attendance": rows.assign(child_id="somebody", maybe_child_id=None)}
    census, roll = people("census", child), people("roll", child, {"name": "杨诗林", **CLASS})
    assert told(lists, census, roll, ["one", "two"], counted=False) is said
