"""A school sends its register of dropouts, and the bureau has lists nobody asked for in the same folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import xlsxwriter
from openpyxl import load_workbook

from kcbx.app.results.reading import register_of
from kcbx.workbook.school_lists import lists_by_school
from tests.stories.county import Run, county, kcbx, reconciled

COLUMNS = {"学校": "school", "年级": "grade", "姓名": "name", "性别": "sex", "身份证号": "id_number"}


def write(path: Path, title: str, children: pd.DataFrame, more: tuple[str, ...] = ()) -> None:
    """A sheet with a title, as a school writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, title)
        sheet.write_row(1, 0, [*COLUMNS, *more])
        for row, child in enumerate(children.itertuples(index=False), start=2):
            sheet.write_row(row, 0, [str(getattr(child, name)) for name in COLUMNS.values()])


def pupils(run: Run, grade: int, schools: int) -> pd.DataFrame:
    """A pupil of each of some schools, the census row with the school of its roll row."""
    census, roll = run.table("census"), run.table("roll").set_index("record_id")
    there = census[census["standing"].eq("in_school") & census["id_state"].eq("ok") & census["grade"].eq(grade)]
    named = there.drop_duplicates("school_key").head(schools)
    return named.assign(school=roll.loc[named["roll_id"], "school"].to_numpy())


def standings(run: Run) -> pd.Series:
    return run.table("standings").set_index("census_id")["standing"]


def test_a_register_of_dropouts_takes_children_out_of_class_and_puts_nobody_in(tmp_path: Path) -> None:
    before = reconciled()
    census, named = before.table("census"), pupils(before, grade=6, schools=3)
    out = census[census["standing"].eq("out_suspected") & census["id_state"].eq("ok")].head(2)
    inputs = tmp_path / "来 表"
    shutil.copytree(county() / "输入", inputs)
    reasons = ("辍学时间", "辍学原因", "去向")
    write(inputs / "其他/辍学学生花名册.xlsx", "青崖县义务教育阶段辍学学生花名册", named, reasons)
    write(inputs / "其他/学生资助名单.xlsx", "家庭经济困难学生资助名单", out.assign(school="青崖县第一小学", grade=4))
    run = kcbx("reconcile", inputs, "--out", tmp_path / "结 果", "--as-of", "2026-09-20", "--json")
    assert run.code == 0, run.stderr
    was, now = standings(before), standings(run)
    changed = was.index[was.ne(now.reindex(was.index))]
    assert sorted(changed) == sorted(named["record_id"])
    assert set(now[named["record_id"]]) == {"not_attending"}
    assert set(now[out["record_id"]]) == {"out_suspected"}
    told = run.table("findings")
    aside = told[told["code"].eq("sheet_unrecognised")]
    assert aside["source_file"].str.contains("学生资助名单").any()
    assert aside["message"].str.contains("资助").any()


def test_a_school_whose_own_lists_contradict_one_another_is_asked(tmp_path: Path) -> None:
    named = pupils(reconciled(), grade=5, schools=2)
    inputs = tmp_path / "来 表"
    shutil.copytree(county() / "输入", inputs)
    write(inputs / "其他/转出学生名册.xlsx", "2026年春季转出学生名册", named, ("转出时间", "转入学校"))
    run = kcbx("reconcile", inputs, "--out", tmp_path / "结 果", "--as-of", "2026-09-20")
    assert run.code == 0, run.stderr
    asked = {
        school: [row["why"] for row in lists.rows if row["question"] == "left_too"]
        for school, lists in lists_by_school(register_of(run.out)).items()
    }
    assert {school for school, rows in asked.items() if rows} == set(named["school"])
    assert all("本校“转出学生名册”写“转出”" in why for rows in asked.values() for why in rows)


