"""What two linked rows contradict each other in, and whom the other lists bear out."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.reconcile.conflicts import conflicts

NUMBERS = ("539921201303080024", "539921201303080040")


def differ(ours: dict[str, Any], theirs: dict[str, Any], **lists: dict[str, Any]) -> dict[str, tuple[str | None, str]]:
    """By field which side is likelier right, and why; ``lists``: the child's row on other lists."""
    census = people("census", ours).assign(child_id="one")
    roll = people("roll", theirs).assign(grade_settled=pd.Series([None], dtype="Int64"))
    others = {form: people(form, row).assign(child_id="one") for form, row in lists.items()}
    found = conflicts(census, roll, pd.DataFrame({"census_id": ["C0"], "roll_id": ["R0"]}), others)
    sides = found["likelier"].astype(object).where(found["likelier"].notna(), None)
    return dict(zip(found["field"], zip(sides, found["why"], strict=True), strict=True))


ASK = (None, "两处不同，请核实")


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ({"name": "王朵"}, {"name": "王多"}, {"name": ASK}),
        ({"name": "王朵", "grade": 3}, {"name": "王朵", "grade": None}, {}),
        ({"birth_date": "2013-03"}, {"birth_date": "2013-03-08"}, {}),
        ({"birth_date": "2013-04"}, {"birth_date": "2013-03-08"}, {"birth_date": ASK}),
        (
            {"birth_date": "2013-04-08", "id_number": NUMBERS[0], "id_birth": "2013-03-08"},
            {"birth_date": "2013-03-08", "id_number": NUMBERS[0]},
            {"birth_date": ("roll", "与有效的身份证号一致")},
        ),
        (
            {"id_number": NUMBERS[0]},
            {"id_number": NUMBERS[1]},
            {"id_number": (None, "两个号码都成立，请核对户口簿")},
        ),
        ({"id_number": NUMBERS[0]}, {}, {"id_number": ("census", "学籍一方缺号码或号码不成立")}),
        (
            {"disabled": True},
            {},
            {"disabled": (None, "一处登记残疾，另一处没有；请核实，以便安排随班就读、送教或资助")},
        ),
    ],
)
def test_what_two_rows_contradict_each_other_in(
    ours: dict[str, Any], theirs: dict[str, Any], expected: dict[str, tuple[str | None, str]]
) -> None:
    assert differ(ours, theirs) == expected


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("name", {"name": "王朵"}, {"name": "王多"}),
        ("id_number", {"id_number": NUMBERS[0]}, {"id_number": NUMBERS[1]}),
        ("birth_date", {"birth_date": "2013-04-08"}, {"birth_date": "2013-03-08"}),
        ("grade", {"grade": 3}, {"grade": 4}),
        ("school", {"school": "甲小学", "school_key": "甲小学"}, {"school": "乙小学", "school_key": "乙小学"}),
    ],
)
def test_another_list_bears_one_side_out(field: str, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    assert differ(ours, theirs, attendance=ours)[field] == ("census", "与点名单一致")
    assert differ(ours, theirs, attendance=theirs, disability=theirs)[field] == (
        "roll",
        "与点名单、残疾儿童名册一致",
    )
    assert differ(ours, theirs, attendance=ours, disability=theirs)[field][0] is None
    assert differ(ours, theirs, attendance={"name": "王小朵"})[field][0] is None


@pytest.mark.parametrize(("field", "value"), [("grade", 4), ("school_key", "乙小学")])
def test_where_a_child_is_today_no_list_of_the_past_says(field: str, value: Any) -> None:
    ours, theirs = {field: 3 if field == "grade" else "甲小学"}, {field: value}
    for row in ({"graduates": theirs}, {"intake_list": theirs}, {"attendance": theirs | {"status": "absent"}}):
        (found,) = differ(ours, theirs, **row).values()
        assert found == ASK


def test_what_a_number_decides_no_list_overrules() -> None:
    ours = {"birth_date": "2013-04-08", "id_number": NUMBERS[0], "id_birth": "2013-03-08"}
    theirs = {"birth_date": "2013-03-08", "id_number": NUMBERS[0]}
    found = differ(ours, theirs, attendance={"birth_date": "2013-04-08"})
    assert found == {"birth_date": ("roll", "与有效的身份证号一致")}


def test_a_list_without_children_says_nothing() -> None:
    census = people("census", {"name": "王朵"}).assign(child_id="one")
    roll = people("roll", {"name": "王多"}).assign(grade_settled=pd.Series([None], dtype="Int64"))
    counts = {"intake_counts": pd.DataFrame({"school": ["甲小学"]})}
    found = conflicts(census, roll, pd.DataFrame({"census_id": ["C0"], "roll_id": ["R0"]}), counts)
    assert found["likelier"].isna().all()
    assert conflicts(census, roll, pd.DataFrame({"census_id": [], "roll_id": []}, dtype="str"), {}).empty
