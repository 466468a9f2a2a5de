"""A county's changes over the definitions: laid over key by key, refused with their place where they fit none."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kcbx import config
from kcbx.definitions import schema, use_changes
from kcbx.errors import ConfigInvalid
from kcbx.intake.forms import forms, key
from kcbx.overlay import faults, laid_over

KNOWN = {"words": {"gone": ["外出"], "ill": ["有病"]}, "most": 3, "share": 0.5, "on": True, "label": "名"}


@pytest.fixture(autouse=True)
def _shipped_again() -> Iterator[None]:
    yield
    use_changes({})


@pytest.mark.parametrize(
    ("change", "place", "value"),
    [
        ({"words": {"gone": ["进厂"]}}, "words.gone", ["外出", "进厂"]),
        ({"words": {"gone": ["外出"]}}, "words.gone", ["外出"]),
        ({"words": {"gone": ["只用", "进厂"]}}, "words.gone", ["进厂"]),
        ({"words": {"dead": ["病故"]}}, "words.dead", ["病故"]),
        ({"most": 5}, "most", 5),
        ({"share": 1}, "share", 1),
        ({"on": False}, "on", False),
    ],
)
def test_a_change_is_laid_over(change: dict, place: str, value: object) -> None:
    assert list(faults(KNOWN, change, "a")) == []
    found = laid_over(KNOWN, change)
    for step in place.split("."):
        found = found[step]
    assert found == value
    assert KNOWN["words"]["gone"] == ["外出"]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"words": {"gnoe": "进厂"}}, "a.words.gnoe"),
        ({"words": {"gone": "进厂"}}, "a.words.gone"),
        ({"words": {"gone": [7]}}, "a.words.gone"),
        ({"words": []}, "a.words"),
        ({"moist": 3}, "a.moist"),
        ({"most": "3"}, "a.most"),
        ({"most": True}, "a.most"),
        ({"on": 1}, "a.on"),
        ({"label": 1}, "a.label"),
    ],
)
def test_what_fits_no_definition_is_told_with_its_place(change: dict, place: str) -> None:
    assert [where for where, _ in faults(KNOWN, change, "a")] == [place]


def test_every_slip_in_a_configuration_is_told_at_once(tmp_path: Path) -> None:
    slips = ["headins.guardian", "headings.guardain", '"values/status".abroad.partz']
    text = "[schemas]\n" + "".join(f'{slip} = ["带娃人"]\n' for slip in slips)
    (tmp_path / "kcbx.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        config.load(tmp_path / "kcbx.toml")
    assert [each.where.partition("schemas.")[2] for each in caught.value.problems] == [
        "headins",
        "headings.guardain",
        "values/status.abroad.partz",
    ]
    assert key("带娃人") not in forms()["census"].headings


def test_a_configuration_changes_definitions_until_another_is_read(tmp_path: Path) -> None:
    (tmp_path / "kcbx.toml").write_text('[schemas]\nheadings.guardian = ["带娃人"]\n', encoding="utf-8")
    assert key("带娃人") not in forms()["census"].headings
    changed = config.load(tmp_path / "kcbx.toml")
    assert forms()["census"].headings[key("带娃人")] == "guardian"
    assert repr(changed) != repr(config.load(None)), "another batch"
    assert "带娃人" not in schema("headings")["guardian"]


def test_every_example_of_a_change_fits() -> None:
    (section,) = [each for each in schema("init")["sections"] if each["name"] == "schemas"]
    text = "".join(f"{name} = {value}\n" for name, value in section["example"].items())
    content = tomllib.loads(f"[schemas]\n{text}")
    use_changes(content["schemas"])
    assert schema("headings")["guardian"][-1] == "带娃人"
