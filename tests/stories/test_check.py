"""A check, told from the outside: it only looks, finds every problem at its cell, and writes what goes back."""

from __future__ import annotations

import json
import re
import shutil
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from kcbx.findings import catalogue, severities
from tests.stories.county import Run, county, kcbx

ODDITIES = Path(__file__).parents[2] / "samples" / "oddities"
DAY = ("--as-of", "2026-09-20")

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "oddities.toml").read_text(encoding="utf-8"))["case"]


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, Path]:
    to = tmp_path_factory.mktemp("check") / "更 正 单"
    run = kcbx("check", ODDITIES, *DAY, "--to", to, "--json")
    assert run.code == 0, run.stderr
    return run, to


def found(run: Run) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = json.loads(run.stdout)["problems"]
    return problems


def place_of(problem: dict[str, Any]) -> str:
    """A cell, a column, a row or "" for the whole."""
    return problem["cell"] or (f"第{problem['source_row']}行" if problem["source_row"] else "")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["file"]))
def test_every_mistake_of_an_oddity_is_found_at_its_cell_and_no_other(
    case: dict[str, Any], checked: tuple[Run, Path]
) -> None:
    run, _ = checked
    here = [each for each in found(run) if each["source_file"] == case["file"]]
    told = Counter((each["severity"], each["code"], each["source_sheet"], place_of(each)) for each in here)
    assert told == Counter(map(tuple, case["problems"]))
    used = {each["source_file"]: each["rows_used"] for each in json.loads(run.stdout)["files"]}
    assert used.get(case["file"], 0) == case["used"]


