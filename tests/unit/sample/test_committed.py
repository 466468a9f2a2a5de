"""The committed samples are what their truth says, small, and rebuilt by their own script."""

from __future__ import annotations

import runpy
from pathlib import Path

import pandas as pd
import pytest

from .conftest import read_sheet

SAMPLES = Path(__file__).parents[3] / "samples"


@pytest.mark.parametrize("county", ["青崖县", "青崖县-混杂"])
@pytest.mark.parametrize("table", ["census_rows", "roll_rows"])
def test_truth_points_at_rows_of_the_committed_files(county: str, table: str) -> None:
    names = pd.read_parquet(SAMPLES / "真相" / county / "children.parquet").set_index("person_id")["name"]
    rows = pd.read_parquet(SAMPLES / "真相" / county / f"{table}.parquet")
    assert len(rows) > 400
    for row in rows.itertuples():
        cells = read_sheet(SAMPLES / county / row.file, row.sheet)[row.row - 1]
        assert names[row.person_id] in cells or "name_" in row.errors, (row.file, row.sheet, row.row)


def test_every_file_of_children_is_in_the_truth() -> None:
    for county in ("青崖县", "青崖县-混杂"):
        folder = SAMPLES / county
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        tables = [pd.read_parquet(path) for path in sorted((SAMPLES / "真相" / county).glob("*_rows.parquet"))]
        assert files == set(pd.concat(tables)["file"])


def test_the_samples_are_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*") if path.is_file()) < 2_000_000


def test_each_oddity_is_explained_and_can_be_made_anew(tmp_path: Path) -> None:
    script = runpy.run_path(str(SAMPLES / "make.py"))
    script["write_oddities"](tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    committed = {path.name for path in (SAMPLES / "oddities").iterdir()} - {"README.md"}
    text = (SAMPLES / "oddities" / "README.md").read_text(encoding="utf-8")
    assert made == committed
    assert all(f"| {name} |" in text for name in made)
