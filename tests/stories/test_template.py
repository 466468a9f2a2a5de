"""Blank forms, told from the outside: they are filled in by a generator and read back without a single doubt."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import pytest

from kcbx.app.building import people_tables, set_aside
from kcbx.app.other_lists import COUNT_FORMS
from kcbx.cohorts import SchoolAges, grade_name
from kcbx.config import Config, Township
from kcbx.fields import empty, fields
from kcbx.findings import Findings
from kcbx.intake import take_in
from kcbx.intake.forms import forms, key
from kcbx.sample.idnumber import Issuer
from kcbx.workbook.page import FIRST_ROW, HEADER_ROW
from kcbx.workbook.templates import templates
from tests.stories.county import kcbx

DAY = date(2026, 9, 20)
AGES = SchoolAges(2026)
COUNTY = Config(townships=(Township(name="云岭乡", villages=("云岭村",)),))
PLACE = ("--township", "云岭乡", "--village", "云岭村", "--school", "红旗小学")
#: Values of the fields that are neither chosen from a list nor made by :func:`child`.
PLAIN = {
    "township": "云岭乡",
    "village": "云岭村",
    "village_group": "三组",
    "household_head": "赵长河",
    "school": "红旗小学",
    "school_code": "3153000123",
    "school_place": "浙江省温州市",
    "class_name": "1班",
    "entry_month": "202609",
    "reason": "因病",
    "proof": "就读证明",
    "expiry": "2027-08-31",
    "dropout_date": "2026-09-01",
    "planned_entry": "2027年9月",
    "guardian": "赵长河",
    "phone": "15400001234",
    "duty_person": "钱望山",
    "reported_by": "钱望山",
    "residence": "浙江省温州市",
    "destination": "青崖县第一中学",
    "absent_days": "0",
    "intake_year": "2020",
}


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every blank form by form, as the command writes it."""
    to = tmp_path_factory.mktemp("空白 表")
    run = kcbx("template", "all", "--to", to, "--as-of", DAY.isoformat(), *PLACE)
    assert run.code == 0, run.stderr
    by_title = {template.title: form for form, template in templates().items()}
    return {next(form for title, form in by_title.items() if path.stem.endswith(title)): path for path in to.iterdir()}


