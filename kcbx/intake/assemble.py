"""Puts the readings of all sheets together: one frame a form, one table of sheets."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

import pandas as pd
import pyarrow as pa

from kcbx.findings import Findings
from kcbx.intake.forms import forms
from kcbx.intake.hints import HINTS
from kcbx.intake.sheet import SheetReading
from kcbx.intake.worker import FileReading
from kcbx.register import Intake

_FLAGS = ("id_number_numeric", "id_number_exact")


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
    columns: dict[str, pa.ChunkedArray] = {
        "source_file": _repeated((file for file, _ in sheets), lengths),
        "source_sheet": _repeated((sheet.sheet for _, sheet in sheets), lengths),
        "source_row": pa.chunked_array([pa.array(sheet.source_rows, pa.int64()) for _, sheet in sheets], pa.int64()),
    }
    for name in (*HINTS, *forms()[form].fields):
        chunks = [
            pa.nulls(length, pa.large_string())
            if name not in sheet.columns
            else pa.array(sheet.columns[name], pa.large_string())
            for (_, sheet), length in zip(sheets, lengths, strict=True)
        ]
        columns[name] = pa.chunked_array(chunks, pa.large_string())
    columns["roster_kind"] = _repeated((sheet.roster_kind or None for _, sheet in sheets), lengths)
    frame: pd.DataFrame = pa.table(columns).to_pandas().astype({"source_row": "Int64"})
    for name in _FLAGS:
        marks = [mark for _, sheet in sheets for mark in sheet.flags.get(name, [])]
        frame[name] = pd.array(marks, dtype="boolean")
    return frame


def _repeated(texts: Iterable[str | None], lengths: Sequence[int]) -> pa.ChunkedArray:
    return pa.chunked_array(
        [pa.repeat(pa.scalar(text, pa.large_string()), length) for text, length in zip(texts, lengths, strict=True)],
        pa.large_string(),
    )


def _sheets(readings: Sequence[FileReading]) -> pd.DataFrame:
    """One row a sheet; files that were not read are among the findings."""
    lines = []
    for reading in readings:
        for sheet in reading.sheets:
            lines.append(
                {
                    "source_file": reading.source_file,
                    "source_sheet": sheet.sheet,
                    "form": sheet.form,
                    "header_row": sheet.header_row,
                    "rows_read": sheet.rows_read,
                    "rows_blank": sheet.rows_blank,
                    "rows_notes": sheet.rows_notes,
                    "mapping": json.dumps(sheet.mapping, ensure_ascii=False),
                    "ignored": json.dumps(sheet.ignored, ensure_ascii=False),
                    "leftover": json.dumps(sheet.leftover, ensure_ascii=False),
                    "why": sheet.why,
                    "hidden": sheet.hidden,
                    "digest": reading.digest,
                    "roster_kind": sheet.roster_kind,
                }
            )
    types = {
        "source_file": "str",
        "source_sheet": "str",
        "form": "str",
        "header_row": "Int64",
        "rows_read": "Int64",
        "rows_blank": "Int64",
        "rows_notes": "Int64",
        "mapping": "str",
        "ignored": "str",
        "leftover": "str",
        "why": "str",
        "hidden": "boolean",
        "digest": "str",
        "roster_kind": "str",
    }
    return pd.DataFrame(lines, columns=list(types)).astype(types)
