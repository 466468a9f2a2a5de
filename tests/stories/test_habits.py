"""The habits of an office: Chinese and spaces in every path, workbooks left open, traces of other systems."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tests.stories.clerks import fill
from tests.stories.county import Run, county, kcbx
from tests.unit.followup.books import answer

DAY = ("--as-of", "2026-09-20")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's folder with a name nobody should have to avoid, its sheets dropped in, its secret apart."""
    home = tmp_path_factory.mktemp("h") / "张 家 川 2026秋（第1批）&终稿"
    shutil.copytree(county("clean", "township", 300) / "输入", home / "来 表")
    return home


def run(home: Path, *words: str | Path) -> Run:
    secret = {"KCBX_SECRET_FILE": str(home.parent / "密 钥" / "county.key")}
    return kcbx(*words, env={**os.environ, **secret})


def test_the_whole_round_in_a_folder_with_spaces(home: Path) -> None:
    out, ledger = home / "结 果", home / "台 账.db"
    steps: list[tuple[str | Path, ...]] = [
        ("init", home, "--yes", "--county", "青崖县"),
        ("check", home / "来 表", *DAY, "--to", home / "更 正 单"),
        ("reconcile", home / "来 表", *DAY, "--out", out, "--ledger", ledger),
        ("metrics", out, "--to", home / "指 标.csv"),
        ("pack", out, "--to", home / "加 密 包", "--password-sheet", home / "密 码 单.csv"),
    ]
    for step in steps:
        done = run(home, *step)
        assert done.code == 0, (step, done.stderr)
    sent = min((out / "乡镇").glob("*.xlsx"))
    fill(sent, home / "交 回" / f"{sent.stem} 已填.xlsx", lambda _: answer("elsewhere"))
    collected = run(home, "collect", home / "交 回", "--ledger", ledger, "--on", "2026-10-10")
    assert collected.code == 0, collected.stderr
    assert run(home, "cases", "reminders", "--ledger", ledger).code == 0


def test_a_workbook_left_open_is_read_and_told(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "来表"
    folder.mkdir()
    sheet = min((home / "来 表").rglob("*.xlsx"))
    shutil.copy(sheet, folder / "云岭乡.xlsx")
    for trace in ("~$云岭乡.xlsx", ".~云岭乡.xlsx", ".~lock.云岭乡.xlsx#"):
        (folder / trace).write_bytes(b"\x04user")
    done = run(home, "check", folder, *DAY, "--json", "--list")
    problems = json.loads(done.stdout)["problems"]
    told = [each["source_file"] for each in problems if each["code"] == "lock_file_skipped"]
    assert sorted(told) == sorted(["~$云岭乡.xlsx", ".~云岭乡.xlsx", ".~lock.云岭乡.xlsx#"])
    assert "上次保存的内容" in run(home, "check", folder, *DAY).stdout
    assert [each["source_file"] for each in json.loads(done.stdout)["files"] if each["rows_read"]] == ["云岭乡.xlsx"]


def test_traces_of_the_system_are_passed_over_without_a_word(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "来表"
    (folder / "__MACOSX").mkdir(parents=True)
    shutil.copy(min((home / "来 表").rglob("*.xlsx")), folder / "云岭乡.xlsx")
    for trace in ("._云岭乡.xlsx", ".DS_Store", "Thumbs.db", "desktop.ini", "__MACOSX/云岭乡.xlsx"):
        (folder / trace).write_bytes(b"\x00\x05\x16\x07")
    files = json.loads(run(home, "check", folder, *DAY, "--json").stdout)["files"]
    assert [each["source_file"] for each in files] == ["云岭乡.xlsx"]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="only where the system keeps a file from us")
def test_a_file_that_may_not_be_read_is_named(home: Path, tmp_path: Path) -> None:
    locked = tmp_path / "云岭乡.xlsx"
    locked.write_bytes(b"PK")
    locked.chmod(0)
    assert "没有权限，或正被占用" in run(home, "check", tmp_path, *DAY, "--list").stdout


def test_without_a_terminal_no_bar_is_drawn(home: Path) -> None:
    done = run(home, "check", home / "来 表", *DAY)
    assert "√ 读表" in done.stderr
    assert not {"\r", "\x1b", "━"} & set(done.stderr)


@pytest.mark.skipif(shutil.which("script") is None, reason="script(1) gives a terminal")
def test_on_a_terminal_the_bar_counts_real_files(home: Path) -> None:
    command = f"'{sys.executable}' -m kcbx check '{home / '来 表'}' --as-of 2026-09-20"
    env = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    done = subprocess.run(
        ["script", "-qec", command, "/dev/null"], capture_output=True, env=env, check=False, stdin=subprocess.DEVNULL
    )
    files = sum(path.is_file() for path in (home / "来 表").rglob("*"))
    assert f"/{files}" in done.stdout.decode()


def test_a_name_windows_would_not_take_still_gets_a_workbook(tmp_path: Path) -> None:
    names = ["CON", "云岭/乡", '甲"乙<丙>:|?*', "末尾有点.", "很长的名字" * 40]
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["序号", "乡镇", "村", "姓名", "性别", "出生日期", "身份证号"])
    for number, name in enumerate(names):
        sheet.append([number + 1, name, "云岭村", f"赵长{'河山水石林'[number]}", "男", "2016-05-12", ""])
    (tmp_path / "来表").mkdir()
    book.save(tmp_path / "来表" / "摸底表.xlsx")
    shutil.copytree(county("clean", "township", 300) / "输入", tmp_path / "来表" / "其他")
    done = kcbx("reconcile", tmp_path / "来表", *DAY, "--out", tmp_path / "结果")
    assert done.code == 0, done.stderr
    written = [path.name for path in (tmp_path / "结果").rglob("*.xlsx")]
    assert not [name for name in written if set(name) & set('<>:"/\\|?*') or name.split(".")[0].upper() == "CON"]
    assert max(len(name.encode()) for name in written) <= 255
