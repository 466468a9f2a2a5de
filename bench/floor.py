"""The floor under any such program: read the same files with calamine, write the same cells with XlsxWriter.

    python -m bench.floor RESULT INPUT TIMES

RESULT is a result folder of kcbx, whose cells are taken first, outside the clock. No format, no formula, nothing
between. The seconds of reading and of writing go to the file TIMES.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

Sheets = dict[str, list[list[object]]]


def cells_of(path: Path) -> Sheets:
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def write(path: Path, sheets: Sheets) -> None:
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at, cells in enumerate(rows):
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        if value:
                            page.write_string(at, column, value)
                    elif isinstance(value, date | datetime):
                        page.write_datetime(at, column, value)
                    elif isinstance(value, int | float):
                        page.write_number(at, column, value)


def main() -> None:
    result, inputs, times = map(Path, sys.argv[1:4])
    wanted = {path.relative_to(result): cells_of(path) for path in sorted(result.rglob("*.xlsx"))}
    target = times.parent / "floor"
    start = time.perf_counter()
    rows = sum(len(cells) for path in sorted(inputs.rglob("*.xlsx")) for cells in cells_of(path).values())
    read = time.perf_counter()
    for path, sheets in wanted.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        write(target / path, sheets)
    done = time.perf_counter()
    cells = sum(len(row) for sheets in wanted.values() for rows in sheets.values() for row in rows)
    times.write_text(
        json.dumps({"read": read - start, "write": done - read, "rows": rows, "cells": cells}), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