def test_of_two_versions_of_a_roll_only_the_odd_pupils_are_asked_about(tmp_path: Path) -> None:
    inputs = tmp_path / "来 表"
    shutil.copytree(county() / "输入", inputs)
    first = max((inputs / "学籍").glob("*小学*.xlsx"), key=lambda path: (path.stat().st_size, path.name))
    book = load_workbook(first)
    book.worksheets[-1].delete_rows(book.worksheets[-1].max_row - 6, 2)
    book.save(first.with_name(f"{first.stem}（修改）.xlsx"))
    run = kcbx("reconcile", inputs, "--out", tmp_path / "结 果", "--as-of", "2026-09-20")
    assert run.code == 0, run.stderr
    before, now = (lists_by_school(register_of(each.out))[first.stem] for each in (reconciled(), run))
    odd = [row for row in now.rows if row["question"] == "one_version"]
    assert len(odd) == 2, "the two who were struck"
    assert all(f"“{first.stem}（修改）”上没有此人" in row["why"] for row in odd)
    assert (now.on_roll, now.claimed, now.difference) == (before.on_roll, before.claimed, 0)
    told = run.table("findings")
    assert told["code"].eq("in_one_version").sum() == 2
    assert told["code"].eq("list_twice").any()
    assert told["code"].eq("duplicate_roll").sum() <= reconciled().table("findings")["code"].eq("duplicate_roll").sum()


def filled(path: Path, title: str, headings: str, rows: list[list[str]]) -> None:
    """A sheet with a title and a row of headings."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, title)
        for number, row in enumerate([headings.split(), *rows], start=1):
            sheet.write_row(number, 0, row)


def test_lists_with_the_columns_of_a_roll_put_nobody_in_school(tmp_path: Path) -> None:
    """A check of children elsewhere, changes of the register, a refused deferral, the absentees of a month."""
    before = reconciled()
    census, roll = before.table("census"), before.table("roll")
    out = census[census["standing"].eq("out_suspected") & census["id_state"].eq("ok")]
    away, dead, moved = (out.iloc[place] for place in range(3))
    refused = census[census["standing"].eq("out_declared") & census["id_state"].eq("ok")].iloc[0]
    there = census[census["standing"].eq("in_school") & census["id_state"].eq("ok") & census["grade"].eq(3)].iloc[0]
    school = roll.set_index("record_id").loc[there["roll_id"], "school"]
    inputs = tmp_path / "来 表"
    shutil.copytree(county() / "输入", inputs)
    filled(
        inputs / "其他/核查.xlsx",
        "青崖县学生县外就读学籍核查表",
        "序号 姓名 身份证号 县外就读学校 就读年级 学籍号 学籍核查结果",
        [["1", away["name"], away["id_number"], "浙江省温州市瓯海实验小学", "三年级", "", "查无学籍"]],
    )
    filled(
        inputs / "其他/异动.xlsx",
        "青崖县2026年学籍异动情况登记表",
        "序号 学校 姓名 性别 身份证号 年级 异动类别 办理结果",
        [
            ["1", school, dead["name"], dead["sex"], dead["id_number"], "三年级", "死亡", "完成"],
            ["2", school, moved["name"], moved["sex"], moved["id_number"], "三年级", "转出", "已办结"],
        ],
    )
    filled(
        inputs / "其他/延缓.xlsx",
        "青崖县2026年延缓入学申请汇总表",
        "序号 姓名 身份证号 申请理由 延缓期限 审批结果",
        [["1", refused["name"], refused["id_number"], "体弱", "2026年9月—2027年8月", "不予批准"]],
    )
    filled(
        inputs / "其他/缺勤.xlsx",
        f"{school}9月份缺勤学生登记表",
        "序号 年级 姓名 身份证号 缺勤原因 是否返校",
        [["1", "三年级", there["name"], there["id_number"], "感冒", "是"]],
    )
    run = kcbx("reconcile", inputs, "--out", tmp_path / "结 果", "--as-of", "2026-09-20", "--json")
    assert run.code == 0, run.stderr
    was, now = standings(before), standings(run)
    changed = was.index[was.ne(now.reindex(was.index))]
    expected = {
        away["record_id"]: "elsewhere_claimed",
        dead["record_id"]: "gone",
        moved["record_id"]: "elsewhere_proved",
    }
    assert now[changed].to_dict() == {who: code for who, code in expected.items() if was[who] != code}
    assert now[refused["record_id"]] == "out_declared"
