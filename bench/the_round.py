"""The whole round on the shipped samples, as one command: ``python -m bench.the_round [COUNTY]``.

reconcile → pack → workbooks filled as clerks do (sorted, half filled, free text, a row of another township, the same
book twice with another answer, saved again by LibreOffice as .xlsx and as .xls) → collect → marked copies → corrected
→ collect → reconcile. Prints what became of every row and checks that the sums close.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kcbx.layouts import layout
from tests.stories.clerks import FIRST, SOFFICE, fill, resave, rows, sort_descending
from tests.stories.county import Run, kcbx
from tests.unit.followup.books import COMPLETE, answer

FORM = layout("township", "to_verify")


def said(school: str, *, leave_out: int) -> Callable[[int], Mapping[str, str]]:
    """Answers of every kind, every ``leave_out``-th row left empty, the first one in the clerk's own words."""
    codes = [code for code in COMPLETE if code != "duplicate"]

    def of(index: int) -> Mapping[str, str]:
        if index % leave_out == leave_out - 1:
            return {}
        given = dict(answer(codes[index % len(codes)]))
        if "school" in given and given["result"] != "县外就读":
            given["school"] = school
        return {**given, "result": "在家"} if index == 0 else given

    return of


def with_a_row_of(other: Path) -> Callable[[Workbook, Worksheet], None]:
    """Paste the first row of another township's book under the list, hidden key and all."""

    def alter(_: Workbook, page: Worksheet) -> None:
        foreign = load_workbook(other)[FORM.sheet]
        target = rows(page, FORM)[-1] + 2
        for cell in foreign[FIRST]:
            page.cell(target, cell.column).value = cell.value
        for name, text in answer("elsewhere").items():
            page.cell(target, FORM.position(name) + 1).value = text

    return alter


def run(*words: str | Path) -> Run:
    done = kcbx(*words, env=dict(os.environ))
    if done.code:
        sys.exit(f"kcbx {words[0]} ended with {done.code}\n{done.stderr}")
    return done


def listed(result: Run) -> int:
    return int(result.table("standings")["out_of_school_list"].sum())


def the_round(county: Path, desk: Path) -> None:
    ledger, back = desk / "台账.db", desk / "交回"
    os.environ["KCBX_SECRET_FILE"] = str(desk / "county.key")
    first = run("reconcile", county, "--out", desk / "一", "--as-of", "2026-09-20", "--ledger", ledger)
    print(f"reconcile: {listed(first)} children to verify")
    packed = run("pack", first.out, "--to", desk / "包", "--password-sheet", desk / "密码.csv", "--json")
    print(f"pack: {len(json.loads(packed.stdout)['packages'])} encrypted packages")

    books = sorted((first.out / "乡镇").glob("*.xlsx"))
    roll = first.table("roll")
    school = sorted(roll.loc[roll["stage"] == "primary", "school"].dropna())[0]
    one, two, three = (fill(book, desk / "填写" / book.name, said(school, leave_out=3)) for book in books[:3])
    one = fill(one, desk / "填写" / "排序.xlsx", lambda _: {}, alter=sort_descending)
    two = fill(two, desk / "填写" / "贴错.xlsx", lambda _: {}, alter=with_a_row_of(books[2]))
    back.mkdir()
    shutil.copy(three, back / "三.xlsx")
    fill(three, back / "三（又一份）.xlsx", lambda index: answer("died") if index == 1 else {})
    if SOFFICE:
        resave(one, "xlsx", back / "一.xlsx")
        resave(two, "xls", back / "二.xls")
    else:
        print("LibreOffice is not here: the books go back as they are")
        shutil.copy(one, back / "一.xlsx")
        shutil.copy(two, back / "二.xlsx")
    show("collect", collect(back, ledger, "2026-10-12"))

    for marked in sorted((desk / "退回更正").glob("*.xlsx")):
        page = load_workbook(marked)[FORM.sheet]
        result = FORM.position("result") + 1
        wrong = {row - FIRST for row in rows(page, FORM) if page.cell(row, result).value == "在家"}
        fill(
            marked,
            back / f"更正-{marked.name}",
            lambda index, wrong=wrong: answer("out_of_school") if index in wrong else {},
        )
    show("corrected, collect again", collect(back, ledger, "2026-10-13"))

    second = run("reconcile", county, "--out", desk / "二", "--as-of", "2026-10-20", "--ledger", ledger)
    accounting = second.table("accounting")
    ends = accounting[["rows_used", "rows_merged", "rows_set_aside", "rows_review"]].sum(axis=1)
    print(
        f"reconcile: {listed(second)} children to verify; rows close: {bool((accounting['rows_read'] == ends).all())}"
    )
    report = json.loads(run("cases", "report", "2026-10", "--ledger", ledger, "--as-of", "2026-10-31", "--json").stdout)
    print(f"October: {report['total']}; closes: {report['closes']}")


def collect(back: Path, ledger: Path, on: str) -> dict:
    taken: dict = json.loads(run("collect", back, "--ledger", ledger, "--on", on, "--json").stdout)
    return taken


def show(word: str, taken: dict) -> None:
    closes = all(sum(file["places"].values()) == file["rows"] for file in taken["files"])
    disputes = len(taken["disputed_cases"])
    print(f"{word}: {len(taken['files'])} files, rows {taken['places']}, disputed {disputes}, rows close: {closes}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("county", nargs="?", type=Path, default=Path("samples/青崖县"))
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kcbx-round-") as folder:
        the_round(wanted.county.absolute(), Path(folder))
