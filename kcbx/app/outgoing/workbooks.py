"""The workbooks of a result on their way out: unchanged since they were written, and each row its recipient's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from kcbx.app.results.folder import read_table
from kcbx.definitions import schema
from kcbx.deliver.ownership import OutgoingRow, Owners, owners
from kcbx.deliver.parcels import Book
from kcbx.errors import KcbxError, Problem, UsageError
from kcbx.records import file_digest
from kcbx.terminal import Terminal


def checked_books(result: Path, run: Mapping[str, Any], terminal: Terminal) -> Iterator[Book]:
    """Every workbook of townships and schools, as it was written, with nobody else's row in it."""
    folders = {folder: kind for kind, folder in schema("deliver/pack")["kinds"].items()}
    found = {
        path.relative_to(result).as_posix(): path
        for folder in folders
        for path in sorted((result / folder).glob("*.xlsx"))
        if not path.name.startswith("~$")
    }
    expected = {name: digest for name, digest in run["outputs"].items() if name.partition("/")[0] in folders}
    problems = [
        Problem("缺少这个工作簿", name, advice="重新运行 kcbx reconcile") for name in expected if name not in found
    ]
    for name, path in found.items():
        if name not in expected:
            problems.append(Problem("不是这次结果写出的工作簿", name, advice="移到别处"))
        elif file_digest(path) != expected[name]:
            problems.append(Problem("写出之后有人改过", name, advice="另存到别处，重新运行 kcbx reconcile"))
    if problems:
        raise UsageError(problems)
    if not found:
        raise UsageError(Problem("没有要发的工作簿", str(result), advice="乡镇、学校都没有要核查的儿童"))
    owned = _owners(result)
    faults: list[Problem] = []
    for name, path in found.items():
        yield _checked(name, path.read_bytes(), folders[name.partition("/")[0]], owned, faults, terminal)
    if faults:
        raise KcbxError(faults)


def _owners(result: Path) -> Owners:
    tables = {name: read_table(result, name) for name in ("census", "roll", "standings", "roll_standings", "links")}
    if any("row_key" not in tables[name] for name in ("standings", "roll_standings")):
        raise UsageError(Problem("这个结果是旧版 kcbx 写的", str(result), advice="重新运行 kcbx reconcile"))
    return owners(tables)


def _checked(name: str, content: bytes, kind: str, owned: Owners, faults: list[Problem], terminal: Terminal) -> Book:
    """Read a workbook as its recipient will, and ask of every row whether it is the recipient's."""
    from kcbx.app.returned.opening import returned_file  # noqa: PLC0415
    from kcbx.followup.returned import filled_sheets, origin  # noqa: PLC0415

    file = returned_file(content, name)
    source = origin(file)
    if source.workbook != kind:
        faults.append(Problem("不是发给乡镇或学校的工作簿，不能外发", name))
    rows = [
        OutgoingRow(filled.sheet, line.row, filled.layout.code, line.key, line.known)
        for filled in filled_sheets(file)
        for line in filled.lines
    ]
    for row in rows:
        if fault := owned.fault(kind, source.recipient, row):
            faults.append(Problem(fault, f"{name} › {row.sheet} › 第 {row.row} 行", advice="这是 kcbx 的缺陷，请报告"))
        elif row.stray_id:
            place = f"{name} › {row.sheet} › 第 {row.row} 行"
            terminal.note(f"{place}：来表把证件号写在了别的栏里，会随表发出；请在来表中改正", alarm=True)
    asked = sum(bool(row.key) for row in rows)
    return Book(source.recipient, kind, PurePosixPath(name).name, content, asked)
