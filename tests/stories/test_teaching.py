"""A sender's headings, taught once: read so by check, reconcile and run ever after, and their drift is reported."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx.app.sheets.headings_teaching import Lesson, lesson
from kcbx.errors import UsageError
from tests.stories.county import Run, county, kcbx

DAY = ("--as-of", "2026-09-20")
FILE = "云岭乡摸底表.xlsx"


def write_census(folder: Path, file: str = FILE, birth: str = "破壳日", more: str = "家里的事") -> None:
    """A list whose birth date stands under a word nobody knows."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "云岭村"
    sheet.append(["青崖县云岭乡云岭村适龄儿童少年摸底表"])
    sheet.append(["序号", "乡镇", "村", "姓名", "性别", birth, "身份证号", more])
    sheet.append([1, "云岭乡", "云岭村", "张三丰", "男", "2016-05-12", "", "x"])
    sheet.append([2, "云岭乡", "云岭村", "李四光", "女", "2015-03-07", "", "y"])
    folder.mkdir(parents=True, exist_ok=True)
    book.save(folder / file)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "kcbx.toml").write_text('[county]\nname = "青崖县"\n', encoding="utf-8")
    write_census(tmp_path / "来 表")
    return tmp_path


def mapping(home: Path, *words: str) -> str:
    run = kcbx("check", home / "来 表", *DAY, "--mapping", *words)
    assert run.code == 0, run.stderr
    return run.stdout


def codes(run: Run) -> set[str]:
    return {each["code"] for each in json.loads(run.stdout)["problems"]}


def test_a_heading_nobody_knows_is_taught_once_and_kept(home: Path) -> None:
    assert "出生日期←破壳日" not in mapping(home)
    assert "出生日期←破壳日" in mapping(home, "--teach", f"{FILE}:破壳日=出生日期")
    assert "出生日期←破壳日" in mapping(home)
    assert 'birth_date = "破壳日"  # 出生日期' in (home / "kcbx-headings.toml").read_text(encoding="utf-8")


def test_a_broken_heading_is_taught_as_it_is_read_aloud(home: Path) -> None:
    write_census(home / "来 表", birth="破壳\n日")
    assert "出生日期←破壳 日" in mapping(home, "--teach", f"{FILE}:破壳日=出生日期")


def test_what_yes_means_is_known_whatever_is_taught(home: Path) -> None:
    book = openpyxl.Workbook()
    rows = (
        ["红岩村适龄儿童摸底表"],
        ["姓名", "性别", "身份证号", "是否失学"],
        ["李小一", "男", "539901201509010011", "是"],
    )
    for row in rows:
        book.active.append(row)
    book.save(home / "来 表" / "红岩村.xlsx")
    run = kcbx("check", home / "来 表", *DAY, "--teach", "红岩村.xlsx:是否失学=就学状态", "--json")
    assert "status_unclear" not in codes(run)
    assert "就学状态←是否失学" in mapping(home)
    assert "就学状态←是否失学" not in mapping(home, "--teach", "红岩村.xlsx:是否失学=不读")


def test_reconcile_reads_as_taught_and_reports_the_drift(home: Path, tmp_path: Path) -> None:
    for path in (county("clean", "township", 300) / "输入").rglob("*.xlsx"):
        shutil.copy(path, home / "来 表" / f"{path.parent.name}-{path.name}")
    mapping(home, "--teach", f"{FILE}:破壳日=birth_date")
    once = kcbx("reconcile", home / "来 表", *DAY, "--out", tmp_path / "结果一")
    assert once.code == 0, once.stderr
    census = once.table("census")
    own = census[census["source_file"].eq(FILE)]
    assert sorted(own["birth_date"].astype(str)) == ["2015-03-07", "2016-05-12"]
    write_census(home / "来 表", birth="出生年月")
    again = kcbx("reconcile", home / "来 表", *DAY, "--out", tmp_path / "结果二")
    assert again.code == 0, again.stderr
    found: pd.DataFrame = again.table("findings")
    assert "heading_changed" in set(found.loc[found["source_file"].eq(FILE), "code"])


