"""What could not be taken in: the sheets set aside, and the words of a refusal where nothing is left."""

from __future__ import annotations

from collections.abc import Sequence

from kcbx.errors import InputUnreadable, InputUnrecognised, Problem
from kcbx.findings import Findings, Source
from kcbx.intake.forms import forms
from kcbx.intake.sheet import SheetReading
from kcbx.intake.worker import FileReading

_PASSWORD = {"password_missing": "没有给出密码", "password_wrong": "密码不对"}


def reason_of(reading: FileReading) -> str:
    """Why a file was not read."""
    return _PASSWORD.get(reading.fault, reading.reason)


def set_aside(readings: Sequence[FileReading], findings: Findings) -> None:
    """Record the sheets that are plainly of a form and cannot be used; they are then sheets of no form."""
    for reading in readings:
        for sheet in reading.sheets:
            if sheet.problem:
                form = forms()[sheet.form].label
                findings.add(
                    "sheet_unusable",
                    Source(reading.source_file, sheet.sheet, sheet.header_row or 0),
                    form=form,
                    problem=sheet.problem,
                )
                sheet.why, sheet.form = f"认作“{form}”，但{sheet.problem}", ""


def refuse(readings: Sequence[FileReading]) -> None:
    """Stop where no sheet can be used, with every reason at once."""
    if any(sheet.form and not sheet.problem for reading in readings for sheet in reading.sheets):
        return
    unusable = [_unusable(reading, sheet) for reading in readings for sheet in reading.sheets if sheet.problem]
    if unusable:
        raise InputUnrecognised(unusable)
    sheets = [
        Problem(sheet.why, _place(reading.source_file, sheet.sheet)) for reading in readings for sheet in reading.sheets
    ]
    faults = [
        Problem(reason_of(reading) or "没有读取", reading.source_file, advice="重新保存为 .xlsx")
        for reading in readings
        if reading.fault
    ]
    if faults and not sheets:
        raise InputUnreadable(faults)
    expected = "、".join(form.label for form in forms().values())
    raise InputUnrecognised([Problem("没有一张表是要读的名单", expected=expected), *sheets, *faults])


def _unusable(reading: FileReading, sheet: SheetReading) -> Problem:
    return Problem(
        f"认作“{forms()[sheet.form].label}”，但{sheet.problem}",
        _place(reading.source_file, sheet.sheet, f"第 {sheet.header_row} 行"),
        expected=f"{sheet.expected}；现有表头：{'、'.join(sheet.headings)[:120]}",
        advice="改好后再试",
    )


def _place(*parts: str) -> str:
    return " › ".join(filter(None, parts))
