from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import lxml.html
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from kcbx.sample import make
from kcbx.sample.invention import Invention, invent

AS_OF = date(2026, 9, 20)


@cache
def read_sheet(path: Path, sheet: str) -> list[list[object]]:
    """Rows of a sheet as a reader sees them; the first is row 1."""
    if path.suffix == ".csv":
        with path.open(encoding="gb18030", newline="") as text:
            return [list(row) for row in csv.reader(text)]
    if path.suffix == ".xls":
        page = lxml.html.fromstring(path.read_bytes().decode())
        return [[cell.text_content() for cell in row] for row in page.iter("tr")]
    book = CalamineWorkbook.from_path(str(path))
    return [list(row) for row in book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)]


Truth = Callable[[str, str], tuple[Path, dict[str, pd.DataFrame]]]


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    """A small written sample of a level and layout, with its truth tables."""

    @cache
    def made(level: str, layout: str) -> tuple[Path, dict[str, pd.DataFrame]]:
        folder = tmp_path_factory.mktemp(f"{level}-{layout}")
        make(folder, children=900, seed=11, level=level, layout=layout)
        tables = ("children", "census_rows", "roll_rows", "links")
        return folder, {name: pd.read_parquet(folder / "真相" / f"{name}.parquet") for name in tables}

    return made


@pytest.fixture(scope="session")
def invention() -> Callable[[str], Invention]:
    """A larger county of a level, not written to files."""

    @cache
    def made(level: str) -> Invention:
        return invent(children=12_000, seed=5, level=level, as_of=AS_OF)

    return made
