from __future__ import annotations

import dataclasses
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.layouts import layout
from kcbx.register import Register
from kcbx.workbook import school
from kcbx.workbook.page import FIRST_ROW
from kcbx.workbook.school_lists import SchoolLists, lists_by_school

from .invented_register import invented_register

REGISTER = invented_register(6000)
SHEET = layout("school", "to_verify")
WHY = schema("workbooks/school")["why"]


def changed(number: int, **values: object) -> tuple[Register, str, str]:
    """The register with one linked pupil of primary age changed, and that pupil's school and key."""
    roll = REGISTER.roll.copy()
    sound = roll["standing"].eq("linked") & roll["grade"].between(3, 6) & roll["grade"].eq(roll["grade_due"])
    untouched = ~roll["record_id"].isin(REGISTER.conflicts["roll_id"]) & ~roll["record_id"].isin(roll["duplicate_of"])
    place = roll[sound & untouched & roll["status"].eq("attending")].index[number]
    for column, value in values.items():
        roll.loc[place, column] = value
    row = roll.loc[place]
    return dataclasses.replace(REGISTER, roll=roll), row["school"], row["row_key"]


def question(register: Register, name: str, key: str) -> tuple[str, str] | None:
    lists = lists_by_school(register).get(name, SchoolLists())
    return next(((row["question"], row["why"]) for row in lists.rows if row["key"] == key), None)


def test_an_ordinary_pupil_is_not_asked_about() -> None:
    assert question(*changed(3)) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"id_state": "bad_check"}, ("id_problem", "身份证号校验码不成立")),
        (
            {"status": "leave", "status_text": "休学", "expiry": "2026-09-19"},
            ("leave_over", "休学期至 2026-09-19，未办复学"),
        ),
        ({"grade": 8, "grade_due": 5}, ("age_grade", "按年龄应读五年级，在读八年级")),
        ({"standing": "too_little"}, ("too_little", "没有可用的身份证号，也没有姓名加出生日期")),
        ({"standing": "not_in_census", "uncalled": True}, ("not_attending", "学籍“在读”，点名单上无此人")),
    ],
)
def test_what_a_school_is_asked(values: dict[str, object], said: tuple[str, str]) -> None:
    assert question(*changed(3, **values)) == said


@pytest.mark.parametrize(
    "values",
    [
        {"status": "leave", "expiry": "2026-09-20"},  # runs to the as-of date
        {"grade": 6, "grade_due": 5},
        {"status": "graduated", "id_state": "bad_check"},  # has left
        {"id_state": "empty"},  # a whole roll may lack them
    ],
)
def test_what_a_school_is_not_asked(values: dict[str, object]) -> None:
    assert question(*changed(3, **values)) is None


def test_where_an_id_number_differs_is_said_without_the_number() -> None:
    register, name, key = changed(3)
    row = register.roll[register.roll["row_key"] == key].iloc[0]
    digits = list(row["id_number"])
    digits[10] = str((int(digits[10]) + 1) % 10)
    conflict = {"census_id": row["census_id"], "roll_id": row["record_id"], "field": "id_number", "label": "身份证号"}
    conflict |= {"census_value": "".join(digits), "roll_value": row["id_number"], "likelier": "census", "why": ""}
    conflict |= {"answered": None}
    table = pd.DataFrame([conflict]).astype(register.conflicts.dtypes)
    wrong = dataclasses.replace(register, conflicts=pd.concat([register.conflicts, table], ignore_index=True))
    assert question(wrong, name, key) == ("id_problem", "身份证号与摸底表差第 11 位")
    table["likelier"] = "roll"  # then it is the village's to correct
    right = dataclasses.replace(register, conflicts=pd.concat([register.conflicts, table], ignore_index=True))
    assert question(right, name, key) is None


