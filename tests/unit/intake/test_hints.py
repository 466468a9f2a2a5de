"""Titles, sheet and file names say where the rows come from."""

from __future__ import annotations

import pytest

from kcbx.intake.hints import hints_of
from kcbx.intake.kinds import roster_kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "红旗镇大黎村2026年3—18周岁适龄儿童少年摸底花名册",
            {"township": "红旗镇", "village": "大黎村", "year": "2026"},
        ),
        ("青崖县红旗乡大黎村民委员会摸底表", {"township": "红旗乡", "village": "大黎村民委员会"}),
        ("填报单位（盖章）：大黎村委会   填表人：", {"village": "大黎村委会"}),
        ("附件2：白云街道水口社区居委会适龄儿童登记表", {"township": "白云街道", "village": "水口社区居委会"}),
        ("白云民族乡摸底表（最终版）", {"township": "白云民族乡"}),
        ("大黎村农村低保户名单", {"village": "大黎村"}),
        (
            "青崖县红旗林场红旗社区2026年0—18岁儿童摸底表",
            {"township": "红旗林场", "village": "红旗社区", "year": "2026"},
        ),
        ("红旗镇红旗林场摸底表", {"township": "红旗镇"}),
        ("村头村摸底", {"village": "村头村"}),
        ("新村村摸底", {"village": "新村村"}),
        (
            "2026年秋季红旗镇中心小学三年级2班学生花名册",
            {"township": "红旗镇", "school": "红旗镇中心小学", "grade": "三年级", "class": "2班", "year": "2026"},
        ),
        ("红旗中学附属小学三(2)班", {"school": "红旗中学附属小学", "grade": "三年级", "class": "(2)班"}),
        ("青崖县第一中学学生名册", {"school": "青崖县第一中学"}),
        ("红旗镇幼儿园花名册", {"township": "红旗镇", "school": "红旗镇幼儿园"}),
        ("黑石县龙潭九年一贯制学校小学部学生名单", {"school": "黑石县龙潭九年一贯制学校"}),
        ("黑石县龙潭九年一贯制学校初中部学生名单", {"school": "黑石县龙潭九年一贯制学校"}),
        ("磐溪县第二中学2025届初中毕业生去向登记表", {"school": "磐溪县第二中学", "year": "2025"}),
        ("2026年初中毕业生升入高中阶段学校情况（龙潭初级中学）", {"school": "龙潭初级中学", "year": "2026"}),
        ("2026届初中毕业生去向登记表（龙潭初级中学）", {"school": "龙潭初级中学", "year": "2026"}),
        ("磐溪县第二中学初中毕业生去向登记表", {"school": "磐溪县第二中学"}),
        ("青崖县实验学校小学学生花名册", {"school": "青崖县实验学校"}),
        ("青崖县中心小学学生花名册", {"school": "青崖县中心小学"}),
        ("龙潭彝族乡一村一幼幼儿花名册", {"township": "龙潭彝族乡", "school": "龙潭彝族乡一村一幼"}),
        ("红旗镇大黎村、水口村适龄儿童摸底表", {"township": "红旗镇"}),
        ("石桥村高中阶段学生就读情况", {"village": "石桥村"}),
        ("滨河社区第一网格儿童就学排查表", {"village": "滨河社区"}),
        ("县一中2026年秋学生花名册", {"school": "县一中", "year": "2026"}),
        ("县职教中心学生名册", {"school": "县职教中心"}),
        ("县级小学学生名册", {}),
        ("县中小学学生名册", {}),
        ("青崖县职业技术教育中心2026年学生名册", {"school": "青崖县职业技术教育中心", "year": "2026"}),
        ("红太阳2026年秋季幼儿花名册", {"school": "红太阳幼儿园", "year": "2026"}),
        ("红旗镇2026年秋季幼儿花名册", {"township": "红旗镇", "year": "2026"}),
        ("全县2026年秋季幼儿花名册", {"year": "2026"}),
        ("大一班2026年秋季幼儿花名册", {"grade": "大一班", "class": "一班", "year": "2026"}),
        ("青崖县第一中学高2025级学生名册", {"school": "青崖县第一中学", "grade": "高2025级"}),
        ("各乡镇适龄儿童汇总", {}),
        ("全县小学学生花名册", {}),
        ("红旗镇中心完小学生花名册", {"township": "红旗镇", "school": "红旗镇中心完小"}),
        ("红旗镇中心校在校生名单", {"township": "红旗镇", "school": "红旗镇中心校"}),
        ("城关镇一小学生名单", {"township": "城关镇", "school": "城关镇一小"}),
        ("城关镇第一小学学生名单", {"township": "城关镇", "school": "城关镇第一小学"}),
        ("乌兰苏木巴彦嘎查适龄儿童摸底表", {"village": "巴彦嘎查", "township": "乌兰苏木"}),
        ("红旗乡3村适龄儿童摸底表", {"village": "3村", "township": "红旗乡"}),
        ("八1班学生名单", {"grade": "八年级", "class": "1班"}),
        ("九（二）班", {"grade": "九年级", "class": "（二）班"}),
        ("8.1班", {"grade": "8年级", "class": "1班"}),
        ("2026（1）班", {"class": "（1）班", "year": "2026"}),
        ("Sheet1", {}),
    ],
)
def test_a_title(text: str, expected: dict[str, str]) -> None:
    assert hints_of([text], "Sheet1", []) == expected


def test_the_nearest_place_wins() -> None:
    found = hints_of(["大黎村摸底表"], "水口村", ["白云乡", "红旗镇"])
    assert found == {"village": "大黎村", "township": "白云乡"}


def test_a_sheet_named_after_a_village() -> None:
    assert hints_of([], "大黎", ["红旗镇"]) == {"township": "红旗镇", "village": "大黎"}
    assert hints_of([], "摸底表", ["红旗镇"]) == {"township": "红旗镇"}
    assert hints_of([], "12村", ["红旗镇"]) == {"township": "红旗镇", "village": "12村"}


@pytest.mark.parametrize("sheet", ["缓学", "安置点", "休学审批", "外出就读", "转出", "死亡", "去向", "点名"])
def test_a_sheet_named_after_a_kind_of_list_is_no_village(sheet: str) -> None:
    assert hints_of([], sheet, ["红旗镇"]) == {"township": "红旗镇"}


def test_a_known_township_is_found_as_written() -> None:
    assert hints_of(["扎西达娃适龄儿童摸底"], "", [], ["扎西达娃"]) == {"township": "扎西达娃"}


@pytest.mark.parametrize(
    ("texts", "schools", "kind"),
    [
        (["红旗镇幼儿园花名册"], [], "kindergarten"),
        (["学生花名册"], ["青崖县职业高级中学"], "vocational"),
        (["学生花名册"], ["红旗小学", "红旗镇幼儿园"], "school"),
        (["青崖县第一高级中学"], [], "senior"),
        (["送教上门学生名单"], ["红旗小学"], "home_teaching"),
        (["青崖县特殊教育学校"], [], "special"),
        (["红旗小学"], [], "school"),
    ],
)
def test_kind_of_roster(texts: list[str], schools: list[str], kind: str) -> None:
    assert roster_kind(texts, schools) == kind
