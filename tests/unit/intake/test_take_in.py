"""The face of the room: files and folders in, one Intake out, or every reason why not."""

from __future__ import annotations

import json
import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from openpyxl.styles import Font

from kcbx.definitions import schema
from kcbx.errors import InputUnreadable, InputUnrecognised
from kcbx.intake import take_in
from kcbx.intake.forms import forms, listed_only
from kcbx.intake.pool import Worker
from kcbx.intake.worker import Job

HEADER = ["村", "姓名", "性别", "身份证号", "就读情况"]
CHILD = ["大黎村", "李小一", "男", "539901201509010011", "在读"]


def write(path: Path, *rows: list[object], sheet: str = "Sheet1") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def test_the_frame_is_as_the_register_says(tmp_path: Path) -> None:
    intake = take_in([write(tmp_path / "红旗镇.xlsx", HEADER, CHILD)], known_townships=["红旗镇"])
    census = intake.rows["census"]
    assert {"source_file", "source_sheet", "source_row", "township_hint", "village_hint"} <= set(census)
    assert set(forms()["census"].fields) <= set(census)
    assert census.dtypes[["name", "school", "township_hint"]].astype(str).tolist() == ["str"] * 3
    assert census["id_number_numeric"].dtype == "boolean"
    row = census.iloc[0]
    assert (row["source_file"], row["source_sheet"], row["source_row"]) == ("红旗镇.xlsx", "Sheet1", 2)
    assert row["township_hint"] == "红旗镇"
    assert pd.isna(row["school"])
    sheet = intake.sheets.iloc[0]
    assert json.loads(sheet["mapping"])["name"] == "姓名"
    assert len(sheet["digest"]) == 64


def test_a_numeric_id_is_marked_and_its_digits_are_the_cells_own(tmp_path: Path) -> None:
    path = write(tmp_path / "a.xlsx", HEADER, [*CHILD[:3], 539901201509010000, "在读"], CHILD)
    census = take_in([path]).rows["census"]
    assert census["id_number"].tolist() == ["539901201509010000", "539901201509010011"]
    assert census["id_number_numeric"].tolist() == [True, False]
    assert census["id_number_exact"].tolist() == [False, False]


def test_an_id_a_program_wrote_in_full_is_exact(tmp_path: Path) -> None:
    from tests.corpus.packages import HEADER as WORDS
    from tests.corpus.packages import book, row

    number = '<c r="D2"><v>539901201509010011</v></c>'
    rows = row(1, WORDS) + row(2, ("大黎村", "李小一", "男")).replace("</row>", f"{number}</row>")
    (tmp_path / "a.xlsx").write_bytes(book(rows))
    census = take_in([tmp_path]).rows["census"]
    assert census["id_number"].tolist() == ["539901201509010011"]
    assert census["id_number_numeric"].tolist() == [True]
    assert census["id_number_exact"].tolist() == [True]


def test_words_that_are_not_on_the_list_of_a_form_are_told_once_a_column(tmp_path: Path) -> None:
    typed = ["子", " ", "常住", "外 孙", "常住"]

    def told(heading: str) -> list[dict[str, str | int]]:
        rows = [[*CHILD, word] for word in typed]
        intake = take_in([write(tmp_path / "a.xlsx", [*HEADER, heading], *rows)])
        return [dict(each.values) for each in intake.findings if each.code == "choice_unlisted"]

    assert told("与户主关系 ▼") == [{"field": "与户主关系", "count": 2, "rows": "4、6", "raw": "常住"}]
    assert told("与户主关系") == [], "other people's lists are their own affair"


def test_every_drop_down_of_a_blank_form_is_asked_about() -> None:
    """By a finding of its own field, or by the form's list: no word is taken in silence."""
    words = schema("workbooks/template")
    told = {field for each in words["mistakes"] for field in each["fields"]}
    for name, template in words["templates"].items():
        offered = {*words["choices"], *template.get("choices", {})} & set(template["fields"])
        assert offered <= told
        assert listed_only(name).keys() <= offered


