"""A county begins: from an empty folder, or from one in which sheets already lie."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kcbx import config as configuration
from kcbx.app.county.asking import typed
from kcbx.app.county.initialising import Wanted, initialise
from kcbx.app.county.next_steps import next_steps
from kcbx.definitions import schema
from kcbx.errors import KcbxError
from kcbx.terminal import Terminal
from tests.stories.county import Run, county, kcbx


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "密钥" / "county.key"
    monkeypatch.setenv("KCBX_SECRET_FILE", str(path))
    return path


def init(folder: Path, *words: str) -> Run:
    return kcbx("init", folder, *words, env=dict(os.environ))


def test_an_empty_folder_becomes_a_county(tmp_path: Path, secret: Path) -> None:
    folder = tmp_path / "青崖 县"
    run = init(folder, "--yes", "--county", "青崖县", "--code", "539921", "--cutoff", "12-31", "--entry-age", "6.5")
    assert run.code == 0, run.stderr
    config = configuration.load(folder / "kcbx.toml")
    assert (config.county.name, config.county.code) == ("青崖县", "539921")
    assert (config.school.cutoff, config.school.entry_age) == ("12-31", 6.5)
    assert all((folder / "来表" / name).is_dir() for name in ("摸底", "学籍", "其他"))
    assert len(secret.read_bytes()) == 32
    assert not secret.is_relative_to(folder)


@pytest.mark.skipif(os.name != "posix", reason="permissions as on POSIX")
def test_nobody_else_looks_into_the_folders_of_a_county(tmp_path: Path, secret: Path) -> None:
    before = os.umask(0)
    try:
        assert kcbx("init", "县", "-y", cwd=tmp_path).code == 0
    finally:
        os.umask(before)
    for path in (tmp_path / "县", *(tmp_path / "县").rglob("*")):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_defaults_alone_are_a_working_county(tmp_path: Path, secret: Path) -> None:
    assert init(tmp_path / "县").code == 0, "without a terminal nothing is asked"
    assert configuration.load(tmp_path / "县" / "kcbx.toml") == configuration.Config()
    assert secret.exists()


def test_a_second_init_changes_nothing(tmp_path: Path, secret: Path) -> None:
    init(tmp_path / "县", "--yes", "--county", "青崖县")
    before = {path: path.read_bytes() for path in (tmp_path / "县" / "kcbx.toml", secret)}
    again = init(tmp_path / "县", "--yes", "--county", "别的县")
    assert again.code == 2
    assert {path: path.read_bytes() for path in before} == before


def test_townships_villages_and_schools_come_from_the_sheets(tmp_path: Path, secret: Path) -> None:
    folder = tmp_path / "县"
    shutil.copytree(county("clean", "township", 300) / "输入", folder / "来的表")
    run = init(folder, "--yes", "--township", "云岭乡,王老师,0899-555-0101,yunling@example.org")
    assert run.code == 0, run.stderr
    config = configuration.load(folder / "kcbx.toml")
    truth = pd.read_parquet(county("clean", "township", 300) / "真相" / "children.parquet")
    lived = truth[truth["in_census"]].groupby("township")["village"].agg(["size", set])
    found = {each.name: set(each.villages) for each in config.townships}
    assert set(found) - {"云岭乡"} == set(lived.index[lived["size"] >= 3]) - {"云岭乡"}
    for name, villages in found.items():
        assert villages <= (lived["set"].get(name) or set())
    assert sum(map(len, found.values())) > len(found)
    assert config.school_contacts
    own = next(each for each in config.townships if each.name == "云岭乡")
    assert (own.contact, own.phone, own.email) == ("王老师", "0899-555-0101", "yunling@example.org")
    check = kcbx("check", folder, "--as-of", "2026-09-20", "--json", env=dict(os.environ))
    assert check.code == 0, check.stderr
    assert '"township_unknown"' not in check.stdout


def write_census(path: Path, places: list[tuple[str, str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "乡镇", "村", "姓名", "性别", "出生日期", "身份证号"])
    for number, (township, village) in enumerate(places, start=1):
        sheet.append([number, township, village, f"张三{'甲乙丙丁戊己庚辛'[number % 8]}", "男", "2016-05-12", ""])
    path.parent.mkdir(parents=True)
    book.save(path)


def test_a_name_seen_once_is_only_a_comment(tmp_path: Path, secret: Path) -> None:
    places = [("云岭乡", "云岭村")] * 5 + [("云岭乡", "松溪村")] * 3 + [("云岭乡", "孤寨村"), ("飞来乡", "飞来村")]
    write_census(tmp_path / "县" / "摸底" / "表.xlsx", places)
    run = init(tmp_path / "县", "--yes")
    assert run.code == 0, run.stderr
    text = (tmp_path / "县" / "kcbx.toml").read_text(encoding="utf-8")
    config = configuration.load(tmp_path / "县" / "kcbx.toml")
    assert [(each.name, set(each.villages)) for each in config.townships] == [("云岭乡", {"云岭村", "松溪村"})]
    assert "孤寨村" in text
    assert "飞来乡" in text


@pytest.mark.parametrize(
    "words",
    [
        *(("--code", "12"), ("--cutoff", "13-45"), ("--cutoff", "02-30"), ("--entry-age", "四"), ("--year", "26")),
        *(("--township", "云岭乡,王,1,不是邮箱"), ("--township", "云岭乡,王,1,wang@")),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_is_written(
    words: tuple[str, str], tmp_path: Path, secret: Path
) -> None:
    run = init(tmp_path / "县", "--yes", *words)
    assert run.code == 2
    assert not (tmp_path / "县" / "kcbx.toml").exists()
    assert not secret.exists()


def test_a_secret_inside_the_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KCBX_SECRET_FILE", str(tmp_path / "县" / "county.key"))
    assert init(tmp_path / "县", "--yes").code == 13
    assert not (tmp_path / "县" / "kcbx.toml").exists()


@pytest.mark.parametrize(
    ("key", "said", "value"),
    [
        *(("cutoff", text, "08-31") for text in ("8月31日", "8-31", "8.31", "８／３１", "08-31")),
        *(("year", text, 2026) for text in ("2026", "2026学年", "2026-2027学年", "2026—2027", "2026年")),
        *(("entry_age", text, 6.5) for text in ("6.5", "6.5岁", "6.5 周岁")),
    ],
)
def test_an_answer_is_read_as_people_write_it(key: str, said: str, value: object) -> None:
    question = next(each for each in schema("init")["questions"] if each["key"] == key)
    assert typed(question, said) == value


def test_everything_is_asked_and_a_wrong_answer_is_asked_again(tmp_path: Path, secret: Path) -> None:
    replies: Iterator[str] = iter(
        [
            "青崖县",
            "5399",
            "539921",
            "周老师",
            "",
            "六",
            "6",
            "2月30日",
            "8月31日",
            "是",
            "0899-555-0101 中心校 王老师 a@",
            "a@example.org 0899-555-0101 中心校 王老师",
        ]
    )
    asked: list[tuple[str, str]] = []

    def ask(question: str, default: str) -> str:
        asked.append((question, default))
        return next(replies)

    begun = initialise(Wanted(tmp_path / "县", {}, ["云岭乡"], ask), Terminal())
    config = configuration.load(begun.config)
    assert "5399" in asked[2][0]
    assert (config.county.code, config.school.year, config.school.cutoff) == ("539921", None, "08-31")
    own = config.townships[0]
    assert (own.contact, own.phone, own.email) == ("中心校 王老师", "0899-555-0101", "a@example.org")
    assert next(replies, None) is None


def test_sheets_that_already_have_a_folder_stay_there(tmp_path: Path, secret: Path) -> None:
    places = [("云岭乡", "云岭村")] * 3
    write_census(tmp_path / "县" / "2026秋" / "摸底" / "表.xlsx", places)
    run = init(tmp_path / "县", "--yes")
    assert configuration.load(tmp_path / "县" / "kcbx.toml").run.inputs == "2026秋"
    assert not (tmp_path / "县" / "来表").exists()
    assert "kcbx check 2026秋 --to 更正单" in run.stderr


def test_sheets_without_a_folder_are_asked_to_be_moved(tmp_path: Path, secret: Path) -> None:
    write_census(tmp_path / "县" / "摸底" / "表.xlsx", [("云岭乡", "云岭村")] * 3)
    run = init(tmp_path / "县", "--yes")
    assert f"来表请移进 {tmp_path / '县' / '来表'}：摸底" in run.stderr
    assert next_steps(tmp_path / "县", date(2026, 9, 20)).state == "astray"
    (tmp_path / "县" / "摸底" / "表.xlsx").rename(tmp_path / "县" / "来表" / "摸底" / "表.xlsx")
    assert next_steps(tmp_path / "县", date(2026, 9, 20)).state == "not_reconciled"


def test_a_file_that_stands_in_the_way_is_told(tmp_path: Path, secret: Path) -> None:
    (tmp_path / "县").mkdir()
    (tmp_path / "县" / "来表").write_text("", encoding="utf-8")
    with pytest.raises(KcbxError) as caught:
        initialise(Wanted(tmp_path / "县", {}), Terminal())
    assert caught.value.exit_code in (2, 14)
    assert not (tmp_path / "县" / "kcbx.toml").exists()
