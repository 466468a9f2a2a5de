"""A verdict explains itself: to the terminal without a name, to a small workbook, and only for a child that exists."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.sample import make
from tests.stories.county import kcbx, reconciled


def test_a_review_child_is_explained_by_case_number_and_by_place() -> None:
    run = reconciled("bad", "mixed")
    child = run.table("standings").query("standing == 'in_school_review'").iloc[0]
    by_number = kcbx("explain", run.out, child["case_number"])
    by_place = kcbx("explain", run.out, place_of(child))
    assert (by_number.code, by_place.code) == (0, 0)
    assert by_place.stdout in by_number.stdout
    assert "待人工核对" in by_place.stdout
    people = run.table("census").set_index("census_id").loc[child["census_id"]]
    assert people["name"] not in by_number.stdout + by_number.stderr
    assert str(people["id_number"]) not in by_number.stdout + by_number.stderr


def test_the_levels_of_a_candidate_and_its_weight_are_in_the_workbook(tmp_path: Path) -> None:
    run = reconciled("bad", "mixed")
    pair = run.table("links").query("decision == 'review'").iloc[0]
    place = ":".join(filter(None, (pair["census_file"], pair["census_sheet"], str(pair["census_row"]))))
    done = kcbx("explain", run.out, place, "--to", tmp_path / "说明.xlsx")
    assert done.code == 0, done.stderr
    cells = [
        str(cell.value) for row in openpyxl.load_workbook(tmp_path / "说明.xlsx").active.iter_rows() for cell in row
    ]
    assert any("姓名" in cell for cell in cells)
    assert any("待人工核对" in cell for cell in cells)


def test_the_reason_is_told_without_a_name() -> None:
    run = reconciled("bad", "mixed")
    names = run.table("census").set_index("census_id")["name"]
    told = run.table("standings").set_index("census_id")
    two_names = told[told["reason"].str.contains("（[^（）]*/")].head(3)
    typed = told[told["standing"].eq("out_declared")].head(3)
    assert len(two_names)
    for record, row in pd.concat([two_names, typed]).iterrows():
        said = kcbx("explain", run.out, place_of(row))
        (reason,) = [line for line in said.stdout.splitlines() if line.startswith("原因：")]
        known = re.findall("（([^（）]*)/([^（）]*)）", row["reason"]) + re.findall("“([^”]+)”()", row["reason"])
        assert not [word for pair in known for word in pair if word and word in reason]
        assert str(names[record]) not in said.stdout


def test_what_other_lists_say_of_a_child_is_told(tmp_path: Path) -> None:
    make(tmp_path / "县", children=200, seed=7, history=True)
    run = kcbx("reconcile", tmp_path / "县" / "输入", "--out", tmp_path / "结果", "--as-of", "2026-09-20")
    assert run.code == 0, run.stderr
    called = run.table("other_attendance")["child_id"].dropna()
    standings = run.table("standings").query("standing == 'in_school'")
    for listed in (True, False):
        row = standings[standings["child_id"].isin(called) == listed].iloc[0]
        said = kcbx("explain", run.out, place_of(row)).stdout
        assert ("\n点名单：" in said, "点名单" in said.partition("没有此人的名单：")[2]) == (listed, not listed)


def place_of(row: pd.Series) -> str:
    return ":".join(filter(None, (row["source_file"], row["source_sheet"], str(row["source_row"]))))


@pytest.mark.parametrize("child", ["没有这个人", "摸底/没有.xlsx:Sheet1:5", "26A-XXXXXX"])
def test_nobody_of_that_name_is_a_usage_error(child: str) -> None:
    assert kcbx("explain", reconciled("bad", "mixed").out, child).code == 2
