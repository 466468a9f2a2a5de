"""The whole round on a sample county: reconcile, townships answer, collect, correct, collect, reconcile, next term."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from kcbx.definitions import standings

from ..unit.followup.books import COMPLETE, answer
from .clerks import fill, sort_descending
from .county import Run, county, kcbx

TO_VERIFY = [code for code, standing in standings().items() if standing.to_verify]
#: Whether a child can have finished depends on its age.
RESULTS = [code for code in COMPLETE if code not in {"duplicate", "finished"}]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "county.key"))
    return tmp_path


def reconcile(desk: Path, name: str, as_of: str = "2026-09-20") -> Run:
    run = kcbx(
        "reconcile",
        county() / "输入",
        "--out",
        desk / name,
        "--as-of",
        as_of,
        "--ledger",
        desk / "台账.sqlite",
        "--json",
    )
    assert run.code == 0, run.stderr
    return run


def collect(desk: Path, on: str) -> dict:
    run = kcbx("collect", desk / "交回", "--ledger", desk / "台账.sqlite", "--on", on, "--json")
    assert run.code == 0, run.stderr
    return json.loads(run.stdout)


def cases(desk: Path, as_of: str, *words: str) -> list[dict]:
    run = kcbx("cases", "list", "--ledger", desk / "台账.sqlite", "--as-of", as_of, "--json", *words)
    assert run.code == 0, run.stderr
    return json.loads(run.stdout)["cases"]


def on_list(run: Run) -> pd.DataFrame:
    found = run.table("standings")
    return found[found["out_of_school_list"]]


def balance(desk: Path, month: str, as_of: str) -> dict:
    run = kcbx("cases", "report", month, "--ledger", desk / "台账.sqlite", "--as-of", as_of, "--json")
    assert run.code == 0, run.stderr
    return json.loads(run.stdout)


def test_the_round_closes(desk: Path) -> None:
    first = reconcile(desk, "一")
    listed = on_list(first)
    assert {case["number"] for case in cases(desk, "2026-09-20", "--open")} == set(listed["case_number"])

    roll = first.table("roll")
    school = sorted(roll.loc[roll["stage"] == "primary", "school"].dropna())[0]
    told: Counter[str] = Counter()

    def said(index: int) -> dict[str, str]:
        if index % 4 == 3:
            return {}
        code = RESULTS[index % len(RESULTS)]
        told[code] += 1
        given = answer(code)
        if given["result"] in {"已返校", "县内就读", "送教上门"}:
            given["school"] = "没有这所学校" if index == 0 else school
        return given

    townships = sorted((first.out / "乡镇").glob("*.xlsx"))
    for number, path in enumerate(townships):
        alter = sort_descending if number == 0 else (lambda book, page: None)
        fill(path, desk / "交回" / f"第{number}份.xlsx", said, alter=alter)
    back = collect(desk, "2026-10-12")
    assert all(sum(file["places"].values()) == file["rows"] for file in back["files"])
    assert back["places"]["effective"] + back["places"]["to_correct"] == told.total()
    assert back["places"]["to_correct"] == len(townships)

    for number, path in enumerate(sorted((desk / "退回更正").glob("*.xlsx"))):
        fill(path, desk / "交回" / f"更正{number}.xlsx", lambda index: {"school": school} if index == 0 else {})
    again = collect(desk, "2026-10-13")
    assert again["disputed_cases"] == []
    assert sum(file["again"] for file in again["files"]) == len(townships)

    second = reconcile(desk, "二")
    still = {case["number"] for case in cases(desk, "2026-10-13", "--open")}
    assert set(on_list(second)["case_number"]) == still < set(listed["case_number"])
    held = second.table("standings").set_index("case_number")["standing"]
    for case in cases(desk, "2026-10-13"):
        if case["answer"] == "县外就读":
            assert held[case["number"]] == "elsewhere_proved"
    accounting = second.table("accounting")
    parts = accounting[["rows_used", "rows_merged", "rows_set_aside", "rows_review"]].sum(axis=1)
    assert (accounting["rows_read"] == parts).all()

    october = balance(desk, "2026-10", "2026-10-31")
    assert october["closes"]
    assert (october["total"]["opening"], october["total"]["closing"]) == (len(listed), len(still))

    spring = reconcile(desk, "三", "2027-03-10")
    open_now = {case["number"] for case in cases(desk, "2027-03-10", "--open")}
    assert set(on_list(spring)["case_number"]) <= open_now
    march = balance(desk, "2027-03", "2027-03-31")
    assert march["closes"]
    assert march["total"]["opening"] == balance(desk, "2027-02", "2027-03-31")["total"]["closing"]


def test_nothing_personal_reaches_the_terminal(desk: Path) -> None:
    first = reconcile(desk, "一")
    for path in (first.out / "乡镇").glob("*.xlsx"):
        fill(
            path, desk / "交回" / path.name, lambda index: answer("out_of_school") if index % 2 else {"result": "在家"}
        )
    runs = [kcbx("collect", desk / "交回", "--ledger", desk / "台账.sqlite", "--on", "2026-10-12")]
    number = cases(desk, "2026-10-12", "--open")[0]["number"]
    ledger = ("--ledger", desk / "台账.sqlite", "--as-of", "2026-10-31")
    runs += [kcbx("cases", *words, *ledger) for words in (("list",), ("due",), ("show", number), ("report", "2026-10"))]
    runs += [kcbx("cases", "letters", *ledger, "--out", desk / "信.csv")]
    census = first.table("census")
    for run in runs:
        assert run.code == 0, run.stderr
        for column in ("name", "id_number"):
            shown = [
                text for text in census[column].dropna().unique() if len(text) > 2 and text in run.stdout + run.stderr
            ]
            assert not shown


def test_open_cases_of_children_no_sheet_has_any_more_are_named(desk: Path) -> None:
    """A village that leaves a child out of its sheet took it off every list, and only a count told of it."""
    listed = on_list(reconcile(desk, "一"))
    gone = listed.iloc[0]["source_file"]
    shutil.copytree(county() / "输入", desk / "来表")
    (desk / "来表" / gone).unlink()
    words = (
        "reconcile",
        desk / "来表",
        "--out",
        desk / "二",
        "--as-of",
        "2026-10-20",
        "--ledger",
        desk / "台账.sqlite",
    )
    run = kcbx(*words, "--json")
    assert run.code == 0, run.stderr
    unseen = set(json.loads(run.stdout)["unseen_cases"])
    assert unseen == set(listed.loc[listed["source_file"].eq(gone), "case_number"]) - set(on_list(run)["case_number"])
    assert unseen
    assert sorted(unseen)[0] in run.stderr
