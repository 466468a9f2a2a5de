"""The catalogue of findings: what is true of all of them."""

from __future__ import annotations

import re
import tomllib

from kcbx.definitions import schema, schema_path
from kcbx.findings import catalogue, severities


def test_one_set_of_severity_words_and_no_other_place_writes_its_own() -> None:
    assert list(severities()) == ["error", "warning", "note"]
    assert len(set(severities().values())) == 3
    own = [
        path.name
        for path in schema_path().rglob("*.toml")
        if "severities" in tomllib.loads(path.read_text(encoding="utf-8"))
    ]
    assert own == []
    assert all(words["meaning"] for words in schema("severities").values())


def test_every_finding_is_of_a_severity_and_can_be_said() -> None:
    for kind in catalogue().values():
        assert kind.severity in severities(), kind.code
        assert kind.message.format_map(kind.example), kind.code
        assert kind.meaning, kind.code
        assert kind.advice, kind.code


def test_a_sender_is_not_told_of_the_programs_own_options_and_files() -> None:
    bureau = schema("workbooks/problems")["file"]["for_the_bureau"]
    for kind in catalogue().values():
        if kind.code not in bureau:
            assert not re.search(r"--[a-z]|kcbx|schemas/|运行", kind.sender_advice), kind.code
