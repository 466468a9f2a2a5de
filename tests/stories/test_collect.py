"""Out to the townships and back: filled in as clerks do, collected, marked, corrected, collected again."""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.formatting.rule import Rule

from kcbx.app.decisions.sending import open_ledger
from kcbx.app.decisions.with_ledger import carried_over
from kcbx.app.returned.collect import CollectRequest, collect_returns
from kcbx.app.returned.collected import CollectSummary
from kcbx.app.returned.marked_record import marked_copies
from kcbx.config import Config
from kcbx.definitions import schema
from kcbx.errors import InputUnreadable, InputUnrecognised, UsageError
from kcbx.findings import severities
from kcbx.followup.cases import cases
from kcbx.layouts import layout
from kcbx.terminal import Terminal
from kcbx.workbook import county, school, township
from kcbx.workbook.style import ALARM_LIGHT, GREY_4

from ..unit.followup.books import BY, SECRET, answer, recipients, register, rows_of
from .clerks import FIRST, SOFFICE, add_new_child, encrypt, fill, resave, rows, sort_descending

ON = date(2026, 10, 12)
FORM = layout("township", "to_verify")
ONE, TWO, THREE, FOUR = recipients()[:4]


@dataclass
class Office:
    """The bureau's desk: workbooks sent, a folder of returns, the ledger."""

    sent: Path
    back: Path
    ledger: Path

    def collect(self, on: date = ON, passwords: dict[str, str] | None = None) -> CollectSummary:
        request = CollectRequest([self.back], self.ledger, on, password=lambda path: (passwords or {}).get(path.name))
        return collect_returns(request, Terminal())

    def states(self, on: date = ON) -> dict[str, int]:
        with open_ledger(self.ledger, SECRET) as ledger:
            found = [case.state.code for case in cases(ledger, on)]
        return {state: found.count(state) for state in sorted(set(found))}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sent")
    for name in recipients()[:4]:
        township.write(register(), Config(), name, folder / f"{name}.xlsx")
    for name in school.names(register())[:1]:
        school.write(register(), Config(), name, folder / "学校.xlsx")
    return folder


