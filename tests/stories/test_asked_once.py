"""Nothing is asked twice: what schools and townships answered about single rows is in the next run's lists."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from shutil import copytree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from kcbx.answers import questionnaire
from kcbx.definitions import standings
from kcbx.layouts import layout

from ..unit.followup.books import BY
from .clerks import fill, rows
from .county import Run, county, kcbx

FOLDERS = {"township": "乡镇", "school": "学校"}
#: Every answer there is, and every second time that the pupil has dropped out.
SAID = [code for each in questionnaire("school").results for code in (each, "out_of_school")]
EVIDENCE = {"last_day": "2026-09-18", "proof": "证2026-1", "destination": "温州市某某小学", **BY}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "county.key"))
    return tmp_path


def exported_anew(desk: Path) -> Path:
    """The same lists in files of today."""
    folder = copytree(county() / "输入", desk / "新来表")
    for path in folder.rglob("*.xlsx"):
        with ZipFile(path, "a") as archive:
            archive.comment = b"2027-03-08"
    return folder


def reconcile(desk: Path, name: str, as_of: str = "2026-09-20", lists: Path | None = None) -> Run:
    ledger = ("--ledger", desk / "台账.sqlite")
    run = kcbx("reconcile", lists or county() / "输入", "--out", desk / name, "--as-of", as_of, *ledger)
    assert run.code == 0, run.stderr
    return run


def asked(run: Run, workbook: str, sheet: str) -> set[tuple[str, str]]:
    """Recipient and key of every row of a sheet to fill in."""
    form, found = layout(workbook, sheet), set()
    for path in (run.out / FOLDERS[workbook]).glob("*.xlsx"):
        book = load_workbook(path)
        if form.sheet in book.sheetnames:
            page = book[form.sheet]
            found |= {(path.stem, str(page.cell(row, form.key + 1).value)) for row in rows(page, form)}
    return found


def school_says(number: int) -> Mapping[str, str]:
    """One result after the other, over all schools."""
    code = SAID[number % len(SAID)]
    note = "2027-02-28" if code == "on_leave" else "外出务工"
    return {"result": questionnaire("school").results[code].label, "note": note, **EVIDENCE}


def village_says(path: Path) -> Callable[[int], Mapping[str, str]]:
    """What the clerk of a township answers about two values that differ: now one, now the other, never an empty one."""
    form = layout("township", "conflicts")
    page = load_workbook(path)[form.sheet]
    values = [
        [page.cell(row, form.position(side) + 1).value for side in ("census_value", "roll_value")]
        for row in rows(page, form)
    ]

    def says(index: int) -> Mapping[str, str]:
        told = [bool(value) and "空" not in str(value) for value in values[index]]
        right = index % 2 if all(told) else told.index(True)
        return {"result": ("摸底表对", "学籍对")[right], "proof": "户口簿", "checked_by": "李文清"}

    return says


def test_nothing_is_asked_twice(desk: Path) -> None:
    first = reconcile(desk, "一")
    number = itertools.count()
    for path in sorted((first.out / "学校").glob("*.xlsx")):
        fill(path, desk / "交回" / f"学校{path.name}", lambda _: school_says(next(number)), workbook="school")
    for path in (first.out / "乡镇").glob("*.xlsx"):
        fill(path, desk / "交回" / f"乡镇{path.name}", village_says(path), sheet="conflicts")
    done = kcbx("collect", desk / "交回", "--ledger", desk / "台账.sqlite", "--on", "2026-10-12")
    assert done.code == 0, done.stderr

    second, again = reconcile(desk, "二"), reconcile(desk, "再")
    assert asked(first, "township", "conflicts"), "somebody was asked"
    assert not asked(first, "township", "conflicts") & asked(second, "township", "conflicts")

    roll = second.table("roll")
    told = roll[roll["answered"].notna()]
    silenced = {(row.school, row.row_key) for row in told.itertuples()}
    assert silenced < asked(first, "school", "to_verify")
    still = silenced & asked(second, "school", "to_verify")
    assert {row.answered for row in told.itertuples() if (row.school, row.row_key) in still} <= {
        text for text in told["answered"] if text.startswith("在校")
    }

    listed = {code for code, standing in standings().items() if standing.to_verify}
    standing = second.table("standings").set_index("census_id")["standing"]
    out = told[told["answered"].str.startswith("确认辍学") & told["standing"].eq("linked")]
    due = second.table("census").set_index("census_id")["compulsory"]
    out = out[out["census_id"].map(due).fillna(False).astype(bool)]
    assert len(out), "a school said of a pupil of school age that it has dropped out"
    moved = told.loc[told["answered"].str.startswith("已转出"), "child_id"]
    out = out[~out["child_id"].isin(moved)]
    assert len(out), "one whom no other school has sent on, with proof"
    assert set(out["census_id"].map(standing)) <= listed, "and the pupil is on the list"

    accounting = second.table("accounting")
    parts = accounting[["rows_used", "rows_merged", "rows_set_aside", "rows_review"]].sum(axis=1)
    assert (accounting["rows_read"] == parts).all()
    for path in (second.out / "tables").glob("*.parquet"):
        assert second.table(path.stem).equals(again.table(path.stem)), path.stem

    winter = reconcile(desk, "冬", "2027-02-10")
    assert set(winter.table("roll")["answered"].dropna()) == set(told["answered"]), "the lists are still autumn's"
    spring = reconcile(desk, "春", "2027-03-10", exported_anew(desk))
    assert spring.table("roll")["answered"].isna().all(), "the next export of the roll is newer"
    assert not asked(first, "township", "conflicts") & asked(spring, "township", "conflicts"), "a household book is not"
