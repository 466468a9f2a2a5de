"""Blank forms, told from the outside: they are filled in by a generator and read back without a single doubt."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from kcbx.app.register.cleaning import people_tables, set_aside
from kcbx.config import Config, Township
from kcbx.fields import empty
from kcbx.findings import Findings
from kcbx.intake import take_in
from kcbx.intake.forms import forms, key
from kcbx.list_kinds import count_forms
from kcbx.workbook.page import FIRST_ROW, HEADER_ROW
from kcbx.workbook.templates import templates, width_of
from kcbx.workbook.templates_form import ROWS
from kcbx.workbook.text import pixels
from tests.stories.county import kcbx
from tests.stories.filled_forms import DAY, TOWNSHIP, VILLAGES, children, rows_of, type_in

COUNTY = Config(townships=(Township(name=TOWNSHIP, villages=VILLAGES),))
PLACE = ("--township", TOWNSHIP, "--village", "云岭村", "--school", "红旗小学")
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every blank form by form, as the command writes it."""
    to = tmp_path_factory.mktemp("空白 表")
    run = kcbx("template", "all", "--to", to, "--as-of", DAY.isoformat(), *PLACE)
    assert run.code == 0, run.stderr
    by_title = {template.title: form for form, template in templates().items()}
    return {next(form for title, form in by_title.items() if path.stem.endswith(title)): path for path in to.iterdir()}


@pytest.fixture(scope="module")
def filled(blank: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """For every seed a folder: each form filled in for the same invented children."""
    folders = {}
    for seed in SEEDS:
        folders[seed] = tmp_path_factory.mktemp(f"来表 {seed}")
        known = children(seed)
        for form, path in blank.items():
            copy = folders[seed] / path.name
            shutil.copyfile(path, copy)
            type_in(form, copy, rows_of(form, seed, known))
    return folders


def fill(form: str, path: Path, count: int = 45) -> list[dict[str, str]]:
    """Type rows of a seed into a blank form, every word of every drop-down used; returns what was typed."""
    template = templates()[form]
    known = [child for child in children(7, 9 * count) if form in child.forms]
    lines = [dict(line) for line in islice(cycle(rows_of(form, 7, known)), count)]
    for name, words in template.choices.items():
        if name not in ("sex", "grade"):
            for line, word in zip(lines, cycle(words), strict=False):
                line[name] = word
    type_in(form, path, lines)
    return lines


def doubts(run_stdout: str) -> list[dict[str, Any]]:
    return [each for each in json.loads(run_stdout)["problems"] if each["severity"] != "note"]


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
    assert table.loc[table["severity"].ne("note"), ["code", "column", "message"]].to_dict("records") == []
    assert set(intake.rows) == {form}
    rows = intake.rows[form]
    assert (len(rows), len(nobody)) == (len(typed), 0)
    for name in templates()[form].fields:
        assert rows[name].fillna("").tolist() == [row[name] for row in typed], name
    assert tables[form]["source_row"].tolist() == list(range(FIRST_ROW + 1, FIRST_ROW + 1 + len(typed)))
    if form not in count_forms():
        assert tables[form]["id_state"].eq("ok").all()
        assert tables[form]["birth_precision"].eq("day").all()
        assert tables[form]["status"].notna().all() or "status" not in templates()[form].fields
        for word in templates()[form].choices.get("status", ()):
            assert tables[form].loc[rows["status"].eq(word).to_numpy(), "status"].notna().all(), word


@pytest.mark.parametrize("seed", SEEDS)
def test_a_filled_county_passes_the_check_without_a_config(seed: int, filled: dict[int, Path]) -> None:
    run = kcbx("check", filled[seed], "--as-of", DAY.isoformat(), "--json")
    assert run.code == 0, run.stderr
    assert doubts(run.stdout) == []
    files = json.loads(run.stdout)["files"]
    assert {form for each in files for form in each["forms"]} == set(templates())
    assert sum(each["rows_used"] for each in files) == _typed(seed)


def _typed(seed: int) -> int:
    return sum(len(rows_of(form, seed, children(seed))) for form in templates())


def test_every_form_passes_the_check_alone(filled: dict[int, Path], tmp_path: Path) -> None:
    for path in sorted(filled[2].iterdir()):
        run = kcbx("check", path, "--as-of", DAY.isoformat(), "--json")
        assert doubts(run.stdout) == [], path.name


@pytest.mark.parametrize("seed", SEEDS)
def test_a_filled_county_is_reconciled_without_an_error_or_a_warning(
    seed: int, filled: dict[int, Path], tmp_path: Path
) -> None:
    run = kcbx("reconcile", filled[seed], "--out", tmp_path / "结果", "--as-of", DAY.isoformat(), "--json")
    assert run.code == 0, run.stderr
    found = run.table("findings")
    assert (
        found.loc[found["severity"].ne("note"), ["code", "source_file", "column", "message"]].to_dict("records") == []
    )
    known = children(seed)
    standings = Counter(run.table("standings")["standing"])
    expected = {
        "in_school": "in_school", "with_class": "with_class", "home_taught": "home_taught", "leave": "on_leave",
        "deferral": "deferred", "out_of_county": "elsewhere_proved", "out": "out_declared",
    }  # fmt: skip
    assert standings == Counter(expected[child.lot] for child in known)
    for form in templates().keys() - {"census", "roll"}:
        table = run.table(f"other_{form}")
        assert len(table) == len(rows_of(form, seed, known)), form
        if form not in (*count_forms(), "graduates"):
            assert table["child_id"].notna().all(), form


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_forms_saved_by_another_office_read_the_same(filled: dict[int, Path], tmp_path: Path) -> None:
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "存过")]
    paths = sorted(map(str, filled[3].iterdir()))
    subprocess.run(["soffice", "--headless", "--norestore", profile, *target, *paths], check=True, capture_output=True)
    run = kcbx("check", tmp_path / "存过", "--as-of", DAY.isoformat(), "--json")
    assert run.code == 0, run.stderr
    assert doubts(run.stdout) == []
    before, after = (take_in([folder], jobs=1).rows for folder in (filled[3], tmp_path / "存过"))
    assert before.keys() == after.keys()
    for form, rows in before.items():
        pd.testing.assert_frame_equal(rows, after[form], check_like=True)


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
    assert all(told[template.label(name)] >= 1 for name in template.fields)
    assert sheet.freeze_panes is not None
    assert not any(each.sheet_state != "visible" for each in book.worksheets)


