"""What a line between the rows says of those below it: 以下人员未就读, 二、外出就读学生.

A line counts that plainly says one thing of children who are not, or not plainly, in class. The stage of a section
(一、学前教育阶段) is no such thing, nor is a line about parents.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from kcbx.clean.status import codes_within, read_status
from kcbx.clean.words import Rows, by_value, folded
from kcbx.definitions import schema
from kcbx.findings import Findings, Source


def said_by_sections(rows: Rows) -> pd.Series:
    """The line above each row, where it says how it stands with schooling."""
    line = rows.said("section_hint")
    return line.where(by_value(line, section_says).notna())


def section_says(line: str) -> str | None:
    """The code of a line between rows; null where it says nothing, or several things."""
    words = schema("values/schooling")["sections"]
    text = _frame().sub("", folded(line))
    if not text or any(re.search(pattern, text) for pattern in words["not"]):
        return None
    codes = codes_within(text) - {"attending"}
    if len(codes) > 1 and not any(codes <= set(alike) for alike in words["alike"]):
        return None
    code = read_status(text)
    return code if code in words["codes"] else None


@cache
def _frame() -> re.Pattern[str]:
    """What stands around the word: the number of the section, 以下人员, 名单, a count in brackets."""
    return re.compile("|".join(schema("values/schooling")["sections"]["frame"]))


def report_sections(rows: Rows, told: pd.Series, status: pd.Series, findings: Findings) -> None:
    """A finding for each line that spoke for rows: ``told``, the texts their ``status`` was read from."""
    places = rows.frame[["source_file", "source_sheet", "source_row"]]
    spoken = places.assign(line=told.where(told == rows.said("section_hint")), code=status)
    spoken = spoken.dropna(subset=["line", "code"])
    keys = ["source_file", "source_sheet", "line", "code"]
    for place, own in spoken.fillna({"source_sheet": ""}).groupby(keys, sort=True):
        file, sheet, line, code = map(str, place)
        label = schema("values/status")[code]["label"]
        source = Source(file, sheet, int(own["source_row"].min()))
        findings.add("section_speaks", source, line=line, said=label, count=len(own))
