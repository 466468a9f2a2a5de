"""指标, 指标明细 and the cards: what is measured is shown as measured, and what is not says why."""

from __future__ import annotations

import openpyxl
import pandas as pd
import pytest

from kcbx.app.results.indicator_words import indicator_words
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.metrics.compute import measure
from kcbx.metrics.counting import Counting
from kcbx.metrics.gaps import gaps
from kcbx.metrics.indicators import Variant, catalogue, variants
from kcbx.register import Measured, Register
from kcbx.targets import target_words, verdict
from kcbx.workbook import county
from kcbx.workbook.county.cards import cards, rate_cards
from kcbx.workbook.county.indicators import cell_value, county_rows
from kcbx.workbook.county.picture import Picture
from tests.unit.workbook.invented_register import invented_register

WANTED = [tuple(pair) for pair in schema("workbooks/county")["rates"]["behind"]]
CONFIG = Config(targets={"compulsory_net_enrolment": 99.5})


@pytest.fixture(scope="module")
def register() -> Register:
    return invented_register(500)


@pytest.fixture(scope="module")
def rows(register: Register) -> pd.DataFrame:
    table = measure(Counting.of(register), CONFIG)
    return county_rows(table, indicator_words(CONFIG, register.place.ages, table))


@pytest.fixture(scope="module")
def book(register: Register, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("indicators") / "全县汇总.xlsx"
    table = measure(Counting.of(register), CONFIG)
    words = indicator_words(CONFIG, register.place.ages, table)
    county.write(register, CONFIG, path, Measured(table, words, gaps(Counting.of(register), WANTED)))
    return openpyxl.load_workbook(path)


def test_the_five_rates_stand_first_and_every_variant_once_in_the_order_of_the_catalogue(rows: pd.DataFrame) -> None:
    shown = list(zip(rows["indicator"], rows["variant"], strict=True))
    assert [indicator for indicator, _ in shown[:5]] == list(schema("measuring")["answered"])
    every = [(each.indicator, each.code) for each in variants(catalogue())]
    assert shown[5:] == [pair for pair in every if pair not in shown[:5]]


def test_a_target_of_the_county_replaces_the_house_target(rows: pd.DataFrame) -> None:
    net = rows[rows["indicator"].eq("compulsory_net_enrolment")].set_index("variant")
    assert net.loc["default", "target"] == 99.5


def test_what_cannot_be_computed_is_a_word_and_a_reason_never_a_number(
    rows: pd.DataFrame, book: openpyxl.Workbook
) -> None:
    shown = list(book["指标"].iter_rows(min_row=6, values_only=True))
    assert len(shown) == len(rows)
    unknown = 0
    for row, (value, reason) in zip(shown, zip(rows["value"], rows["not_computable_reason"], strict=True), strict=True):
        if pd.isna(value):
            unknown += 1
            assert row[3] == "不可计算"
            assert row[-1] == reason
            assert reason
            assert row[7] == "—"
        else:
            assert isinstance(row[3], int | float)
    assert 0 < unknown < len(rows)


@pytest.mark.parametrize("variant", list(variants(catalogue())), ids=lambda each: f"{each.indicator}.{each.code}")
def test_whatever_is_in_per_cent_is_a_fraction_in_its_cell(variant: Variant) -> None:
    assert cell_value(50.0, variant.kind) == (0.5 if variant.unit == "%" else 50.0)


def test_rates_are_stored_as_fractions(rows: pd.DataFrame, book: openpyxl.Workbook) -> None:
    place = rows.index[rows["indicator"].eq("compulsory_net_enrolment") & rows["variant"].eq("default")][0]
    cell = book["指标"].cell(6 + int(place), 4)
    assert cell.value == pytest.approx(rows.loc[place, "value"] / 100)
    assert cell.number_format == "0.00%"


@pytest.mark.parametrize(
    ("value", "target", "better", "kind", "words", "missed"),
    [
        (98.51, 99.0, "higher", "rate", "× 差 0.49", True),
        (99.0, 99.0, "higher", "rate", "√ 达标", False),
        (98.999, 99.0, "higher", "rate", "× 差 0.01", True),
        (0.17, 1.8, "lower", "rate", "√ 达标", False),
        (3, 0, "lower", "count", "× 差 3", True),
        (98.0, float("nan"), "higher", "rate", "无目标", None),
        (float("nan"), 99.0, "higher", "rate", "—", None),
    ],
)
def test_verdicts(value: float, target: float, better: str, kind: str, words: str, missed: bool | None) -> None:
    judged = verdict(value, target, better, kind)
    assert (judged.words, judged.missed) == (words, missed)


def test_targets_in_words() -> None:
    assert target_words(99, "higher", "rate") == "≥99.0%"
    assert target_words(1.8, "lower", "rate") == "≤1.8%"
    assert target_words(0, "lower", "count") == "=0 人"
    assert target_words(float("nan"), "higher", "rate") == ""


def test_the_cards_are_the_five_rates_and_say_what_to_send_for_one_that_is_not_known(
    register: Register, rows: pd.DataFrame
) -> None:
    picture = Picture(register, CONFIG)
    shown = cards(picture, rows)
    assert [card.label.partition("（")[0] for card in shown] == [
        rate["card"].partition("（")[0] for rate in schema("measuring")["answered"].values()
    ]
    unknown = [card for card in shown if card.value is None]
    assert unknown
    assert len(unknown) < 5
    assert all(card.says.startswith("缺") for card in unknown)
    five = rows[rows["answered"].notna()].sort_values("answered")
    for card, people in zip(shown, five["denominator"], strict=True):
        assert card.value is None or f"{'每 100' if people >= 100 else f'{people:,.0f}'} 名" in card.says
    assert cards(picture, None)[0].value == len(picture.counted)


def test_a_falling_good_rate_alarms_and_a_rising_one_does_not(rows: pd.DataFrame) -> None:
    before = rows.assign(last=rows["value"] + 1)
    after = rows.assign(last=rows["value"] - 1)
    known = next(place for place, card in enumerate(rate_cards(rows)) if card.value is not None)
    assert "alarm" in rate_cards(before)[known].second[-1].roles
    assert "alarm" not in rate_cards(after)[known].second[-1].roles


def test_the_people_behind_a_rate_are_its_difference(register: Register, rows: pd.DataFrame) -> None:
    table = gaps(Counting.of(register), WANTED)
    net = rows[rows["indicator"].eq("compulsory_net_enrolment") & rows["variant"].eq("default")].iloc[0]
    short = table[table["indicator"].eq("compulsory_net_enrolment") & table["part"].eq("shortfall")]
    assert len(short) == net["denominator"] - net["numerator"] > 0
    assert short["record_id"].is_unique


def test_the_details_name_everybody(register: Register, book: openpyxl.Workbook) -> None:
    shown = list(book["指标明细"].iter_rows(min_row=6, values_only=True))
    assert len(shown) == len(gaps(Counting.of(register), WANTED))
    assert all(row[1] and row[3] for row in shown)
