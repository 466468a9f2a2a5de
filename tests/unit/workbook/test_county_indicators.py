"""指标, 指标明细 and the cards: what is measured is shown as measured, and what is not says why."""

from __future__ import annotations

from datetime import date

import openpyxl
import pandas as pd
import pytest

from kcbx.app.indicator_words import indicator_words
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.metrics.compute import measure
from kcbx.metrics.gaps import gaps
from kcbx.register import Register
from kcbx.workbook import county
from kcbx.workbook.county.cards import cards, rate_cards
from kcbx.workbook.county.indicators import county_rows, target_words, verdict
from kcbx.workbook.county.picture import Picture
from tests.unit.workbook.invented_register import invented_register

WANTED = [tuple(pair) for pair in schema("workbooks/county")["rates"]["behind"]]
CONFIG = Config(targets={"compulsory_net_enrolment": 99.5})


@pytest.fixture(scope="module")
def register() -> Register:
    return invented_register(500)


@pytest.fixture(scope="module")
def rows(register: Register) -> pd.DataFrame:
    return county_rows(measure(register, CONFIG), indicator_words(CONFIG, register.place.ages))


@pytest.fixture(scope="module")
def book(register: Register, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("indicators") / "全县汇总.xlsx"
    words = indicator_words(CONFIG, register.place.ages)
    county.write(register, CONFIG, path, measure(register, CONFIG), words, gaps(register, WANTED))
    return openpyxl.load_workbook(path)


def test_every_variant_is_shown_once_in_the_order_of_the_catalogue(rows: pd.DataFrame) -> None:
    words = indicator_words(CONFIG, Config().ages(date(2026, 9, 20)))
    assert list(zip(rows["indicator"], rows["variant"], strict=True)) == list(
        zip(words["indicator"], words["variant"], strict=True)
    )


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


def test_cards_show_the_rates_that_are_known_and_fill_up_from_the_register(
    register: Register, rows: pd.DataFrame
) -> None:
    picture = Picture(register, CONFIG)
    known = rate_cards(rows)
    shown = cards(picture, rows)
    assert len(shown) == 5
    assert shown[: len(known)] == known
    assert all(card.value is not None and 0 <= card.value <= 1.5 for card in known)
    assert cards(picture, None)[0].value == len(picture.counted)


def test_a_falling_good_rate_alarms_and_a_rising_one_does_not(rows: pd.DataFrame) -> None:
    before = rows.assign(last=rows["value"] + 1)
    after = rows.assign(last=rows["value"] - 1)
    assert "alarm" in rate_cards(before)[0].second[-1].roles
    assert "alarm" not in rate_cards(after)[0].second[-1].roles


def test_the_people_behind_a_rate_are_its_difference(register: Register, rows: pd.DataFrame) -> None:
    table = gaps(register, WANTED)
    net = rows[rows["indicator"].eq("compulsory_net_enrolment") & rows["variant"].eq("default")].iloc[0]
    short = table[table["indicator"].eq("compulsory_net_enrolment") & table["part"].eq("shortfall")]
    assert len(short) == net["denominator"] - net["numerator"] > 0
    assert short["record_id"].is_unique


def test_the_details_name_everybody(register: Register, book: openpyxl.Workbook) -> None:
    shown = list(book["指标明细"].iter_rows(min_row=6, values_only=True))
    assert len(shown) == len(gaps(register, WANTED))
    assert all(row[1] and row[3] for row in shown)
