"""The result folder: written beside its place and renamed at the end, so that it is there whole or not at all."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kcbx import __version__
from kcbx.definitions import schema
from kcbx.errors import InputUnreadable, OutputUnwritable, Problem, UsageError
from kcbx.fields import columns
from kcbx.file_names import CONFIG_ENTRY, RUN_FILE
from kcbx.intake.sources import InputFile, is_of_the_system
from kcbx.locks import Timeout, alone
from kcbx.records import file_digest, record_of, written_in
from kcbx.system_words import told

if TYPE_CHECKING:
    import pandas as pd

#: A folder with this ending was being written when the program stopped; the next run removes it.
UNFINISHED = ".kcbx-unfinished"
#: In the name of a file that is being written; the next writing of the same file takes its place.
NEW = ".kcbx-new"
#: Packages on whose version a result may depend.
_DECIDING = ("python-calamine", "duckdb", "splink", "pandas", "XlsxWriter")
_ANOTHER = ("换一个名字，或加上 --overwrite", "换一个名字")


@contextmanager
def result_folder(out: Path, *, overwrite: bool | None, record: str = RUN_FILE) -> Iterator[Path]:
    """A folder to write into that becomes ``out``, its owner's alone, when the block ends well, else vanishes.

    ``overwrite``: None where the command has no such option. ``record``: the file by which an earlier output is known;
    its ``outputs`` are the digests of what was written.
    Raises UsageError where ``out`` exists (without ``overwrite``), holds a file that was changed or put there since,
    or is no result of kcbx; OutputUnwritable where it cannot be made or another run holds it.
    """
    out = out.absolute()
    beside = out.with_name(f".{out.name}{UNFINISHED}")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with alone(out.with_name(f".{out.name}.kcbx-lock")):
            _refuse_existing(out, out / record, overwrite=overwrite)
            shutil.rmtree(beside, ignore_errors=True)
            beside.mkdir(mode=0o700)
            try:
                yield beside
                make_private(beside)
                _swap(beside, out)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
    except OutputUnwritable as error:
        raise _of_the_place(error, beside, out) from error
    except Timeout as error:
        raise OutputUnwritable(Problem("另一个 kcbx 正在写这个文件夹", str(out), advice="等它结束后再运行")) from error
    except OSError as error:
        advice = "关掉正打开的结果工作簿，检查磁盘空间和权限"
        raise OutputUnwritable(
            Problem(f"结果写不进去：{told(error)}", in_the_way(error, out), advice=advice)
        ) from error


def _of_the_place(error: OutputUnwritable, beside: Path, place: Path) -> OutputUnwritable:
    """The error as it is told: by the place that was asked for."""
    return OutputUnwritable(
        [replace(each, where=each.where.replace(str(beside), str(place))) for each in error.problems]
    )


def in_the_way(error: OSError, path: Path) -> str:
    """Where to look: the file that stands where a folder is wanted, else the path itself."""
    blocking = next((each for each in path.parents if each.is_file()), None)
    return str(blocking if blocking and isinstance(error, FileExistsError | NotADirectoryError) else path)


def _refuse_existing(out: Path, run: Path, *, overwrite: bool | None) -> None:
    if not out.exists():
        return
    if not overwrite:
        raise UsageError(Problem("结果文件夹已经存在", str(out), advice=_ANOTHER[overwrite is None]))
    if out.is_dir() and not any(out.iterdir()):
        return
    if not record_of(run):
        raise UsageError(Problem("这个文件夹不是 kcbx 的结果，不能覆盖", str(out), advice="换一个名字"))
    advice = "先移到别的文件夹，再运行"
    changed = [Problem("写出之后有人改过，可能已填写答复", str(out / name), advice=advice) for name in written_in(run)]
    others = [Problem("这个文件不是 kcbx 写的，覆盖就没有了", str(out / name), advice=advice) for name in put_in(run)]
    if changed or others:
        raise UsageError([*changed, *others])


def put_in(record: Path) -> list[str]:
    """The files in a record's folder that kcbx did not write; traces of the system and of open workbooks are none."""
    folder = record.parent
    ours = {record.name, CONFIG_ENTRY, *record_of(record)["outputs"]}
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    tables = {name for name, path in found.items() if name.startswith("tables/") and path.suffix == ".parquet"}
    return sorted(name for name in found.keys() - ours - tables if not _is_a_trace(found[name]))