def test_every_oddity_is_told_in_its_readme_and_has_a_case(checked: tuple[Run, Path]) -> None:
    files = {path.name for path in ODDITIES.iterdir()} - {"README.md"}
    told = re.findall(r"^\| (\S+\.\S+) \|", (ODDITIES / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(told) == files == {case["file"] for case in CASES}
    assert {each["source_file"] for each in found(checked[0])} <= files
    counts = json.loads(checked[0].stdout)["counts"]
    assert counts["error"] == sum(each["severity"] == "error" for each in found(checked[0]))


def test_the_list_names_file_sheet_and_cell_and_no_value(checked: tuple[Run, Path]) -> None:
    run = kcbx("check", ODDITIES, *DAY, "--list")
    lines = set(run.stdout.splitlines())
    for each in found(checked[0]):
        kind = catalogue()[each["code"]]
        place = " › ".join(filter(None, (each["source_file"], each["source_sheet"], place_of(each))))
        assert f"{severities()[kind.severity]}  {place}：{kind.meaning}" in lines
    values = {
        str(cell.value)
        for name in ("身份证号.xlsx", "姓名.xlsx", "公式与错误值.xlsx")
        for column in "DGKL"
        for cell in openpyxl.load_workbook(ODDITIES / name).worksheets[0][column][1:]
        if cell.value and cell.value != "不详"
    }
    assert [value for value in values if value in run.stdout + run.stderr] == []


def rows_of(book: Path, sheet: str) -> list[dict[str, Any]]:
    """The rows of a list page below its header in row 5."""
    opened = openpyxl.load_workbook(book)[sheet]
    head, *body = opened.iter_rows(min_row=5, values_only=True)
    names = [str(each).removesuffix(" ▼") for each in head]
    return [dict(zip(names, row, strict=True)) for row in body if row[0] is not None]


def test_one_workbook_a_file_with_problems_and_none_for_the_sound(checked: tuple[Run, Path]) -> None:
    run, to = checked
    grave = {each["source_file"] for each in found(run) if each["severity"] != "note"}
    assert {path.name for path in to.glob("*.xlsx")} == {f"{name.rpartition('.')[0]}-请更正.xlsx" for name in grave}
    assert not (to / "国标编码-请更正.xlsx").exists()


def test_the_workbook_quotes_the_cell_as_it_stands_and_its_sums_close(checked: tuple[Run, Path]) -> None:
    run, to = checked
    book = to / "身份证号-请更正.xlsx"
    places = rows_of(book, "逐处清单")
    original = openpyxl.load_workbook(ODDITIES / "身份证号.xlsx")
    for place in places:
        stands = original[place["工作表"]][place["单元格"]].value
        assert (place["写的是"] or "") == ("" if stands is None else place["写的是"])
        if isinstance(stands, str):
            assert place["写的是"] == stands.strip()
    kinds = rows_of(book, "请更正")
    assert (
        sum(kind["处数"] for kind in kinds)
        == len(places)
        == sum(f["source_file"] == "身份证号.xlsx" for f in found(run))
    )
    assert "改好了" in places[0]
    closing = openpyxl.load_workbook(book)["行数核对"]["A3"].value
    assert "合计相符" in str(closing)


def test_nothing_of_a_cell_is_on_the_terminal() -> None:
    folder = county("bad", "mixed", 300)
    run = kcbx("check", folder / "输入", *DAY, "--list", "--mapping")
    assert run.code == 0, run.stderr
    spoken = run.stdout + run.stderr
    for name in ("census_rows", "roll_rows"):
        truth = pd.read_parquet(folder / "真相" / f"{name}.parquet")
        told = [column for column in truth.columns if column in ("name", "id_number", "phone", "guardian")]
        secrets = {str(text) for column in told for text in truth[column].dropna() if len(str(text)) >= 2}
        assert [text for text in secrets if text in spoken] == []


def test_it_only_looks(tmp_path: Path) -> None:
    folder = tmp_path / "来表"
    shutil.copytree(ODDITIES, folder)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    run = kcbx("check", folder, *DAY)
    assert run.code == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    assert list(tmp_path.iterdir()) == [folder]


def test_the_same_files_give_the_same_workbooks(checked: tuple[Run, Path], tmp_path: Path) -> None:
    _, to = checked
    kcbx("check", ODDITIES, *DAY, "--to", tmp_path / "again")
    first, again = ({path.name: path.read_bytes() for path in each.glob("*.xlsx")} for each in (to, tmp_path / "again"))
    assert first
    assert first == again


def test_too_many_errors_are_exit_10_and_a_missing_path_is_exit_2(checked: tuple[Run, Path]) -> None:
    errors = json.loads(checked[0].stdout)["counts"]["error"]
    above = kcbx("check", ODDITIES, *DAY, "--fail-over", str(errors - 1))
    assert (above.code, above.stderr.splitlines()[-1]) == (
        10,
        f"须更正 {errors} 处，多于 --fail-over 的 {errors - 1} 处：退出码 10",
    )
    assert kcbx("check", ODDITIES, *DAY, "--fail-over", str(errors)).code == 0
    assert kcbx("check", "没有的文件夹").code == 2


def test_an_existing_folder_is_not_overwritten_unasked(checked: tuple[Run, Path]) -> None:
    assert kcbx("check", ODDITIES, *DAY, "--to", checked[1]).code == 2


def write_census(path: Path, heading: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["青崖县云岭乡云岭村适龄儿童少年摸底表"])
    sheet.append(["序号", "乡镇", "村", "姓名", "性别", heading, "身份证号"])
    sheet.append([1, "云岭乡", "云岭村", "张三丰", "男", "2016-05-12", ""])
    sheet.append([2, "云岭乡", "云岭村", "李四光", "女", "2015-03-07", ""])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def test_a_confirmed_mapping_is_kept_and_its_drift_is_reported(tmp_path: Path) -> None:
    memory = tmp_path / "记忆.toml"
    write_census(tmp_path / "2026秋" / "云岭乡摸底表.xlsx", "出生日期")
    write_census(tmp_path / "2027春" / "云岭乡摸底表.xlsx", "出生年月日")
    first = kcbx("check", tmp_path / "2026秋", *DAY, "--memory", memory, "--confirm")
    assert first.code == 0, first.stderr
    same = kcbx("check", tmp_path / "2026秋", *DAY, "--memory", memory, "--json")
    later = kcbx("check", tmp_path / "2027春", *DAY, "--memory", memory, "--json")
    assert "heading_changed" not in {each["code"] for each in found(same)}
    drift = [each for each in found(later) if each["code"] == "heading_changed"]
    assert [(each["source_file"], each["cell"]) for each in drift] == [("云岭乡摸底表.xlsx", "F2")]


def test_confirming_without_a_place_to_keep_it_says_so(tmp_path: Path) -> None:
    write_census(tmp_path / "来表" / "云岭乡.xlsx", "出生日期")
    run = kcbx("check", tmp_path / "来表", *DAY, "--confirm")
    assert run.code == 2
    assert "--memory" in run.stderr


def test_two_files_of_one_name_get_two_workbooks(tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        write_census(tmp_path / "来表" / folder / "摸底表.xlsx", "出生日期")
    csv = "姓名,性别,出生日期,身份证号,村\n张三丰,男,2016-05-12,5399,云岭村\n"
    (tmp_path / "来表" / "甲" / "摸底表.csv").write_text(csv, encoding="utf-8")
    run = kcbx("check", tmp_path / "来表", *DAY, "--to", tmp_path / "单", "--json")
    assert run.code == 0, run.stderr
    written = [Path(path).name for path in json.loads(run.stdout)["written"]]
    assert Counter(written).most_common(1)[0][1] == 1
    assert len(written) == 3
    assert all((tmp_path / "单" / name).is_file() for name in written)


def test_a_row_of_nobody_is_returned_and_text_never_becomes_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "来表" / "云岭乡.xlsx"
    write_census(path, "出生日期")
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    trap = '=HYPERLINK("http://example.org","看")'
    sheet.append([3, "云岭乡", "云岭村", "王五", "男", "2015-03-07", "x"])
    sheet.append([4, "云岭乡", "云岭村", None, "男", "2015-03-07", None])
    sheet["G5"].value = trap
    sheet["G5"].data_type = "s"
    book.save(path)
    run = kcbx("check", tmp_path / "来表", *DAY, "--to", tmp_path / "单", "--json")
    assert run.code == 0, run.stderr
    assert "row_without_person" in {each["code"] for each in found(run)}
    written = openpyxl.load_workbook(tmp_path / "单" / "云岭乡-请更正.xlsx")
    formulas = [
        str(cell.value)
        for page in written.worksheets
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert formulas
    assert all(formula.startswith('=HYPERLINK("#') for formula in formulas)
    assert trap in {row["写的是"] for row in rows_of(tmp_path / "单" / "云岭乡-请更正.xlsx", "逐处清单")}
    accounts = rows_of(tmp_path / "单" / "云岭乡-请更正.xlsx", "行数核对")
    assert [(row["读到"], row["采用"], row["退回补填"], row["相差"]) for row in accounts] == [(4, 3, 1, 0)]


def test_the_workbook_speaks_to_the_sender_and_has_no_empty_page(checked: tuple[Run, Path]) -> None:
    """Options and configuration files are the analyst's; a page with a heading and nothing below is nobody's."""
    _, to = checked
    for path in to.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        for sheet in book.worksheets:
            cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
            assert not [text for text in cells if re.search(r"(^|\s)--[a-z]|kcbx[. ]|schemas/", text)], path.name
            assert sheet.sheet_state != "visible" or sheet.max_row > 5, (path.name, sheet.title)
    assert openpyxl.load_workbook(to / "传输中断-请更正.xlsx").sheetnames[:2] == ["请更正", "逐处清单"]
    assert "各列怎么认的" not in openpyxl.load_workbook(to / "无关的表-请更正.xlsx").sheetnames


@pytest.mark.parametrize(
    ("files", "code", "said"),
    [
        ({}, 11, "文件夹里没有表"),
        ({"坏.xlsx": b"PK\x03\x04", "图.xlsx": b"\x89PNG\r\n\x1a\n"}, 11, "没有一个文件读得进来"),
        ({"价目.csv": "商品,单价\n米,3\n".encode()}, 12, "没有认出任何表"),
    ],
)
def test_nothing_read_is_not_all_fine(tmp_path: Path, files: dict[str, bytes], code: int, said: str) -> None:
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    run = kcbx("check", tmp_path, *DAY)
    assert (run.code, said in run.stderr) == (code, True), run.stderr


def test_a_county_has_headings_and_words_of_its_own_and_ethnicity_stays_unread(tmp_path: Path) -> None:
    """What kcbx.toml changes in schemas/ holds in the processes that read sheets, too."""
    (tmp_path / "来表").mkdir()
    (tmp_path / "来表" / "云岭乡摸底表.csv").write_text(
        "乡镇,村,姓名,性别,出生日期,身份证号,带娃人,民族,上哪儿了\n"
        "云岭乡,白云村,王小朵,女,2017-03-05,539901201703050023,王大,汉族,跟船走了\n",
        encoding="utf-8",
    )
    changes = """[schemas]
headings.guardian = ["带娃人"]
headings.status = ["上哪儿了"]
headings.note = ["民族"]
"values/status".abroad.exact = ["跟船走了"]
"""
    for settings, read in (("", False), (changes, True)):
        (tmp_path / "kcbx.toml").write_text(settings, encoding="utf-8")
        run = kcbx("check", tmp_path / "来表", *DAY, "--mapping")
        assert run.code == 0, run.stderr
        mapping = run.stdout.partition("文件")[0]
        assert ("监护人←带娃人" in mapping, "就学状态←上哪儿了" in mapping) == (read, read)
        assert "有意不读：民族" in mapping
        assert "没有看懂" not in run.stderr


def test_a_form_can_be_named_and_looked_at_before_the_main_job(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["大黎村儿童"], ["姓名", "身份证号", "电话"], ["李小一", "539901201509010011", ""]):
        book.active.append(row)
    path = tmp_path / "名单.xlsx"
    book.save(path)
    for form in ("roll", "census"):
        run = kcbx("check", tmp_path, f"--{form}", path, *DAY, "--json")
        assert run.code == 0, run.stderr
        assert json.loads(run.stdout)["files"][0]["forms"] == [form]