@pytest.fixture
def office(written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    key = tmp_path / "county.key"
    key.write_bytes(SECRET)
    monkeypatch.setenv("KCBX_SECRET_FILE", str(key))
    (tmp_path / "交回").mkdir()
    with open_ledger(tmp_path / "台账.sqlite", SECRET) as ledger:
        carried_over(ledger, register())
    return Office(written, tmp_path / "交回", tmp_path / "台账.sqlite")


def test_a_sorted_partly_filled_workbook_takes_effect_and_says_what_is_left(office: Office) -> None:
    fill(
        office.sent / f"{ONE}.xlsx",
        office.back / "改名 的表.xlsx",
        lambda row: answer("elsewhere") if row % 2 else {},
        alter=sort_descending,
    )
    done = office.collect()
    (file,) = done.files
    assert file.recipient == ONE
    assert sum(file.places.values()) == file.rows
    filled = len(rows_of(ONE)) // 2
    assert (file.places["effective"], file.places["unanswered"]) == (filled, file.rows - filled)
    (progress,) = [each for each in done.answered if each.recipient == ONE and each.sheet == "to_verify"]
    assert (progress.status, progress.effective) == ("partly", file.places["effective"])
    assert {each.status for each in done.answered if each.recipient == TWO} == {"nothing"}


def test_the_senders_file_is_never_touched_and_problems_come_back_at_their_cells(office: Office) -> None:
    given = [answer("elsewhere", proof="（家长说有）"), {"result": "在家", **BY}, answer("died")]
    mine = fill(
        office.sent / f"{ONE}.xlsx",
        office.back / f"{ONE}.xlsx",
        lambda row: given[row] if row < len(given) else {},
        alter=add_new_child(name="孙新生", birth_date="2016-05-05", village="杉坪村", **answer("out_of_school")),
    )
    before = hashlib.sha256(mine.read_bytes()).hexdigest()
    done = office.collect()
    assert hashlib.sha256(mine.read_bytes()).hexdigest() == before
    (file,) = done.files
    assert file.places["to_correct"] == 2
    copy = Path(file.marked)
    assert copy.stat().st_mode & 0o077 == 0
    book = load_workbook(copy)
    page, problems = book[FORM.sheet], book["问题清单"]
    proof = page.cell(FIRST, FORM.position("proof") + 1)
    assert (proof.value, proof.number_format, bool(proof.comment)) == ("（家长说有）", '"① "@', True)
    assert [problems.cell(row, 1).value for row in (6, 7)] == ["①", "②"]
    assert [problems.cell(row, 2).value for row in (5, 6, 7)] == ["轻重", *[severities()["error"]] * 2]
    assert {each["severity"] for each in schema("followup/replies")["problems"].values()} == set(severities())
    assert f"'{FORM.sheet}'!{proof.coordinate}" in problems.cell(6, 3).value
    equation = next(
        cell.value for row in problems for cell in row if isinstance(cell.value, str) and "√ 合计相符" in cell.value
    )
    total, parts = equation.split("√")[0].split("=")
    assert int(total) == sum(map(int, parts.split("+")))
    assert office.states()["confirmed_out"] == 1  # the child who was on no list
    listed = [area for area in page.conditional_formatting if min(each.min_row for each in area.sqref.ranges) == FIRST]
    colours = sorted((rule for area in listed for rule in area.rules), key=_priority)
    (stop,) = [place for place, rule in enumerate(colours) if rule.stopIfTrue and "√ 已生效" in rule.formula[0]]
    looks = [rule.dxf.fill.bgColor.rgb[2:] if rule.dxf and rule.dxf.fill else "" for rule in colours]
    assert ALARM_LIGHT[1:] not in looks[:stop], "nothing of what is in force is missing, however it is written"
    assert ALARM_LIGHT[1:] in looks[stop:]
    assert GREY_4[1:] in looks[:stop], "what need not be filled in stays grey"
    told = str(page.cell(3, 1).value)
    assert told.startswith("退回更正：2 处。")
    assert re.search(r"。1 行已经生效，不必重填；还有 [1-9] 行没有填。", told)
    assert all("没有要更正的" in str(tab["A3"].value) for tab in book if tab.title in ("待认人", "信息不一致"))
    tabs = [sheet for sheet in book if sheet.sheet_state == "visible" and sheet.title != "问题清单"]
    assert all(sheet.cell(FIRST, FORM.position("name") + 1).value for sheet in tabs), "no sheet without a row"


def _priority(rule: Rule) -> int:
    return int(rule.priority)


def test_a_corrected_marked_copy_replaces_what_it_corrects(office: Office) -> None:
    given = [answer("elsewhere"), answer("elsewhere", proof="无")]
    fill(office.sent / f"{ONE}.xlsx", office.back / "一.xlsx", lambda row: given[row] if row < 2 else {})
    (first,) = office.collect().files
    assert first.places["effective"] == first.places["to_correct"] == 1

    def correct(row: int) -> dict[str, str]:
        return [answer("in_county", place="", proof=""), answer("elsewhere")][row] if row < 2 else {}

    fill(Path(first.marked), office.back / "二.xlsx", correct)
    done = office.collect()
    assert sum(file.disputed for file in done.files) == 0
    assert office.states()["verified"] == 2
    with open_ledger(office.ledger, SECRET) as ledger:
        said = sorted(case.answer for case in cases(ledger, ON) if case.answer)
    assert said == ["县内就读", "县外就读"]


def test_what_was_put_right_is_not_sent_back_again(office: Office) -> None:
    """The first file still lies in the folder when the corrected copy has come in."""
    given = [answer("elsewhere"), answer("elsewhere", proof="无"), answer("in_county", school="")]
    fill(office.sent / f"{ONE}.xlsx", office.back / "一.xlsx", lambda row: given[row] if row < 3 else {})
    (first,) = office.collect().files
    corrected = [answer("elsewhere"), given[2]]  # the rows with a mark
    fill(Path(first.marked), office.back / "二.xlsx", lambda row: corrected[row])
    one, two = sorted(office.collect().files, key=lambda file: file.file)
    assert (bool(one.marked), bool(two.marked)) == (False, True), (
        "what is still open is asked about in the newest copy alone"
    )
    told = load_workbook(two.marked)["问题清单"].iter_rows(min_row=6, max_row=7, values_only=True)
    assert [bool(row[0]) for row in told] == [True, False]
    fill(Path(two.marked), office.back / "三.xlsx", lambda row: answer("elsewhere"))
    assert [file.marked for file in office.collect().files] == ["", "", ""]
    fill(office.sent / f"{TWO}.xlsx", office.back / "四.xlsx", lambda row: {} if row else answer("elsewhere", proof=""))
    fill(office.sent / f"{TWO}.xlsx", office.back / "五.xlsx", lambda row: {} if row else answer("elsewhere"))
    assert sum(bool(file.marked) for file in office.collect().files) == 1, "two clerks on one day: neither is the later"


def test_a_marked_copy_that_somebody_filled_in_is_never_overwritten(office: Office) -> None:
    fill(
        office.sent / f"{ONE}.xlsx",
        office.back / "一.xlsx",
        lambda row: answer("elsewhere", proof="") if not row else {},
    )
    copy = Path(office.collect().files[0].marked)
    untouched = copy.read_bytes()
    assert office.collect().files[0].marked == str(copy), "as it was written: the same copy again"
    assert (copy.read_bytes(), office.collect().filled_in) == (untouched, [])
    fill(copy, copy, lambda row: answer("elsewhere") if not row else {})
    filled = copy.read_bytes()
    done = office.collect()
    assert copy.read_bytes() == filled
    assert (done.filled_in, Path(done.files[0].marked).name) == ([str(copy)], "一（退回更正-2）.xlsx")


def test_a_copied_tab_with_another_answer_goes_back_on_one_sheet(office: Office) -> None:
    path = fill(office.sent / f"{ONE}.xlsx", office.back / "一.xlsx", lambda row: answer("elsewhere", proof="无"))
    book = load_workbook(path)
    tab = book.copy_worksheet(book[FORM.sheet])
    tab.cell(FIRST + 1, FORM.position("result") + 1).value = "死亡"
    book.save(path)
    (file,) = office.collect().files
    page = load_workbook(file.marked)[FORM.sheet]
    names = [page.cell(row, FORM.position("name") + 1).value for row in range(FIRST, page.max_row + 1)]
    sent = load_workbook(office.sent / f"{ONE}.xlsx")[FORM.sheet]
    first = sent.cell(FIRST + 1, FORM.position("name") + 1).value
    assert names.count(first) == 2, "two answers, two rows; what both tabs say alike stands once"
    listed = [sent.cell(row, FORM.position("name") + 1).value for row in rows(sent, FORM)]
    assert sorted(name for name in names if name) == sorted([*listed, first])


def test_a_corrected_copy_saved_by_another_program_still_says_what_it_corrects(office: Office) -> None:
    """Other programs drop the document properties; the hidden sheets stay."""
    given = [answer("elsewhere"), answer("elsewhere", proof="无")]
    fill(office.sent / f"{ONE}.xlsx", office.back / "一.xlsx", lambda row: given[row] if row < 2 else {})
    book = load_workbook(office.collect().files[0].marked)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    page = book[FORM.sheet]
    for name, text in answer("died", school=None, place=None).items():
        page.cell(FIRST, FORM.position(name) + 1).value = text
    book.save(office.back / "二.xlsx")
    assert sum(file.disputed for file in office.collect().files) == 0
    assert office.states()["verified"] == 1


def test_a_schools_sheet_in_a_townships_workbook_goes_back_in_a_copy_of_its_own(office: Office) -> None:
    path = fill(office.sent / f"{ONE}.xlsx", office.back / "一.xlsx", lambda row: answer("elsewhere", proof="无"))
    book = load_workbook(path)
    school = load_workbook(office.sent / "学校.xlsx")[FORM.sheet]
    tab = book.create_sheet("学校的")
    for row in school.iter_rows(values_only=True):
        tab.append(row)
    tab.cell(6, layout("school", "to_verify").position("result") + 1).value = "不知道"
    book.save(path)
    (file,) = office.collect().files
    assert [Path(copy).name for copy in (file.marked, *file.also_marked)] == [
        "一（退回更正）.xlsx",
        "一（学校）（退回更正）.xlsx",
    ]


def test_two_different_answers_are_a_dispute_and_the_same_copy_twice_is_none(office: Office) -> None:
    for name, kind in (("甲", "elsewhere"), ("乙", "elsewhere"), ("丙", "out_of_school")):
        fill(
            office.sent / f"{ONE}.xlsx",
            office.back / f"{name}.xlsx",
            lambda row, kind=kind: answer(kind) if row == 0 else answer("elsewhere") if row == 1 else {},
        )
    done = office.collect()
    assert len(done.disputed_cases) == 1
    assert office.states()["disputed"] == office.states()["verified"] == 1
    shutil.copy(office.back / "丙.xlsx", office.back / "丙 副本.xlsx")
    with open_ledger(office.ledger, SECRET) as ledger:
        before = {name: rows for name, rows in ledger.content().items() if name != "file_names"}
    again = office.collect(on=date(2026, 10, 20))
    assert all(file.again for file in again.files)
    with open_ledger(office.ledger, SECRET) as ledger:
        assert {name: rows for name, rows in ledger.content().items() if name != "file_names"} == before


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed (Debian: libreoffice-calc)")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_copy_saved_by_libreoffice_reads_the_same(office: Office, kind: str, tmp_path: Path) -> None:
    filled = fill(office.sent / f"{TWO}.xlsx", tmp_path / "填好.xlsx", lambda row: answer("deferred") if row else {})
    resave(filled, kind, office.back / f"另存.{kind}")
    (file,) = office.collect().files
    filled = len(rows_of(TWO)) - 1
    assert (file.recipient, file.places["unanswered"]) == (TWO, file.rows - filled)
    assert file.places["effective"] == filled == office.states()["verified"]


def test_an_encrypted_return_opens_with_its_password_only(office: Office, tmp_path: Path) -> None:
    filled = fill(office.sent / f"{THREE}.xlsx", tmp_path / "填好.xlsx", lambda _: answer("home_taught"))
    encrypt(filled, office.back / "加密.xlsx", "青崖2026")
    with pytest.raises(InputUnrecognised) as refused:
        office.collect(passwords={"加密.xlsx": "不对"})
    assert "密码不对" in str(refused.value)
    (file,) = office.collect(passwords={"加密.xlsx": "青崖2026"}).files
    assert file.places["effective"] == len(rows_of(THREE))


def test_schools_pairs_and_conflicts_come_back_too(office: Office) -> None:
    fill(
        office.sent / "学校.xlsx",
        office.back / "学校.xlsx",
        lambda row: {"result": "在校", "last_day": "2026-10-08", **BY},
        workbook="school",
    )
    pairs = fill(
        office.sent / f"{ONE}.xlsx",
        office.back / f"{ONE}.xlsx",
        lambda row: {"result": "是", "checked_by": "李文清"},
        sheet="pairs",
    )
    fill(
        pairs,
        pairs,
        lambda row: {"result": "摸底表对", "proof": "户口簿", "checked_by": "李文清"},
        sheet="conflicts",
    )
    done = office.collect()
    assert all(sum(file.places.values()) == file.rows for file in done.files)
    with open_ledger(office.ledger, SECRET) as ledger:
        asked = {row["asked"] for row in ledger.table("answers") if row["place"] == "effective"}
    assert "school" in asked
    assert asked & {"pair", "conflict"}


def test_damaged_and_foreign_files_are_told_and_do_not_stop_the_others(office: Office) -> None:
    fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: answer("moved_away"))
    (office.back / "坏的.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 100)
    (office.back / "说明.docx.xlsx").write_bytes(b"%PDF-1.4")
    done = office.collect()
    assert set(done.unread) == {"坏的.xlsx", "说明.docx.xlsx"}
    assert [file.recipient for file in done.files] == [FOUR]
    with pytest.raises(InputUnreadable) as told:
        done.require_all()
    assert [each.where for each in told.value.problems] == ["坏的.xlsx"], "a document holds no answers"


def test_an_answer_that_no_password_opens_is_told_as_not_taken(office: Office, tmp_path: Path) -> None:
    fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: answer("moved_away"))
    filled = fill(office.sent / f"{THREE}.xlsx", tmp_path / "填好.xlsx", lambda _: answer("home_taught"))
    encrypt(filled, office.back / "加密.xlsx", "青崖2026")
    done = office.collect()
    assert [file.recipient for file in done.files] == [FOUR]
    with pytest.raises(InputUnreadable) as told:
        done.require_all()
    (problem,) = told.value.problems
    assert (problem.where, "没有收进台账" in problem.what) == ("加密.xlsx", True)
    assert "--password-file" in problem.advice


