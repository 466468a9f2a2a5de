"""Every broken, hostile or odd file ends in a clear message or a correct read: no traceback, no abort."""

from __future__ import annotations

from pathlib import Path

import pytest

from kcbx.intake import take_in
from kcbx.register import Intake
from tests.corpus.broken import PASSWORD, SAMPLES, Sample

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
