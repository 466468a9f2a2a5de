"""kcbx.toml as it is written: every key explained with its true default, every example valid, any answer kept."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.app.county.config_text import config_text, default_of, model_of
from kcbx.config import Config
from kcbx.definitions import schema

SECTIONS = {section["name"]: section for section in schema("init")["sections"]}
_SETTING = re.compile(r"^# (?=(\[\[?\w+\]\]?|\S+ = .*)$)")


def test_every_section_and_key_of_the_configuration_is_explained_and_no_other() -> None:
    assert set(SECTIONS) == set(Config.model_fields)
    for name, section in SECTIONS.items():
        if "keys" in section:
            assert set(section["keys"]) == set(model_of(name).model_fields), name


@pytest.mark.parametrize("name", sorted(SECTIONS))
def test_a_default_written_as_such_is_the_default(name: str) -> None:
    for key, words in SECTIONS[name].get("keys", {}).items():
        default = default_of(model_of(name).model_fields[key])
        assert "example" in words or default not in ("", None, (), {}), f"{name}.{key} needs an example"
        if "example" not in words:
            assert f"# {words['meaning']}\n# {key} = " in config_text({}, {})


def test_without_answers_it_is_the_default_county() -> None:
    assert Config.model_validate(tomllib.loads(config_text({}, {}))) == Config()


def test_every_example_and_default_can_be_used_by_taking_its_hash_away() -> None:
    lines = [_SETTING.sub("", line) for line in config_text({}, {}).splitlines()]
    content = tomllib.loads("\n".join(lines))
    assert set(content) == set(Config.model_fields)
    config = Config.model_validate(content)
    assert config.townships[0].villages
    for name, section in SECTIONS.items():
        if "keys" not in section:
            continue
        first: Any = getattr(config, name)
        first = first[0] if section.get("many") else first
        for key, words in section["keys"].items():
            if "example" not in words:
                assert getattr(first, key) == default_of(model_of(name).model_fields[key])


@given(st.text(), st.text(min_size=1), st.lists(st.text(), max_size=4))
def test_any_answer_is_read_back_as_it_was_given(name: str, township: str, villages: list[str]) -> None:
    answers = {"county": {"name": name}, "townships": [{"name": township, "villages": villages}]}
    config = Config.model_validate(tomllib.loads(config_text(answers, {})))
    assert config.county.name == name
    assert (config.townships[0].name, list(config.townships[0].villages)) == (township, villages)


def test_places_to_be_confirmed_are_comments_only() -> None:
    answers = {"townships": [{"name": "云岭乡", "villages": ["云岭村"]}, {"name": "杉坪乡"}]}
    text = config_text(answers, {"": ["云领乡"], "杉坪乡": ["杉平村"]})
    config = Config.model_validate(tomllib.loads(text))
    assert [(each.name, each.villages) for each in config.townships] == [("云岭乡", ("云岭村",)), ("杉坪乡", ())]
    assert "云领乡" in text
    assert "杉平村" in text
