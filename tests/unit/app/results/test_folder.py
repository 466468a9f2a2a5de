"""The result folder: whole or absent, never over somebody's answers."""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from pathlib import Path

import pytest

from kcbx.app.results.folder import read_table, result_folder, run_of, write_run, written_whole
from kcbx.errors import InputUnreadable, OutputUnwritable, Problem, UsageError
from kcbx.records import record_of


def write(out: Path, content: str, *, overwrite: bool = False) -> None:
    with result_folder(out, overwrite=overwrite) as folder:
        (folder / "全县汇总.xlsx").write_text(content)
        write_run(folder, {})


def test_it_appears_whole_at_the_end(tmp_path: Path) -> None:
    out = tmp_path / "2026 秋-结果"
    with result_folder(out, overwrite=False) as folder:
        (folder / "a").write_text("1")
        assert not out.exists()
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert (out / "a").read_text() == "1"


@pytest.mark.skipif(os.name != "posix", reason="permissions as on POSIX")
def test_nobody_else_reads_a_file_of_it_however_late_it_was_written(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with result_folder(tmp_path / "结果", overwrite=False) as folder:
            (folder / "tables").mkdir()
            (folder / "tables" / "a.parquet").write_text("1")
            write_run(folder, {})
    finally:
        os.umask(before)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*")}
    assert modes == {"结果": 0o700, "tables": 0o700, "a.parquet": 0o600, "run.json": 0o600}


def test_what_cannot_be_written_is_told_by_the_place_that_was_asked_for(tmp_path: Path) -> None:
    with pytest.raises(OutputUnwritable) as caught, result_folder(tmp_path / "结果", overwrite=False) as folder:
        raise OutputUnwritable(Problem("写不进工作簿", str(folder / "乡镇" / "水口镇.xlsx")))
    assert caught.value.problems[0].where == str(tmp_path / "结果" / "乡镇" / "水口镇.xlsx")


@pytest.mark.parametrize("named", [errno.EACCES, errno.ENOSPC, errno.EROFS, errno.EEXIST, errno.ENAMETOOLONG])
def test_what_the_system_says_is_told_in_chinese(tmp_path: Path, named: int) -> None:
    with (
        pytest.raises(OutputUnwritable) as caught,
        result_folder(tmp_path / "结果", overwrite=False),
    ):
        raise OSError(named, os.strerror(named))
    (problem,) = caught.value.problems
    assert os.strerror(named) not in problem.what
    assert not re.search("[A-Za-z]", problem.what)


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), result_folder(tmp_path / "结果", overwrite=False):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_an_existing_result_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    out = tmp_path / "结果"
    write(out, "一")
    with pytest.raises(UsageError, match="--overwrite"):
        write(out, "二")
    write(out, "二", overwrite=True)
    assert (out / "全县汇总.xlsx").read_text() == "二"


def test_answers_typed_into_a_result_are_never_overwritten(tmp_path: Path) -> None:
    out = tmp_path / "结果"
    write(out, "一")
    (out / "全县汇总.xlsx").write_text("一，已填")
    with pytest.raises(UsageError, match="有人改过"):
        write(out, "二", overwrite=True)
    assert (out / "全县汇总.xlsx").read_text() == "一，已填"


@pytest.mark.parametrize("name", ["乡镇/城关镇（已填回）.xlsx", "说明.txt", "tables/note.csv"])
def test_a_file_somebody_put_into_a_result_is_never_overwritten(tmp_path: Path, name: str) -> None:
    out = tmp_path / "结果"
    write(out, "一")
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("别人的")
    with pytest.raises(UsageError) as caught:
        write(out, "二", overwrite=True)
    assert [each.where for each in caught.value.problems] == [str(out / name)]
    assert (out / name).read_text() == "别人的"


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "乡镇/~$城关镇.xlsx", "tables/census.parquet"])
def test_traces_of_the_system_and_tables_do_not_hold_a_result(tmp_path: Path, name: str) -> None:
    out = tmp_path / "结果"
    write(out, "一")
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("")
    write(out, "二", overwrite=True)
    assert not (out / name).exists()


