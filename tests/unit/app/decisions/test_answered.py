"""What was answered about a row changes that row and no other, and only as long as the row says what was asked."""

from __future__ import annotations

import pandas as pd
import pytest
from people_table import linkage, people

from kcbx.answers import questionnaire
from kcbx.app.decisions.answered import (
    Answered,
    births_as_answered,
    census_as_answered,
    conflicts_as_answered,
    roll_as_answered,
    transferred,
)
from kcbx.app.register.identity import row_keys
from kcbx.definitions import schema
from kcbx.fields import conform
from kcbx.followup.loose import Question
from kcbx.followup.statements import Statement
from kcbx.statuses import presence

SECRET = b"s" * 32
ROLL = people(
    "roll",
    {"name": "李文清", "birth_date": "2014-03-07", "school": "杉坪小学"},
    {"name": "李文清", "birth_date": "2014-03-07", "school": "云岭小学"},
    {"name": "王一鸣", "birth_date": "2014-05-07", "school": "杉坪小学", "status": "with_class"},
)
CENSUS = people(
    "census", {"name": "李文清", "birth_date": "2014-03-17"}, {"name": "王一鸣", "birth_date": "2014-05-07"}
)


def question(asked: str, key: str, result: str, known: dict[str, str] | None = None, **meant: str) -> Question:
    said = Statement("d", "s", 1, asked, result, meant, "杉坪小学", ("2026-09-20", "26A-78F7"), "2026-10-12", key)
    return Question(asked, key, "26A-78F7", "杉坪小学", known or {}, (said,))


def of_school(row: int, result: str, **meant: str) -> Answered:
    return Answered([question("school", row_keys(SECRET, ROLL)[row], result, **meant)])


@pytest.mark.parametrize("result", questionnaire("school").results)
def test_a_schools_answer_is_a_newer_word_of_its_own_roll(result: str) -> None:
    found = roll_as_answered(ROLL, of_school(0, result), SECRET)
    status = questionnaire("school").results[result].roll_status
    assert status in {"", *schema("values/status")}
    expected = presence(ROLL.iloc[:1].assign(status=status or None))
    assert presence(found.iloc[:1]).tolist() == expected.tolist()
    label = questionnaire("school").results[result].label
    assert found["answered"].fillna("").str.startswith(label).tolist() == [True, False, False]
    pd.testing.assert_frame_equal(found.iloc[1:][list(ROLL)], ROLL.iloc[1:])


def test_in_class_says_nothing_new_of_a_pupil_who_sits_in_a_class() -> None:
    found = roll_as_answered(ROLL, of_school(2, "attending"), SECRET)
    assert found.loc[2, "status"] == "with_class"
    assert found["answered"].notna().tolist() == [False, False, True]


def test_leave_has_its_end() -> None:
    found = roll_as_answered(ROLL, of_school(0, "on_leave", until="2027-02-28"), SECRET)
    assert found.loc[0, ["status", "expiry"]].tolist() == ["leave", "2027-02-28"]


@pytest.mark.parametrize(("destination", "away"), [("温州市某某小学", True), ("云岭小学", False)])
def test_a_proved_transfer_out_of_the_county_is_known_of_the_child(destination: str, away: bool) -> None:
    told = of_school(0, "transferred", destination=destination, proof="转学证明")
    found = transferred(ROLL, linkage(CENSUS, ROLL, accepted=[(0, 0), (1, 2)]), told, SECRET)
    assert found.to_dict("index") == ({"C0": {"elsewhere": True, "proof": "转学证明"}} if away else {})


def conflict(field: str, ours: str | None, theirs: str | None) -> pd.DataFrame:
    row = {"census_id": "C0", "roll_id": "R0", "field": field, "label": field, "census_value": ours}
    row |= {"roll_value": theirs, "likelier": None, "why": "两处不同，请核实", "answered": None}
    return conform(pd.DataFrame([row, {**row, "census_id": "C1", "roll_id": "R2"}]), "conflicts")


def told_of(field: str, ours: str, theirs: str, result: str, **meant: str) -> Answered:
    key = f"{row_keys(SECRET, CENSUS)[0]}-{field}"
    asked = question("conflict", key, result, {"census_value": ours, "roll_value": theirs}, **meant)
    return Answered(conflicts={key: asked})


@pytest.mark.parametrize(
    ("result", "meant", "likelier", "right"),
    [
        ("census", {}, "census", "2014-03-17"),
        ("roll", {}, "roll", "2014-03-07"),
        ("neither", {"correct": "2014-03-27"}, None, "2014-03-27"),
    ],
)
def test_an_answer_says_which_value_is_right(result: str, meant: dict[str, str], likelier: str, right: str) -> None:
    table = conflict("birth_date", "2014-03-17", "2014-03-07")
    told = told_of("birth_date", "2014-03-17", "2014-03-07", result, **meant)
    found = conflicts_as_answered(table, CENSUS.assign(row_key=row_keys(SECRET, CENSUS)), told)
    assert found["answered"].fillna("").tolist() == [right, ""]
    assert found["likelier"].fillna("").tolist() == [likelier or "", ""]
    assert births_as_answered(CENSUS, told, SECRET).to_dict() == {0: right}


@pytest.mark.parametrize(
    ("sent", "now", "holds"),
    [
        (("532923****0017", ""), ("532923201403070017", None), True),
        (("532923****0017", ""), ("532923201403070017", "532923201403070025"), False),
        (("532923****0017", "532923****0025"), ("532923201403070017", "532923201403070025"), True),
    ],
)
def test_an_answer_holds_as_long_as_both_lists_say_what_was_asked(
    sent: tuple[str, str], now: tuple[str, str | None], holds: bool
) -> None:
    told = told_of("id_number", *sent, "census")
    table = conflict("id_number", *now)
    found = conflicts_as_answered(table, CENSUS.assign(row_key=row_keys(SECRET, CENSUS)), told)
    assert found.loc[0, "answered"] == now[0] if holds else found["answered"].isna().all()


def test_sex_and_disability_are_taken_from_the_answer() -> None:
    census = CENSUS.assign(sex="男", disabled=pd.Series([True, True], dtype="boolean"))
    rows = pd.concat([conflict("sex", "男", "女"), conflict("disabled", "残疾", "未登记")], ignore_index=True)
    right = rows.assign(answered=["女", None, "未登记", None])
    found = census_as_answered(census, right.astype({"answered": "str"}))
    assert found[["sex", "disabled"]].to_numpy().tolist() == [["女", False], ["男", True]]
