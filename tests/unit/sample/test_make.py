"""The files and the truth agree, row by row, in every layout; the same seed gives the same bytes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from kcbx.errors import OutputUnwritable, UsageError
from kcbx.sample import LAYOUTS, LEVELS, make
from kcbx.sample.sheets import Book
from kcbx.sample.write import write_books

from .conftest import Truth, read_sheet


def digest(folder: Path) -> str:
    total = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        total.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return total.hexdigest()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_same_seed_gives_the_same_bytes_whatever_the_hash_seed(layout: str, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from kcbx.sample import make; "
        "make(Path(sys.argv[1]), children=150, seed=3, level='bad', layout=sys.argv[2])"
    )
    for hash_seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / hash_seed), layout],
            check=True,
            env=os.environ | {"PYTHONHASHSEED": hash_seed},
        )
    assert digest(tmp_path / "1") == digest(tmp_path / "2")


def test_another_seed_gives_another_county(tmp_path: Path) -> None:
    for seed in (1, 2):
        make(tmp_path / str(seed), children=60, seed=seed)
    assert digest(tmp_path / "1") != digest(tmp_path / "2")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_truth_rows_point_at_the_rows_that_hold_the_children(layout: str, sample: Truth) -> None:
    folder, truth = sample("clean", layout)
    names = truth["children"].set_index("person_id")["name"]
    for table in ("census_rows", "roll_rows"):
        for row in truth[table].itertuples():
            cells = read_sheet(folder / "输入" / row.file, row.sheet)[row.row - 1]
            assert names[row.person_id] in cells, (row.file, row.sheet, row.row)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_row_of_truth_has_a_place_of_its_own(level: str, layout: str, sample: Truth) -> None:
    _, truth = sample(level, layout)
    for table in ("census_rows", "roll_rows"):
        assert not truth[table].duplicated(["file", "sheet", "row"]).any()
        assert truth[table]["row"].min() > 1


@pytest.mark.parametrize("layout", LAYOUTS)
def test_no_row_of_children_is_outside_the_truth(layout: str, sample: Truth) -> None:
    """Rows numbered in the first column are the rows of truth, neither more nor fewer."""
    folder, truth = sample("clean", layout)
    written = 0
    sheets = truth["census_rows"][["file", "sheet"]].drop_duplicates()
    for place in sheets.itertuples():
        for cells in read_sheet(folder / "输入" / place.file, place.sheet):
            written += str(cells[0]).removesuffix(".0").isdigit() if cells else 0
    assert written == len(truth["census_rows"])


def test_links_are_all_true_pairs(sample: Truth) -> None:
    _, truth = sample("bad", "township")
    census, roll = (truth[name]["person_id"].value_counts() for name in ("census_rows", "roll_rows"))
    expected = sum(count * roll.get(person, 0) for person, count in census.items())
    assert len(truth["links"]) == expected > 0


def test_children_know_on_which_lists_they_stand(sample: Truth) -> None:
    _, truth = sample("bad", "mixed")
    children = truth["children"].set_index("person_id")
    assert set(truth["census_rows"]["person_id"]) == set(children.index[children["in_census"]])
    assert set(truth["roll_rows"]["person_id"]) == set(children.index[children["on_any_roll"]])
    assert (children["outsider"] <= ~children["in_census"]).all()


def test_truncated_numbers_stand_in_numeric_cells_without_their_last_digits(sample: Truth) -> None:
    folder, truth = sample("bad", "township")
    rows = truth["census_rows"]
    hit = rows[rows["errors"].str.contains("id_truncated")]
    true_numbers = truth["children"].set_index("person_id")["id_number"]
    assert len(hit) > 5
    for row in hit.itertuples():
        cells = read_sheet(folder / "输入" / row.file, row.sheet)[row.row - 1]
        numbers = [cell for cell in cells if isinstance(cell, float) and cell > 1e17]
        assert [int(Decimal(repr(number))) for number in numbers] == [int(f"{true_numbers[row.person_id][:15]}000")]
    with zipfile.ZipFile(folder / "输入" / hit.iloc[0].file) as book:
        pages = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
    assert "E+17</v>" in pages


def test_what_cannot_be_made_is_refused(tmp_path: Path) -> None:
    for wrong in ({"level": "terrible"}, {"layout": "pyramid"}, {"rates": {"id_typos": 0.1}}, {"children": 0}):
        with pytest.raises(UsageError):
            make(tmp_path, **{"children": 10, "seed": 1, **wrong})
    make(tmp_path, children=10, seed=1)
    with pytest.raises(UsageError):
        make(tmp_path, children=10, seed=1)


def test_what_the_system_refuses_is_no_bug(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable, match="写不进工作簿"):
        write_books(tmp_path, [Book(f"{'长' * 300}.xlsx", [])])