@pytest.mark.parametrize("record", ['{"kcbx": "1.0", "outp', "[]", '{"scripts": {}}', '{"kcbx": "1.0"}', ""])
def test_a_folder_whose_record_is_none_of_kcbx_is_never_overwritten(tmp_path: Path, record: str) -> None:
    (tmp_path / "论文").mkdir()
    (tmp_path / "论文" / "run.json").write_text(record)
    (tmp_path / "论文" / "thesis.txt").write_text("")
    with pytest.raises(UsageError, match="不是 kcbx 的结果"):
        write(tmp_path / "论文", "一", overwrite=True)
    assert (tmp_path / "论文" / "thesis.txt").exists()


def test_a_folder_of_something_else_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "文档").mkdir()
    (tmp_path / "文档" / "论文.docx").write_text("")
    with pytest.raises(UsageError, match="不是 kcbx 的结果"):
        write(tmp_path / "文档", "一", overwrite=True)


def test_two_runs_exclude_each_other(tmp_path: Path) -> None:
    out = tmp_path / "结果"
    with (
        result_folder(out, overwrite=False),
        pytest.raises(OutputUnwritable, match="另一个 kcbx"),
        result_folder(out, overwrite=False),
    ):
        pass


def test_a_place_that_cannot_be_written_is_exit_14(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputUnwritable) as caught, result_folder(tmp_path / "file" / "结果", overwrite=False):
        pass
    assert caught.value.exit_code == 14


def test_a_lock_the_system_will_not_remove_does_not_undo_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "the file is in use", str(self))

    monkeypatch.setattr(Path, "unlink", refuse)  # as on Windows while the lock is held
    write(tmp_path / "结果", "one")
    write(tmp_path / "结果", "one", overwrite=True)
    assert (tmp_path / "结果" / "全县汇总.xlsx").read_text() == "one"


@pytest.mark.parametrize("moved", ["结果", ".结果.kcbx-unfinished"])
def test_a_workbook_open_elsewhere_leaves_the_old_result_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: str
) -> None:
    out = tmp_path / "结果"
    write(out, "one")
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == moved:
            raise PermissionError(13, "a file in it is open", str(self))  # as on Windows
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputUnwritable) as caught:
        write(out, "one", overwrite=True)
    assert "关掉正打开的结果工作簿" in caught.value.problems[0].advice
    assert (out / "全县汇总.xlsx").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["结果"]


def test_a_file_that_cannot_be_written_is_told_by_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "月报.xlsx"
    with pytest.raises(OutputUnwritable) as refused, written_whole(path) as beside:
        raise OutputUnwritable(Problem("写不进工作簿", str(beside)))
    assert refused.value.problems[0].where == str(path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + b"\0" * 90], ids=["empty", "short", "zeros"])
def test_a_damaged_table_is_told_by_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "census.parquet").write_bytes(content)
    with pytest.raises(InputUnreadable, match=r"census\.parquet"):
        read_table(tmp_path, "census")


@pytest.mark.parametrize(
    "place", [None, 5, {}, {"as_of": "2026-09-20"}, {"as_of": "2026-99-20", "deadline": "2026-10-16"}]
)
def test_a_record_without_its_days_is_no_result_to_work_with(tmp_path: Path, place: object) -> None:
    (tmp_path / "run.json").write_text(json.dumps({"kcbx": "1", "outputs": {}, "place": place}))
    with pytest.raises(UsageError, match="不完整"):
        run_of(tmp_path)


def test_a_record_of_endless_brackets_is_none(tmp_path: Path) -> None:
    (tmp_path / "run.json").write_text("[" * 100_000)
    assert record_of(tmp_path / "run.json") == {}
