"""The golden cases of tests/cases: how each written value is read."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kcbx.clean.dates import read_date
from kcbx.clean.enrolment import schools
from kcbx.clean.flags import disability_kind, read_circumstances, read_flag
from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.grades import read_grade
from kcbx.clean.id_cells import read_ids
from kcbx.clean.names import name_key, other_name, show_name
from kcbx.clean.pinyin import name_pinyin
from kcbx.clean.sections import section_says
from kcbx.clean.sheets import gazetteer
from kcbx.clean.status import read_remark, read_status
from kcbx.clean.words import Rows
from kcbx.cohorts import SchoolAges
from kcbx.config import Config

CASES = Path(__file__).parent.parent.parent / "cases"
AS_OF = date(2026, 9, 20)


def content(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))


def cases(name: str, kind: str = "case") -> Any:
    return pytest.mark.parametrize("case", content(name)[kind], ids=lambda case: str(case.get("text", case)))


def null(value: Any) -> Any:
    return None if pd.isna(value) else value


@cases("ids")
def test_id(case: dict[str, Any]) -> None:
    text = pd.Series([case["text"]], dtype="str")
    read = read_ids(text, np.array([case.get("unreliable", False)]), AS_OF).iloc[0]
    assert (null(read["number"]), read["state"], null(read["typed_birth"])) == (
        case.get("number"),
        case["state"],
        case.get("typed_birth"),
    )


@cases("names")
def test_name(case: dict[str, Any]) -> None:
    shown = show_name(case["text"])
    key = name_key(shown) if shown else None
    assert (shown, key) == (case.get("shown"), case.get("key"))
    if "other" in case:
        assert other_name(case["text"]) == (case["other"] or None)
    if "pinyin" in case and key:
        assert name_pinyin(key) == (case["pinyin"], case.get("pinyin_alt"))


@cases("dates")
def test_date(case: dict[str, Any]) -> None:
    read = read_date(case["text"], AS_OF)
    assert (read.best, list(read.others), read.fault) == (case["best"], case.get("others", []), case.get("fault", ""))
    assert read.precision == {0: "", 4: "year", 7: "month", 10: "day"}[len(read.best)]


@pytest.fixture(scope="module")
def county() -> Gazetteer:
    census = content("places")["census"]
    rows = [
        {"township": township, "village": text}
        for township, villages in zip(census["township"], census["villages"], strict=True)
        for text, count in villages.items()
        for _ in range(count)
    ]
    return gazetteer(
        Config.model_validate({"county": {"name": "青岚市青崖县"}}), pd.DataFrame(rows, dtype="str"), pd.DataFrame()
    )


@cases("places", "village")
def test_village(case: dict[str, Any], county: Gazetteer) -> None:
    township = case.get("township")
    found, where = county.village(case["text"], township)
    assert (found, where) == (case.get("found"), case.get("in_township", township))
    if not found:
        assert county.near(case["text"], township) == case.get("near")


@cases("places", "township")
def test_township(case: dict[str, Any], county: Gazetteer) -> None:
    assert county.township(case["text"]) == case.get("found")
    if "near" in case:
        assert county.near(case["text"], None) == case["near"]


@cases("places", "address")
def test_address(case: dict[str, Any], county: Gazetteer) -> None:
    assert county.outside(case["text"]) == case.get("outside")
    if not case.get("outside"):
        assert county.in_address(case["text"]) == (case.get("village"), case.get("township"))


@cases("schools")
def test_school(case: dict[str, Any]) -> None:
    config = Config.model_validate(
        {
            "county": {"name": "青崖县"},
            "townships": [{"name": name} for name in ("云岭乡", "城关镇", "水口镇", "马鞍山乡")],
        }
    )
    places = gazetteer(config, pd.DataFrame(), pd.DataFrame({"school": content("schools")["roll"]}, dtype="str"))
    rows = Rows(pd.DataFrame({"school": [case["text"]]}, dtype="str"))
    read = schools(rows, pd.Series([case.get("township")], dtype="str"), places, own_school=False).iloc[0]
    found = read["school"] if not pd.isna(read["school_key"]) else None
    assert (found, not pd.isna(read["school_elsewhere"])) == (case.get("found"), case.get("elsewhere", False))


@cases("grades")
def test_grade(case: dict[str, Any]) -> None:
    years = case.get("primary_years", 6)
    grade, stage = read_grade(
        case["text"], case.get("known"), SchoolAges(2026, primary_years=years, junior_years=9 - years)
    )
    assert (grade, stage) == (case.get("grade"), case.get("stage", case.get("known")))


@pytest.mark.parametrize(("text", "code"), content("statuses")["cases"])
def test_status(text: str, code: str) -> None:
    assert (read_status(text) or "") == code


@pytest.mark.parametrize(("text", "code"), content("statuses")["remarks"])
def test_remark(text: str, code: str) -> None:
    assert (read_remark(text) or "") == code


@pytest.mark.parametrize(("field", "text", "answer"), content("flags")["cases"])
def test_flag(field: str, text: str, answer: str) -> None:
    assert {True: "yes", False: "no", None: ""}[read_flag(field, text)] == answer


@pytest.mark.parametrize(("text", "told", "unknown"), content("flags")["circumstances"])
def test_circumstances(text: str, told: str, unknown: str) -> None:
    flags, unclear = read_circumstances(text)
    assert (",".join(sorted(name for name, yes in flags.items() if yes)), ",".join(unclear)) == (told, unknown)


@pytest.mark.parametrize(("text", "kind"), content("flags")["disabilities"])
def test_disability(text: str, kind: str) -> None:
    assert (disability_kind(text) or "") == kind


@pytest.mark.parametrize(("line", "code"), content("statuses")["sections"])
def test_section(line: str, code: str) -> None:
    assert (section_says(line) or "") == code
