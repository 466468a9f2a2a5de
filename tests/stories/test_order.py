"""The order of rows, sheets and files changes nothing but the row numbers that are printed."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd

from tests.stories.county import county, kcbx

#: Words of a workbook that say where a row stood, what the file's digest is and how the file was called.
_PLACE = re.compile(r"(摸底|学籍)/\S+\.xlsx|第 ?\d+ ?行|\b[0-9a-f]{12,64}\b|› ?\S+|A?-?[0-9A-F]{4}\b")

#: Sheets that are about places in files; what they count is in the tables compared above.
ABOUT_PLACES = {"行数核对", "数据质量", "问题明细"}


def shuffled(source: Path, target: Path, chance: random.Random) -> None:
    """The county again: every sheet's data rows in another order, every book's sheets too.

    Rows of sheets with merged cells in their data (a village written once for a block) keep their order: there the
    order carries meaning.
    """
    truth = pd.concat(
        pd.read_parquet(source / "真相" / f"{name}_rows.parquet")[["file", "sheet", "row"]]
        for name in ("census", "roll")
    )
    for name, rows in truth.groupby("file"):
        book = openpyxl.load_workbook(source / "输入" / str(name))
        for sheet in book.worksheets:
            numbers = sorted(rows.loc[rows["sheet"] == sheet.title, "row"])
            if numbers and all(
                area.max_row < numbers[0] or area.min_row > numbers[-1] for area in sheet.merged_cells.ranges
            ):
                move(sheet, numbers, chance)
        chance.shuffle(book._sheets)
        path = target / str(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)


def move(sheet: openpyxl.worksheet.worksheet.Worksheet, numbers: list[int], chance: random.Random) -> None:
    """Give the data rows of a sheet to one another."""
    held = [[(cell.value, cell.number_format) for cell in sheet[number]] for number in numbers]
    chance.shuffle(held)
    for number, cells in zip(numbers, held, strict=True):
        for cell, (value, number_format) in zip(sheet[number], cells, strict=True):
            cell.value, cell.number_format = value, number_format


def words(workbook: Path) -> dict[str, Counter[str]]:
    """Every text and number of every sheet, without the words that say where a row stood."""
    book = openpyxl.load_workbook(workbook)
    return {
        sheet.title: Counter(
            _PLACE.sub("", str(cell.value)) for row in sheet.iter_rows() for cell in row if cell.value is not None
        )
        for sheet in book.worksheets
    }


def test_shuffled_rows_and_sheets_give_the_same_county(tmp_path: Path) -> None:
    source = county(without=("id_full_numeric",))  # openpyxl would round those when it writes them back
    first = kcbx("reconcile", source / "输入", "--out", tmp_path / "原来", "--as-of", "2026-09-20")
    shuffled(source, tmp_path / "输入", random.Random(5))
    again = kcbx("reconcile", tmp_path / "输入", "--out", tmp_path / "结果", "--as-of", "2026-09-20")
    assert again.code == 0, again.stderr
    for table, keys in (("standings", ["census_id", "child_id"]), ("roll_standings", ["roll_id", "child_id"])):
        before, after = (
            run.table(table)
            .sort_values(keys)
            .drop(columns=["source_file", "source_sheet", "source_row", "reason"], errors="ignore")
            for run in (first, again)
        )
        pd.testing.assert_frame_equal(before.reset_index(drop=True), after.reset_index(drop=True))
    pairs = [
        run.table("links")[["census_id", "roll_id", "decision", "weight", "margin", "reason"]] for run in (first, again)
    ]
    pd.testing.assert_frame_equal(*pairs)
    before, after = (
        {path.relative_to(run.out).as_posix(): words(path) for path in sorted(run.out.rglob("*.xlsx"))}
        for run in (first, again)
    )
    assert before.keys() == after.keys()
    for name, sheets in before.items():
        for title, content in sheets.items():
            if title not in ABOUT_PLACES:
                assert content == after[name][title], (name, title)
