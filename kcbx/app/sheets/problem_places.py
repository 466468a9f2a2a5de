"""Findings at their cells: file, sheet and row become a cell the sender can go to, with what stands there."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pandas as pd

from kcbx.fields import SOURCE, fields
from kcbx.findings import Findings
from kcbx.register import Intake

_RANK = {"error": 0, "warning": 1, "note": 2}
_SHEET = ["source_file", "source_sheet"]


def at_cells(findings: Findings, intake: Intake) -> pd.DataFrame:
    """The [findings] table, gravest first, with ``cell`` (F12; F where a whole column is meant; "" without one) and
    ``written``: what stands in the cell, "" where nothing does or no single cell is meant.

    ``written`` is the sender's own text and may name a child: it goes into workbooks only.
    """
    table = findings.frame()
    table[_SHEET] = table[_SHEET].fillna("")
    labels = {field.label: name for name, field in fields().items()}
    table["field"] = table["column"].map(labels)
    lettered = table["column"].str.extract(r"^([A-Z]{1,3})(?:「|$)", expand=False)
    table = table.merge(_letters(intake.sheets), on=[*_SHEET, "field"], how="left")
    letter = lettered.fillna(table["letter"]).fillna("")
    row = table["source_row"].astype("str").fillna("")
    table["cell"] = (letter + row).where(letter.ne(""), "")
    table["written"] = _written(table, intake.rows).to_numpy()
    table["_rank"] = table["severity"].map(_RANK)
    order = ["_rank", "code", *SOURCE, "column", "message"]
    return table.sort_values(order, kind="stable").drop(columns=["_rank", "letter"]).reset_index(drop=True)


def _letters(sheets: pd.DataFrame) -> pd.DataFrame:
    """The letters of every field of every sheet: source_file, source_sheet, field, letter."""
    lines = [
        (file, sheet, field, letter)
        for file, sheet, letters in zip(
            sheets["source_file"], sheets["source_sheet"].fillna(""), sheets["letters"], strict=True
        )
        for field, letter in json.loads(letters).items()
    ]
    return pd.DataFrame(lines, columns=[*_SHEET, "field", "letter"], dtype="str")


def _written(table: pd.DataFrame, rows: Mapping[str, pd.DataFrame]) -> pd.Series:
    """What stands at each finding of a row and a field, in the order of the table."""
    asked = table.loc[table["field"].notna() & table["source_row"].notna(), [*SOURCE, "field"]].drop_duplicates()
    pieces = []
    for frame in rows.values():
        wanted = [name for name in asked["field"].unique() if name in frame.columns]
        places = frame[[*SOURCE, *wanted]].assign(source_sheet=frame["source_sheet"].fillna(""))
        places = places.drop_duplicates(list(SOURCE), keep=False)  # of lists side by side no single cell is meant
        here = asked[["source_file", "source_sheet", "source_row"]].drop_duplicates()
        pieces.append(places.merge(here, on=list(SOURCE)).melt(list(SOURCE), var_name="field", value_name="written"))
    if not pieces:
        return pd.Series("", index=table.index, dtype="str")
    found = pd.concat(pieces).drop_duplicates([*SOURCE, "field"])
    return table[[*SOURCE, "field"]].merge(found, on=[*SOURCE, "field"], how="left")["written"].fillna("")


def accounts(sheets: pd.DataFrame, rows: Mapping[str, pd.DataFrame], nobody: pd.DataFrame) -> pd.DataFrame:
    """The certificate of what was read, a row a sheet: every row is usable, returned, a note, or of an unused sheet.

    Columns: the two of the place, form, header_row, why, rows_read = rows_used + rows_returned + rows_notes +
    rows_unused, and ``difference``, to be 0. ``nobody``: rows with neither name nor ID number.
    """
    table = sheets[[*_SHEET, "form", "header_row", "why", "rows_read", "rows_notes", "rows_blank"]].copy()
    table["source_sheet"] = table["source_sheet"].fillna("")
    counts = {
        "rows_taken": pd.concat([frame[_SHEET] for frame in rows.values()]) if rows else table.iloc[:0],
        "rows_returned": nobody,
    }
    for name, frame in counts.items():
        places = frame.assign(source_sheet=frame["source_sheet"].fillna(""))
        size = places.groupby(_SHEET).size().rename(name).reset_index()
        table = table.merge(size, on=_SHEET, how="left").fillna({name: 0})
    table["rows_used"] = table["rows_taken"] - table["rows_returned"]
    unused = table["form"].eq("")
    table["rows_unused"] = (table["rows_read"] - table["rows_notes"]).where(unused, 0)
    ends = ["rows_used", "rows_returned", "rows_notes", "rows_unused"]
    numbers = ["rows_read", "rows_blank", *ends]
    table[numbers] = table[numbers].astype("int64")
    table["difference"] = table["rows_read"] - table[ends].sum(axis=1)
    return table.drop(columns="rows_taken").sort_values(_SHEET, kind="stable").reset_index(drop=True)
