"""A bare 是, 否 or tick is told with the heading it answers."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from kcbx.app.register.bare_answers import with_questions

SHEETS = pd.DataFrame(
    {
        "source_file": ["云岭乡.xlsx", "杉坪乡.xlsx", "三完小.xlsx"],
        "source_sheet": ["云岭村", None, "点名"],
        "mapping": [
            json.dumps({"name": "姓名", "status": "是否\n在读"}),
            json.dumps({"name": "姓名"}),
            json.dumps({"attendance": "是否到校"}),
        ],
    }
)


@pytest.mark.parametrize(
    ("form", "place", "written", "told"),
    [
        ("census", ("云岭乡.xlsx", "云岭村"), "否", "是否在读：否"),
        ("census", ("云岭乡.xlsx", "云岭村"), "×", "是否在读：×"),
        ("census", ("云岭乡.xlsx", "云岭村"), "0", "是否在读：0"),
        ("census", ("云岭乡.xlsx", "云岭村"), "外出打工", "外出打工"),
        ("census", ("云岭乡.xlsx", "云岭村"), "在读", "在读"),
        ("census", ("杉坪乡.xlsx", None), "否", "否"),
        ("attendance", ("三完小.xlsx", "点名"), "否", "是否到校：否"),
    ],
)
def test_a_bare_answer_brings_its_question(form: str, place: tuple[str, str | None], written: str, told: str) -> None:
    file, sheet = place
    people = pd.DataFrame({"source_file": [file], "source_sheet": [sheet], "status_text": [written]}, dtype="str")
    assert with_questions(form, people, SHEETS)["status_text"].tolist() == [told]
