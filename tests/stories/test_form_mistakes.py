"""Every mistake that a blank form's guide speaks of: made once, found at its cell, and nothing else said."""

from __future__ import annotations

import json
import shutil
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kcbx.cohorts import SchoolAges, grade_name, school_year_of
from kcbx.definitions import schema
from kcbx.findings import catalogue, severities
from kcbx.sample.idnumber import check_character
from kcbx.workbook.page import FIRST_ROW, HEADER_ROW
from kcbx.workbook.templates import templates
from kcbx.workbook.templates_guide import mistakes
from tests.stories.county import kcbx
from tests.stories.filled_forms import DAY, TOWNSHIP, VILLAGES, Child, children, rows_of, type_in

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "form_mistakes.toml").read_text(encoding="utf-8"))["case"]
ROWS = 6
FIRST, HEAD = FIRST_ROW + 1, HEADER_ROW + 1
Rows = list[dict[str, str]]


def _rows(form: str) -> Rows:
    """A few rows of a form, filled in well; in school where the form speaks of pupils, all of the cohort of a rate."""
    cohort = SchoolAges(school_year_of(DAY)).entry_of_last_grade
    known: list[Child] = [
        child
        for child in children(5, 90)
        if (child.lot == "in_school" or form not in ("census", "roll"))
        and (child.entered == cohort or form != "intake_list")
    ]
    return [dict(line) for line in rows_of(form, 5, known)[:ROWS]]


def _other_digit(rows: Rows) -> None:
    number = rows[0]["id_number"]
    rows[0]["id_number"] = number[:15] + str((int(number[15]) + 5) % 10) + number[16:]


def _far_grade(rows: Rows) -> None:
    due = [grade_name(grade) for grade in range(1, 10)]
    rows[0]["grade"] = due[(due.index(rows[0]["grade"]) + 4) % 9]


def _number_of_the_next(rows: Rows) -> None:
    rows[0]["student_number"] = rows[1]["student_number"]


def _remark(rows: Rows) -> None:
    rows[0]["id_number"] += "（已核）"


#: Edits of what is typed, by what the cases call them.
TYPED: Mapping[str, Callable[[Rows], None]] = {
    "one digit of the ID number changed": _other_digit,
    "a grade four years off": _far_grade,
    "the student number of the next row": _number_of_the_next,
    "a remark behind the ID number": _remark,
    "nothing filled in": lambda rows: rows.clear(),
}


def _column(sheet: Worksheet, label: str) -> int:
    return next(cell.column for cell in sheet[HEAD] if str(cell.value).strip("*▼ ") == label)


def _as_number(sheet: Worksheet) -> None:
    cell = sheet.cell(FIRST, _column(sheet, "身份证号"))
    cell.value, cell.number_format = int(str(cell.value)[:15] + "000"), "0"


def _own_column(sheet: Worksheet) -> None:
    last = len(templates()["census"].fields) + 1
    sheet.cell(HEAD, last).value = "走访情况"
    sheet.cell(FIRST, last).value = "去过"


def _rewritten(label: str, heading: str) -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        sheet.cell(HEAD, _column(sheet, label)).value = heading

    return edit


def _subtotal(sheet: Worksheet) -> None:
    sheet.insert_rows(FIRST + 2)
    sheet.cell(FIRST + 2, 1).value = "小计"
    sheet.cell(FIRST + 2, 7).value = "2人"


def _headings_again(sheet: Worksheet) -> None:
    sheet.insert_rows(FIRST + 2)
    for cell in sheet[HEAD]:
        sheet.cell(FIRST + 2, cell.column).value = cell.value


def _merged(sheet: Worksheet) -> None:
    for row in range(FIRST + 1, FIRST + 3):
        sheet.cell(row, 3).value = None
    sheet.merge_cells(start_row=FIRST, end_row=FIRST + 2, start_column=3, end_column=3)


def _hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[FIRST + 1].hidden = True


def _class_cell(value: str, kind: str) -> Callable[[Worksheet], None]:
    def edit(sheet: Worksheet) -> None:
        cell = sheet.cell(FIRST, _column(sheet, "班级"))
        cell.value, cell.data_type = value, kind

    return edit


