"""The record of what went to whom survives being cut off anywhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kcbx.deliver.record import FAILED, SENDING, SENT, SentRecord
from kcbx.errors import OutputUnwritable
from tests.unit.deliver.test_letters import manifest, package

PACKAGE = package()
MANIFEST = manifest(PACKAGE)


def written(folder: Path, *outcomes: str, to: str = "a@example.cn") -> SentRecord:
    record = SentRecord(folder)
    for outcome in outcomes:
        record.add(MANIFEST, PACKAGE, to, outcome)
    return record


def test_it_lies_beside_the_packages_and_not_among_them(tmp_path: Path) -> None:
    record = written(tmp_path / "包", SENT)
    assert record.path == tmp_path.resolve() / "包.发送记录.jsonl"
    assert SentRecord(Path(f"{tmp_path / '包'}/")).path == record.path
    if os.name == "posix":
        assert record.path.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("outcomes", [(SENDING,), (SENDING, SENT), (SENDING, FAILED), (SENDING, SENDING, SENT)])
def test_the_last_line_of_a_file_and_an_address_counts(tmp_path: Path, outcomes: tuple[str, ...]) -> None:
    written(tmp_path / "包", *outcomes)
    again = SentRecord(tmp_path / "包")
    assert again.outcome(PACKAGE, "a@example.cn") == outcomes[-1]
    assert again.outcome(PACKAGE, "b@example.cn") == ""
    assert again.outcome(PACKAGE.model_copy(update={"sha256": "other"}), "a@example.cn") == ""


def test_a_line_cut_short_anywhere_counts_as_not_written_and_spoils_no_other(tmp_path: Path) -> None:
    path = written(tmp_path / "包", SENDING, SENT).path
    whole = path.read_bytes()
    first = whole.index(b"\n") + 1
    for length in range(first, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert SentRecord(tmp_path / "包").outcome(PACKAGE, "a@example.cn") == SENDING
        if length % 20 == 0:
            written(tmp_path / "包", SENT, to="b@example.cn")
            again = SentRecord(tmp_path / "包")
            assert (again.outcome(PACKAGE, "a@example.cn"), again.outcome(PACKAGE, "b@example.cn")) == (SENDING, SENT)


def test_two_sendings_exclude_each_other(tmp_path: Path) -> None:
    with (
        SentRecord(tmp_path / "包").alone(),
        pytest.raises(OutputUnwritable, match="另一个 kcbx"),
        SentRecord(tmp_path / "包").alone(),
    ):
        pass
    assert list(tmp_path.iterdir()) == []
