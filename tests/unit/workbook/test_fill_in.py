"""The formula of 还缺什么 says what the Python rule says, also when LibreOffice computes it."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from kcbx.answers import questionnaire
from kcbx.config import Config
from kcbx.layouts import SheetLayout, layout
from kcbx.workbook import school, township
from kcbx.workbook.page import FIRST_ROW

from .invented_register import invented_register

REGISTER = invented_register(9000)
TOWNSHIP = "云岭乡"

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")


def answers(rng: random.Random, sheet: SheetLayout) -> dict[str, str]:
    """Some cells of a row filled in, as clerks do: with a listed result, another word, or none."""
    listed = [result.label for result in sheet.asked.results.values()]
    result = rng.choice([*listed, *listed, "", "在家", f"{listed[0]} "])
    given = {name: rng.choice(["", " ", "某某", "2026-10-08"]) for name in sheet.asked.columns}
    return given | {"result": result}


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    township.write(REGISTER, Config(), TOWNSHIP, folder / "township.xlsx")
    name = max(school.names(REGISTER), key=lambda each: len(school.lists_by_school(REGISTER)[each].rows))
    school.write(REGISTER, Config(), name, folder / "school.xlsx")
    return folder


def resaved(path: Path, out: Path) -> Path:
    """The workbook opened, computed and saved by LibreOffice."""
    profile = f"-env:UserInstallation=file://{out / 'profile'}"
    target = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), str(path)]
    subprocess.run(["soffice", "--headless", "--norestore", profile, *target], check=True, capture_output=True)
    return out / path.name


def filled(path: Path, sheets: list[SheetLayout], rng: random.Random) -> Iterator[tuple[str, int, dict[str, str]]]:
    """Fill rows by script and save; yields sheet, 0-based row and the answers put there."""
    workbook = load_workbook(path)
    for sheet in sheets:
        tab = workbook[sheet.sheet]
        for row in range(FIRST_ROW, tab.max_row):
            new = tab.cell(row + 1, sheet.key + 1).value is None
            if new and tab.cell(row + 1, 1).value is not None:
                continue  # a line of words over or under the rows
            given = answers(rng, sheet)
            if new:
                given |= {name: rng.choice(["", "某"]) for name in sheet.asked.newly_found}
            for name, text in given.items():
                tab.cell(row + 1, sheet.position(name) + 1).value = text or None
            yield sheet.sheet, row, given
    workbook.save(path)


@needs_office
@pytest.mark.parametrize("kind", ["township", "school"])
def test_libreoffice_says_what_the_rule_says(kind: str, sent: Path, tmp_path: Path) -> None:
    path = tmp_path / "half" / f"{kind}.xlsx"
    path.parent.mkdir()
    shutil.copy(sent / f"{kind}.xlsx", path)
    codes = ["to_verify", "pairs", "conflicts"] if kind == "township" else ["to_verify"]
    sheets = {sheet.sheet: sheet for sheet in (layout(kind, code) for code in codes)}
    given = list(filled(path, list(sheets.values()), random.Random(11)))
    after = resaved(path, tmp_path)
    computed = {name: rows_of(after, name) for name in sheets}
    assert len(given) > 12
    for name, row, answered in given:
        asked = sheets[name].asked
        said = asked.still_missing(answered, newly_found=bool(asked.newly_found.keys() & answered.keys()))
        assert (computed[name][row][sheets[name].gap], row) == (said, row)


@needs_office
def test_the_cover_counts_while_a_clerk_types(sent: Path, tmp_path: Path) -> None:
    path = tmp_path / "half" / "township.xlsx"
    path.parent.mkdir()
    shutil.copy(sent / "township.xlsx", path)
    sheet = layout("township", "to_verify")
    given = list(filled(path, [sheet], random.Random(5)))
    after = resaved(path, tmp_path)
    total = next(row for row in reversed(rows_of(after, "封面")) if row[0] == "合计")
    on_list = [answered for _, _, answered in given if "name" not in answered]
    said = [sheet.asked.still_missing(answered) for answered in on_list]
    complete, lacking = said.count("√ 完整"), sum(text.startswith("缺") for text in said)
    counts = [value for value in total[1:] if value != ""]
    assert counts[:4] == [len(on_list), complete, lacking, len(on_list) - complete - lacking]


@needs_office
def test_a_save_by_libreoffice_keeps_drop_downs_text_and_locks(sent: Path, tmp_path: Path) -> None:
    before, after = load_workbook(sent / "township.xlsx"), load_workbook(resaved(sent / "township.xlsx", tmp_path))
    for code in ("to_verify", "pairs", "conflicts"):
        sheet = layout("township", code)
        old, new = before[sheet.sheet], after[sheet.sheet]
        rules = [{(rule.type, rule.formula1) for rule in tab.data_validations.dataValidation} for tab in (old, new)]
        assert any(kind == "list" for kind, _ in rules[0])
        assert {formula for kind, formula in rules[0] if kind == "list"} == {
            formula for kind, formula in rules[1] if kind == "list"
        }
        for row in range(FIRST_ROW + 1, old.max_row + 1):
            for position in range(sheet.gap):
                cell = new.cell(row, position + 1)
                assert cell.value == old.cell(row, position + 1).value
                assert cell.protection.locked == old.cell(row, position + 1).protection.locked
                assert position == 0 or cell.number_format == "@"
        assert [new.cell(row, sheet.key + 1).value for row in range(1, new.max_row + 1)] == [
            old.cell(row, sheet.key + 1).value for row in range(1, new.max_row + 1)
        ]
        assert new.protection.sheet
        assert not new.protection.autoFilter
    properties = {each.name: each.value for each in after.custom_doc_props.props}
    assert properties["kcbx_batch"] == REGISTER.place.batch
    assert properties["kcbx_kind"] == "township"
    assert properties["kcbx_recipient"] == TOWNSHIP


@pytest.mark.parametrize("kind", ["township", "school"])
def test_every_formula_is_written_with_its_value(kind: str, sent: Path) -> None:
    formulas = load_workbook(sent / f"{kind}.xlsx")
    values = load_workbook(sent / f"{kind}.xlsx", data_only=True)
    found = 0
    for sheet in formulas:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    found += 1
                    shown = values[sheet.title][cell.coordinate].value
                    assert shown in {None, "", 0} or isinstance(shown, int), cell.coordinate
                    assert len(cell.value) < 8000
    assert found > 20


def test_dates_are_asked_for_with_a_rule_that_text_can_pass(sent: Path) -> None:
    sheet = layout("township", "to_verify")
    tab = load_workbook(sent / "township.xlsx")[sheet.sheet]
    rules = [rule for rule in tab.data_validations.dataValidation if rule.type == "custom"]
    assert all("DATEVALUE" in rule.formula1 for rule in rules)
    dates = [column for column in questionnaire("township").columns.values() if column.kind == "date"]
    assert len(rules) == 2 * len(dates)  # on the list, and on the rows for new children
