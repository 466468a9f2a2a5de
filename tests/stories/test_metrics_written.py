"""What ``kcbx metrics --to`` and ``kcbx compare --to`` write: whole, private, never over another file unasked."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.definitions import schema
from tests.stories.county import kcbx, reconciled
from tests.stories.test_two_terms import two_years


def test_a_sheet_for_every_level_asked_for(tmp_path: Path) -> None:
    run = reconciled()
    path = tmp_path / "指标.xlsx"
    assert kcbx("metrics", run.out, "--by", "township,sex", "--to", path).code == 0
    book = openpyxl.load_workbook(path)
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [
        *("指标", "图", "按乡镇", "按性别", "说明")
    ]
    told = {row[0]: [cell for cell in row[1:] if cell] for row in book["说明"].iter_rows(values_only=True) if row[0]}
    assert {"从哪里看起", "不可计算", "指标", "图", "按乡镇", "按性别", "失学率", "程序与批次"} <= set(told)
    assert all(told[name] for name in ("从哪里看起", "按乡镇", "失学率")), "every entry has words"
    shown = run.table("indicators")
    assert book["按乡镇"].max_row - 5 == shown["level"].eq("township").sum()
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0


def test_the_people_behind_a_number_with_their_numbers_as_text(tmp_path: Path) -> None:
    path = tmp_path / "名单.xlsx"
    run = reconciled()
    assert kcbx("metrics", run.out, "--children", "out_of_school_rate", "--to", path).code == 0
    sheet = openpyxl.load_workbook(path)["指标明细"]
    rows = list(sheet.iter_rows(min_row=5))
    assert str(sheet["A3"].value).startswith("失学率 · 分子：")
    heads = [cell.value for cell in rows[0]]
    ids, origins = heads.index("身份证号"), len(heads) - 1
    assert all(row[ids].number_format == "@" for row in rows[1:])
    assert all("行" in row[origins].value for row in rows[1:])
    county = run.table("indicators").query("level == 'county' and indicator == 'out_of_school_rate'").iloc[0]
    assert len(rows) - 1 == county["numerator"]


@pytest.mark.parametrize("words", [("--by", "sex"), ("--children", "out_of_school_rate")])
def test_another_file_stays_and_another_kind_is_refused(words: tuple[str, ...], tmp_path: Path) -> None:
    out = reconciled().out
    path = tmp_path / "已有.xlsx"
    path.write_bytes(b"mine")
    refused = kcbx("metrics", out, *words, "--to", path)
    assert refused.code == 2
    assert "文件已经存在" in refused.stderr
    assert path.read_bytes() == b"mine"
    assert kcbx("metrics", out, *words, "--to", path, "--overwrite").code == 0
    other = kcbx("metrics", out, *words, "--to", tmp_path / "指标.pdf")
    assert other.code == 2
    assert ".xlsx 或 .csv" in other.stderr
    assert [each.name for each in tmp_path.iterdir()] == ["已有.xlsx"]


def test_last_term_beside_this_one(tmp_path: Path) -> None:
    _, first, second = two_years()
    path = tmp_path / "指标.csv"
    assert kcbx("metrics", second.out, "--previous", first.out, "--to", path).code == 0
    table = pd.read_csv(path).set_index(["indicator", "variant"])
    before = first.table("indicators").query("level == 'county'").set_index(["indicator", "variant"])
    assert table["last"].dropna().equals(before["value"].reindex(table.index).dropna())
    shown = kcbx("metrics", second.out, "--previous", first.out)
    assert "上学期" in shown.stdout
    assert "比上学期" in shown.stdout


def test_two_terms_compared_close_by_school_in_the_workbook(tmp_path: Path) -> None:
    _, first, second = two_years()
    path = tmp_path / "变动.xlsx"
    assert kcbx("compare", first.out, second.out, "--to", path).code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["变动小结", "学期变动", "逐人变动", "身份信息变动", "说明"]
    told = {row[0] for row in book["说明"].iter_rows(values_only=True)}
    assert {"比的是什么", "变动小结", "学期变动", "逐人变动", "身份信息变动", "升级", "流失", "程序与批次"} <= told
    assert str(book["变动小结"]["A3"].value).startswith("2025年9月20日 → 2026年9月20日，全县")
    assert "√ 合计相符" in str(book["变动小结"]["A3"].value)
    words, order = schema("changes"), schema("workbooks/compare")["order"]
    assert sorted(order) == sorted(words)
    shown = [str(row[1].value) for row in book["逐人变动"].iter_rows(min_row=6)]
    assert shown == sorted(shown, key=[words[code]["label"] for code in order].index), "whom to look into stands first"
    rows = list(book["学期变动"].iter_rows(min_row=6, values_only=True))
    assert len(rows) > 4
    for row in rows:
        start, joined, left, end = row[2], row[3:6], row[6:14], row[14]
        assert start + sum(joined) - sum(left) == end, row
    assert book["逐人变动"].max_row - 5 == len(second.table("changes"))
    assert "学期变动" in openpyxl.load_workbook(second.out / "全县汇总.xlsx", read_only=True).sheetnames


def test_a_count_has_no_shortfall() -> None:
    refused = kcbx("metrics", reconciled().out, "--children", "low_income_out_of_school", "--part", "shortfall")
    assert refused.code == 2
    assert "这是人数，没有差额" in refused.stderr