def test_files_of_the_same_name_stay_apart(tmp_path: Path) -> None:
    first = write(tmp_path / "甲" / "名单.xlsx", HEADER, CHILD)
    second = write(tmp_path / "乙" / "名单.xlsx", HEADER, CHILD)
    names = take_in([first, second]).rows["census"]["source_file"].tolist()
    assert sorted(names) == ["乙/名单.xlsx", "甲/名单.xlsx"]
    assert take_in([tmp_path]).rows["census"]["source_file"].tolist() == sorted(names)


def test_a_copy_of_a_file_is_read_and_told(tmp_path: Path) -> None:
    path = write(tmp_path / "名单.xlsx", HEADER, CHILD)
    (tmp_path / "名单 - 副本.xlsx").write_bytes(path.read_bytes())
    intake = take_in([tmp_path])
    assert len(intake.rows["census"]) == 2
    assert [found.code for found in intake.findings if found.code == "same_file"] == ["same_file"]


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
def test_a_link_that_leads_nowhere_or_out_of_the_folder_is_told(tmp_path: Path) -> None:
    write(tmp_path / "好.xlsx", HEADER, CHILD)
    away = tmp_path.with_name(f"{tmp_path.name}-别处")
    away.mkdir()
    write(away / "外.xlsx", HEADER, CHILD)
    (tmp_path / "外面").symlink_to(away)
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (tmp_path / "自己.xlsx").symlink_to("自己.xlsx")
    (tmp_path / "一圈").symlink_to(".")
    (tmp_path / ".#好.xlsx").symlink_to("somebody@somewhere.1")
    intake = take_in([tmp_path])
    told = [found.source.file for found in intake.findings if found.code == "file_unreadable"]
    assert told == ["外面", "断.xlsx", "自己.xlsx"]
    assert intake.rows["census"]["source_file"].unique().tolist() == ["好.xlsx"]


def test_a_folder_that_may_not_be_entered_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "好.xlsx", HEADER, CHILD)
    (tmp_path / "锁着").mkdir()
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "锁着")
    told = [found for found in take_in([tmp_path]).findings if found.code == "file_unreadable"]
    assert [found.source.file for found in told] == ["锁着"]
    assert "没有权限" in told[0].message


