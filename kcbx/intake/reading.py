"""Takes a set of files and folders in: the whole way from paths to :class:`kcbx.register.Intake`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from kcbx.definitions import changes_in_use
from kcbx.errors import KcbxError, Problem
from kcbx.findings import Findings, Source
from kcbx.intake.pool import Pool
from kcbx.intake.preflight import OLE
from kcbx.intake.refusals import reason_of, refuse, set_aside
from kcbx.intake.sources import InputFile, input_files, not_entered
from kcbx.intake.teaching import Taught
from kcbx.intake.worker import LARGEST, FileReading, Job
from kcbx.register import Intake

Passwords = Callable[[Path], str | None]
Progress = Callable[[str, int, int], None]
#: What is taught of a file, by its name in the result.
Teaching = Callable[[str], tuple[Taught, ...]]

_FINDING_OF = {
    "unreadable": "file_unreadable",
    "not_spreadsheet": "file_not_spreadsheet",
    "password_missing": "password_needed",
    "password_wrong": "password_needed",
    "own_result": "own_result_skipped",
}


def take_in(
    paths: Sequence[Path],
    *,
    roles: Mapping[Path, str] | None = None,
    passwords: Passwords | None = None,
    known_townships: Sequence[str] = (),
    taught: Teaching | None = None,
    jobs: int | None = None,
    progress: Progress | None = None,
    partial: bool = False,
) -> Intake:
    """Read every sheet of every file under ``paths``, whatever its kind, and record what was not taken over.

    ``roles``: file or folder → form (:func:`kcbx.intake.forms.forms`) where the user named it; such paths are
    read too. ``passwords``: asked once for each encrypted workbook. ``known_townships``: names of the county,
    looked for in titles and file names. ``taught``: what a person said of the headings of a file. ``jobs``: worker
    processes, by default one a core. ``progress``: called with the name of a file that was read, the number read and
    the number of all. ``partial``: only look, and return an intake even where no sheet could be used.

    A sheet that is plainly of a form and cannot be used, since it lacks an essential column, is a finding like a file
    that cannot be read. Raises InputUnreadable where a path does not exist or no file at all can be read, and
    InputUnrecognised where no sheet can be used.
    """
    findings = Findings()
    wanted = []
    for file in input_files(paths, roles or {}):
        if file.is_lock:
            findings.add("lock_file_skipped", Source(file.source_file))
        else:
            wanted.append(file)
    for name, why in not_entered([*paths, *(roles or {})]):
        findings.add("file_unreadable", Source(name), reason=why)
    readings = _read(wanted, passwords, tuple(known_townships), taught or _nothing, jobs, progress)
    first_of: dict[str, str] = {}
    for reading in readings:
        _record(reading, findings)
        other = first_of.setdefault(reading.digest, reading.source_file)
        if reading.sheets and other != reading.source_file:
            findings.add("same_file", Source(reading.source_file), other=other)
    if not partial:
        refuse(readings)
    set_aside(readings, findings)
    from kcbx.intake.assemble import assemble  # noqa: PLC0415 - imported late: it needs pandas

    return assemble(readings, findings)


def _read(
    files: Sequence[InputFile],
    passwords: Passwords | None,
    townships: tuple[str, ...],
    taught: Teaching,
    jobs: int | None,
    progress: Progress | None,
) -> list[FileReading]:
    """All readings in the order of the files; the largest files are read first, to keep every core busy."""
    todo = [
        Job(
            str(file.path),
            file.source_file,
            file.role,
            _password(file, passwords),
            townships,
            taught(file.source_file),
            changes_in_use(),
        )
        for file in sorted(files, key=lambda file: (-_size(file.path), file.source_file))
    ]
    done: dict[str, FileReading] = {}
    with Pool(jobs) as pool:
        for reading in pool.read(todo):
            if reading.bug:
                raise KcbxError(Problem(f"程序出错：{reading.bug}", reading.source_file, advice="把这一行报告给开发者"))
            done[reading.source_file] = reading
            if progress:
                progress(reading.source_file, len(done), len(todo))
    return [done[file.source_file] for file in files]


def _size(path: Path) -> int:
    """0 of a file that was taken away meanwhile: the worker will tell of it."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _nothing(_: str) -> tuple[Taught, ...]:
    return ()


def _password(file: InputFile, passwords: Passwords | None) -> str | None:
    """The password of an encrypted workbook; asked for only where the file is one."""
    if passwords is None or _size(file.path) > LARGEST:
        return None
    try:
        with file.path.open("rb") as opened:
            if opened.read(len(OLE)) != OLE:
                return None
        from kcbx.intake.encryption import decrypt, is_encrypted  # noqa: PLC0415 - few files need it

        content = file.path.read_bytes()
    except OSError:
        return None
    return passwords(file.path) if is_encrypted(content) and decrypt(content, None) is None else None


def _record(reading: FileReading, findings: Findings) -> None:
    """The findings of a file and of its sheets."""
    if reading.fault:
        code = _FINDING_OF[reading.fault]
        findings.add(code, Source(reading.source_file), reason=reason_of(reading))
    elif not any(sheet.rows_read or sheet.header_row for sheet in reading.sheets):
        findings.add("file_without_rows", Source(reading.source_file))
    for sheet in reading.sheets:
        findings.extend(sheet.findings)
