"""A person answers review pairs; the next run obeys, asks the rest again, and never asks twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.app.decisions.verdicts import read_verdicts
from kcbx.errors import InputUnreadable, InputUnrecognised
from tests.corpus.broken import SAMPLES
from tests.stories.county import Run, county, kcbx, reconciled

SHEET, ANSWER = "待人工核对", "您的判断"


def reviews(run: Run) -> pd.DataFrame:
    links = run.table("links")
    return links[links["decision"] == "review"].set_index(["census_id", "roll_id"])


def true_answers(run: Run, source: Path) -> dict[str, str]:
    """What a person who knows the children would say of every review pair, by the pair's hidden key."""
    people = {}
    for side in ("census", "roll"):
        truth = pd.read_parquet(source / "真相" / f"{side}_rows.parquet")
        rows = run.table("standings" if side == "census" else "roll_standings").merge(
            truth, left_on=["source_file", "source_sheet", "source_row"], right_on=["file", "sheet", "row"]
        )
        people[side] = rows.set_index(f"{side}_id")[["row_key", "person_id"]]
    said = {}
    for census_id, roll_id in reviews(run).index:
        one, other = people["census"].loc[census_id], people["roll"].loc[roll_id]
        same = one["person_id"] == other["person_id"]
        said[f"{one['row_key']}|{other['row_key']}"] = "是同一人" if same else "不是"
    return said


def answer(run: Run, workbook: Path, answers: list[str] | dict[str, str]) -> None:
    """Type answers into the first rows of the review sheet; those of a dictionary go to the rows of their keys."""
    if workbook != run.out / "全县汇总.xlsx":
        shutil.copy(run.out / "全县汇总.xlsx", workbook)
    book = openpyxl.load_workbook(workbook)
    sheet = book[SHEET]
    head = next(row for row in sheet.iter_rows() if any(str(cell.value).startswith(ANSWER) for cell in row))
    column = next(cell.column for cell in head if str(cell.value).startswith(ANSWER))
    if isinstance(answers, dict):
        key = next(cell.column for cell in head if str(cell.value).startswith("编号"))
        for row in range(head[0].row + 1, sheet.max_row + 1):
            sheet.cell(row, column, answers.get(str(sheet.cell(row, key).value)))
    else:
        for offset, text in enumerate(answers, 1):
            sheet.cell(head[0].row + offset, column, text)
    book.save(workbook)


def test_half_the_pairs_answered(tmp_path: Path) -> None:
    first = reconciled("bad", "mixed")
    asked = reviews(first)
    assert len(asked) >= 4
    truth = true_answers(first, county("bad", "mixed"))
    half = dict(sorted(truth.items())[: len(truth) // 2])
    answer(first, tmp_path / "已判断.xlsx", half)
    again = kcbx(
        *("reconcile", county("bad", "mixed") / "输入", "--out", tmp_path / "二", "--as-of", "2026-09-20"),
        *("--verdicts", tmp_path / "已判断.xlsx"),
    )
    assert again.code == 0, again.stderr
    links = again.table("links").set_index(["census_id", "roll_id"])
    by_person = links[links["decision"].str.endswith("by_person")]
    decided = by_person[by_person.index.isin(asked.index)]
    linked = first.table("links").set_index(["census_id", "roll_id"])["decision"].eq("accepted")
    # Who calls a second row the pupil joins it to the row that was linked: that pair is then the person's, too.
    assert set(by_person.index) - set(decided.index) <= set(linked[linked].index)
    assert len(decided) == len(half)
    assert (decided["decision"] == "accepted_by_person").sum() == list(half.values()).count("是同一人")
    assert not set(reviews(again).index) & set(decided.index)

    untouched = asked.index.get_level_values(0).difference(decided.index.get_level_values(0))
    before, after = (run.table("standings").set_index("census_id")["standing"] for run in (first, again))
    children = before.index.difference(asked.index.get_level_values(0))
    assert (before[children] == after[children]).mean() > 0.999
    assert (before[untouched] == after[untouched]).mean() > 0.9

    third = kcbx(
        *("reconcile", county("bad", "mixed") / "输入", "--out", tmp_path / "三", "--as-of", "2026-09-20"),
        *("--verdicts", tmp_path / "二"),
    )
    assert third.code == 0, third.stderr
    pd.testing.assert_frame_equal(again.table("links"), third.table("links"))


def test_two_people_who_judge_one_pair_otherwise_are_both_told(tmp_path: Path) -> None:
    """The copy named last had decided, whoever it was."""
    first = reconciled("bad", "mixed")
    keys = list(true_answers(first, county("bad", "mixed")))[:2]
    for name, said in (("甲.xlsx", ("是同一人", "不是")), ("乙.xlsx", ("不是", "不确定"))):
        answer(first, tmp_path / name, dict(zip(keys, said, strict=True)))
    whole = [
        read_verdicts([tmp_path / name for name in names]) for names in (("甲.xlsx", "乙.xlsx"), ("乙.xlsx", "甲.xlsx"))
    ]
    for read in whole:
        said = dict(zip(read["census_key"] + "|" + read["roll_key"], read["verdict"], strict=True))
        assert (said[keys[0]], said[keys[1]]) == ("disputed", "different")
    run = kcbx(
        *("reconcile", county("bad", "mixed") / "输入", "--out", tmp_path / "二", "--as-of", "2026-09-20"),
        *("--verdicts", tmp_path / "甲.xlsx", "--verdicts", tmp_path / "乙.xlsx"),
    )
    assert run.code == 0, run.stderr
    assert keys[0] in true_answers(run, county("bad", "mixed")), "asked again"
    assert run.table("findings")["code"].eq("verdicts_disputed").sum() == 1


@pytest.mark.parametrize("wrong", ["也许吧"])
def test_an_answer_that_is_on_no_list_is_named_with_its_row(tmp_path: Path, wrong: str) -> None:
    first = reconciled("bad", "mixed")
    answer(first, tmp_path / "答.xlsx", [wrong])
    run = kcbx(
        *("reconcile", county("bad", "mixed") / "输入", "--out", tmp_path / "二", "--verdicts", tmp_path / "答.xlsx")
    )
    assert run.code == 12
    assert "第" in run.stderr
    assert not (tmp_path / "二").exists()


@pytest.mark.parametrize("file", ["截断.xlsx", "没有这样的列.xlsx", "条数伪造.xlsx", "空.xlsx"])
def test_a_broken_workbook_of_verdicts_is_refused_and_ends_nothing_else(tmp_path: Path, file: str) -> None:
    """Its reader may abort or panic: it does so in a process of its own."""
    (tmp_path / file).write_bytes(next(sample for sample in SAMPLES if sample.file == file).build())
    with pytest.raises(InputUnreadable, match="打不开这个工作簿"):
        read_verdicts([tmp_path / file])


def test_a_heading_that_somebody_retyped_is_named(tmp_path: Path) -> None:
    first = reconciled("bad", "mixed")
    answer(first, tmp_path / "答.xlsx", ["不是"])
    book = openpyxl.load_workbook(tmp_path / "答.xlsx")
    for row in book[SHEET].iter_rows():
        for cell in row:
            if str(cell.value).startswith(ANSWER):
                cell.value = "我的判断"
    book.save(tmp_path / "答.xlsx")
    with pytest.raises(InputUnrecognised, match=ANSWER):
        read_verdicts([tmp_path / "答.xlsx"])
