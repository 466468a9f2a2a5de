"""Raw rows → the people table: the whole of cleaning, as the other rooms see it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from kcbx.clean.ids import check_character
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.fields import columns
from kcbx.findings import Findings
from kcbx.people import gazetteer, people
from kcbx.reliable import id_states

AS_OF = date(2026, 9, 20)


def number(birth: str, sequence: int = 123) -> str:
    first = f"539901{birth.replace('-', '')}{sequence:03}"
    return first + check_character(first)


def raw(*rows: dict[str, Any]) -> pd.DataFrame:
    """Rows as intake gives them."""
    place = {"source_sheet": "Sheet1", "township_hint": None, "village_hint": None}
    flags = {"id_number_numeric": False, "id_number_exact": False}
    frame = pd.DataFrame(
        [{"source_file": "a.xlsx", "source_row": row + 3, **place, **flags, **cells} for row, cells in enumerate(rows)]
    )
    text = [name for name in frame if name not in ("source_row", *flags)]
    return frame.astype(dict.fromkeys(text, "str"))


ROLL = raw(*({"name": "甲", "school": name} for name in ("云岭乡中心小学", "云岭乡初级中学", "青崖县第一中学")))
CENSUS = raw(*({"name": "甲", "township": "云岭乡", "village": name} for name in ("大黎村", "前进村")))


def made(form: str, *rows: dict[str, Any], config: Config | None = None) -> tuple[pd.DataFrame, list[str]]:
    config = config or Config.model_validate({"county": {"name": "青崖县", "code": "539901"}})
    findings = Findings()
    table = people(form, raw(*rows), gazetteer(config, CENSUS, ROLL), config, AS_OF, findings)
    return table, [found.code for found in findings]


def one(form: str, **cells: Any) -> dict[str, Any]:
    table, codes = made(form, cells)
    return {name: None if pd.isna(value) else value for name, value in table.astype("object").iloc[0].items()} | {
        "codes": codes
    }


def test_the_table_is_whole_and_typed() -> None:
    table, _ = made("census", {"name": "张三"})
    assert list(table) == list(columns("people"))
    assert [str(dtype) for dtype in table.dtypes] == [column.dtype for column in columns("people").values()]
    empty, codes = made("census", {"name": "张三"})[0].iloc[:0], []
    assert list(
        people(
            "census",
            raw().reindex(columns=CENSUS.columns),
            gazetteer(Config(), CENSUS, ROLL),
            Config(),
            AS_OF,
            Findings(),
        )
    ) == list(empty)
    assert codes == []


def test_a_good_row_has_no_finding() -> None:
    row = one(
        "census",
        name="张 三",
        sex="男",
        birth_date="2015.3.7",
        id_number=number("2015-03-07"),
        township="云岭",
        village="大黎村委会三组",
        school="云岭乡中心校",
        status="在读",
        grade="六年级",
    )
    assert row["codes"] == []
    assert (row["name"], row["name_key"], row["name_pinyin"]) == ("张三", "张三", "zhang san")
    assert (row["township"], row["village"], row["village_group"]) == ("云岭乡", "大黎村", "三组")
    assert (row["school"], row["school_key"], row["stage"], row["grade"]) == (
        "云岭乡中心小学",
        "云岭中心小学",
        "primary",
        6,
    )
    assert (row["status"], row["cohort"], row["grade_due"], row["compulsory"], row["enough"]) == (
        "attending",
        2021,
        6,
        True,
        True,
    )


def test_what_says_nothing_is_null() -> None:
    row = one(
        "census",
        name="张三",
        sex="-",
        birth_date="不详",
        id_number="无",
        guardian="/",
        phone="11111111111",
        reason="无",
        proof="待补",
        school="——",
        status="无",
    )
    for name in (
        "sex",
        "birth_date",
        "id_number",
        "guardian",
        "guardian_keys",
        "phone",
        "reason",
        "proof",
        "school",
        "status",
    ):
        assert row[name] is None, name
    assert not row["enough"]


def test_a_school_at_a_place_elsewhere_is_none_of_ours() -> None:
    row = one("out_of_county", name="张三", township="云岭乡", school="云岭中心小学", school_place="浙江省温州市")
    assert row["school_key"] is None
    assert row["school_elsewhere"] == "浙江省温州市云岭中心小学"


@pytest.mark.parametrize(
    ("cells", "status"),
    [
        ({"status": "在读"}, "attending"),
        ({"school": "云岭中心小学"}, "attending"),
        ({"status": "在云岭中心小学读三年级"}, "attending"),
        ({"school": "浙江省温州市实验小学"}, "elsewhere"),
        ({"school": "第一中学", "school_place": "浙江温州"}, "elsewhere"),
        ({"status": "浙江温州读书"}, "elsewhere"),
        ({"status": "县外就读", "school": "第一中学"}, "elsewhere"),
        ({"status": "在校", "school": "白岩县第一中学"}, "elsewhere"),
        ({"note": "县外就读，电话未接", "school": "第一中学"}, "elsewhere"),
        ({"status": "随父母外出"}, None),
        ({"reason": "厌学"}, "out"),
        ({"reason": "死亡"}, "dead"),
        ({"reason": "年龄未到"}, "not_due"),
        ({"reason": "父母双亡"}, "out"),
        ({"school": "未上学"}, "out"),
        ({"school": "初中毕业"}, "graduated"),
        ({"household_kind": "迁出"}, "moved_away"),
        ({"household_kind": "常住"}, None),
        ({"in_kindergarten": "是"}, "kindergarten"),
        ({"in_kindergarten": "否"}, None),
        ({"status": "在园", "school": "阳光幼儿园"}, "kindergarten"),
        ({"dropout_date": "2026年3月"}, "dropout"),
        ({"note": "父亲死亡"}, None),
        ({"note": "已死亡"}, "dead"),
        ({"note": "2025年病故，户口未注销", "school": "云岭中心小学"}, "dead"),
        ({"note": "户口已迁出，现住成都"}, "moved_away"),
        ({"status": "在读", "note": "因病休学"}, "leave"),
        ({"status": "在读", "note": "户口已迁出"}, "attending"),
        ({"status": "在读", "note": "休学，已复学"}, "attending"),
        ({"dropout_date": "已死亡"}, "dead"),
        ({"dropout_date": "迁出"}, "moved_away"),
        ({"dropout_date": "2025年3月，厌学"}, "dropout"),
        ({"dropout_date": "2025年病故，户口未注销"}, "dead"),
        ({"reason": "0", "school": "云岭中心小学"}, "attending"),
        ({"reason": "在读"}, None),
        ({"status": "非在校", "school": "云岭中心小学"}, "out"),
        ({"status": "随父母去了广东东莞", "school": "育才小学"}, "elsewhere"),
        ({"status": "跟姑姑在温州"}, "elsewhere"),
        ({"note": "现在浙江温州读书"}, "elsewhere"),
        ({"note": "9月转到县一中", "school": "青崖县第一中学"}, "attending"),
        ({"note": "已转学到成都"}, "transferred_out"),
        ({"status": "在北京路小学读书"}, "attending"),
        ({"school": "未建学籍"}, None),
        ({}, None),
    ],
)
def test_what_a_census_row_says_of_schooling(cells: dict[str, str], status: str | None) -> None:
    assert one("census", name="张三", township="云岭乡", **cells)["status"] == status


@pytest.mark.parametrize("no", ["×", "否", "不在校", "未入学"])
@pytest.mark.parametrize(
    ("reason", "status"),
    [
        ("已死亡", "dead"),
        ("2024年病故", "dead"),
        ("户口迁出", "moved_away"),
        ("出国", "abroad"),
        ("休学", "leave"),
        ("送教上门", "home_taught"),
        ("延缓入学", "deferred"),
        ("县外就读", "elsewhere"),
        ("随父母在浙江温州读书", "elsewhere"),
        ("初中毕业", "graduated"),
        ("厌学", "out"),
        ("辍学", "out"),
        ("外出务工", "out"),
        ("随父母在浙江温州", "out"),
        ("父亲病故", "out"),
        ("曾休学一年", "out"),
    ],
)
def test_beside_a_mere_no_the_reason_says_where_the_child_is(no: str, reason: str, status: str) -> None:
    assert one("census", name="张三", status=no, reason=reason)["status"] == status
    assert one("census", name="张三", status=no, note=reason)["status"] == status
    assert one("census", name="张三", status="在家", reason=reason)["status"] == "out"


def test_a_school_column_that_says_there_is_none_is_no_school_and_no_question() -> None:
    row = one("disability", name="张三", school="未建学籍", status="随班就读")
    assert (row["school"], row["status"], "status_unclear" in row["codes"]) == (None, "with_class", False)
    assert one("census", name="张三", school="未上幼儿园")["status"] == "not_due"


def test_a_school_elsewhere_is_never_one_of_ours() -> None:
    for cells in ({"school": "上海市松江区第一中学"}, {"status": "县外就读", "school": "第一中学"}):
        row = one("census", name="张三", **cells)
        assert row["school_key"] is None
        assert "第一中学" in row["school_elsewhere"]


@pytest.mark.parametrize(
    ("status", "school", "place"),
    [
        ("随父母去了广东东莞", "育才小学", "广东东莞育才小学"),
        ("在浙江省义乌市读书", "阳光实验小学", "浙江省义乌市阳光实验小学"),
        ("在义乌市读书", "义乌市阳光实验小学", "义乌市阳光实验小学"),
        ("在浙江省义乌市读书", None, "在浙江省义乌市读书"),
        ("县外就读", "第一中学", "第一中学"),
    ],
)
def test_the_place_of_one_cell_and_the_school_of_another_are_told_together(
    status: str, school: str | None, place: str
) -> None:
    assert one("census", name="张三", status=status, school=school)["school_elsewhere"] == place


def test_the_place_may_stand_in_the_remark() -> None:
    row = one("census", name="张三", school="阳光实验小学", note="电话未接，现在浙江温州读书")
    assert (row["status"], row["school_elsewhere"]) == ("elsewhere", "浙江温州阳光实验小学")


@pytest.mark.parametrize(
    ("form", "cells", "status", "told"),
    [
        ("roll", {"status": "在读", "note": "辍学"}, "dropout", True),
        ("roll", {"status": "在读", "note": "户口已迁出"}, "attending", False),
        ("roll", {"status": "休学", "note": "辍学"}, "leave", False),
        ("attendance", {"attendance": "√", "note": "休学"}, "attending", True),
        ("census", {"status": "在读", "note": "辍学"}, "dropout", True),
        ("census", {"status": "在读", "note": "休学，已复学"}, "attending", False),
    ],
)
def test_a_remark_against_the_status_is_told(form: str, cells: dict[str, str], status: str, told: bool) -> None:
    row = one(form, name="张三", **cells)
    assert row["status"] == status
    assert ("status_against_note" in row["codes"]) is told


@pytest.mark.parametrize(
    ("note", "status", "asked"),
    [
        ("外出打工", None, True),
        ("务工", None, True),
        ("父母外出打工", None, False),
        ("已结婚", "out", False),
        ("没来读书", "absent", False),
        ("空挂", "absent", False),
        ("挂籍", "absent", False),
        ("学籍在人不在", "absent", False),
        ("已去广东", "absent", False),
        ("9月已去浙江义乌", "absent", False),
        ("随父母去浙江", "absent", False),
        ("全家回了老家", "absent", False),
        ("去广东", None, True),
        ("父母已去广东", None, False),
        ("从浙江转来", None, False),
        ("已到校", None, False),
        ("已去昆明看病", None, False),
        ("已到北京参加比赛", None, False),
        ("回老家过年", None, False),
        ("全家在广东", None, False),
        ("回老家读书", "elsewhere", False),
    ],
)
def test_a_remark_on_a_roll_that_may_speak_of_the_family_is_asked_about(
    note: str, status: str | None, asked: bool
) -> None:
    row = one("roll", name="张三", note=note)
    assert (row["status"], "remark_of_whom" in row["codes"]) == (status, asked)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        ({"note": "2025年病故，户口未注销"}, "2025年病故，户口未注销"),
        ({"status": "在读", "note": "辍学"}, "辍学"),
        ({"status": "休学", "note": "休学"}, "休学"),
        ({"status": "在读", "note": "户口已迁出"}, "在读"),
    ],
)
def test_the_text_that_told_the_status_is_kept(cells: dict[str, str], text: str) -> None:
    assert one("census", name="张三", **cells)["status_text"] == text


@pytest.mark.parametrize(
    ("form", "cells", "status", "told"),
    [
        ("census", {}, "elsewhere", True),
        ("census", {"school": "第一中学"}, "elsewhere", True),
        ("census", {"status": "休学"}, "leave", False),
        ("roll", {}, "elsewhere", True),
    ],
)
def test_a_line_between_the_rows_speaks_for_who_says_nothing(
    form: str, cells: dict[str, str], status: str, told: bool
) -> None:
    row = one(form, name="张三", section_hint="以下为外出就读学生", **cells)
    assert row["status"] == status
    assert ("section_speaks" in row["codes"]) is told


@pytest.mark.parametrize(
    ("form", "name", "status"),
    [
        ("roll", "王二（转出）", "transferred_out"),
        ("roll", "王二(休学)", "leave"),
        ("roll", "王二（双胞胎老大）", None),
        ("census", "王三(已死亡)", "dead"),
        ("census", "王三（小名：转转）", None),
    ],
)
def test_a_bracket_behind_the_name_may_be_a_remark(form: str, name: str, status: str | None) -> None:
    row = one(form, name=name)
    assert (row["status"], row["name_key"]) == (status, name[:2])
    assert one(form, name=name, note="独生子女")["status"] == status


@pytest.mark.parametrize(
    ("number", "month"),
    [
        ("53990120150312123", "2015-03"),
        ("5399012015031212", "2015-03"),
        ("53990120151312123", None),
        ("5399012015031", None),
    ],
)
def test_a_number_that_lacks_its_end_tells_the_month_of_birth(number: str, month: str | None) -> None:
    row = one("census", name="张三", id_number=number)
    assert (row["birth_date"], row["birth_precision"]) == (month, month and "month")
    assert one("census", name="张三", id_number=number, birth_date="2014-05-06")["birth_date"] == "2014-05-06"


@pytest.mark.parametrize("text", ["李小一（女）", "李小一(女)", "李小一，女", "李小一/女"])
def test_a_sex_behind_the_name_is_no_part_of_it(text: str) -> None:
    row = one("census", name=text)
    assert (row["name"], row["sex"]) == ("李小一", "女")
    assert one("census", name=text, sex="男")["sex"] == "男"


@pytest.mark.parametrize(
    ("text", "school"),
    [("岭中三年级", None), ("云岭中学初三", "云岭乡初级中学"), ("云岭中学（初三）", "云岭乡初级中学")],
)
def test_a_status_of_school_and_grade_names_the_school(text: str, school: str | None) -> None:
    row = one("census", name="张三", township="云岭乡", status=text)
    assert row["school"] == school
    assert ("status_unclear" in row["codes"]) is (school is None)


def test_the_number_of_a_class_is_no_grade() -> None:
    assert one("roll", name="张三", school="云岭乡中心小学", grade="甲", class_name="1")["grade"] is None
    assert one("roll", name="张三", school="云岭乡中心小学", grade="五上", class_name="1")["grade"] == 5
    assert one("roll", name="张三", school="云岭乡中心小学", class_name="(1)")["grade"] is None


@pytest.mark.parametrize("text", ["三(1)班", "三(1)", "三1", "3.1", "三年一班"])
def test_a_class_of_a_grade_tells_the_grade(text: str) -> None:
    assert one("roll", name="张三", school="云岭乡中心小学", class_name=text)["grade"] == 3


@pytest.mark.parametrize(
    ("entered", "birth", "grade"),
    [
        ("202109", "2015-03-01", 6),
        ("20210901", "2015-03-01", 6),
        ("2021.9", "2015-03-01", 6),
        ("2021年9月", "2014-03-01", 6),
        ("2021", "2015-03-01", 6),
        ("202109", None, 6),
        # entered this school late
        ("202509", "2015-03-01", None),
        ("202103", "2015-03-01", None),
        ("去年", "2015-03-01", None),
    ],
)
def test_the_year_of_entry_tells_the_grade_where_nothing_else_does(
    entered: str, birth: str | None, grade: int | None
) -> None:
    cells = {"school": "云岭乡中心小学", "entry_month": entered, "class_name": "210102", "birth_date": birth or ""}
    assert one("roll", name="甲", **cells)["grade"] == grade
    assert one("roll", name="甲", **{**cells, "grade": "三年级"})["grade"] == 3


def test_a_roll_names_its_own_school_and_leaves_the_status_empty() -> None:
    row = one(
        "roll", name="张三", school="青崖县第一中学", class_name="七(2)班", student_number="G" + number("2014-03-07")
    )
    assert (row["school_key"], row["stage"], row["grade"], row["status"]) == ("一中", "junior", 7, None)
    assert (row["id_state"], row["birth_date"], row["birth_source"]) == ("derived", "2014-03-07", "id")


#: What a remark on a roll without a status makes of the pupil.
ON_ROLL = {
    "辍学": "dropout",
    "流失": "absent",
    "长期未到校": "absent",
    "未返校": "absent",
    "人籍分离": "absent",
    "休学": "leave",
    "已转学到成都": "transferred_out",
    "已死亡": "dead",
    "送教上门": "home_taught",
    "不在校": "out",
    "随父母在浙江义乌读书": "elsewhere",
    "9月转至县一小": "transferred_out",
    "从浙江转入就读": None,
    "外省户籍学生": None,
    "父亲在浙江打工": None,
    "务工": None,  # the parents, perhaps
    "在家": None,
    "户口已迁出": None,
    "住校生": None,
    "曾休学": None,
}


@pytest.mark.parametrize(
    ("form", "cells", "status"),
    [
        ("roll", {"status": "正常"}, "attending"),
        ("roll", {"status": "休学"}, "leave"),
        *(("roll", {"note": note}, status) for note, status in ON_ROLL.items()),
        ("disability", {"roster_kind": "with_class"}, "with_class"),
        ("disability", {"roster_kind": "with_class", "status": "在校"}, "with_class"),
        ("disability", {"roster_kind": "with_class", "status": "休学"}, "leave"),
        ("attendance", {"attendance": "休学"}, "absent"),
        ("attendance", {"attendance": "否", "reason": "病假"}, "attending"),
        ("attendance", {"attendance": "否", "note": "感冒请假两天"}, "attending"),
        ("attendance", {"attendance": "否", "reason": "发烧"}, "attending"),
        ("attendance", {"attendance": "缺勤未写原因"}, "unmarked"),
        ("attendance", {"attendance": "缺勤未写原因", "reason": "打工"}, "absent"),
        ("attendance", {"attendance": "缺勤未写原因", "reason": "生病"}, "attending"),
        ("attendance", {"attendance": "缺勤未写原因", "reason": "家里盖房"}, "unmarked"),
        ("attendance", {"attendance": "否", "reason": "长期病假"}, "absent"),
        ("attendance", {"attendance": "否", "reason": "病假", "note": "已两个月"}, "absent"),
        ("attendance", {"attendance": "否", "reason": "未请假"}, "absent"),
        ("attendance", {"attendance": "否", "reason": "病假", "absent_days": "20"}, "absent"),
        ("roll", {"roster_kind": "home_teaching"}, "home_taught"),
        ("attendance", {"attendance": "否"}, "absent"),
        ("attendance", {"attendance": "籍在人不在"}, "absent"),
        ("attendance", {"attendance": "人在籍不在"}, "attending"),
        ("attendance", {"attendance": "√"}, "attending"),
        ("attendance", {"attendance": "到"}, "attending"),
        ("attendance", {"attendance": "缺"}, "absent"),
        ("attendance", {"roster_kind": "dropouts"}, "absent"),
        ("attendance", {"roster_kind": "dropouts", "attendance": "是"}, "attending"),  # 是否复学
        ("roll", {"roster_kind": "transferred_out"}, "transferred_out"),
        ("attendance", {"absent_days": "20"}, "absent"),
        ("attendance", {"absent_days": "0"}, "attending"),
        ("deferral", {}, "deferred"),
        ("leave", {}, "leave"),
        ("out_of_county", {"school": "第一中学"}, "elsewhere"),
        ("graduates", {"destination_kind": "普高"}, "senior"),
        ("graduates", {"destination": "外出务工"}, "out"),
    ],
)
def test_what_other_forms_say(form: str, cells: dict[str, str], status: str | None) -> None:
    assert one(form, name="张三", **cells)["status"] == status


@pytest.mark.parametrize(
    ("kind", "destination", "status", "unclear"),
    [
        ("普通高中", "青崖县第一中学", "senior", False),
        ("升学", "青崖县职业高级中学", "vocational", False),
        ("普通高中：青崖县第一中学", None, "senior", False),
        ("职业高中：成都市农业学校", None, "vocational", False),
        ("务工：广东东莞", None, "out", False),
        (None, "青崖县第一中学", "attending", False),
        (None, "成都市第七中学", "elsewhere", False),
        ("县外普高", "成都市第七中学", "elsewhere", False),
        (None, "云岭乡初级中学", "repeating", False),  # the school it left
        ("复读", None, "repeating", False),
        ("留级", "云岭乡初级中学", "repeating", False),
        (None, "外出务工", "out", False),
        ("参军", None, "out", False),
        ("死亡", None, "dead", False),
        (None, None, None, False),  # nobody knows: not admitted because a school stands in the row
        ("不详", None, None, False),
        ("去向不明", None, None, False),
        ("升入青崖县第一中学", None, "attending", False),
        ("升入青崖县职业高级中学", None, "vocational", False),
        ("升入凯里市第一中等职业学校", None, "elsewhere", False),
        ("就业（县城超市）", None, "out", False),
        ("1 普通高中", None, "senior", False),
        ("8 其他", None, None, False),
        ("毕业务工", None, "graduated", False),
        ("另行安排", None, None, True),
        ("另行安排", "青崖县第一中学", "attending", True),
    ],
)
def test_where_a_graduate_went(kind: str | None, destination: str | None, status: str | None, unclear: bool) -> None:
    found = one(
        "graduates",
        name="张三",
        school="云岭乡初级中学",
        destination_kind=kind,
        destination=destination,
        grade="九年级",
    )
    assert found["status"] == status
    assert ("status_unclear" in found["codes"]) is unclear


@pytest.mark.parametrize("form", ["census", "roll"])
def test_who_repeats_the_last_grade_is_in_school(form: str) -> None:
    assert one(form, name="张三", school="云岭乡初级中学", status="复读")["status"] == "attending"


@pytest.mark.parametrize(
    ("text", "expiry"),
    [
        ("2027-08-31", "2027-08-31"),
        ("2027年2月", "2027-02-28"),
        ("2026.9—2027.8", "2027-08-31"),
        ("2026-09-01至2027-08-31", "2027-08-31"),
        ("2026.3-2027.3", "2027-03-31"),
        ("2026-03-01", "2026-03-01"),
        ("长期", None),
    ],
)
def test_expiry_is_the_last_day(text: str, expiry: str | None) -> None:
    assert one("deferral", name="张三", expiry=text)["expiry"] == expiry


@pytest.mark.parametrize(
    ("form", "cells", "expiry"),
    [
        ("deferral", {"expiry": "一年", "approved_on": "2024年8月25日"}, "2025-08-31"),
        ("deferral", {"expiry": "1学年", "approved_on": "2026-09-05"}, "2027-09-05"),
        ("deferral", {"expiry": "一年"}, None),
        ("leave", {"expiry": "12个月", "dropout_date": "2026-03-01"}, "2027-03-01"),
        ("leave", {"expiry": "半年", "approved_on": "2026-03-01"}, "2026-09-01"),
    ],
)
def test_a_period_runs_from_its_first_day(form: str, cells: dict[str, str], expiry: str | None) -> None:
    row = one(form, name="张三", **cells)
    assert row["expiry"] == expiry
    assert ("date_unclear" in row["codes"]) is (expiry is None)


@pytest.mark.parametrize(
    ("form", "year", "code"),
    [
        ("roll", "2018", "list_of_another_year"),
        ("census", str(AS_OF.year - 1), "list_of_another_year"),
        ("roll", str(AS_OF.year), None),
        ("intake_list", str(AS_OF.year), "intake_of_this_year"),
        ("intake_list", "2018", None),
        ("intake_list", "2019", "intake_of_another_year"),
        ("graduates", str(AS_OF.year), None),
        ("graduates", str(AS_OF.year - 1), "graduates_of_another_year"),
    ],
)
def test_a_title_of_another_year_is_told_once_a_sheet(form: str, year: str, code: str | None) -> None:
    row = {"name": "张三", "year_hint": year}
    assert [each for each in made(form, row, row)[1] if each.endswith("_year")] == ([code] if code else [])


@pytest.mark.parametrize(
    ("form", "row", "year"),
    [
        ("intake_list", {"year_hint": "2018"}, 2018),
        ("intake_list", {"year_hint": "2018", "intake_year": "2019级"}, 2019),
        ("intake_list", {"year_hint": str(AS_OF.year)}, 2018),  # the year in which it was written
        ("intake_list", {}, 2018),
        ("graduates", {"year_hint": str(AS_OF.year - 1)}, AS_OF.year - 1),
        ("graduates", {"year_hint": str(AS_OF.year + 1)}, None),
        ("roll", {"year_hint": "2018"}, None),
    ],
)
def test_a_list_of_a_cohort_is_of_the_year_it_says_or_of_that_of_most_ages(
    form: str, row: dict[str, str], year: int | None
) -> None:
    born = [*["2012-03-05"] * 8, *["2011-05-06"] * 7]
    found = made(form, *({"name": "张三", "birth_date": day, **row} for day in born))[0]
    assert {None if pd.isna(each) else each for each in found["list_year"]} == {year}


def test_a_few_ages_do_not_tell_the_year_of_a_list() -> None:
    few, all_sorts = (
        made("intake_list", *({"name": "张三", "birth_date": f"{year}-03-05"} for year in years))[0]
        for years in ([2012] * 9, [2010, 2011, 2012, 2013] * 3)
    )
    assert few["list_year"].isna().all()
    assert all_sorts["list_year"].isna().all()


@pytest.mark.parametrize(
    ("form", "cells", "expiry"),
    [
        ("roll", {"note": "休学至2027年2月"}, "2027-02-28"),
        ("census", {"status": "休学", "note": "2026年3月至2027年3月"}, "2027-03-31"),
        ("census", {"status": "休学至2027年2月", "note": "2025年到2026年生病"}, "2027-02-28"),
        ("census", {"status": "在读", "note": "住到2027年2月"}, None),
    ],
)
def test_a_remark_may_name_the_end_of_a_leave(form: str, cells: dict[str, str], expiry: str | None) -> None:
    assert one(form, name="张三", **cells)["expiry"] == expiry


@pytest.mark.parametrize(
    ("form", "note", "status"),
    [
        ("leave", "已复学", "attending"),
        ("leave", "病情稳定", "leave"),
        ("deferral", "已入学", "attending"),
        ("out_of_county", "在读", "elsewhere"),  # there
    ],
)
def test_who_is_back_stays_on_the_list_of_leave_as_in_school(form: str, note: str, status: str) -> None:
    assert one(form, name="张三", birth_date="2015-05-05", note=note)["status"] == status


def test_who_lacks_the_mark_the_others_have_is_neither_there_nor_absent() -> None:
    ticked, empty = ({"name": "张三", "attendance": mark} for mark in ("√", None))
    for rows, statuses in (([ticked, ticked, empty], ["attending"] * 2 + ["unmarked"]), ([ticked, empty, empty], None)):
        found, codes = made("attendance", *rows)
        said = found["status"].tolist()
        assert said == statuses if statuses else "unmarked" not in said
        assert ("attendance_unmarked" in codes) is bool(statuses)
    remarked = [empty | {"note": note} for note in ("随班就读", "休学")]
    assert made("attendance", ticked, ticked, ticked, *remarked)[0]["status"].tolist()[3:] == ["unmarked", "absent"]


def test_flags_are_never_guessed() -> None:
    row = one("census", name="张三", low_income="脱贫户", left_behind="待核", special_group="残疾(智力三级)、孤儿")
    assert (row["low_income"], row["left_behind"], row["disabled"], row["orphan"], row["migrant"]) == (
        True,
        None,
        True,
        True,
        None,
    )
    assert row["disability_type"] == "智力三级"
    assert row["codes"].count("flag_unclear") == 1
    assert one("disability", name="张三")["disabled"] is True


def test_who_is_registered_outside_the_county() -> None:
    assert one("roll", name="张三", region_code="539901100200")["outside_county"] is False
    assert one("roll", name="张三", region_code="539902")["outside_county"] is True
    assert one("roll", name="张三", address="白岩县红旗乡")["outside_county"] is True
    assert one("roll", name="张三", address="青崖县云岭乡大黎村五组3号")["outside_county"] is False
    assert one("roll", name="张三", id_number="539902" + number("2015-03-07")[6:])["outside_county"] is None


def test_guardians_and_household() -> None:
    row = one(
        "census",
        name="张三",
        township="云岭乡",
        village="大黎村",
        guardian="李四（母亲）、张五",
        household_head="張五",
        phone="139 1234 5678",
    )
    assert (row["guardian_keys"], row["phone"], row["household_key"]) == (
        "张五|李四",
        "13912345678",
        "云岭乡/大黎村/张五",
    )


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"id_number": number("2015-03-07")[:-1]}, "id_length"),
        ({"id_number": number("2015-03-07")[:-1] + "0"}, "id_check"),
        ({"id_number": number("2015-03-07")[:15] + "000"}, "id_truncated"),
        ({"id_number": "53990120150307123Х"}, "id_fixed"),
        ({"id_number": number("1985-03-07")}, "id_not_childs"),
        ({"id_number": "不详"}, "id_placeholder"),
        ({"id_number": "2015-03-07"}, "id_not_id"),
        ({"id_number": "539901********1234"}, "id_unreadable"),
        ({"id_number": number("2015-03-07")[:12] + "32" + number("2015-03-07")[14:]}, "id_date"),
        ({"id_number": number("2015-03-07"), "student_number": "G" + number("2016-03-07")}, "id_sources_differ"),
        ({"id_number": number("2015-03-07")[:15], "student_number": "G" + number("2015-03-07")}, "id_repaired"),
        ({"student_number": "G" + number("2015-03-07")}, "id_derived"),
        ({}, "id_missing"),
        ({"id_number": number("2015-03-07"), "birth_date": "2015-03-08"}, "birth_against_id"),
        ({"birth_date": "属羊"}, "birth_unreadable"),
        ({"birth_date": "2015-02-30"}, "birth_impossible"),
        ({"birth_date": "2105-02-03"}, "birth_implausible"),
        ({"birth_date": "1985-02-03"}, "birth_adult"),
        ({}, "birth_missing"),
        ({"id_number": number("2015-03-07"), "sex": "女"}, "sex_against_id"),
        ({"sex": "不明确"}, "sex_unreadable"),
        ({"name": "未取名"}, "name_missing"),
        ({"name": "李□明"}, "name_damaged"),
        ({"township": "云岑乡"}, "township_unknown"),
        ({"township": "云岭乡", "village": "大梨村"}, "village_unknown"),
        ({"school": "红星小学"}, "school_unknown"),
        ({"status": "待落实"}, "status_unclear"),
        ({"low_income": "待核"}, "flag_unclear"),
        ({"grade": "甲班"}, "grade_unclear"),
        ({"birth_date": "2015-03-07", "grade": "一年级"}, "grade_against_age"),
    ],
)
def test_every_problem_is_found(cells: dict[str, str], code: str) -> None:
    assert code in one("census", **{"name": "张三", **cells})["codes"]


def test_twins_whose_numbers_are_exchanged_are_told_and_bear_their_own() -> None:
    boys, girls = number("2015-03-07", 123), number("2015-03-07", 124)
    rows = ({"name": "李大勇", "sex": "男", "id_number": girls}, {"name": "李小红", "sex": "女", "id_number": boys})
    table, codes = made("census", *(row | {"township": "云岭乡", "village": "大黎村"} for row in rows))
    assert table["id_number"].tolist() == [boys, girls]
    assert codes.count("id_swapped") == 2
    assert "sex_against_id" not in codes


def test_a_school_of_nine_grades_writes_the_year_of_entry() -> None:
    pupils = [
        {"name": "甲", "school": "云岭乡九年一贯制学校", "grade": "2026级", "grade_hint": hint, "birth_date": birth}
        for hint, birth in (("七年级", None), (None, "2019-10-01"), (None, "2013-10-01"))
    ]
    table, codes = made("roll", *pupils)
    assert table["grade"].tolist() == [7, 1, 7]
    assert table["stage"].tolist() == ["junior", "primary", "junior"]
    assert "grade_unclear" not in codes


def test_a_sheets_name_completes_the_village_its_column_leaves_short() -> None:
    census = raw(
        *[{"name": "甲", "township": "云岭乡", "village": "水口", "village_hint": "水口社区"}] * 9,
        *[{"name": "乙", "township": "云岭乡", "village": "水口", "village_hint": "水口村"}] * 9,
        {"name": "丙", "township": "云岭乡", "village": "水口社区", "village_hint": "水口村"},
    )
    places = gazetteer(Config(), census, ROLL)
    table = people("census", census, places, Config(), AS_OF, Findings())
    assert table["village"].tolist() == ["水口社区"] * 9 + ["水口村"] * 9 + ["水口社区"]
    assert places.village("水口", "云岭乡") == (None, "云岭乡")


def _of_sheets(*rows: tuple[str, str, int]) -> list[dict[str, str]]:
    """Rows of a census, so many with a village in the column on the sheet of a village."""
    return [
        {"name": "甲", "township": "云岭乡", "village": village, "village_hint": sheet, "source_sheet": sheet}
        for sheet, village, number in rows
        for _ in range(number)
    ]


_THREE = [("达拉村", "达拉村", 9), ("前进村", "前进村", 9), ("河口村", "河口村", 9)]


@pytest.mark.parametrize(
    ("rows", "village", "code"),
    [
        ([*_THREE, ("达拉村", "三坎村", 5)], "达拉村", "village_former"),
        ([*_THREE, ("达拉村", "三坎村委会", 5)], "达拉村", "village_former"),
        ([*_THREE, ("达拉村", "三坎村", 12)], "三坎村", "village_former_maybe"),  # most of the sheet
        ([_THREE[0], ("达拉村", "三坎村", 5)], "三坎村", None),  # one sheet for the township
        ([*_THREE, ("达拉村", "三坎村", 5), ("河口村", "三坎村", 1)], "三坎村", None),  # on two sheets
        ([*_THREE, ("达拉村", "三坎村", 5), ("三坎村", "三坎村", 5)], "三坎村", None),  # it sends a sheet of its own
        ([*_THREE, ("达拉村", "前进村", 5)], "前进村", None),  # a village of today
        ([*_THREE, ("达拉村", "达拉社区", 5)], "达拉社区", None),  # a community beside the village
    ],
)
def test_a_name_on_the_sheet_of_another_village_only_is_a_former_one(
    rows: list[tuple[str, str, int]], village: str, code: str | None
) -> None:
    census, findings = raw(*_of_sheets(*rows)), Findings()
    places = gazetteer(Config(), census, ROLL)
    table = people("census", census, places, Config(), AS_OF, findings)
    odd = len(_THREE) * 9 if len(rows) > 3 else 9
    assert set(table["village"][odd : odd + 5]) == {village}
    assert [found.code for found in findings if found.code.startswith("village_")] == ([code] if code else [])


def test_a_former_name_leads_to_the_village_of_today_on_every_list() -> None:
    census = raw(*_of_sheets(*_THREE, ("达拉村", "三坎村", 5)))
    pupil = raw({"name": "乙", "address": "云岭乡三坎村2组"})
    table = people("roll", pupil, gazetteer(Config(), census, ROLL), Config(), AS_OF, Findings())
    assert table["village"].tolist() == ["达拉村"]


def test_a_village_that_the_configuration_lists_is_no_former_name() -> None:
    config = Config.model_validate(
        {"townships": [{"name": "云岭乡", "villages": ["达拉村", "三坎村", "前进村", "河口村"]}]}
    )
    census = raw(*_of_sheets(*_THREE, ("达拉村", "三坎村", 5)))
    table = people("census", census, gazetteer(config, census, ROLL), config, AS_OF, Findings())
    assert table["village"].tolist()[-1] == "三坎村"


def test_a_rare_village_one_character_beside_another() -> None:
    census = raw(
        *[{"name": "甲", "township": "云岭乡", "village": "大黎村"}] * 20,
        {"name": "甲", "township": "云岭乡", "village": "大梨村"},
    )
    findings = Findings()
    table = people("census", census, gazetteer(Config(), census, ROLL), Config(), AS_OF, findings)
    assert table["village"].tolist()[-1] == "大梨村"
    assert [found.values["near"] for found in findings if found.code == "village_rare"] == ["，是否为大黎村"]


def test_a_village_that_only_the_address_of_a_household_names() -> None:
    homes = ["大黎村1组"] * 6 + ["大黎村二组", "四川省成都市双流区三元村"]
    census = raw(*[{"name": "甲", "township_hint": "云岭乡", "residence": home} for home in homes])
    table = people("census", census, gazetteer(Config(), census, ROLL), Config(), AS_OF, Findings())
    assert table["village"].fillna("").tolist() == ["大黎村"] * 7 + [""]


def test_a_village_of_which_a_short_list_has_one_child_is_not_rare() -> None:
    villages = ["大黎村"] * 20 + ["大梨村"]
    census = raw(*[{"name": "甲", "township": "云岭乡", "village": village} for village in villages])
    disabled, findings = raw({"name": "甲", "township": "云岭乡", "village": "大黎村"}), Findings()
    people("disability", disabled, gazetteer(Config(), census, ROLL), Config(), AS_OF, findings)
    assert "village_rare" not in {found.code for found in findings}


def test_every_finding_of_cleaning_can_be_said() -> None:
    for code, words in schema("findings/clean").items():
        assert words["message"].format_map(words["example"]), code
        assert words["severity"] in ("error", "warning", "note")


def test_record_ids_come_from_content() -> None:
    rows = [{"name": f"张{index}", "birth_date": "2015-03-07"} for index in range(5)] + [
        {"name": "重", "serial": "9"}
    ] * 2
    table, _ = made("census", *rows)
    assert table["record_id"].is_unique
    config = Config()
    before = raw(*rows)
    shuffled = before.sample(frac=1, random_state=3)
    shuffled["source_row"] = range(50, 50 + len(shuffled))
    shuffled["source_file"] = "b.xlsx"
    after = people("census", shuffled, gazetteer(config, CENSUS, ROLL), config, AS_OF, Findings())
    once = people("census", before, gazetteer(config, CENSUS, ROLL), config, AS_OF, Findings())
    whole = [name for name in columns("people") if not name.startswith("source_")]
    pd.testing.assert_frame_equal(
        after[whole].sort_values("record_id", ignore_index=True),
        once[whole].sort_values("record_id", ignore_index=True),
    )
    assert table["record_id"].str.match(r"^C[0-9a-f]{12}(-\d+)?$").all()


def test_another_village_makes_another_row() -> None:
    table, _ = made("census", {"name": "张三", "village": "大黎村"}, {"name": "张三", "village": "前进村"})
    assert table["record_id"].is_unique
    assert not table["record_id"].str.contains("-").any()


def test_states_cover_what_is_given() -> None:
    table, _ = made(
        "census", *({"name": "甲", "id_number": text} for text in ("无", "1", "539901", "abc", "E1234567", "5.39E+17"))
    )
    assert set(table["id_state"]) <= set(id_states())


ADULT = "53990119850307123"


@pytest.mark.parametrize(
    ("form", "cells", "grown"),
    [
        ("low_income", {"relation": "户主"}, True),
        ("low_income", {"relation": "配偶", "id_number": None}, True),
        ("census", {"relation": "母亲"}, True),
        ("census", {"relation": "儿子"}, False),  # a child with a grown-up's number
        ("low_income", {"relation": "户主", "id_number": number("2015-03-07")}, False),  # an orphan
        ("low_income", {}, True),  # nobody else is on the sheet
        ("census", {}, False),
    ],
)
def test_the_grown_ups_of_a_family_are_not_told_as_mistakes(form: str, cells: dict[str, Any], grown: bool) -> None:
    row = one(form, **{"name": "李大山", "id_number": ADULT + check_character(ADULT), "township": "云岭乡"} | cells)
    wrong = {"id_not_childs", "id_missing", "birth_missing", "birth_adult"} & {*row["codes"]}
    assert ("grown_ups" in row["codes"]) is grown
    assert not (grown and wrong)
    if grown and row["id_number"]:
        assert (row["id_state"], row["birth_date"]) == ("ok", "1985-03-07")
    elif "relation" in cells and not grown and cells.get("id_number") is None:
        assert row["id_state"] == "not_childs"


def test_one_grown_ups_number_among_children_is_a_mistake() -> None:
    children = [{"name": "张三", "id_number": number("2015-03-07", each)} for each in range(1, 5)]
    table, codes = made("disability", *children, {"name": "李四", "id_number": ADULT + check_character(ADULT)})
    assert table["id_state"].tolist() == ["ok"] * 4 + ["not_childs"]
    assert "id_not_childs" in codes


@pytest.mark.parametrize(
    ("address", "village"),
    [
        ("南岭省青崖县云岭乡白果村3组12号", "白果村"),
        ("南岭省青崖县云岭乡白果村民委员会3组", "白果村"),
        ("南岭省青崖县云岭乡大黎居委会1组2号", "大黎社区"),
    ],
)
def test_an_address_alone_may_name_a_village_nobody_else_names(address: str, village: str) -> None:
    rows = [{"township": "云岭乡", "village": "大黎村", "address": None}] * 5 + [
        {"township": None, "village": None, "address": address}
    ] * 5
    places = gazetteer(Config.model_validate({"county": {"name": "青崖县"}}), pd.DataFrame(rows, dtype="str"), ROLL)
    assert places.in_address(address.rstrip("0123456789号组")) == (village, "云岭乡")


@pytest.mark.parametrize(
    ("cells", "holds"),
    [
        ({"certificate": "有"}, True),
        ({"certificate": "未持证"}, False),
        ({"certificate": "否", "disability_number": "53290020150101123X41"}, False),
        ({"disability_number": "未办证"}, False),
        ({"disability_number": "53290020150101123X41"}, None),
        ({}, None),
    ],
)
def test_who_of_the_register_holds_no_certificate(cells: dict[str, str], holds: bool | None) -> None:
    found = one("disability", name="张三", **cells)["certificate"]
    assert (None if pd.isna(found) else bool(found)) is holds


def test_of_a_roll_call_of_names_it_is_not_told_row_by_row_that_the_numbers_are_missing() -> None:
    names = [{"name": "张三", "attendance": "√"}, {"name": "李四", "attendance": "√"}]
    assert not {"id_missing", "birth_missing"} & set(made("attendance", *names)[1])
    numbered = [names[0] | {"id_number": "532900201501011238"}, names[1]]
    assert "id_missing" in made("attendance", *numbered)[1]