@pytest.mark.parametrize(
    ("values", "question_left"),
    [
        ({"id_state": "bad_check"}, None),
        ({"status": "absent"}, None),
        ({"status": "leave", "expiry": "2026-02-28"}, None),
        ({"census_standing": "not_attending"}, "not_attending"),
        ({"census_standing": "not_attending", "status": "absent"}, None),
    ],
)
def test_what_a_school_has_answered_is_not_asked_again_unless_another_list_says_otherwise(
    values: dict[str, str], question_left: str | None
) -> None:
    standing = values.pop("census_standing", None)
    register, name, key = changed(3, answered="在校（2026-10-08 学校答复）", **values)
    child = register.roll.loc[register.roll["row_key"] == key, "census_id"].iloc[0]
    if standing:
        census = register.census
        register = dataclasses.replace(
            register, census=census.assign(standing=census["standing"].mask(census["record_id"] == child, standing))
        )
    asked = question(register, name, key)
    assert (asked and asked[0]) == question_left


@pytest.mark.parametrize(("status", "said"), [("leave", "村里登记休学"), ("attending", "点名单上无此人")])
def test_a_school_is_told_why_its_pupil_is_thought_not_to_be_there(status: str, said: str) -> None:
    register, name, key = changed(3, status_text="在读")
    child = register.roll.loc[register.roll["row_key"] == key, "census_id"].iloc[0]
    own = register.census["record_id"].eq(child)
    census = register.census.assign(
        standing=register.census["standing"].mask(own, "not_attending"),
        status=register.census["status"].mask(own, status),
    )
    asked = question(dataclasses.replace(register, census=census), name, key)
    assert asked == ("not_attending", f"学籍“在读”，{said}")


def called(child_id: str, written: str) -> dict[str, pd.DataFrame]:
    """Class lists with one row: of this child, who is not there."""
    row = {"record_id": "A1", "child_id": child_id, "status": "absent", "status_text": written}
    return {"attendance": pd.DataFrame([row], dtype="str")}


def test_a_school_is_not_told_that_a_pupil_is_on_no_list_when_its_list_says_absent() -> None:
    register, name, key = changed(3, standing="not_in_census", uncalled=True)
    own = register.roll.loc[register.roll["row_key"].eq(key), "child_id"].iloc[0]
    asked = question(dataclasses.replace(register, others=called(own, "外出打工")), name, key)
    assert asked == ("not_attending", "学籍“在读”，点名单写“外出打工”")
    asked = question(dataclasses.replace(register, others=called("C-another", "外出打工")), name, key)
    assert asked == ("not_attending", "学籍“在读”，点名单上无此人")


@pytest.mark.parametrize(
    ("second", "asked"),
    [
        (
            {"status": "transferred_out", "status_text": "已转出"},
            "本校“转出学生名册”写“已转出”",
        ),
        ({"status": "dropout"}, "本校“转出学生名册”写“辍学”"),
        ({"status": "graduated"}, None),
        ({"status": "transferred_out", "school": "别的小学"}, None),
        ({"status": "transferred_out", "source_file": ""}, None),
    ],
)
def test_a_school_whose_lists_contradict_one_another_is_asked(second: dict[str, str], asked: str | None) -> None:
    register, name, key = changed(3)
    own = register.roll[register.roll["row_key"] == key].iloc[0]
    row = {**own, "record_id": "R-转出", "row_key": "R-转出", "standing": "duplicate_roll"}
    row |= {"duplicate_of": own["record_id"], "source_file": "学籍/转出学生名册.xlsx", "status_text": None, **second}
    row["source_file"] = row["source_file"] or own["source_file"]
    roll = pd.concat([register.roll, pd.DataFrame([row]).astype(register.roll.dtypes)], ignore_index=True)
    found = question(dataclasses.replace(register, roll=roll), name, key)
    assert (found and (found[0], found[1].split("，")[1])) == (asked and ("left_too", asked))


