"""``kcbx archive`` and ``kcbx restore``: a term put away encrypted, and had back as a result that can be used."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from kcbx.app.outgoing.packing import find_config
from kcbx.app.results.folder import read_table, result_folder, run_of, written_whole
from kcbx.app.results.reading import place_of
from kcbx.config import load
from kcbx.deliver import archive as format_of
from kcbx.deliver import passwords as secret_words
from kcbx.errors import Problem, UsageError
from kcbx.file_names import CONFIG_ENTRY, HEADINGS, LEDGER, RUN_FILE, SECRET_FILE
from kcbx.records import file_digest
from kcbx.secret import county_secret
from kcbx.terminal import Terminal

#: The row of the password sheet with the password of archives.
HOLDER = "存档"


@dataclass(frozen=True)
class Request:
    """What the analyst asked for. ``sheet``: the password sheet to keep, else ``password`` tells the password.

    ``ledger``: of the county; None: the one beside the configuration, where there is one.
    """

    result: Path
    to: Path
    sheet: Path | None = None
    password: Callable[[], str] | None = None
    config: Path | None = None
    ledger: Path | None = None
    overwrite: bool = False


def archive(request: Request, terminal: Terminal) -> format_of.Manifest:
    """Put the tables, the record and the configuration of a result away, and with the ledger of the county what it
    needs to go on elsewhere: its secret and what it has learnt of headings. The file is there whole or not at all.

    Raises UsageError where the folder is no result, the archive exists already or another file has its name, or the
    password is missing or weak; InputUnreadable where a table is damaged; OutputUnwritable.
    """
    run = run_of(request.result)
    place = place_of(run)
    if request.to.exists() and (not request.overwrite or format_of.label_of(request.to) is None):
        advice = "换一个名字，或加上 --overwrite" if format_of.label_of(request.to) else "换一个名字"
        raise UsageError(Problem("已经有这个文件", str(request.to), advice=advice))
    if request.to.resolve().is_relative_to(request.result.resolve()):
        raise UsageError(Problem("存档不能放在结果文件夹里", str(request.to), advice="换一个位置"))
    tables = sorted((request.result / "tables").glob("*.parquet"))
    for table in tables:
        read_table(request.result, table.stem)  # what is put away can be had back
    entries = {
        path.relative_to(request.result).as_posix(): path.read_bytes() for path in [request.result / RUN_FILE, *tables]
    }
    config = find_config(request.config, run.get("parameters", {}).get("config"), request.result)
    if config is not None:
        entries[CONFIG_ENTRY] = config.read_bytes()
    entries |= _of_the_county(request, config)
    manifest = format_of.Manifest(
        format=format_of.format_for(entries),
        kcbx=run["kcbx"],
        county=place.county,
        term=place.term,
        as_of=place.as_of,
        batch=place.batch,
        inputs=run["inputs"],
        entries={name: format_of.digest(content) for name, content in entries.items()},
    )
    with terminal.stage("存档"):
        content = format_of.sealed(manifest, entries, _password(request))
        with written_whole(request.to) as beside:
            beside.write_bytes(content)
    return manifest


def restore(path: Path, to: Path | None, password: Callable[[], str], terminal: Terminal) -> format_of.Manifest:
    """Check an archive and, where ``to`` is given, have the result back: all that was put away; no workbook.

    Raises UsageError where the file is no archive, is a newer kcbx's, or ``to`` exists; InputUnreadable where the
    password is wrong or anything in it is not as it was put away; OutputUnwritable.
    """
    format_of.readable(path)
    with terminal.stage("核对存档"):
        opened = format_of.opened(path, password())
    if to is not None:
        with terminal.stage("取回"), result_folder(to, overwrite=None) as folder:
            (folder / "tables").mkdir()
            for name, content in opened.entries.items():
                (folder / name).write_bytes(content)
    return opened.manifest


def _of_the_county(request: Request, config: Path | None) -> dict[str, bytes]:
    """The ledger, the secret its keys were made with, and the memory of headings; nothing where there is no ledger."""
    from kcbx.followup.ledger import copy_of  # noqa: PLC0415

    settings = load(config)
    beside = config.absolute().parent if config else request.result.absolute().parent
    ledger = request.ledger or beside / settings.run.ledger
    if not ledger.is_file():
        if request.ledger is not None:
            raise UsageError(Problem("没有这个台账", str(ledger), advice="检查路径"))
        return {}
    memory = ledger.absolute().parent / HEADINGS
    learnt = {HEADINGS: memory.read_bytes()} if memory.is_file() else {}
    return {LEDGER: copy_of(ledger), SECRET_FILE: county_secret(settings), **learnt}


def archived(record: Path, folders: Iterable[Path]) -> bool:
    """Whether one of the folders holds an archive of the result with this ``run.json``; no password is needed."""
    kept = {
        label.record
        for folder in {each.absolute() for each in folders}
        if folder.is_dir()
        for path in sorted(folder.glob("*.zip"))
        if (label := format_of.label_of(path)) is not None
    }
    return file_digest(record) in kept


def _password(request: Request) -> str:
    """The password of the archive. Raises UsageError where it is missing or weak."""
    if request.sheet is not None:
        said = secret_words.complete_sheet(request.sheet, [secret_words.Holder(HOLDER)]).of(HOLDER) or ""
    else:
        said = request.password() if request.password else ""
    if weak := secret_words.weakness(said, ascii_only=True):
        raise UsageError(Problem(f"存档的密码不合要求：{weak}" if said else "没有说存档的密码"))
    return said


__all__ = ["HOLDER", "Request", "archive", "archived", "restore"]