#: Smallest print: the share of its size that a form's 10 points may shrink to.
LEGIBLE = 0.8


@pytest.mark.parametrize("form", sorted(templates()))
def test_a_form_prints_legibly_on_a4(form: str, blank: dict[str, Path]) -> None:
    """On one page across or on two side by side, the child's name on both, nothing of the head cut by the edge."""
    sheet = openpyxl.load_workbook(blank[form]).worksheets[0]
    setup, template = sheet.page_setup, templates()[form]
    across = setup.fitToWidth or 1
    assert (setup.paperSize, setup.orientation, setup.fitToHeight) == (9, "landscape", 2)
    widths = {name: pixels(width_of(name)) for name in template.fields}
    page = (297 / 25.4 - 0.8) * 96 / LEGIBLE
    if across == 1:
        assert sum(widths.values()) <= page
        return
    assert across == 2
    name = list(template.fields).index("name")
    assert sheet.print_title_cols == "${0}:${0}".format(openpyxl.utils.get_column_letter(name + 1))
    widest = max(widths.values())
    assert sum(widths.values()) + widths["name"] + widest <= 2 * page
    assert sheet.cell(2, name + 2).value.startswith("填报单位")
    assert [sheet.cell(row, column).value for row in (2, 3) for column in range(1, name + 2)] == [None] * 2 * (name + 1)
    heights = sum((sheet.row_dimensions[row].height or 15) for row in range(1, HEADER_ROW + 2 + ROWS))
    assert heights <= 2 * (210 / 25.4 - 1.1) * 72 / LEGIBLE


def test_the_title_says_who_and_the_rows_take_it_over(tmp_path: Path) -> None:
    to = tmp_path / "表.xlsx"
    assert kcbx("template", "census", "--to", to, *PLACE).code == 0
    sheet = openpyxl.load_workbook(to).worksheets[0]
    assert sheet["A1"].value == "云岭乡云岭村适龄儿童少年摸底表"
    fill("census", to, 3)
    book = openpyxl.load_workbook(to)
    for number in range(3):
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


def test_a_folder_is_enough_and_another_kind_of_file_is_told(tmp_path: Path) -> None:
    made = kcbx("template", "census", "--to", tmp_path, *PLACE)
    assert (made.code, [path.suffix for path in tmp_path.iterdir()]) == (0, [".xlsx"])
    wrong = kcbx("template", "census", "--to", tmp_path / "表")
    assert (wrong.code, ".xlsx" in wrong.stderr, (tmp_path / "表").exists()) == (2, True, False)


def test_the_same_day_gives_the_same_form(tmp_path: Path) -> None:
    for name in ("一.xlsx", "二.xlsx"):
        kcbx("template", "roll", "--to", tmp_path / name, "--as-of", DAY.isoformat())
    assert (tmp_path / "一.xlsx").read_bytes() == (tmp_path / "二.xlsx").read_bytes()


def test_an_unknown_form_lists_those_there_are() -> None:
    run = kcbx("template", "别的表")
    assert run.code == 2
    assert all(form in run.stderr for form in templates())


def test_a_form_is_known_by_a_part_of_its_title_and_all_go_into_a_folder(tmp_path: Path) -> None:
    made = kcbx("template", "摸底", "--to", tmp_path / "一.xlsx", *PLACE)
    assert made.code == 0, made.stderr
    several = kcbx("template", "名单", "--to", tmp_path / "二.xlsx")
    assert (several.code, (tmp_path / "二.xlsx").exists()) == (2, False)
    every = kcbx("template", "all", "--to", tmp_path / "三.xlsx")
    assert (every.code, (tmp_path / "三.xlsx").exists()) == (2, False)


def test_every_form_that_is_read_has_a_blank_one_and_the_help_names_it() -> None:
    assert set(templates()) == set(forms())
    shown = kcbx("template", "--help").stdout
    assert [form for form in templates() if form not in shown] == []
