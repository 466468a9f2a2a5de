"""How the county workbook says things: columns as texts, grades, places, key groups, schools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.workbook.page import Value

#: Who a child is, as every list says it.
IDENTITY = ("name", "sex", "birth_date", "id_number")
HOME = ("township", "village")


def shown(frame: pd.DataFrame, *fields: str) -> dict[str, Sequence[Value]]:
    """``serial`` counting from one and the columns as texts, a grade as its label, by field."""
    columns = {
        field: grade_labels(frame[field]).tolist() if field in ("grade", "grade_due") else texts(frame[field])
        for field in fields
    }
    return {"serial": list(range(1, len(frame) + 1)), **columns}


def words() -> Mapping[str, str]:
    """Short words of the county workbook (``schemas/workbooks/county.toml`` [words])."""
    return {name: str(text) for name, text in schema("workbooks/county")["words"].items()}


def grade_labels(grades: pd.Series) -> pd.Series:
    """A column of grades as people say them, "" where unknown."""
    said = {grade: grade_name(grade) for grade in grades.dropna().unique()}
    return grades.astype("object").map(said).astype("str").fillna("")  # a column without any grade has text, too


def origins(frame: pd.DataFrame, *, lines: bool = True) -> list[str]:
    """Where each row stands: file › sheet › 第141行, on two lines or one."""
    gap = "\n" if lines else " "
    sheets = frame["source_sheet"].fillna("")
    return [
        f"{file}{gap}› {sheet} › 第{row}行" if sheet else f"{file}{gap}› 第{row}行"
        for file, sheet, row in zip(frame["source_file"].tolist(), sheets.tolist(), frame["source_row"], strict=True)
    ]


def flags(frame: pd.DataFrame, gap: str = "\n") -> list[str]:
    """The key groups of each child in short words, ``脱贫户\\n留守``."""
    names = {field: group["short"] for field, group in schema("workbooks/county")["groups"].items()}
    marks = [frame[field].fillna(False).astype(bool) for field in names if field in frame]
    shorts = [short for field, short in names.items() if field in frame]
    return [
        gap.join(short for short, held in zip(shorts, row, strict=True) if held) for row in zip(*marks, strict=True)
    ]


def texts(column: pd.Series) -> list[str]:
    """A column as texts, "" for null."""
    missing = column.isna().tolist()
    return ["" if none else str(value) for value, none in zip(column.tolist(), missing, strict=True)]


def schools(frame: pd.DataFrame) -> list[str]:
    """School and grade of roll rows in one phrase: 云岭中心小学 一年级."""
    grades = grade_labels(frame["grade"])
    return [" ".join(part for part in pair if part) for pair in zip(texts(frame["school"]), grades, strict=True)]


def date_text(iso: str) -> str:
    """Window start in the short form of the cohort table: 19.09起."""
    return f"{iso[2:4]}.{iso[5:7]}"
