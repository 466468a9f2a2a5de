"""Puts the readings of all sheets together: one frame a form, one table of sheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa

from kcbx.findings import Findings
from kcbx.intake.forms import forms
from kcbx.intake.hints import HINTS
from kcbx.intake.packing import unpack
from kcbx.intake.sheet import SheetReading
from kcbx.intake.worker import FileReading
from kcbx.register import Intake


def assemble(readings: Sequence[FileReading], findings: Findings) -> Intake:
    """The Intake of all readings; rows stand in the order of files, sheets and rows."""
    by_form: dict[str, list[tuple[str, SheetReading]]] = {}
    for reading in readings:
        for sheet in reading.sheets:
            if sheet.form:
                by_form.setdefault(sheet.form, []).append((reading.source_file, sheet))
    rows = {name: _frame(name, by_form[name]) for name in sorted(by_form)}
    return Intake(rows=rows, sheets=_sheets(readings), findings=findings)


def _frame(form: str, sheets: Sequence[tuple[str, SheetReading]]) -> pd.DataFrame:
    lengths = [len(sheet.source_rows) for _, sheet in sheets]
    columns: dict[str, pa.Array] = {
        "source_file": _repeated((file for file, _ in sheets), lengths),
        "source_sheet": _repeated((sheet.sheet for _, sheet in sheets), lengths),
        "source_row": pa.array(np.concatenate([np.asarray(sheet.source_rows) for _, sheet in sheets])),
    }
    for name in (*HINTS, *forms()[form].fields):
        packed = [sheet.columns.get(name) for _, sheet in sheets]
        columns[name] = unpack([*zip(packed, lengths, strict=True)])
    columns["roster_kind"] = _repeated((sheet.roster_kind or None for _, sheet in sheets), lengths)
    frame: pd.DataFrame = pa.table(columns).to_pandas().astype({"source_row": "Int64"})
    for name, marked in (("id_number_numeric", "numeric"), ("id_number_exact", "exact")):
        marks = np.zeros(sum(lengths), dtype=bool)
        start = 0
        for (_, sheet), length in zip(sheets, lengths, strict=True):
            marks[[start + place for place in getattr(sheet, marked)]] = True
            start += length
        frame[name] = pd.array(marks, dtype="boolean")
    return frame


def _repeated(texts: Iterable[str | None], lengths: Sequence[int]) -> pa.Array:
    return pa.array(texts, pa.large_string()).take(np.repeat(np.arange(len(lengths)), lengths))


def _sheets(readings: Sequence[FileReading]) -> pd.DataFrame:
    """One row a sheet; files that were not read are among the findings."""
    as_json = partial(json.dumps, ensure_ascii=False)
    lines = [
        (
            reading.source_file,
            sheet.sheet,
            sheet.form,
            sheet.header_row,
            sheet.rows_read,
            sheet.rows_blank,
            sheet.rows_notes,
            as_json(sheet.mapping),
            as_json(sheet.letters),
            as_json(sheet.ignored),
            as_json(sheet.leftover),
            sheet.why,
            sheet.hidden,
            reading.digest,
            sheet.roster_kind,
        )
        for reading in readings
        for sheet in reading.sheets
    ]
    types = {
        "source_file": "str",
        "source_sheet": "str",
        "form": "str",
        "header_row": "Int64",
        "rows_read": "Int64",
        "rows_blank": "Int64",
        "rows_notes": "Int64",
        "mapping": "str",
        "letters": "str",
        "ignored": "str",
        "leftover": "str",
        "why": "str",
        "hidden": "boolean",
        "digest": "str",
        "roster_kind": "str",
    }
    return pd.DataFrame(lines, columns=list(types)).astype(types)
