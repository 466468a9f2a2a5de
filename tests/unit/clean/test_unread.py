"""Days of an end, telephones, student numbers and plain numbers: what is reported and what is left in peace."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.place_names import village_names
from kcbx.clean.problems import Reporter
from kcbx.clean.unread import report_counts, report_details
from kcbx.clean.words import Rows
from kcbx.findings import Findings

AS_OF = date(2026, 9, 20)


def told(field: str, text: str) -> list[str]:
    """Codes of what is said of one cell."""
    place = {"source_file": "表.xlsx", "source_sheet": "表", "source_row": 2}
    frame = pd.DataFrame([{**place, field: text}], dtype="str").astype({"source_row": "int64"})
    rows, findings = Rows(frame), Findings()
    nothing = pd.Series([None], dtype="str")
    number = rows["student_number"] if field == "student_number" else nothing
    report_details(Reporter(frame, findings), rows, nothing, number, AS_OF)
    report_counts(Reporter(frame, findings), rows, ["intake_count"])
    return [found.code for found in findings]


@pytest.mark.parametrize(
    ("field", "text", "codes"),
    [
        ("expiry", "2027-08-31", []),
        ("expiry", "2027年8月", []),
        ("expiry", "无", []),
        ("expiry", "病好以后", ["date_unclear"]),
        ("dropout_date", "2026.9", []),
        ("dropout_date", "去年", ["date_unclear"]),
        ("phone", "15400001234", []),
        ("phone", "0871-1234567", []),
        ("phone", "15400001234、15400005678", []),
        ("phone", "1540000123", ["phone_odd"]),
        ("phone", "没电话", ["phone_odd"]),
        ("phone", "无", []),
        ("student_number", "G539901201509010011", []),
        ("student_number", "L53990120150901123X", []),
        ("student_number", "20190103", ["student_number_odd"]),
        ("absent_days", "3天", []),
        ("absent_days", "几天", ["number_unclear"]),
        ("intake_year", "2020年秋", []),
        ("intake_count", "40人", []),
        ("intake_count", "四十余", ["number_unclear"]),
    ],
)
def test_only_what_cannot_be_read_is_told(field: str, text: str, codes: list[str]) -> None:
    assert told(field, text) == codes


def test_two_places_of_one_short_name_stay_two_however_rare() -> None:
    names = village_names({"水口村": 1, "水口社区": 1, "水口居委会": 1, "水口": 1, "大黎": 2, "大黎村委会": 1}.items())
    places = Gazetteer(villages={"城关镇": names})
    assert places.village("水口村", "城关镇") == ("水口村", "城关镇")
    assert places.village("水口居委会", "城关镇") == ("水口社区", "城关镇")
    assert places.village("水口", "城关镇") == (None, "城关镇")
    assert places.namesakes("水口", "城关镇") == ("水口村", "水口社区")
    assert places.namesakes("大黎", "城关镇") == ("大黎村",)
    assert places.village("大黎", "城关镇") == ("大黎村", "城关镇")
