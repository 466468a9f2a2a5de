"""What the lists beside census and roll say of children whom nobody knows, or perhaps somebody."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from people_table import people

from kcbx.findings import Findings
from kcbx.reconcile.found import report

NOTHING_ODD = {"grade_settled": None, "second_version": False, "missing_on": None, "uncalled": False}


def said(form: str, **row: Any) -> pd.DataFrame:
    """The findings of one row of another list; the census knows ``one``, the roll ``two``."""
    census = people("census", {"name": "甲", "source_sheet": "红旗村"}).assign(
        standing="in_school", duplicate_of=None, roll_id=None, child_id="one"
    )
    roll = people("roll", {"name": "乙", "source_sheet": "一年级"}).assign(
        standing="linked",
        duplicate_of=None,
        roll_id=None,
        child_id="two",
        **NOTHING_ODD,
    )
    told = {"child_id": None, "maybe_child_id": None} | row
    known = {name: told.pop(name) for name in ("child_id", "maybe_child_id")}
    rows = people(form, told).assign(**{name: pd.Series([value], dtype="str") for name, value in known.items()})
    findings = Findings()
    nothing = pd.DataFrame(columns=["census_id", "roll_id", "field", "label", "census_value", "roll_value", "why"])
    report(census, roll, {form: rows, "intake_counts": pd.DataFrame()}, nothing, "2026-09-20", findings)
    return findings.frame()


@pytest.mark.parametrize(
    ("form", "row", "told"),
    [
        ("disability", {"compulsory": True, "due": 3}, True),
        ("low_income", {"compulsory": True, "due": 3}, True),
        ("low_income", {"compulsory": False, "due": 40}, False),
        ("low_income", {}, False),
        ("out_of_county", {}, True),
        ("out_of_county", {"compulsory": False, "due": 11}, False),
        ("disability", {"compulsory": True, "due": 3, "child_id": "one"}, False),
        ("intake_list", {"compulsory": True, "due": 9}, False),
        ("graduates", {"compulsory": True, "due": 9}, False),
    ],
)
def test_a_child_of_school_age_whom_neither_list_knows_is_told(form: str, row: dict[str, Any], told: bool) -> None:
    found = said(form, name="丙", **row)
    assert found["code"].tolist() == ["list_child_unknown"] * told
    assert found["source_file"].tolist() == [f"{form}.xlsx"] * told


@pytest.mark.parametrize(("child", "where"), [("one", "红旗村 第2行"), ("two", "一年级 第2行")])
def test_a_row_that_may_be_a_child_points_at_it(child: str, where: str) -> None:
    found = said("graduates", name="丙", maybe_child_id=child)
    assert found["code"].tolist() == ["list_row_doubtful"]
    assert where in found["message"][0]
    assert found["source_file"].tolist() == ["graduates.xlsx"]


def test_a_pupil_proved_to_be_elsewhere_is_to_be_taken_off_the_roll() -> None:
    census = people("census", {"name": "甲"}, {"name": "乙"}).assign(
        standing="elsewhere_proved", duplicate_of=None, roll_id=["R0", "R1"], child_id=["one", "two"]
    )
    roll = people("roll", {"name": "甲"}, {"name": "乙", "status": "transferred_out"}).assign(
        standing="linked",
        duplicate_of=None,
        child_id=["one", "two"],
        **NOTHING_ODD,
    )
    findings = Findings()
    nothing = pd.DataFrame(columns=["census_id", "roll_id", "field", "label", "census_value", "roll_value", "why"])
    report(census, roll, {}, nothing, "2026-09-20", findings)
    assert findings.frame()[["code", "source_file", "source_row"]].values.tolist() == [
        ["roll_not_moved", "roll.xlsx", 2]
    ]


@pytest.mark.parametrize(
    ("village", "register", "told"),
    [
        ("leave", None, "休学"),
        ("home_taught", None, "送教上门"),
        (None, "home_taught", "送教上门"),
        ("out", None, None),
        (None, "leave", None),
    ],
)
def test_a_pupil_said_not_to_sit_in_class_is_told_to_the_school(
    village: str | None, register: str | None, told: str | None
) -> None:
    census = people("census", {"name": "甲", "status": village}).assign(
        standing="in_school", duplicate_of=None, roll_id="R0", child_id="one"
    )
    roll = people("roll", {"name": "甲"}).assign(standing="linked", duplicate_of=None, child_id="one", **NOTHING_ODD)
    disabled = people("disability", {"name": "甲", "status": register}).assign(child_id="one", maybe_child_id=None)
    findings = Findings()
    nothing = pd.DataFrame(columns=["census_id", "roll_id", "field", "label", "census_value", "roll_value", "why"])
    report(census, roll, {"disability": disabled}, nothing, "2026-09-20", findings)
    found = findings.frame()
    assert found["code"].tolist() == ["said_away"] * (told is not None)
    assert found["source_file"].tolist() == ["roll.xlsx"] * (told is not None)
    assert all(f"写“{told}”" in message for message in found["message"])