def test_a_packed_return_is_told_as_not_taken(office: Office, tmp_path: Path) -> None:
    fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: answer("moved_away"))
    filled = fill(office.sent / f"{THREE}.xlsx", tmp_path / "填好.xlsx", lambda _: answer("home_taught"))
    with zipfile.ZipFile(office.back / "交回.zip", "w") as parcel:
        parcel.write(filled, "填好.xlsx")
    with pytest.raises(InputUnreadable) as told:
        office.collect().require_all()
    (problem,) = told.value.problems
    assert (problem.where, "解压" in problem.advice) == ("交回.zip", True)


def test_a_sheet_whose_columns_can_no_longer_be_told_is_told_as_not_taken(office: Office) -> None:
    path = fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: answer("moved_away"))
    book = load_workbook(path)
    book["待核查"].delete_rows(1, 5)
    book["待核查"].insert_cols(1, 3)
    book.save(path)
    with pytest.raises(InputUnreadable) as told:
        office.collect().require_all()
    (problem,) = told.value.problems
    assert (problem.where, "没有收进台账" in problem.what) == (f"{FOUR}.xlsx › 待核查", True)
    assert "表头" in problem.advice


def test_a_renamed_return_opens_with_whatever_known_password_fits(office: Office, tmp_path: Path) -> None:
    filled = fill(office.sent / f"{THREE}.xlsx", tmp_path / "填好.xlsx", lambda _: answer("home_taught"))
    encrypt(filled, office.back / "核查表.xlsx", "青崖2026")
    request = CollectRequest([office.back], office.ledger, ON, passwords=("云岭2026", "青崖2026"))
    done = collect_returns(request, Terminal())
    assert [file.recipient for file in done.files] == [THREE]
    done.require_all()


