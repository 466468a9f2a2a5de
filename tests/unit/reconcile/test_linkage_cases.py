"""The golden cases of linkage: decided as a careful clerk would."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from kcbx.reconcile.link import link
from tests.unit.reconcile.children import id_number, people

CONTENT = tomllib.loads((Path(__file__).parents[2] / "cases" / "linkage.toml").read_text(encoding="utf-8"))


def row(words: dict[str, Any]) -> dict[str, Any]:
    """A row of a case as people columns: its ID made, slipped, swapped or cut."""
    values = {**CONTENT["family"], **words}
    number = id_number(*values["id"]) if "id" in values else None
    for place, digit in values.get("slip", {}).items():
        number = number[: int(place) - 1] + digit + number[int(place) :]
    if "swap" in values:
        place = values["swap"]
        number = number[: place - 1] + number[place] + number[place - 1] + number[place + 1 :]
    if values.get("cut"):
        number = number[:15]
    if values.get("mask"):
        number = number[:6] + "********" + number[14:]
    kept = {name: value or None for name, value in values.items() if name not in ("id", "slip", "swap", "cut", "mask")}
    return {**kept, "id_number": number}


@pytest.mark.parametrize("case", CONTENT["case"], ids=lambda case: case["name"])
def test_case(case: dict[str, Any]) -> None:
    census, roll = (
        people(form, {name: row(words) for name, words in case[form].items()}) for form in ("census", "roll")
    )
    found = link(census, roll)
    pairs = found.pairs
    decisions = {f"{one},{other}": said for one, other, said in pairs[["census_id", "roll_id", "decision"]].to_numpy()}
    accepted = {pair for pair, said in decisions.items() if said == "accepted"}
    assert not accepted & set(case.get("forbidden", []))
    assert decisions == case.get("expect", decisions)
    reasons = {f"{one},{other}": said for one, other, said in pairs[["census_id", "roll_id", "reason"]].to_numpy()}
    for pair, words in case.get("reason", {}).items():
        assert words in reasons[pair]
    nearest = found.nearest.set_index("census_id")
    for name, wanted in case.get("nearest", {}).items():
        sentence = nearest.at[name, "same"] + "；" + nearest.at[name, "differ"]
        assert [words for words in wanted if words not in sentence] == []
    if "groups" in case:
        groups = [
            sorted(rows["record_id"])
            for table in (found.census_groups, found.roll_groups)
            for _, rows in table.groupby("child_id")
            if len(rows) > 1
        ]
        assert groups == case["groups"]


def test_no_two_cases_share_a_name() -> None:
    names = [case["name"] for case in CONTENT["case"]]
    assert len(set(names)) == len(names)
