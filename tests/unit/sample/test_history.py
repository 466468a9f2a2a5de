"""The year before and the other lists belong to the same children, and their truth adds up."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from kcbx.sample import make

from .conftest import read_sheet


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("history")
    make(folder, children=2500, seed=4, level="clean", history=True)
    return folder


def table(folder: Path, *parts: str) -> pd.DataFrame:
    return pd.read_parquet(folder.joinpath("真相", *parts))


def test_history_leaves_this_year_s_lists_alone(county: Path, tmp_path: Path) -> None:
    make(tmp_path, children=2500, seed=4, level="clean")
    alone = sorted((tmp_path / "输入").rglob("*.xlsx"))
    assert alone
    for path in alone:
        assert path.read_bytes() == (county / path.relative_to(tmp_path)).read_bytes(), path.name


def test_rows_of_the_other_lists_hold_their_children(county: Path) -> None:
    names = table(county, "children.parquet").set_index("person_id")["name"]
    rows = table(county, "other_rows.parquet")
    assert set(rows["form"]) >= {"attendance", "disability", "low_income", "graduates", "intake_list", "out_of_county"}
    for row in rows.itertuples():
        cells = read_sheet(county / "输入" / row.file, row.sheet)[row.row - 1]
        assert names[row.person_id] in cells, (row.file, row.row)


def test_last_year_s_rows_hold_their_children(county: Path) -> None:
    now, then = table(county, "children.parquet"), table(county, "上年", "children.parquet")
    assert list(now["person_id"]) == list(then["person_id"])
    assert list(now["birth_date"]) == list(then["birth_date"])
    assert list(now["grade_due"] - 1) == list(then["grade_due"])
    names = then.set_index("person_id")["name"]
    for which in ("census_rows", "roll_rows"):
        for row in table(county, "上年", f"{which}.parquet").itertuples():
            cells = read_sheet(county / "上年" / "输入" / row.file, row.sheet)[row.row - 1]
            assert names[row.person_id] in cells


def test_pupils_move_up_a_grade_or_say_why_not(county: Path) -> None:
    moves = table(county, "transitions.parquet")
    promoted = moves[moves["change"] == "promoted"]
    assert len(promoted) > 1000
    assert (promoted["grade"] - promoted["grade_before"]).between(1, 2).all()
    assert {"graduated", "moved_in", "moved_out", "left", "returned", "entered"} <= set(moves["change"])
    assert (moves["change"] == "left").mean() < 0.02


def test_rates_over_time_follow_from_their_lists(county: Path) -> None:
    rates = json.loads((county / "真相" / "history.json").read_text(encoding="utf-8"))
    rows = table(county, "other_rows.parquet")
    retention = rates["nine_year_retention"]
    intake = int((rows["form"] == "intake_list").sum())
    assert sum(retention["buckets"].values()) == retention["macro"]["denominator"] == intake
    assert rates["junior_to_senior_transition"]["denominator"] == int((rows["form"] == "graduates").sum())
    for rate in (retention["tracking"], rates["junior_to_senior_transition"], rates["dropout_rate"]):
        assert 0 <= rate["numerator"] <= rate["denominator"]
    assert 85 < retention["tracking"]["value"] <= 100


def test_whoever_is_in_class_without_a_roll_stands_on_the_attendance_list(county: Path) -> None:
    children = table(county, "children.parquet").set_index("person_id")
    rows = table(county, "other_rows.parquet")
    present = set(rows.loc[rows["form"] == "attendance", "person_id"])
    unrolled = children.index[(children["state"] == "no_register") & children["in_compulsory_age"]]
    assert len(set(unrolled) & present) > 0.6 * len(unrolled) > 0
    assert not set(children.index[children["state"].isin(["dropped_out", "never_entered"])]) & present