def test_ids_guarded_by_an_equals_sign_in_a_csv(tmp_path: Path) -> None:
    (tmp_path / "名单.csv").write_text(
        f'{",".join(HEADER)}\n大黎村,李小一,男,"=""539901201509010011""",在读\n', "utf-8"
    )
    assert take_in([tmp_path]).rows["census"]["id_number"].tolist() == ["539901201509010011"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    path = write(tmp_path / "名单.xlsx", HEADER, CHILD)
    assert len(take_in([tmp_path, path, path]).rows["census"]) == 1


def test_the_order_of_arguments_and_workers_changes_nothing(tmp_path: Path) -> None:
    for village in ("大黎村", "水口村", "白云村"):
        write(tmp_path / f"{village}.xlsx", HEADER, [village, *CHILD[1:]])
    paths = sorted(tmp_path.iterdir())
    one = take_in(paths, jobs=1)
    other = take_in(paths[::-1], jobs=3)
    pd.testing.assert_frame_equal(one.rows["census"], other.rows["census"])
    pd.testing.assert_frame_equal(one.sheets, other.sheets)
    pd.testing.assert_frame_equal(one.findings.frame(), other.findings.frame())


def test_a_role_overrides_recognition(tmp_path: Path) -> None:
    path = write(tmp_path / "2018新生名单.xlsx", ["学校", "姓名", "身份证号"], ["红旗小学", *CHILD[1:4:2]])
    assert set(take_in([path]).rows) == {"intake_list"}
    assert set(take_in([], roles={path: "roll"}).rows) == {"roll"}
    assert set(take_in([tmp_path], roles={tmp_path: "roll"}).rows) == {"roll"}


def test_sheets_without_an_essential_column_are_left_out_aloud_like_files_that_cannot_be_read(tmp_path: Path) -> None:
    for name in ("甲村", "乙村"):
        write(
            tmp_path / f"{name}摸底表.xlsx",
            ["村", "组", "户主姓名", "姓名", "性别", "就读情况"],
            [name, "1", "李大", "李小一", "男", ""],
        )
    with pytest.raises(InputUnrecognised) as raised:
        take_in([tmp_path])
    assert raised.value.exit_code == 12
    assert [problem.where.split(" › ")[0] for problem in raised.value.problems] == [
        "乙村摸底表.xlsx",
        "甲村摸底表.xlsx",
    ]
    assert "身份证号或出生日期" in raised.value.problems[0].what
    assert "李" not in str(raised.value)
    write(tmp_path / "丙村摸底表.xlsx", HEADER, CHILD)
    intake = take_in([tmp_path])
    left_out = [found for found in intake.findings if found.code == "sheet_unusable"]
    assert [found.source.file for found in left_out] == ["乙村摸底表.xlsx", "甲村摸底表.xlsx"]
    assert {found.kind.severity for found in left_out} == {"error"}
    assert set(intake.rows["census"]["source_file"]) == {"丙村摸底表.xlsx"}
    assert intake.sheets["rows_read"].sum() == 5


def test_only_looking_returns_what_could_not_be_worked_with(tmp_path: Path) -> None:
    write(
        tmp_path / "甲村摸底表.xlsx",
        ["村", "性别", "出生日期", "监护人", "电话", "就读情况"],
        ["甲村", "男", "2016", "李大", "1", ""],
    )
    with pytest.raises(InputUnrecognised):
        take_in([tmp_path])
    intake = take_in([tmp_path], partial=True)
    assert intake.rows == {}
    assert "姓名" in intake.sheets["why"].iloc[0]
    assert intake.sheets["rows_read"].tolist() == [2]
    assert [found.code for found in intake.findings] == ["sheet_unusable"]


def test_two_lists_side_by_side_are_both_read(tmp_path: Path) -> None:
    head = ["序号", "姓名", "性别", "身份证号", "序号", "姓名", "性别", "身份证号"]
    write(tmp_path / "红旗小学三年级学生花名册.xlsx", head, [1, *CHILD[1:4], 2, "李小二", "女", "539901201610010022"])
    intake = take_in([tmp_path])
    assert intake.rows["roll"]["name"].tolist() == ["李小一", "李小二"]
    assert intake.rows["roll"]["source_row"].tolist() == [2, 2]
    assert "lists_beside" in {found.code for found in intake.findings}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (["水口村", "王小二", "男", "539901201609010013", "休学"], "header_of_before"),
        # another order of columns
        (["男", "539901201609010013", "王小二", "休学", "水口村"], ""),
        # a column that the sheet before does not have
        (["水口村", "王小二", "男", "539901201609010013", "休学", "9月"], ""),
    ],
)
def test_a_sheet_without_a_header_goes_on_with_the_one_before(tmp_path: Path, row: list[str], told: str) -> None:
    path = tmp_path / "红旗镇.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in (("一组", [HEADER, CHILD]), ("二组", [row])):
            page = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                page.write_row(number, 0, cells)
    intake = take_in([path])
    census = intake.rows["census"].set_index("source_sheet")
    codes = {found.code for found in intake.findings if found.source.sheet == "二组"}
    assert codes & {"header_of_before"} == ({told} if told else set())
    if told == "header_of_before":
        second = census.loc["二组"]
        assert (second["name"], second["status"], second["source_row"]) == ("王小二", "休学", 1)


def test_a_parent_whose_columns_are_headed_like_the_childs_is_no_list_of_its_own(tmp_path: Path) -> None:
    head = ["村", "姓名", "身份证号", "姓名", "身份证号"]
    write(tmp_path / "大黎村摸底表.xlsx", head, ["大黎村", *CHILD[1:4:2], "李大", "539901198001010019"])
    with pytest.raises(InputUnrecognised, match="左右并排"):
        take_in([tmp_path])


def test_nothing_recognised_says_why_for_each_sheet(tmp_path: Path) -> None:
    write(tmp_path / "通知.xlsx", ["关于做好摸底工作的通知"])
    with pytest.raises(InputUnrecognised) as raised:
        take_in([tmp_path])
    assert any(problem.where == "通知.xlsx › Sheet1" for problem in raised.value.problems)


def test_paths_that_do_not_exist_are_all_named(tmp_path: Path) -> None:
    with pytest.raises(InputUnreadable) as raised:
        take_in([tmp_path / "一.xlsx", tmp_path / "二.xlsx"])
    assert len(raised.value.problems) == 2


