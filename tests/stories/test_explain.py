"""A verdict explains itself: to the terminal without a name, to a small workbook, and only for a child that exists."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.stories.county import kcbx, reconciled


def test_a_review_child_is_explained_by_case_number_and_by_place() -> None:
    run = reconciled("bad", "mixed")
    child = run.table("standings").query("standing == 'in_school_review'").iloc[0]
    by_number = kcbx("explain", run.out, child["case_number"])
    place = ":".join(filter(None, (child["source_file"], child["source_sheet"], str(child["source_row"]))))
    by_place = kcbx("explain", run.out, place)
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


@pytest.mark.parametrize("child", ["没有这个人", "摸底/没有.xlsx:Sheet1:5", "26A-XXXXXX"])
def test_nobody_of_that_name_is_a_usage_error(child: str) -> None:
    assert kcbx("explain", reconciled("bad", "mixed").out, child).code == 2