def test_the_bureaus_own_workbook_is_no_reply(office: Office) -> None:
    fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: answer("moved_away"))
    county.write(register(), Config(), office.back / "全县汇总.xlsx")
    done = office.collect()
    assert [file.recipient for file in done.files] == [FOUR]
    assert "--verdicts" in done.unread["全县汇总.xlsx"]
    done.require_all()


def test_two_copies_of_one_reply_are_one_reply(office: Office) -> None:
    first = fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: {"result": "不在选项里"})
    shutil.copy(first, office.back / f"{FOUR}(2).xlsx")
    (file,) = office.collect().files
    assert (file.file, list(file.copies)) == (f"{FOUR}.xlsx", [f"{FOUR}(2).xlsx"])
    assert [path.name for path in (office.ledger.parent / "退回更正").glob("*.xlsx")] == [f"{FOUR}（退回更正）.xlsx"]


def test_without_a_ledger_the_command_says_what_to_do(office: Office) -> None:
    with pytest.raises(UsageError, match="reconcile --ledger"):
        collect_returns(CollectRequest([office.back], office.back / "无.sqlite", ON), Terminal())


def test_purge_knows_the_marked_copies_by_their_record(office: Office) -> None:
    fill(office.sent / f"{FOUR}.xlsx", office.back / f"{FOUR}.xlsx", lambda _: {"result": "不在选项里"})
    office.collect()
    folder = office.ledger.parent / "退回更正"
    [copy] = marked_copies(folder)
    assert (copy.path.name, copy.touched) == (f"{FOUR}（退回更正）.xlsx", False)
    office.collect()
    assert [each.touched for each in marked_copies(folder)] == [False]
    assert not [path for path in folder.iterdir() if path.name.startswith(".")], "nothing of its writing is left"
