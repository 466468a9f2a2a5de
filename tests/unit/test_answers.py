from __future__ import annotations

import pytest

from kcbx.answers import questionnaire, reasons
from kcbx.definitions import schema, standings

NAMES = ("township", "school", "pair", "conflict")
SIGNED = {"checked_by": "李某", "checked_on": "2026-10-08"}


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, ""),
        ({"result": " "}, ""),
        ({"result": "县内就读", "school": "青崖小学", **SIGNED}, "√ 完整"),
        ({"result": "县外就读", "place": "浙江省温州市", **SIGNED}, "缺：学校、证明"),
        ({"result": "确认失学、辍学", **SIGNED}, "缺：原因"),
        ({"result": "延缓入学", "checked_by": "李某"}, "缺：文号、到期日、核查日期"),
        ({"result": "在家", **SIGNED}, "缺：核查结果"),
        ({"school": "青崖小学"}, "缺：核查结果"),
        ({"note": "电话不通"}, "缺：核查结果"),
    ],
)
def test_what_is_still_missing(given: dict[str, str], text: str) -> None:
    assert questionnaire("township").still_missing(given) == text


def test_a_child_who_was_on_no_list_needs_name_birth_date_and_village_too() -> None:
    given = {"name": "某某", "result": "确认失学、辍学", "reason": "厌学", **SIGNED}
    assert questionnaire("township").still_missing(given, newly_found=True) == "缺：出生日期、村"
    assert questionnaire("township").still_missing({}, newly_found=True) == ""
    assert questionnaire("township").still_missing({"village": "杉坪村"}, newly_found=True).startswith("缺：姓名")


def test_every_result_asks_the_evidence_of_the_cover_table() -> None:
    township = questionnaire("township")
    table = {
        "已返校": "学校 日期",
        "县内就读": "学校",
        "县外就读": "学校 地点 证明或文号",
        "送教上门": "学校 证明或文号",
        "延缓入学": "证明或文号 日期",
        "休学": "学校 证明或文号 日期",
        "已毕业": "学校 证明或文号",
        "户口迁出": "地点 证明或文号",
        "重复登记": "原因或说明",
        "信息有误（更正）": "原因或说明",
        "查无此人": "原因或说明",
        "死亡": "证明或文号 日期",
        "确认失学、辍学": "原因或说明",
    }
    found = {
        result.label: " ".join(
            township.columns[name].label for name in township.evidence if township.duty(result, name) == "must"
        )
        for result in township.results.values()
    }
    assert found == table


@pytest.mark.parametrize("name", NAMES)
def test_the_table_is_sound(name: str) -> None:
    asked = questionnaire(name)
    assert len({result.label for result in asked.results.values()}) == len(asked.results)
    assert set(asked.evidence) | asked.always.keys() <= asked.columns.keys()
    for result in asked.results.values():
        assert result.needs.keys() | result.may <= set(asked.evidence)
        assert not result.needs.keys() & result.may
        assert result.standing in ({""} | standings().keys())
        assert all(word and not set(word) & set("、。-+#") for word in result.needs.values())
        assert asked.result(result.label) is result
        full = dict.fromkeys(asked.columns, "x") | {"result": result.label}
        assert asked.still_missing(full) == "√ 完整"


def test_only_a_confirmed_case_or_a_correction_stays_open() -> None:
    township = questionnaire("township")
    assert {each.label for each in township.results.values() if not each.closes} == {
        "信息有误（更正）",
        "确认失学、辍学",
    }


def test_the_schema_holds_nothing_but_questionnaires_and_reasons() -> None:
    assert set(schema("workbooks/answers")) == {*NAMES, "reasons", "version"}
    assert len(set(reasons())) == len(reasons())
