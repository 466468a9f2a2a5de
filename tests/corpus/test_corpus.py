"""Every broken, hostile or odd file ends in a clear message or a correct read: no traceback, no abort."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from kcbx.app.returned.opening import Unread, read_returned
from kcbx.errors import InputUnreadable
from kcbx.intake import take_in
from kcbx.intake.preflight import OLE
from kcbx.intake.worker import Job, read_file
from kcbx.register import Intake
from tests.corpus.broken import PASSWORD, SAMPLES, Sample
from tests.corpus.packages import CHILDREN, HEADER, book, row

REFUSALS = (
    *("file_unreadable", "file_not_spreadsheet", "file_without_rows"),
    *("lock_file_skipped", "own_result_skipped", "password_needed"),
)


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> Intake:
    folder = tmp_path_factory.mktemp("corpus")
    for sample in SAMPLES:
        (folder / sample.file).write_bytes(sample.build())
    return take_in([folder], passwords=lambda _: PASSWORD)


@pytest.mark.parametrize("sample", SAMPLES, ids=[sample.file for sample in SAMPLES])
def test_file_is_read_or_refused(intake: Intake, sample: Sample) -> None:
    census = intake.rows["census"]
    read = census.loc[census["source_file"] == sample.file, "name"].tolist()
    assert read == list(sample.names)
    found = [each for each in intake.findings if each.source.file == sample.file]
    assert set(sample.codes) <= {each.code for each in found}
    refused = [each for each in found if each.code in REFUSALS]
    assert len(refused) == (0 if sample.names else 1)
    assert all(each.message and each.kind.advice for each in found if each.kind.severity != "note")


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ("两张同名.xlsx", "都叫“甲”"),
        ("多两个引号.csv", "第 2 行有一个引号"),
        ("引号没有配对.csv", "第 2 行有一格过长"),
        ("两种编码.csv", "第 4 行有认不出的字"),
        ("断在半个字.csv", "第 4 行有认不出的字"),
        ("换行丢了.csv", "列数过多"),
        ("网页没有传完.xls", "没有传完"),
        ("电子表格没有传完.xls", "没有传完"),
        ("网页存档.xls", "网页存档"),
    ],
)
def test_a_refusal_says_what_to_mend(intake: Intake, file: str, reason: str) -> None:
    found = next(each for each in intake.findings if each.source.file == file and each.code in REFUSALS)
    assert reason in found.message


def test_rows_keep_the_numbers_the_spreadsheet_shows(intake: Intake) -> None:
    census = intake.rows["census"]
    by_file = census.groupby("source_file")["source_row"].apply(list)
    assert by_file["改名的.xls"] == [2, 3]
    assert by_file["网页.xls"] == [3, 4]
    assert by_file["国标.csv"] == [2, 3]


def test_files_of_one_folder_do_not_depend_on_one_another(tmp_path: Path) -> None:
    by_name = {sample.file: sample for sample in SAMPLES}
    for file in ("条数伪造.xlsx", "改名的.xls"):
        (tmp_path / file).write_bytes(by_name[file].build())
    assert take_in([tmp_path]).rows["census"]["name"].tolist() == list(by_name["改名的.xls"].names)


def test_every_file_may_come_back_among_the_answers(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Each is text or has a reason, and what the reader says when it breaks down is not shown."""
    for sample in SAMPLES:
        (tmp_path / sample.file).write_bytes(sample.build())
    unread: dict[str, Unread] = {}
    read = {file.name for file in read_returned([tmp_path], lambda _: (PASSWORD,), unread)}
    lost = {sample.file for sample in SAMPLES if sample.codes == ("file_unreadable",)}
    assert lost - {"没有写字的.xlsx"} <= unread.keys()
    assert all(each.why for each in unread.values())
    assert {sample.file for sample in SAMPLES if sample.names} <= read
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("start", [OLE, b"PK\x03\x04", "姓名,村\n".encode()], ids=["xls", "xlsx", "csv"])
def test_a_file_of_absurd_size_is_not_opened(start: bytes, tmp_path: Path) -> None:
    with (tmp_path / "名单.xls").open("wb") as file:  # holds nothing but its start
        file.write(start)
        file.truncate(3 * 1024**3)
    with pytest.raises(InputUnreadable, match="文件过大"):
        take_in([tmp_path], passwords=lambda _: None)
    unread: dict[str, Unread] = {}
    assert not list(read_returned([tmp_path], lambda _: (), unread))
    assert unread["名单.xls"].why.startswith("文件过大")


@pytest.mark.parametrize("text", ["村", "小学（", "一二三年级班（", "2015年", "、外出（", "A", " "])
def test_an_endless_text_is_told_and_takes_no_time(text: str, tmp_path: Path) -> None:
    longest = (text * 32_767)[:32_767]
    rows = row(1, [longest]) + row(2, [*HEADER, "备注"]) + row(3, [*CHILDREN[0], longest])
    (tmp_path / "摸底表.xlsx").write_bytes(book(rows))
    start = time.process_time()
    reading = read_file(Job(str(tmp_path / "摸底表.xlsx"), "摸底表.xlsx"))
    assert time.process_time() - start < 20
    assert reading.sheets[0].rows_read == 1
    assert text == " " or "cell_cut" in {found.code for found in reading.sheets[0].findings}
