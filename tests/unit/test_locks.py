"""A lock that cannot be made is told from one that another process holds."""

from __future__ import annotations

from pathlib import Path

import pytest
from filelock import FileLock

from kcbx.app.results.folder import result_folder
from kcbx.deliver.passwords import Holder, complete_sheet
from kcbx.errors import KcbxError, OutputUnwritable
from kcbx.followup.ledger import Ledger
from kcbx.locks import Timeout, alone

#: Takes no files, whoever asks.
NOWHERE = Path("/proc")
no_files_there = pytest.mark.skipif(not NOWHERE.is_dir(), reason="this system has no such folder")


def test_one_at_a_time_and_gone_afterwards(tmp_path: Path) -> None:
    lock = tmp_path / "锁"
    with alone(lock), pytest.raises(Timeout), alone(lock):
        pass
    assert not lock.exists()


@no_files_there
def test_a_place_that_takes_no_file_is_not_a_lock_held_by_another() -> None:
    with pytest.raises(PermissionError), alone(NOWHERE / "锁"):
        pass


@no_files_there
def test_no_other_program_is_blamed_for_it(tmp_path: Path) -> None:
    def folder() -> None:
        with result_folder(NOWHERE / "结果", overwrite=False):
            pass

    def ledger() -> None:
        Ledger(NOWHERE / "台账.db", lambda text: text)

    def passwords() -> None:
        complete_sheet(NOWHERE / "密码单.csv", [Holder("杉坪乡")])

    for write in (folder, ledger, passwords):
        with pytest.raises(OutputUnwritable, match="没有权限"):
            write()


def test_a_file_in_the_way_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "清单").write_text("一")
    with pytest.raises(KcbxError) as caught, result_folder(tmp_path / "清单" / "结果", overwrite=False):
        pass
    assert [each.where for each in caught.value.problems] == [str(tmp_path / "清单")]


def test_a_lock_left_by_a_run_that_was_killed_holds_nobody_up(tmp_path: Path) -> None:
    lock = tmp_path / "锁"
    lock.touch()
    with alone(lock):
        assert FileLock(lock).lock_file == str(lock)
    assert not lock.exists()
