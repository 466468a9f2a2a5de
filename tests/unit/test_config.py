"""The configuration: defaults work, faults are all listed, townships may have their own ages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kcbx import config
from kcbx.errors import ConfigInvalid


def test_the_default_is_a_working_county() -> None:
    ages = config.load(None).ages(date(2026, 9, 20))
    assert (ages.school_year, ages.entry_age, ages.cutoff) == (2026, 6, date(2026, 8, 31))


def test_every_fault_is_listed_with_its_key(tmp_path: Path) -> None:
    path = tmp_path / "kcbx.toml"
    path.write_text('[county]\nnam = "青崖县"\n[school]\nentry_age = 4\ncutoff = "8月31日"\n', encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        config.load(path)
    places = [problem.where.split(" › ")[1] for problem in caught.value.problems]
    assert sorted(places) == ["county.nam", "school.cutoff", "school.entry_age"]


def test_a_file_saved_by_notepad_is_read(tmp_path: Path) -> None:
    path = tmp_path / "kcbx.toml"
    path.write_text('[county]\nname = "青崖县"\n', encoding="utf-8-sig")
    assert config.load(path).county.name == "青崖县"


def test_broken_toml_is_a_problem_not_a_traceback(tmp_path: Path) -> None:
    path = tmp_path / "kcbx.toml"
    path.write_text("[county\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid):
        config.load(path)


def test_a_township_may_have_its_own_cut_off() -> None:
    own = config.Config.model_validate({"townships": [{"name": "云岭乡", "cutoff": "02-28"}, {"name": "杉坪乡"}]})
    assert own.ages(date(2026, 9, 20), "云岭乡").cutoff == date(2026, 2, 28)
    assert own.ages(date(2026, 9, 20), "杉坪乡").cutoff == date(2026, 8, 31)


def test_a_deadline_never_falls_on_a_weekend() -> None:
    for days in range(1, 30):
        due = config.Config.model_validate({"answers": {"days": days}}).deadline(date(2026, 9, 20))
        assert due.weekday() < 5


@pytest.mark.parametrize("address", ["张三@example.cn", "a@b", "a@b.cn, c@d.cn", "a@b.cn\nBcc: x@y.cn", "云岭乡"])
def test_what_is_no_mail_address_is_refused(address: str) -> None:
    for table in ("townships", "school_contacts"):
        with pytest.raises(ValueError, match="不是邮箱地址"):
            config.Config.model_validate({table: [{"name": "云岭乡", "email": address}]})


def test_how_workbooks_are_sent_does_not_name_another_batch() -> None:
    mail = {"mail": {"host": "mail.example.cn"}, "packages": {"keep_days": 7}}
    schools = {"school_contacts": [{"name": "云岭中学", "email": "a@example.cn"}]}
    assert repr(config.Config.model_validate({**mail, **schools})) == repr(config.Config())


def test_no_school_is_named_twice() -> None:
    with pytest.raises(ValueError, match="名称重复"):
        config.Config.model_validate({"school_contacts": [{"name": "云岭中学"}, {"name": "云岭中学"}]})


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("[county]\nname = 5\n", "county.name", "要写文字，前后加英文引号"),
        ("[school]\nentry_age = 12\n", "school.entry_age", "太大，最大 9"),
        ('[school]\ncutoff = "02-30"\n', "school.cutoff", "没有这一天，写成如 08-31"),
        ('[[townships]]\nname = "云岭乡"\nemail = "wang@"\n', "townships 第 1 个.email", "不是邮箱地址"),
        ('[mail]\nsecurity = "ssl"\n', "mail.security", '只能是 "starttls"、"tls"'),
        ("[coutny]\n", "coutny", "没有这一项，多半是打错了字"),
    ],
)
def test_a_fault_is_told_in_chinese(text: str, place: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "kcbx.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        config.load(tmp_path / "kcbx.toml")
    (problem,) = caught.value.problems
    assert (problem.what, problem.where.partition(" › ")[2]) == (words, place)


def test_a_chinese_quotation_mark_is_found_by_its_place(tmp_path: Path) -> None:
    (tmp_path / "kcbx.toml").write_text("[county]\nname = “青崖县”\n", encoding="utf-8")
    with pytest.raises(ConfigInvalid) as caught:
        config.load(tmp_path / "kcbx.toml")
    assert "第 2 行第 8 个字" in caught.value.problems[0].what


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_a_file_of_another_encoding_says_how_to_save_it(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "kcbx.toml"
    path.write_text('[county]\nname = "青崖县"\n', encoding=encoding)
    with pytest.raises(ConfigInvalid, match="编码选 UTF-8"):
        config.load(path)


def test_endless_brackets_are_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "kcbx.toml"
    path.write_text("a = " + "[" * 50_000)
    with pytest.raises(ConfigInvalid):
        config.load(path)
