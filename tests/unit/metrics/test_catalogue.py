"""The catalogue of indicators: an indicator is one block of TOML; a wrong block is refused with its place."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from oracle.small_register import small_register

from kcbx.cohorts import SchoolAges
from kcbx.config import Config
from kcbx.definitions import schema, standings
from kcbx.errors import ConfigInvalid
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.metrics.indicators import catalogue, read, variants
from kcbx.metrics.populations import POPULATIONS

CODES = {
    *("preschool_gross_enrolment", "primary_net_enrolment", "compulsory_net_enrolment", "primary_gross_enrolment"),
    *("junior_gross_enrolment", "nine_year_retention", "junior_to_senior_transition", "senior_gross_enrolment"),
    *("disabled_enrolment", "dropout_rate", "out_of_school_rate", "low_income_out_of_school", "return_rate"),
    *("elsewhere_proof_coverage", "parity_index"),
}

LEFT_BEHIND = (Path(__file__).parents[2] / "stories" / "fixtures" / "left_behind.toml").read_text(encoding="utf-8")


def test_every_code_of_the_result_contract_has_a_default() -> None:
    assert set(catalogue()) >= CODES
    assert all("default" in own for own in catalogue().values())


def test_an_indicator_of_known_populations_is_one_block_of_toml() -> None:
    mine = read(tomllib.loads(LEFT_BEHIND))
    register = small_register(
        [
            {"n": 3, "standing": "in_school", "due": 3, "stage": "primary", "left_behind": True, "township": "甲乡"},
            {"n": 1, "standing": "out_suspected", "due": 3, "left_behind": True, "township": "乙乡"},
            {"n": 5, "standing": "out_suspected", "due": 3, "left_behind": False},
        ]
    )
    table = measure(Counting.of(register), Config(), indicators=mine).set_index(["level", "unit_name"])
    assert table.loc[("county", "青崖县"), "value"] == 75
    assert table.loc[("township", "甲乡"), "value"] == 100
    nobody = small_register([{"standing": "in_school", "due": 3, "left_behind": False}])
    reason = measure(Counting.of(nobody), Config(), indicators=mine)["not_computable_reason"][0]
    assert reason == "分母为 0：名单上没有留守适龄儿童"


def changed(**fields: Any) -> dict[str, Any]:
    block: dict[str, Any] = tomllib.loads(LEFT_BEHIND)
    block["left_behind_enrolment"] |= fields
    return block


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (changed(numerator={"population": "pupils", "level": "primary"}), "口径不一致：pupils 按学籍，算法按户籍"),
        (changed(numerator={"population": "nobody_knows"}), "不认识的人群 nobody_knows"),
        (changed(numerator={"population": "children_of_age", "grades": [1]}), "没有这样的参数"),
        (changed(denominator={"population": "children_of_age", "ages": "teen"}), "不认识的年龄段 teen"),
        (changed(needs=["moon"]), "不认识的材料 moon"),
        (changed(group="别的"), "不认识的类别 别的"),
        (changed(denominator=[]), "缺少分母"),
        (changed(levels=["street"]), "left_behind_enrolment.variants.default.levels"),
        (changed(colour="red"), "colour"),
        (changed(variants={"other": {"label": "x"}}), "没有名为 default 的算法"),
    ],
)
def test_a_wrong_block_is_refused_with_its_place(block: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigInvalid) as refused:
        read(block)
    assert said in str(refused.value)
    assert "left_behind_enrolment" in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigInvalid) as refused:
        read(changed(needs=["moon"], group="别的"))
    assert len(refused.value.problems) == 2


def test_words_follow_the_place() -> None:
    primary = catalogue()["primary_net_enrolment"]["default"]
    assert primary.in_words(SchoolAges(2026)) == "6—11周岁已就读小学及以上者 ÷ 6—11周岁儿童"
    assert primary.in_words(SchoolAges(2026, entry_age=7)).endswith("7—12周岁儿童")
    assert primary.in_words(SchoolAges(2026, primary_years=5, junior_years=4)).endswith("6—10周岁儿童")
    retention = catalogue()["nine_year_retention"]["default"]
    assert not any(variant.in_words(SchoolAges(2026)).endswith("÷ ") for variant in variants(catalogue()))
    assert retention.in_words(SchoolAges(2026)) == "今年九年级学生数 ÷ 2018年一年级招生数"


def test_every_population_is_defined_and_used() -> None:
    assert all(population.definition for population in POPULATIONS.values())
    used = {term.population for variant in variants(catalogue()) for term in variant.parts}
    assert used == set(POPULATIONS)


def test_standings_named_in_indicators_exist() -> None:
    for variant in variants(catalogue()):
        for term in variant.parts:
            for name in ("standings", "also", "without"):
                if term.population.startswith("children"):
                    assert set(term.parameters.get(name, ())) <= set(standings()), (variant.indicator, variant.code)


def test_every_indicator_with_a_golden_case() -> None:
    cases = (Path(__file__).parents[2] / "cases").glob("indicators*.toml")
    expected = [
        (each["indicator"], each.get("variant", "default"))
        for path in cases
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
        for each in case["expect"]
    ]
    assert {indicator for indicator, _ in expected} == set(catalogue())


EMPTY = [
    {},
    {"children": [{"standing": "in_school", "due": 3, "stage": "primary", "grade": 3}]},
    {"pupils": [{"stage": "junior", "grade": 9}, {"stage": "senior", "grade": 10}]},
]


@pytest.mark.parametrize("rows", EMPTY, ids=["nothing", "one child", "rolls"])
def test_what_cannot_be_computed_names_a_list_to_send_or_an_empty_denominator(rows: dict[str, Any]) -> None:
    register = small_register(rows.get("children", ()), rows.get("pupils", ()))
    table = measure(Counting.of(register), Config())
    county = table[table["level"].eq("county")]
    assert len(county) == len(list(variants(catalogue())))
    unknown = county[county["value"].isna()]
    sendable = [word.replace("{entry_year}", "2018") for word in schema("measuring")["inputs"].values()]
    for reason in unknown["not_computable_reason"]:
        named = [word for word in sendable if word in reason]
        assert reason.startswith("分母为 0") or (reason.startswith("缺") and named), reason
    assert county.loc[county["value"].notna(), "not_computable_reason"].isna().all()


def test_the_source_of_a_target_stands_only_where_there_is_one() -> None:
    for variant in variants(catalogue()):
        assert variant.target is not None or "年目标" not in variant.source, f"{variant.indicator}.{variant.code}"


def test_what_to_send_names_no_option_of_the_program() -> None:
    assert not any("--" in words or "kcbx" in words for words in schema("measuring")["inputs"].values())