def test_both_schools_of_a_double_register_are_asked() -> None:
    roll = REGISTER.roll
    second = roll[roll["standing"] == "duplicate_roll"]
    both = second[second["school"] != second["duplicate_of"].map(roll.set_index("record_id")["school"])].iloc[0]
    first = roll[roll["record_id"] == both["duplicate_of"]].iloc[0]
    for here, there in ((both, first), (first, both)):
        asked = question(REGISTER, here["school"], here["row_key"])
        assert asked == ("duplicate", f"在{there['school']}另有学籍；{both['duplicate_reason']}")


def test_the_count_closes_in_every_school() -> None:
    left = schema("workbooks/school")["left"]
    for name, lists in lists_by_school(REGISTER).items():
        own = REGISTER.roll[REGISTER.roll["school"] == name]
        assert lists.difference == 0
        assert lists.on_roll + lists.gone == len(own)
        assert lists.gone <= own["status"].isin(left).sum()
        assert lists.asked + lists.claimed == len(lists.rows) > 0


def test_every_child_said_to_be_there_is_shown_to_that_school() -> None:
    census = REGISTER.census[REGISTER.census["standing"] == "claimed_not_found"]
    shown = {
        (name, row["key"]) for name, lists in lists_by_school(REGISTER).items() for row in lists.rows
        if row["question"] == "claimed"
    }  # fmt: skip
    assert shown == set(zip(census["school"], census["row_key"], strict=True))
    assert shown


def test_the_questions_come_in_the_order_of_the_schema() -> None:
    order = list(WHY)
    for lists in lists_by_school(REGISTER).values():
        places = [order.index(row["question"]) for row in lists.rows]
        assert places == sorted(places)


def test_the_page_says_the_sum_and_holds_only_pupils_of_the_school(tmp_path: Path) -> None:
    name = max(school.names(REGISTER), key=lambda each: len(lists_by_school(REGISTER)[each].rows))
    lists = lists_by_school(REGISTER)[name]
    school.write(REGISTER, Config(), name, tmp_path / "school.xlsx")
    rows = CalamineWorkbook.from_path(tmp_path / "school.xlsx").get_sheet_by_name(SHEET.sheet).to_python(False)
    parts = f"已与摸底表对上 {lists.linked:,} + 摸底表中没有 {lists.unlisted:,} + 须核查 {lists.asked:,}"
    assert str(rows[2][0]).startswith(f"在籍 {lists.on_roll:,} = {parts}")
    assert "√ 合计相符" in str(rows[2][0])
    assert f"共请核查 {len(lists.rows)} 人" in str(rows[2][0])
    assert rows[-1][0] == "可选结果：" + " · ".join(result.label for result in SHEET.asked.results.values())
    keys = [row[SHEET.key] for row in rows[FIRST_ROW:-1]]
    own = REGISTER.roll.loc[REGISTER.roll["school"] == name, "row_key"]
    claimed = REGISTER.census.loc[REGISTER.census["school"] == name, "row_key"]
    assert len(keys) == len(set(keys)) == len(lists.rows)
    assert set(keys) <= set(own) | set(claimed)


def test_same_register_same_bytes_whatever_the_order_of_its_rows(tmp_path: Path) -> None:
    shuffled = dataclasses.replace(
        REGISTER,
        **{
            name: getattr(REGISTER, name).sample(frac=1, random_state=3).reset_index(drop=True)
            for name in ("census", "roll", "links", "conflicts")
        },
    )
    for name in school.names(REGISTER)[:4]:
        school.write(REGISTER, Config(), name, tmp_path / "one.xlsx")
        school.write(shuffled, Config(), name, tmp_path / "two.xlsx")
        assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_identity_is_locked_and_answers_are_open_text(tmp_path: Path) -> None:
    name = school.names(REGISTER)[0]
    school.write(REGISTER, Config(), name, tmp_path / "school.xlsx")
    tab = load_workbook(tmp_path / "school.xlsx")[SHEET.sheet]
    assert tab.protection.sheet
    for row in range(FIRST_ROW + 1, tab.max_row):
        for position in range(SHEET.gap):
            cell = tab.cell(row, position + 1)
            assert cell.protection.locked == (position < SHEET.first_answer)
            assert cell.number_format == "@" or position == 0
