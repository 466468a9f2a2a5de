"""The whole round: reconcile with a ledger, a clerk answers, collect, reconcile again, and next term once more."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from kcbx.layouts import layout
from tests.stories.county import Run, county, kcbx

FORM = layout("township", "to_verify")
ELSEWHERE = {
    "result": "县外就读",
    "school": "温州市某某小学",
    "place": "浙江省温州市",
    "proof": "就读证明（照片）",
    "checked_by": "李文清",
    "checked_on": "2026-10-08",
}
OUT = {"result": "确认失学、辍学", "reason": "厌学", "checked_by": "李文清", "checked_on": "2026-10-08"}
HALF = {"result": "县外就读", "place": "浙江省"}


def fill(workbook: Path, target: Path, answers: list[dict[str, str]]) -> list[str]:
    """Answer the first rows of 待核查 and return the hidden keys of those rows."""
    book = load_workbook(workbook)
    sheet = book[FORM.sheet]
    first = next(
        row
        for row in range(1, 20)
        if isinstance(sheet.cell(row, 1).value, (int, float)) and sheet.cell(row, FORM.key + 1).value
    )
    keys = []
    for offset, answer in enumerate(answers):
        keys.append(str(sheet.cell(first + offset, FORM.key + 1).value))
        for field, text in answer.items():
            sheet.cell(first + offset, FORM.position(field) + 1, text)
    book.save(target)
    return keys


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], Run, Run]:
    folder = tmp_path_factory.mktemp("一轮")
    env = {**os.environ, "KCBX_SECRET_FILE": str(folder / "county.key")}
    ledger = folder / "台账.db"

    def run(out: str, *more: str | Path) -> Run:
        words = ("reconcile", county() / "输入", "--out", folder / out, "--ledger", ledger, *more)
        done = kcbx(*words, env=env)
        assert done.code == 0, done.stderr
        return done

    first = run("一", "--as-of", "2026-09-20")
    book = max((first.out / "乡镇").glob("*.xlsx"), key=lambda path: path.stat().st_size)
    (folder / "交回").mkdir()
    keys = fill(book, folder / "交回" / "改了名.xlsx", [ELSEWHERE, OUT, HALF])
    taken = kcbx("collect", folder / "交回", "--ledger", ledger, "--on", "2026-10-12", env=env)
    assert taken.code == 0, taken.stderr
    return folder, keys, first, run("二", "--as-of", "2026-10-20")


def standing_of(run: Run, keys: list[str]) -> list[str]:
    table = run.table("standings").set_index("row_key")["standing"]
    return [table[key] for key in keys]


def test_an_answer_with_its_evidence_takes_the_child_off_the_list(office: tuple[Path, list[str], Run, Run]) -> None:
    _, keys, first, second = office
    elsewhere, out, half = standing_of(second, keys)
    assert elsewhere == "elsewhere_proved"
    assert out in {"out_declared", "contradicted", "not_attending"}
    assert half == standing_of(first, keys)[2]


def test_nothing_else_changes(office: tuple[Path, list[str], Run, Run]) -> None:
    _, keys, first, second = office
    before, after = (
        table[~table["row_key"].isin(keys)].set_index("census_id")["standing"]
        for table in (run.table("standings") for run in (first, second))
    )
    pd.testing.assert_series_equal(before, after)


def test_the_case_number_stays_with_the_child(office: tuple[Path, list[str], Run, Run]) -> None:
    _, _, first, second = office
    numbers = [run.table("standings").set_index("census_id")["case_number"] for run in (first, second)]
    listed = first.table("standings").query("out_of_school_list")["census_id"]
    pd.testing.assert_series_equal(*(each[listed] for each in numbers))


def test_the_report_of_the_month_closes(office: tuple[Path, list[str], Run, Run]) -> None:
    folder, _, _, _ = office
    env = {**os.environ, "KCBX_SECRET_FILE": str(folder / "county.key")}
    listed = kcbx("cases", "list", "--ledger", folder / "台账.db", env=env)
    assert listed.code == 0, listed.stderr
    assert "26A-" in listed.stdout