#: Edits of the sheet itself.
DRAWN: Mapping[str, Callable[[Worksheet], None]] = {
    "the ID number typed as a number": _as_number,
    "a column of its own at the end": _own_column,
    "the heading of the name rewritten": _rewritten("姓名", "娃娃"),
    "the heading of the ID number rewritten": _rewritten("身份证号", "号"),
    "a subtotal in the middle": _subtotal,
    "the headings once more in the middle": _headings_again,
    "villages merged": _merged,
    "a hidden row": _hidden,
    "an error value pasted": _class_cell("#N/A", "e"),
    "a formula without a value": _class_cell("=A1", "f"),
}


def make(case: Mapping[str, Any], blank: Path, to: Path) -> None:
    """The form filled in, with the one mistake of a case."""
    rows, edit = _rows(case["form"]), case.get("edit", "")
    for name, text in case.get("set", {}).items():
        other = {"男": "女", "女": "男"}.get(rows[0][name], "")
        rows[0][name] = other if text == "other" else text
    TYPED.get(edit, lambda _: None)(rows)
    shutil.copyfile(blank, to)
    type_in(case["form"], to, rows)
    if edit in DRAWN:
        book = openpyxl.load_workbook(to)
        DRAWN[edit](book.worksheets[0])
        book.save(to)
    assert not edit or edit in TYPED or edit in DRAWN


def name_of(case: Mapping[str, Any]) -> str:
    """A case by its form, its code and what is done."""
    done = case.get("edit") or "、".join(case["set"].values()) or "、".join(case["set"])
    return f"{case['form']}-{case['code']}-{done}"


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict[str, Any]]]:
    """Every case in a file of its own, all checked at once: the problems by case."""
    folder = tmp_path_factory.mktemp("错例")
    run = kcbx("template", "all", "--to", folder / "空白", "--as-of", DAY.isoformat())
    assert run.code == 0, run.stderr
    blank = {form: folder / "空白" / f"{template.title}.xlsx" for form, template in templates().items()}
    names = {}
    for number, case in enumerate(CASES):
        title = templates()[case["form"]].title
        to = folder / "来表" / f"第{number}份" / f"{title}.xlsx"
        to.parent.mkdir(parents=True)
        make(case, blank[case["form"]], to)
        names[f"第{number}份/{title}.xlsx"] = name_of(case)
    config = folder / "kcbx.toml"
    villages = ", ".join(f'"{each}"' for each in VILLAGES)
    config.write_text(f'[[townships]]\nname = "{TOWNSHIP}"\nvillages = [{villages}]\n', encoding="utf-8")
    run = kcbx("check", folder / "来表", "--config", config, "--as-of", DAY.isoformat(), "--json")
    assert run.code == 0, run.stderr
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in names.values()}
    for each in json.loads(run.stdout)["problems"]:
        found[names[each["source_file"]]].append(each)
    return found


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_documented_mistake_gives_its_message_at_its_cell(
    case: dict[str, Any], problems: dict[str, list[dict[str, Any]]]
) -> None:
    found = [
        (each["code"], each["cell"] or (f"第{each['source_row']}行" if each["source_row"] else ""))
        for each in problems[name_of(case)]
    ]
    expected = {"guide_sheet", case["code"], *case.get("also", ())}
    assert (case["code"], case["at"]) in found
    assert {code for code, _ in found} <= expected


def test_the_guide_and_the_cases_speak_of_the_same_mistakes() -> None:
    documented = {code for each in schema("workbooks/template")["mistakes"] for code in each["code"]}
    assert documented <= set(catalogue())
    assert documented == {case["code"] for case in CASES} - {"name_missing"}
    for case in CASES:
        form = templates()[case["form"]]
        told = [each for each in schema("workbooks/template")["mistakes"] if case["code"] in each["code"]]
        assert case["code"] == "name_missing" or any(
            not each["fields"] or set(each["fields"]) & set(form.fields) for each in told
        ), case


def test_every_guide_names_the_mistakes_with_how_grave_they_are() -> None:
    for template in templates().values():
        lines = list(mistakes(template))
        assert len(lines) >= 6
        assert {degree for _, degree, _ in lines} <= set(severities().values())
        assert all("→" in said for _, _, said in lines)


def test_an_id_number_of_the_cases_is_nobodys() -> None:
    """Region 5399xx is not assigned; the guardian's number of the cases is sound in form."""
    guardian = next(case["set"]["id_number"] for case in CASES if case["code"] == "id_not_childs")
    assert check_character(guardian[:17]) == guardian[17]