def test_only_unreadable_files_is_exit_11(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04")
    with pytest.raises(InputUnreadable):
        take_in([tmp_path])


def test_results_of_kcbx_inside_the_folder_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path / "名单.xlsx", HEADER, CHILD)
    result = tmp_path / "结果"
    (result / "tables").mkdir(parents=True)
    (result / "run.json").write_text("{}")
    write(result / "全县汇总.xlsx", HEADER, CHILD)
    assert len(take_in([tmp_path]).rows["census"]) == 1


@pytest.mark.parametrize("record", ["run.json", "manifest.json"])
def test_corrections_and_packages_are_passed_over_too(tmp_path: Path, record: str) -> None:
    write(tmp_path / "名单.xlsx", HEADER, CHILD)
    write(tmp_path / "外发" / "云岭乡.xlsx", HEADER, CHILD)
    assert len(take_in([tmp_path]).rows["census"]) == 2
    (tmp_path / "外发" / record).write_text('{"kcbx": "1.0", "outputs": {}}')
    assert len(take_in([tmp_path]).rows["census"]) == 1


@pytest.mark.parametrize(
    "name",
    [
        ".结果.kcbx-lock",
        ".结果.kcbx-unfinished/全县汇总.xlsx",
        "kcbx-run.log",
        "密码单.csv",
        "包.发送记录.jsonl",
        "台账.db",
    ],
)
def test_what_kcbx_keeps_beside_the_sheets_is_no_sheet(tmp_path: Path, name: str) -> None:
    write(tmp_path / "名单.xlsx", HEADER, CHILD)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"\x00")
    taken = take_in([tmp_path])
    assert [found.code for found in taken.findings if found.source.file != "名单.xlsx"] == []


def test_progress_counts_files(tmp_path: Path) -> None:
    for number in range(3):
        write(tmp_path / f"{number}.xlsx", HEADER, CHILD)
    told: list[tuple[str, int, int]] = []
    take_in([tmp_path], progress=lambda *each: told.append(each))
    assert [done for _, done, _ in told] == [1, 2, 3]
    assert {total for *_, total in told} == {3}


class _Aborts:
    """A job that aborts the process that unpacks it, as the reader behind does on a hostile file."""

    source_file = "坏.xlsx"

    def __reduce__(self) -> object:
        return os.abort, ()


def test_an_abort_of_the_worker_is_a_fault_of_that_file_only(tmp_path: Path) -> None:
    path = write(tmp_path / "名单.xlsx", HEADER, CHILD)
    worker = Worker()
    try:
        dead = worker.read(_Aborts())  # type: ignore[arg-type]
        assert dead.fault == "unreadable"
        assert "异常中止" in dead.reason
        alive = worker.read(Job(str(path), "名单.xlsx"))
        assert [sheet.form for sheet in alive.sheets] == ["census"]
    finally:
        worker.close()


def test_a_password_is_asked_for_encrypted_books_only(tmp_path: Path) -> None:
    from tests.corpus.broken import PASSWORD, encrypted

    write(tmp_path / "名单.xlsx", HEADER, CHILD)
    (tmp_path / "有密码.xlsx").write_bytes(encrypted(PASSWORD))
    asked: list[str] = []

    def password(path: Path) -> str:
        asked.append(path.name)
        return PASSWORD

    assert len(take_in([tmp_path], passwords=password).rows["census"]) == 3
    assert asked == ["有密码.xlsx"]
    without = take_in([tmp_path])
    assert len(without.rows["census"]) == 1
    assert [found.code for found in without.findings if found.kind.severity == "error"] == ["password_needed"]


def test_a_child_that_is_crossed_out_is_read_and_asked_about(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "姓名", "性别", "身份证号", "备注"])
    for number in range(1, 5):
        sheet.append([number, f"张小{'一二三四'[number - 1]}", "男", f"53990120150901{number:02}11", ""])
    for column in range(1, 6):
        sheet.cell(3, column).font = Font(strike=True, bold=True)
        sheet.cell(4, column).font = Font(bold=True)
    sheet.cell(5, 5).font = Font(strike=True)
    book.save(tmp_path / "大黎村适龄儿童摸底表.xlsx")
    intake = take_in([tmp_path])
    assert len(intake.rows["census"]) == 4
    told = [(found.source.row, found.values["count"]) for found in intake.findings if found.code == "rows_struck"]
    assert told == [(3, 1)]
