"""Passwords: legible, private, kept from term to term, and never shown by accident."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.deliver import passwords
from kcbx.deliver.passwords import Holder, Passwords, complete_sheet, generate, parse, read, weakness
from kcbx.errors import OutputUnwritable, UsageError

posix = pytest.mark.skipif(os.name != "posix", reason="Windows has no POSIX modes")
HOLDERS = [Holder("云岭乡", "王老师", "13900000000"), Holder("杉坪乡"), Holder("=2+3乡", "+86", "@x")]


def test_made_passwords_differ_are_strong_and_no_number_or_date_to_a_spreadsheet() -> None:
    made = {generate() for _ in range(500)}
    assert len(made) == 500
    for password in made:
        groups = password.split("-")
        assert [len(group) for group in groups] == [4, 4, 4, 4]
        assert all(group[0].isalpha() for group in groups)
        assert not set(password) & set("ilo01 ")
        assert weakness(password, ascii_only=True) == ""


@pytest.mark.parametrize("password", ["", "1234567", "a" * 256, " abcdefgh", "abcd\tefgh", "abcdefg\u202e"])
def test_a_weak_password_is_refused_without_being_quoted(password: str) -> None:
    why = weakness(password)
    assert why
    assert not password or password not in why


def test_a_chinese_password_is_good_for_a_workbook_but_not_for_an_archive() -> None:
    assert weakness("青崖县教育体育局") == ""
    assert weakness("青崖县教育体育局", ascii_only=True)


def test_a_sheet_gives_every_recipient_its_own_and_is_read_again(tmp_path: Path) -> None:
    sheet = tmp_path / "密" / "密码单.csv"
    made = complete_sheet(sheet, HOLDERS)
    again = read(sheet)
    own = [made.of(each.recipient) for each in HOLDERS]
    assert len(set(own)) == len(HOLDERS)
    assert own == [again.of(each.recipient) for each in HOLDERS]
    assert again.of("没有的乡") is None
    assert sorted(again.distinct()) == sorted(own)


def test_no_cell_of_the_sheet_is_a_formula(tmp_path: Path) -> None:
    complete_sheet(tmp_path / "密码单.csv", HOLDERS)
    for line in (tmp_path / "密码单.csv").read_text(encoding="utf-8-sig").splitlines():
        assert not [cell for cell in line.split(",") if cell.startswith(("=", "+", "-", "@"))]


def test_a_second_term_keeps_passwords_and_adds_the_missing(tmp_path: Path) -> None:
    sheet = tmp_path / "密码单.csv"
    first = complete_sheet(sheet, HOLDERS[:2])
    second = complete_sheet(sheet, [HOLDERS[1], HOLDERS[2]])
    assert second.of("云岭乡") == first.of("云岭乡")
    assert second.of("杉坪乡") == first.of("杉坪乡")
    assert second.of("=2+3乡") not in {first.of("云岭乡"), first.of("杉坪乡"), None}


def test_packings_that_run_together_agree_on_the_passwords(tmp_path: Path) -> None:
    sheet = tmp_path / "密码单.csv"
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: complete_sheet(sheet, HOLDERS).by_name, range(16)))
    assert all(each == found[0] for each in found)


@posix
def test_only_its_owner_reads_the_sheet(tmp_path: Path) -> None:
    sheet = tmp_path / "密" / "密码单.csv"
    complete_sheet(sheet, HOLDERS)
    assert stat.S_IMODE(sheet.stat().st_mode) == 0o600
    assert [path.name for path in sheet.parent.iterdir()] == ["密码单.csv"]


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "密码"
    file.write_text("云岭乡\tsecret-one\n", encoding="utf-8")
    file.chmod(mode)
    with pytest.raises(UsageError, match="别人也能读") as caught:
        read(file)
    assert "secret-one" not in str(caught.value)
    with pytest.raises(UsageError, match="别人也能读"):
        complete_sheet(file, HOLDERS)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["missing", "no text"])
def test_a_file_that_cannot_be_read_is_a_clear_error(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "密码"
    if content is not None:
        file.write_bytes(content)
        file.chmod(0o600)
    with pytest.raises(UsageError, match="读不到密码文件"):
        read(file)


def test_a_sheet_saved_by_a_spreadsheet_program_is_still_read(tmp_path: Path) -> None:
    file = tmp_path / "密码单.csv"
    complete_sheet(file, HOLDERS)
    before = read(file)
    file.write_bytes(file.read_text(encoding="utf-8-sig").encode("gb18030"))
    assert read(file) == before


def test_lines_may_name_recipients_or_files_or_nobody() -> None:
    named = parse("\ufeff云岭乡\t一二三四五六七八\r\n杉坪乡.xlsx\tabc def gh\n\n")
    assert named.of("云岭乡") == "一二三四五六七八"
    assert [named.for_file(name) for name in ("杉坪乡.xlsx", "水口镇.xlsx")] == ["abc def gh", None]
    shared = parse("common-password\n云岭乡\town-password\n")
    assert (shared.of("水口镇"), shared.of("云岭乡")) == ("common-password", "own-password")


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("云岭乡.xlsx", "乡"),
        ("云岭乡.zip", "乡"),
        ("回复-云岭乡（1）.xlsx", "乡"),
        ("云岭乡中心小学.xlsx", "校"),
        ("云岭乡中心小学 已填.xls", "校"),
        ("水口镇.xlsx", None),
    ],
)
def test_a_file_that_came_back_under_another_name_still_tells_whose_it_is(name: str, whose: str | None) -> None:
    assert Passwords({"云岭乡": "乡", "云岭乡中心小学": "校"}).for_file(name) == whose


def test_a_recipient_never_gets_the_password_of_one_whose_name_is_within_its_own() -> None:
    assert Passwords({"云岭乡": "乡"}).of("云岭乡中心小学") is None


def test_a_password_is_in_no_representation() -> None:
    text = repr(Passwords({"云岭乡": "secret-one"}, "secret-two"))
    assert "secret" not in text


def test_a_sheet_that_cannot_be_written_is_exit_14(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputUnwritable) as caught:
        complete_sheet(tmp_path / "file" / "密码单.csv", HOLDERS)
    assert caught.value.exit_code == 14


NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=12)


@given(st.dictionaries(NAMES, st.just("abcd-efgh"), min_size=1, max_size=4))
def test_any_name_survives_the_sheet(tmp_path_factory: pytest.TempPathFactory, names: dict[str, str]) -> None:
    sheet = tmp_path_factory.mktemp("sheet") / "密码单.csv"
    passwords._write(sheet, names, {})
    assert read(sheet).by_name == names


def test_a_sheet_half_written_by_a_killed_run_is_removed(tmp_path: Path) -> None:
    (tmp_path / ".密码单-half").write_text("收件单位,密码\n杉坪乡,kx7m", encoding="utf-8")
    complete_sheet(tmp_path / "密码单.csv", [Holder("杉坪乡")])
    assert [path.name for path in tmp_path.iterdir()] == ["密码单.csv"]