def _is_a_trace(path: Path) -> bool:
    return is_of_the_system(path) or InputFile(path, path.name).is_lock


def _swap(beside: Path, out: Path) -> None:
    """Put the finished folder in its place; the old one stays whole until the new one stands."""
    old = out.with_name(f".{out.name}.kcbx-old")
    if out.exists():
        shutil.rmtree(old, ignore_errors=True)
        out.rename(old)
    try:
        beside.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextmanager
def written_whole(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write a file to that takes its place when the block ends well, its owner's alone.

    Raises OutputUnwritable where it cannot be written.
    """
    beside = path.with_name(f".{path.stem}{NEW}{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield beside
            make_private(beside)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OutputUnwritable as error:
        raise _of_the_place(error, beside, path) from error
    except OSError as error:
        advice = "关闭已打开的同名文件，检查磁盘空间和权限"
        raise OutputUnwritable(Problem(f"写不进去：{told(error)}", in_the_way(error, path), advice=advice)) from error


def write_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write ``tables/*.parquet``: the columns of ``schemas/tables.toml`` first, other columns after them."""
    from kcbx.fields import columns, conform  # noqa: PLC0415 - pandas late

    (folder / "tables").mkdir()
    for name, frame in tables.items():
        contract = columns(name) if name in schema("tables") else {}
        more = [column for column in frame.columns if column not in contract]
        whole = conform(frame, name).join(frame[more]) if contract else frame
        whole.to_parquet(folder / "tables" / f"{name}.parquet", index=False)


def write_run(folder: Path, run: Mapping[str, Any]) -> None:
    """Write ``run.json`` with the versions and the digests of all workbooks written so far."""
    from importlib.metadata import version  # noqa: PLC0415 - slow to import

    outputs = {path.relative_to(folder).as_posix(): file_digest(path) for path in sorted(folder.rglob("*.xlsx"))}
    versions = {"python": platform.python_version(), **{name: version(name) for name in _DECIDING}}
    told_of = {"kcbx": __version__, "versions": versions, **run, "outputs": outputs}
    text = json.dumps(told_of, ensure_ascii=False, indent=2, default=str)
    (folder / RUN_FILE).write_text(text + "\n", encoding="utf-8")


def make_private(place: Path) -> None:
    """Owner only, where the system has it: folders and all in them 0700, files 0600."""
    if os.name == "posix":
        for path in [place, *place.rglob("*")]:
            path.chmod(0o700 if path.is_dir() else 0o600)


def no_result(folder: Path) -> UsageError:
    """What is said of a folder that was named as a result and is none."""
    what = "不是 kcbx 的结果文件夹" if folder.exists() else "找不到这个文件夹"
    return UsageError(Problem(what, str(folder), "kcbx reconcile 写出的文件夹", "检查路径"))


def run_of(folder: Path) -> Mapping[str, Any]:
    """``run.json`` of a result folder. Raises UsageError where the folder is none, or one of an early kcbx."""
    run = record_of(folder / RUN_FILE)
    if not run or run.get("check"):
        raise no_result(folder)
    try:
        for day in ("as_of", "deadline"):
            date.fromisoformat(run["place"][day])
    except (KeyError, TypeError, ValueError) as error:
        what = "结果文件夹不完整，或是旧版 kcbx 写的"
        raise UsageError(Problem(what, str(folder), advice="重新运行 kcbx reconcile")) from error
    return run


def read_table(folder: Path, name: str) -> pd.DataFrame:
    """One table of a result folder, with every column of today's kcbx: null where an earlier one did not have it.

    Raises UsageError where ``folder`` is no result of kcbx, InputUnreadable where the table is damaged.
    """
    import pandas as pd  # noqa: PLC0415
    from pyarrow import ArrowException  # noqa: PLC0415

    path = folder / "tables" / f"{name}.parquet"
    if not path.is_file():
        raise no_result(folder)
    try:
        table = pd.read_parquet(path)
    except (ArrowException, OSError) as error:
        advice = "从存档取回（kcbx restore），或重新运行 kcbx reconcile"
        raise InputUnreadable(Problem("结果里的表已损坏，读不出来", str(path), advice=advice)) from error
    parts = (name, f"{name}_more", *(["people"] if "name_key" in table else []))
    known = [each for part in parts if part in schema("tables") for each in columns(part).values()]
    later = {each.name: pd.Series(None, table.index, each.dtype) for each in known if each.name not in table}
    return table.assign(**later)