def test_next_term_s_file_of_the_sender_reads_alike(home: Path) -> None:
    mapping(home, "--teach", f"{FILE}:破壳日=出生日期")
    (home / "来 表" / FILE).unlink()
    write_census(home / "来 表", "云岭乡摸底表2027春.xlsx")
    assert "出生日期←破壳日" in mapping(home)
    write_census(home / "来 表", "杉坪乡摸底表.xlsx")
    assert mapping(home).count("出生日期←破壳日") == 1, "another township is another sender"


def test_a_wrong_reading_is_mended_by_hand_in_the_memory(home: Path) -> None:
    write_census(home / "来 表", birth="出生日期", more="入学时间")
    assert kcbx("check", home / "来 表", *DAY, "--confirm").code == 0
    memory = home / "kcbx-headings.toml"
    text = memory.read_text(encoding="utf-8")
    memory.write_text(text.replace('birth_date = "出生日期"', 'birth_date = "入学时间"'), encoding="utf-8")
    assert "入学时间" in next(line for line in mapping(home).splitlines() if "出生日期" in line)


def test_a_column_is_taught_not_to_be_read_and_stays_so(home: Path) -> None:
    write_census(home / "来 表", birth="出生日期", more="备注")
    assert "有意不读" not in mapping(home)
    assert "有意不读：备注" in mapping(home, "--teach", f"{FILE}:云岭村:备注=不读")
    assert "有意不读：备注" in mapping(home)
    assert kcbx("check", home / "来 表", *DAY, "--confirm").code == 0
    assert "有意不读：备注" in mapping(home)


def test_headings_the_forms_do_not_know_at_all_are_found_once_taught(home: Path) -> None:
    book = openpyxl.load_workbook(home / "来 表" / FILE)
    for column, word in enumerate(["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"], start=1):
        book.worksheets[0].cell(2, column).value = word
    book.save(home / "来 表" / FILE)
    words = {"乙": "乡镇", "丙": "村", "丁": "姓名", "戊": "性别", "己": "出生日期", "庚": "身份证号"}
    lessons = [word for heading, field in words.items() for word in ("--teach", f"{FILE}:{heading}={field}")]
    mapping(home, *lessons)
    run = kcbx("check", home / "来 表", *DAY, "--json")
    assert json.loads(run.stdout)["files"][0]["rows_read"] == 2
    assert not {"sheet_unrecognised", "heading_vanished"} & codes(run)


@pytest.mark.parametrize(
    "text",
    [
        "云岭乡.xlsx:破壳日=出生日期",
        "云岭乡.xlsx：破壳日＝出生日期",
        "云岭乡.xlsx : 破壳日 = birth_date",
        "云岭乡.xlsx::破壳日=出生日期",
    ],
)
def test_a_lesson_is_read_as_it_is_typed(text: str) -> None:
    assert lesson(text) == Lesson("云岭乡.xlsx", "", "破壳日", "birth_date")


def test_a_lesson_of_one_sheet() -> None:
    assert lesson("*.xlsx:云岭村:备注=不读") == Lesson("*.xlsx", "云岭村", "备注", "")
    assert lesson("*.xlsx:云岭村:备注=不读").speaks_of("2026秋/甲.xlsx")


@pytest.mark.parametrize("text", ["", "云岭乡.xlsx", "甲.xlsx:破壳日", "甲.xlsx:破壳日=星座", "甲.xlsx:民族=备注"])
def test_a_lesson_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        lesson(text)


@pytest.mark.parametrize(
    "text", ["别的.xlsx:破壳日=出生日期", f"{FILE}:没有的列=出生日期", f"{FILE}:松溪村:破壳日=出生日期"]
)
def test_a_lesson_that_fits_nothing_is_told_and_not_kept(text: str, home: Path) -> None:
    run = kcbx("check", home / "来 表", *DAY, "--teach", text)
    assert run.code == 2
    assert "没有记住" in run.stderr
    assert not (home / "kcbx-headings.toml").exists()


def test_without_a_place_to_keep_it_nothing_is_taught(tmp_path: Path) -> None:
    write_census(tmp_path / "来表")
    run = kcbx("check", tmp_path / "来表", *DAY, "--teach", f"{FILE}:破壳日=出生日期")
    assert run.code == 2
    assert "--memory" in run.stderr
