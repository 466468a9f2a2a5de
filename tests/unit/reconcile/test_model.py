"""The model file: every fault is found, every level can be told by its weight, Splink takes the settings."""

from __future__ import annotations

import re

import numpy as np
import pytest
from splink import SettingsCreator

from kcbx.errors import ConfigInvalid
from kcbx.reconcile import model as module
from kcbx.reconcile.model import Model, model
from kcbx.reconcile.reasons import _DETAILS

MODEL = model()


def test_splink_takes_the_settings() -> None:
    settings = SettingsCreator.from_path_or_dict(MODEL.splink_settings).get_settings("duckdb")
    for comparison in settings.core_model_settings.comparisons:
        ours = MODEL.comparisons[comparison.output_column_name]
        weights = [level._match_weight for level in comparison.comparison_levels if not level.is_null_level]
        assert weights == pytest.approx([level.bits for level in ours.levels])


@pytest.mark.parametrize("name", MODEL.comparisons)
def test_the_weight_tells_the_level(name: str) -> None:
    comparison = MODEL.comparisons[name]
    weights = np.array([0.0, *(level.bits for level in comparison.levels)])
    assert comparison.reached(weights + 1e-9).tolist() == list(range(-1, len(comparison.levels)))


def test_every_detail_has_its_words() -> None:
    marks = {
        mark for comparison in MODEL.comparisons.values() for level in comparison.levels
        for mark in re.findall(r"\{(\w+)\}", level.text)
    }  # fmt: skip
    assert marks == set(_DETAILS)


def test_no_word_of_programs_reaches_people() -> None:
    texts = [level.text for comparison in MODEL.comparisons.values() for level in comparison.levels]
    assert [text for text in texts if re.search("匹配|置信|字段|null|记录", text)] == []


def test_the_family_alone_never_links() -> None:
    for rule in (*MODEL.accept, *MODEL.duplicate):
        assert "name" in rule.all_of, rule.why
        own = {"id", "student", "birth"} & rule.all_of.keys()
        assert own, rule.why


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"accept": [{"why": "x", "nobody": ["same"]}]}, "没有这一项比较"),
        ({"accept": [{"why": "x", "name": ["nothing"]}]}, "没有这一类"),
        ({"bands": {"keep": 9, "review": 1, "accept": 6, "taken": 5, "margin": 5}}, "依次升高"),
        ({"bands": {"keep": -9, "review": 1, "accept": 6, "taken": 5, "margin": 0}}, "margin"),
    ],
)
def test_faults_are_named(monkeypatch: pytest.MonkeyPatch, change: dict[str, object], fault: str) -> None:
    whole = {**module.schema("linkage"), **change}
    monkeypatch.setattr(module, "schema", lambda _: whole)
    with pytest.raises(ConfigInvalid, match=fault):
        model()


def test_levels_that_weigh_the_same_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {**module.schema("linkage")}
    sex = {**whole["compare"]["sex"], "levels": [{**level, "bits": 1} for level in whole["compare"]["sex"]["levels"]]}
    whole["compare"] = {**whole["compare"], "sex": sex}
    monkeypatch.setattr(module, "schema", lambda _: whole)
    with pytest.raises(ConfigInvalid, match="互不相同"):
        model()


def test_a_county_may_move_a_band() -> None:
    moved: Model = model({"bands": {"accept": 9.5}})
    assert moved.bands["accept"] == 9.5
    assert MODEL.bands["accept"] != 9.5