def child(number: int, rng: Random, issuer: Issuer) -> dict[str, str]:
    """One invented child of a school age, whose values agree with one another."""
    grade = number % 9 + 1
    window = AGES.window(grade)
    birth = date.fromordinal((window.first.toordinal() + window.last.toordinal()) // 2 + number)
    sex = "男" if number % 2 else "女"
    number_id = issuer.issue(rng, birth, sex, region="539921")
    surname, given = "赵钱孙李周吴郑王冯陈"[number % 10], "安宁远山清河长川明月星辰"[number % 12]
    return {
        "serial": str(number + 1),
        "name": f"{surname}{given}{'云水林石'[number % 4]}",
        "sex": sex,
        "birth_date": birth.isoformat(),
        "id_number": number_id,
        "student_number": f"G{number_id}",
        "grade": grade_name(grade),
    }


def fill(form: str, path: Path, count: int = 45) -> list[dict[str, str]]:
    """Type children into a blank form, every word of every drop-down used; returns what was typed."""
    template = templates()[form]
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rng, issuer = Random(form), Issuer()
    offers = {
        name: list(islice(cycle(values), count))
        for name, values in template.choices.items()
        if name not in ("sex", "grade")
    }
    typed = []
    for number in range(count):
        values = {**PLAIN, **child(number, rng, issuer), **{name: words[number] for name, words in offers.items()}}
        if form in COUNT_FORMS:
            values |= {"intake_year": str(2020 + number % 7), "school": f"红旗小学{number}"[:4]}
        row = {name: values.get(name, "3" if fields()[name].kind == "number" else "") for name in template.fields}
        for column, name in enumerate(template.fields, start=1):
            sheet.cell(FIRST_ROW + 1 + number, column).value = row[name] or None
        typed.append(row)
    book.save(path)
    return typed


@pytest.mark.parametrize("form", sorted(templates()))
def test_what_comes_back_reads_without_a_single_warning(form: str, blank: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / blank[form].name
    path.write_bytes(blank[form].read_bytes())
    typed = fill(form, path)
    intake = take_in([path], jobs=1)
    findings = Findings(intake.findings)
    tables = people_tables(intake, COUNTY, DAY, findings)
    _, nobody = set_aside(
        tables.get(form, empty("people")) if form in ("census", "roll") else empty("people"), findings
    )
    table = findings.frame()
    doubts = table[table["severity"].ne("note")]
    assert doubts[["code", "column", "message"]].to_dict("records") == []
    assert set(intake.rows) == {form}
    rows = intake.rows[form]
    assert (len(rows), len(nobody)) == (len(typed), 0)
    for name in templates()[form].fields:
        assert rows[name].fillna("").tolist() == [row[name] for row in typed], name
    assert tables[form]["source_row"].tolist() == list(range(FIRST_ROW + 1, FIRST_ROW + 1 + len(typed)))
    if form not in COUNT_FORMS:
        assert tables[form]["id_state"].eq("ok").all()
        assert tables[form]["birth_precision"].eq("day").all()
        assert tables[form]["status"].notna().all() or "status" not in templates()[form].fields


def test_a_folder_of_filled_forms_passes_the_check_without_a_config(blank: dict[str, Path], tmp_path: Path) -> None:
    for form, path in blank.items():
        copy = tmp_path / path.name
        copy.write_bytes(path.read_bytes())
        fill(form, copy, 12)
    run = kcbx("check", tmp_path, "--as-of", DAY.isoformat(), "--json")
    assert run.code == 0, run.stderr
    counts = json.loads(run.stdout)["counts"]
    assert (counts["error"], counts["warning"]) == (0, 0), run.stdout
    alone = kcbx("check", tmp_path / blank["deferral"].name, "--as-of", DAY.isoformat(), "--json")
    assert json.loads(alone.stdout)["counts"]["warning"] == 0


@pytest.mark.parametrize("form", sorted(templates()))
def test_every_heading_stands_for_its_field_and_nothing_else(form: str, blank: dict[str, Path]) -> None:
    sheet = openpyxl.load_workbook(blank[form]).worksheets[0]
    headings = [str(cell.value) for cell in sheet[HEADER_ROW + 1]]
    assert [forms()[form].headings[key(heading)] for heading in headings] == list(templates()[form].fields)
    starred = {name for name, heading in zip(templates()[form].fields, headings, strict=True) if heading[0] == "*"}
    assert starred == templates()[form].required
    assert templates()[form].required <= set(templates()[form].fields)
    assert all(set(group) & set(templates()[form].fields) for group in forms()[form].essential)


@pytest.mark.parametrize("form", sorted(templates()))
def test_numbers_stay_text_lists_are_offered_and_the_guide_tells_every_column(
    form: str, blank: dict[str, Path]
) -> None:
    book = openpyxl.load_workbook(blank[form])
    sheet, guide = book.worksheets
    template = templates()[form]
    for row in (FIRST_ROW + 1, FIRST_ROW + 30, 1500):
        for column in range(1, len(template.fields) + 1):
            letter = sheet.cell(row, column).column_letter
            shown = sheet.cell(row, column) if row <= sheet.max_row else sheet.column_dimensions[letter]
            assert shown.number_format == "@" or row == 1500
    offered: dict[int, Any] = {}
    for rule in sheet.data_validations.dataValidation:
        if rule.type == "list":
            offered[next(iter(rule.sqref.ranges)).min_col] = rule.formula1.strip('"').split(",")
    for column, name in enumerate(template.fields, start=1):
        if name in template.choices:
            assert offered[column] == list(template.choices[name])
    told = Counter(str(row[0].value) for row in guide.iter_rows())
    assert all(told[fields()[name].label] >= 1 for name in template.fields)
    assert sheet.freeze_panes is not None
    assert not any(each.sheet_state != "visible" for each in book.worksheets)


def test_the_title_says_who_and_the_rows_take_it_over(tmp_path: Path) -> None:
    to = tmp_path / "表.xlsx"
    assert kcbx("template", "census", "--to", to, *PLACE).code == 0
    sheet = openpyxl.load_workbook(to).worksheets[0]
    assert sheet["A1"].value == "云岭乡云岭村适龄儿童少年摸底表"
    typed = fill("census", to, 3)
    book = openpyxl.load_workbook(to)
    for number in range(len(typed)):
        for column in (2, 3):
            book.worksheets[0].cell(FIRST_ROW + 1 + number, column).value = None
    book.save(to)
    rows = take_in([to], jobs=1).rows["census"]
    assert rows["township_hint"].tolist() == ["云岭乡"] * 3
    assert rows["village_hint"].tolist() == ["云岭村"] * 3


def test_the_county_s_own_places_are_offered(tmp_path: Path) -> None:
    config = tmp_path / "kcbx.toml"
    config.write_text(
        '[[townships]]\nname = "云岭乡"\nvillages = ["云岭村", "松溪村"]\n[[townships]]\nname = "杉坪乡"\n'
    )
    to = tmp_path / "表.xlsx"
    assert kcbx("template", "census", "--to", to, "--config", config, "--township", "云岭乡").code == 0
    rules = openpyxl.load_workbook(to).worksheets[0].data_validations.dataValidation
    assert {'"云岭乡"', '"云岭村,松溪村"'} <= {rule.formula1 for rule in rules}


def test_an_empty_form_sent_back_is_told_and_a_form_that_is_there_is_kept(tmp_path: Path) -> None:
    to = tmp_path / "表.xlsx"
    assert kcbx("template", "适龄儿童少年摸底表", "--to", to).code == 0
    assert {found.code for found in take_in([to], jobs=1).findings} == {
        "sheet_without_rows",
        "guide_sheet",
    }
    before = to.read_bytes()
    again = kcbx("template", "census", "--to", to)
    assert (again.code, to.read_bytes() == before) == (2, True)


def test_the_same_day_gives_the_same_form(tmp_path: Path) -> None:
    for name in ("一.xlsx", "二.xlsx"):
        kcbx("template", "roll", "--to", tmp_path / name, "--as-of", DAY.isoformat())
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_an_unknown_form_lists_those_there_are() -> None:
    run = kcbx("template", "别的表")
    assert run.code == 2
    assert all(form in run.stderr for form in templates())
