"""A term is put away encrypted and had back whole, by this kcbx and by a later one; nothing changed gets through."""

from __future__ import annotations

import json
import os
import shutil
import zipfile
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
import pyzipper

from kcbx.app.retention import archiving as story
from kcbx.deliver.archive import FORMAT
from kcbx.deliver.sealing import opened_archive, sealed_entries
from kcbx.errors import InputUnreadable, UsageError
from kcbx.records import file_digest
from kcbx.sample import make
from kcbx.terminal import Terminal

from .county import Run, kcbx

FIRST_FORMAT = Path(__file__).parent / "fixtures" / "format-1.zip"
PASSWORD = "kx7m-p3qd-vt9w-h2ra"


@cache
def result() -> Path:
    """A result whose configuration names the county."""
    folder = Path(mkdtemp(prefix="kcbx-archive-"))
    make(folder, children=120, seed=7, layout="county")
    (folder / "kcbx.toml").write_text('[county]\nname = "青崖县"\n', encoding="utf-8")
    done = kcbx(
        *("reconcile", folder / "输入", "--out", folder / "2026秋", "--as-of", "2026-09-20"),
        env={**os.environ, "KCBX_SECRET_FILE": str(folder / "county.key")},
    )
    assert done.code == 0, done.stderr
    return folder / "2026秋"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with a password file of its owner alone."""
    (tmp_path / "密码.txt").write_text(PASSWORD, encoding="utf-8")
    (tmp_path / "密码.txt").chmod(0o600)
    return tmp_path


def archive(desk: Path, *words: str | Path) -> Run:
    return kcbx("archive", result(), "--to", desk / "2026秋.zip", "--password-file", desk / "密码.txt", *words)


def restore(desk: Path, file: Path, *words: str | Path) -> Run:
    return kcbx("restore", file, "--password-file", desk / "密码.txt", *words)


def test_what_comes_back_is_what_was_put_away_and_can_be_used(desk: Path) -> None:
    put_away = archive(desk)
    assert put_away.code == 0, put_away.stderr
    back = restore(desk, desk / "2026秋.zip", "--to", desk / "取回", "--json")
    assert back.code == 0, back.stderr
    manifest = json.loads(back.stdout)
    assert (manifest["format"], manifest["county"], manifest["as_of"]) == (1, "青崖县", "2026-09-20")
    assert manifest["inputs"] == json.loads((result() / "run.json").read_text(encoding="utf-8"))["inputs"]
    tables = {path.name: file_digest(path) for path in (desk / "取回" / "tables").iterdir()}
    assert tables == {path.name: file_digest(path) for path in (result() / "tables").iterdir()}
    assert file_digest(desk / "取回" / "run.json") == file_digest(result() / "run.json")
    assert (desk / "取回" / "配置.toml").read_bytes() == (result().parent / "kcbx.toml").read_bytes()
    figures = [kcbx("metrics", folder, "--json").stdout for folder in (result(), desk / "取回")]
    assert figures[0] == figures[1] != ""
    same = kcbx("compare", desk / "取回", result(), "--json")
    assert same.code == 0, same.stderr
    number = a_case_of(desk / "取回")
    assert kcbx("explain", desk / "取回", number).code == 0
    again = kcbx(
        *("reconcile", result().parent / "输入", "--out", desk / "再来", "--as-of", "2026-09-21"),
        *("--previous", desk / "取回"),
        env={**os.environ, "KCBX_SECRET_FILE": str(result().parent / "county.key")},
    )
    assert again.code == 0, again.stderr


def a_case_of(folder: Path) -> str:
    """The number of a case of a restored result."""
    table = Run(0, "", "", folder).table("standings")
    return str(table.loc[table["out_of_school_list"], "case_number"].iloc[0])


def test_the_county_can_go_on_elsewhere_from_an_archive(desk: Path) -> None:
    """A computer that died took the ledger and the key with it, and no workbook that was out could be told any more."""
    home, key, elsewhere = desk / "县", desk / "密" / "county.key", desk / "新" / "county.key"
    shutil.copytree(result().parent / "输入", home / "来表")
    (home / "kcbx.toml").write_text('[county]\nname = "青崖县"\n', encoding="utf-8")
    (home / "kcbx-headings.toml").write_text("", encoding="utf-8")
    mine, new = ({**os.environ, "KCBX_SECRET_FILE": str(path)} for path in (key, elsewhere))
    words = (
        "reconcile",
        home / "来表",
        "--out",
        home / "2026秋",
        "--as-of",
        "2026-09-20",
        "--ledger",
        home / "台账.db",
    )
    assert kcbx(*words, env=mine).code == 0
    file, password = desk / "存档.zip", ("--password-file", desk / "密码.txt")
    done = kcbx("archive", home / "2026秋", "--to", file, *password, env=mine)
    assert done.code == 0, done.stderr
    of_day = ("--as-of", "2026-09-30", "--json")
    before = kcbx("cases", "list", "--ledger", home / "台账.db", *of_day, env=mine).stdout
    shutil.rmtree(home)
    shutil.rmtree(key.parent)
    back = desk / "取回"
    assert kcbx("restore", file, "--to", back, *password, env=new).code == 0
    held = ("tables", "run.json", "配置.toml", "台账.db", "county.key", "kcbx-headings.toml")
    assert {path.name for path in back.iterdir()} == {*held}
    for source, target in (("county.key", elsewhere), ("台账.db", desk / "台账.db")):
        target.parent.mkdir(exist_ok=True)
        shutil.copy(back / source, target)
    listed = kcbx("cases", "list", "--ledger", desk / "台账.db", *of_day, env=new)
    assert listed.stdout == before
    assert json.loads(before)["cases"]
    kept = kcbx("purge", back, "--as-of", "2028-01-01", "--yes", "--json")
    assert all(each["kept"] for each in json.loads(kept.stdout)["due"]), "a ledger is never purged"
    assert (back / "台账.db").exists()


def test_a_ledger_that_was_named_must_be_there(desk: Path) -> None:
    run = archive(desk, "--ledger", desk / "没有.db")
    assert run.code == 2
    assert "没有这个台账" in run.stderr


def test_the_same_result_gives_the_same_entries_and_nothing_is_read_without_the_password(desk: Path) -> None:
    assert archive(desk).code == 0
    first = (desk / "2026秋.zip").read_bytes()
    assert archive(desk).code == 2, "an archive is not overwritten unasked"
    assert archive(desk, "--overwrite").code == 0
    second = (desk / "2026秋.zip").read_bytes()
    assert first != second, "salted anew"
    assert opened_archive(first, PASSWORD) == opened_archive(second, PASSWORD)
    with zipfile.ZipFile(desk / "2026秋.zip") as plain:
        assert all(entry.flag_bits & 1 for entry in plain.infolist())
        assert set(json.loads(plain.comment)) == {"kcbx_archive", "record_sha256"}
    (desk / "密码.txt").write_text("别的密码-0000", encoding="utf-8")
    wrong = restore(desk, desk / "2026秋.zip", "--to", desk / "取回")
    assert (wrong.code, (desk / "取回").exists()) == (11, False)


def test_what_cannot_be_had_back_is_told_without_options_it_lacks(desk: Path) -> None:
    assert archive(desk).code == 0
    (desk / "取回").mkdir()
    there = restore(desk, desk / "2026秋.zip", "--to", desk / "取回")
    assert (there.code, "--overwrite" in there.stderr) == (2, False)
    gone = restore(desk, desk / "没有.zip")
    assert (gone.code, "找不到" in gone.stderr) == (2, True)


def test_only_a_file_of_kcbx_is_overwritten(desk: Path) -> None:
    (desk / "2026秋.zip").write_bytes(b"mine")
    assert archive(desk, "--overwrite").code == 2
    assert (desk / "2026秋.zip").read_bytes() == b"mine"


def forged(desk: Path, alter: dict[str, bytes], comment: dict[str, object] | None = None) -> Path:
    """The first archive with entries changed (b"" takes one out), sealed again by one who knows the password."""
    entries = opened_archive(FIRST_FORMAT.read_bytes(), PASSWORD) | alter
    with pyzipper.AESZipFile(FIRST_FORMAT) as archive:
        label = json.loads(archive.comment) | (comment or {})
    path = desk / "改过.zip"
    kept = {name: content for name, content in entries.items() if content}
    path.write_bytes(sealed_entries(kept, PASSWORD, json.dumps(label).encode()))
    return path


@pytest.mark.parametrize(
    "alter",
    [
        {"tables/census.parquet": b"other"},
        {"tables/census.parquet": b""},
        {"tables/more.parquet": b"one too many"},
        {"../outside.parquet": b"elsewhere"},
        {"run.json": b"{}"},
        {"manifest.json": b"{}"},
    ],
)
def test_what_was_changed_is_not_restored(desk: Path, alter: dict[str, bytes]) -> None:
    with pytest.raises(InputUnreadable):
        story.restore(forged(desk, alter), desk / "取回", lambda: PASSWORD, Terminal())
    assert not (desk / "取回").exists()
    assert not (desk / "outside.parquet").exists()


def test_a_damaged_file_is_refused(desk: Path) -> None:
    whole = FIRST_FORMAT.read_bytes()
    path = desk / "坏.zip"
    for cut in (0, 30, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:cut])
        with pytest.raises(UsageError):
            story.restore(path, desk / "取回", lambda: PASSWORD, Terminal())
    for place in range(0, len(whole) - 2_000, len(whole) // 60):
        path.write_bytes(whole[:place] + bytes(8) + whole[place + 8 :])
        with pytest.raises(InputUnreadable):
            story.restore(path, desk / "取回", lambda: PASSWORD, Terminal())
    assert not (desk / "取回").exists()


def test_an_archive_of_the_first_format_opens(desk: Path) -> None:
    run = restore(desk, FIRST_FORMAT, "--to", desk / "旧")
    assert run.code == 0, run.stderr
    figures = kcbx("metrics", desk / "旧", "--json")
    assert figures.code == 0, figures.stderr
    compared = kcbx("compare", desk / "旧", result(), "--json")
    assert compared.code == 0, compared.stderr
    assert json.loads(compared.stdout)["changes"]


def test_an_archive_of_a_newer_kcbx_is_refused_before_a_password_is_asked(desk: Path) -> None:
    newer = forged(desk, {}, {"kcbx_archive": FORMAT + 1})
    run = kcbx("restore", newer, "--to", desk / "取回")
    assert (run.code, "更新版本" in run.stderr) == (2, True)


def test_purge_says_which_result_has_no_archive_and_keeps_archives(desk: Path) -> None:
    folder = desk / "结果"
    shutil.copytree(result(), folder / "2026秋")
    words = ("purge", folder, "--as-of", "2027-05-01", "--json")
    assert [each["archived"] for each in json.loads(kcbx(*words).stdout)["due"]] == [False]
    assert "还没有存档" in kcbx(*words).stderr
    assert archive(folder).code == 2, "no password file there"
    shutil.copy(desk / "密码.txt", folder / "密码.txt")
    assert archive(folder).code == 0
    run = kcbx(*words, "--yes")
    assert [(each["archived"], each["deleted"]) for each in json.loads(run.stdout)["due"]] == [(True, True)]
    assert (folder / "2026秋.zip").is_file()
    assert not (folder / "2026秋").exists()
