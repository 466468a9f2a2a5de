"""The headings memory: patterns, what is kept, what has drifted, and a file that survives a bad write."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcbx.app.sheets.headings_drift import drift
from kcbx.app.sheets.headings_memory import Remembered, SheetHeadings, confirm, pattern, recall
from kcbx.errors import ConfigInvalid
from kcbx.findings import Findings

BEFORE = {"name": "姓名", "id_number": "身份证号码", "phone": "电话"}
LETTERS = {"name": "B", "id_number": "C", "phone": "D", "guardian_id": "C"}


def sheet(
    headings: dict[str, str], file: str = "2026秋/云岭乡摸底表.xlsx", name: str = "云岭村", form: str = "census"
) -> SheetHeadings:
    return SheetHeadings(file, name, form, 3, headings, LETTERS)


def drifted(path: Path, now: SheetHeadings) -> list[tuple[str, str]]:
    findings = Findings()
    drift([now], recall(path), findings)
    return [(found.code, found.column) for found in findings]


@pytest.mark.parametrize(
    ("file", "later"),
    [
        ("2026秋/云岭乡摸底表.xlsx", "2027春/云岭乡摸底表.xls"),
        ("云岭乡2026年秋季学期摸底表(2).xlsx", "云岭乡2027年春季学期摸底表.xlsx"),
        ("云岭乡摸底表.xlsx", "云岭乡摸底表 最终版.xlsx"),
    ],
)
def test_a_sender_is_known_again_next_term(tmp_path: Path, file: str, later: str) -> None:
    memory = tmp_path / "kcbx-headings.toml"
    confirm(memory, [sheet(BEFORE, file=file)], ())
    assert drifted(memory, sheet({**BEFORE, "phone": "手机"}, file=later)) == [("heading_changed", "D「手机」")]


def test_two_townships_are_two_senders(tmp_path: Path) -> None:
    assert pattern("2026秋/云岭乡摸底表.xlsx") != pattern("2026秋/杉坪乡摸底表.xlsx")
    memory = tmp_path / "m.toml"
    confirm(memory, [sheet(BEFORE)], ())
    assert drifted(memory, sheet({"name": "名字"}, file="2026秋/杉坪乡摸底表.xlsx")) == []


def test_a_name_of_numbers_only_speaks_for_no_other_file(tmp_path: Path) -> None:
    memory = tmp_path / "m.toml"
    confirm(memory, [sheet(BEFORE, file="1.xlsx")], ())
    assert drifted(memory, sheet({"name": "名字"}, file="2.xlsx")) == []
    assert drifted(memory, sheet({"name": "名字"}, file="1.xlsx")) != []


def test_each_kind_of_drift_is_told_apart_and_the_same_headings_are_silent(tmp_path: Path) -> None:
    memory = tmp_path / "m.toml"
    confirm(memory, [sheet(BEFORE)], ())
    assert drifted(memory, sheet(BEFORE)) == []
    now = {"name": "名字", "guardian_id": "身份证号码"}
    assert drifted(memory, sheet(now)) == [
        ("heading_moved", "C「身份证号码」"),
        ("heading_changed", "B「名字」"),
        ("heading_vanished", "联系电话"),
    ]


def test_confirming_again_replaces_the_sender_and_keeps_the_others(tmp_path: Path) -> None:
    memory = tmp_path / "m.toml"
    confirm(memory, [sheet(BEFORE), sheet(BEFORE, file="杉坪乡.xlsx")], ())
    count = confirm(memory, [sheet({"name": "名字"})], recall(memory))
    assert count == 2
    assert drifted(memory, sheet({"name": "名字"})) == []
    assert [each.headings for each in recall(memory) if each.sender == "杉坪乡"] == [BEFORE]


def test_sheets_that_differ_are_remembered_one_by_one(tmp_path: Path) -> None:
    memory = tmp_path / "m.toml"
    other = {**BEFORE, "name": "名字"}
    confirm(memory, [sheet(BEFORE), sheet(other, name="松溪村")], ())
    assert {(each.sheet, each.headings["name"]) for each in recall(memory)} == {("云岭村", "姓名"), ("松溪村", "名字")}
    assert drifted(memory, sheet(other, name="松溪村")) == []


def test_files_of_one_pattern_with_other_headings_keep_their_own_names(tmp_path: Path) -> None:
    memory = tmp_path / "m.toml"
    other = {**BEFORE, "name": "名字"}
    one, two = sheet(BEFORE, file="附件1.xlsx"), sheet(other, file="附件2.xlsx")
    confirm(memory, [one, two], ())
    assert drifted(memory, one) == drifted(memory, two) == []


@given(st.text(max_size=30), st.text(min_size=1, max_size=30), st.text(max_size=20))
def test_any_file_name_sheet_and_heading_is_kept_as_it_is(
    tmp_path_factory: pytest.TempPathFactory, file: str, heading: str, name: str
) -> None:
    memory = tmp_path_factory.mktemp("memory") / "m.toml"
    file, heading, name = (text.encode("utf-8", "ignore").decode() for text in (f"f{file}.xlsx", heading, name))
    now = sheet({"name": heading}, file=file, name=name)
    confirm(memory, [now], ())
    assert drifted(memory, now) == []
    assert tomllib.loads(memory.read_text(encoding="utf-8"))


def test_what_was_kept_under_a_full_name_gives_way_to_what_is_confirmed_now(tmp_path: Path) -> None:
    memory = tmp_path / "m.toml"
    other = {**BEFORE, "name": "名字"}
    confirm(memory, [sheet(BEFORE, file="附件1.xlsx"), sheet(other, file="附件2.xlsx")], ())
    now = [sheet(other, file="附件1.xlsx"), sheet(other, file="附件2.xlsx")]
    assert confirm(memory, now, recall(memory)) == 1
    assert [drifted(memory, each) for each in now] == [[], []]


def test_entries_stand_in_one_order_whatever_the_order_of_the_sheets(tmp_path: Path) -> None:
    sheets = [sheet(BEFORE, file="乙.xlsx"), sheet(BEFORE, file="甲.xlsx"), sheet({"name": "名"}, form="roll")]
    confirm(tmp_path / "a.toml", sheets, ())
    confirm(tmp_path / "b.toml", sheets[::-1], ())
    assert (tmp_path / "a.toml").read_bytes() == (tmp_path / "b.toml").read_bytes()


@pytest.mark.parametrize("content", ["remembered = 3", "[[remembered]]\nsender = 1", "= ="])
def test_a_memory_that_cannot_be_understood_is_a_clear_error(tmp_path: Path, content: str) -> None:
    memory = tmp_path / "m.toml"
    memory.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigInvalid):
        recall(memory)


def test_without_a_memory_nothing_is_known(tmp_path: Path) -> None:
    assert recall(tmp_path / "none.toml") == ()
    assert Remembered(sender="x", form="census", headings={}).sheet == ""
