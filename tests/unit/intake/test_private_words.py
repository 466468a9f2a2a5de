"""Nationality, religion and politics are left out of remarks; what else is said, and names of places, stay."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx.intake import take_in
from kcbx.intake.private_words import without_private_words
from kcbx.intake.values import Texts


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("彝族", None),
        ("民族：苗族 宗教：天主教", None),
        ("辍学，彝族", "辍学"),
        ("回族，外出务工，党员", "外出务工"),
        ("维吾尔族家庭，家庭困难", "家庭，家庭困难"),
        ("在读（傈僳族）", "在读"),
        ("信仰基督教，家长不让上学", "家长不让上学"),
        ("因信仰佛教入寺", "因入寺"),
        ("留守、少数民族、单亲", "留守、单亲"),
        ("共青团员", None),
        ("群众；随父母在昆山就读", "随父母在昆山就读"),
        ("土家族苗族，随迁", "随迁"),
    ],
)
def test_it_is_left_out(said: str, kept: str | None) -> None:
    assert without_private_words(Texts([said])).values == [kept]


@pytest.mark.parametrize(
    "said",
    [
        "在凉山彝族自治州就读",
        "恩施土家族苗族自治州，随父母",
        "马场布依族乡中心小学",
        "就读于回族小学",
        "民族中学就读",
        "在县民族实验学校",
        "户口迁往苗族寨",
        "学藏族语文班",
        "群众反映已外出",
        "少数民族班",
        "家族搬迁，随迁",
        "厌学，在家",
        "教会孩子识字",
    ],
)
def test_names_of_places_and_schools_stay(said: str) -> None:
    assert without_private_words(Texts([said])).values == [said]


def test_nothing_of_it_leaves_a_sheet(tmp_path: Path) -> None:
    lines = (
        "村,姓名,性别,民族,身份证号,就读情况,备注,未入学原因",
        "大黎村,李小一,男,彝族,539901201509010011,未就读（苗族）,信教；彝族,回族，外出",
    )
    (tmp_path / "摸底.csv").write_text("\n".join(lines).replace("，", "、"), encoding="utf-8")
    intake = take_in([tmp_path])
    told = intake.rows["census"].to_json(force_ascii=False) + "".join(found.message for found in intake.findings)
    assert "未就读" in told
    assert not any(word in told for word in ("彝族", "苗族", "回族", "信教"))
