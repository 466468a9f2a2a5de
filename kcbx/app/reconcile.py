"""The main job: from folders of sheets to the result folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from kcbx import config as configuration
from kcbx.app.decisions.sending import open_ledger, tell_another_secret
from kcbx.app.decisions.verdicts import read_verdicts
from kcbx.app.decisions.with_ledger import carried_over
from kcbx.app.garbage import seldom_looked_for
from kcbx.app.recognising import recognised
from kcbx.app.register.building import Built, build
from kcbx.app.request import Request, find_config
from kcbx.app.results.folder import result_folder, write_run, write_tables
from kcbx.app.results.measuring import LastTerm, measured
from kcbx.app.results.reading import last_term, register_of, require_earlier
from kcbx.app.results.summary import Summary, summarise
from kcbx.app.results.tables import tables_of
from kcbx.app.results.writing import recipients_beside, to_open, write_county
from kcbx.app.sheets.taking_in import take_in
from kcbx.app.terms import with_previous_words
from kcbx.config import Config
from kcbx.definitions import schema_path
from kcbx.errors import Problem, UsageError
from kcbx.followup.carry import CarriedOver
from kcbx.followup.facts import require_near
from kcbx.followup.ledger import Ledger
from kcbx.metrics.changes import changes
from kcbx.records import file_digest
from kcbx.register import Intake, Measured, Register
from kcbx.secret import county_secret
from kcbx.terminal import Terminal
from kcbx.workbook.county.ledgers import ledgers
from kcbx.workbook.county.picture import Picture


def reconcile(request: Request, terminal: Terminal) -> Summary:
    """Read, link, classify, write; the result folder is there whole or not at all.

    Raises the errors of :mod:`kcbx.errors`; their exit codes are the command's.
    """
    if request.out is None:
        raise UsageError(Problem("没有说结果写到哪里", advice="加上 --out 文件夹"))
    config = configuration.load(find_config(request))
    start = time.perf_counter()
    with (
        seldom_looked_for(),
        result_folder(request.out, overwrite=request.overwrite) as folder,
        ExitStack() as open_files,
    ):
        if request.previous is not None:
            require_earlier(request.previous, request.as_of)
        secret = county_secret(config, request.out)
        ledger = _ledger_of(request, secret, open_files, terminal)
        intake = take_in(request, config, terminal)
        verdicts = read_verdicts(request.verdicts) if request.verdicts else None
        built = build(intake, config, request.as_of, secret, terminal.stage, verdicts, ledger)
        register, last = _beside_last_term(built.register, request.previous, config, terminal)
        register, carried = _in_the_ledger(register, ledger, terminal)
        found = _write_workbooks(register, last, config, folder, terminal)
        summary = summarise(register, found, carried, request.out, to_open(folder))
        with terminal.stage("存表"):
            write_tables(folder, _tables(built, register, found, last, config, verdicts))
        terminal.times["全部"] = round(time.perf_counter() - start, 3)
        _write_run(folder, request, intake, summary, built, terminal.times)
    return summary


def _beside_last_term(
    register: Register, folder: Path | None, config: Config, terminal: Terminal
) -> tuple[Register, LastTerm | None]:
    """The register with a word on last term for every child, and last term's; ``folder``: its result, if any."""
    if folder is None:
        return register, None
    with terminal.stage("与上学期比"):
        before = recognised(register_of(folder), register, config.linkage)
        return with_previous_words(register, before), LastTerm(folder, before, changes(before, register))


def _ledger_of(request: Request, secret: bytes, open_files: ExitStack, terminal: Terminal) -> Ledger | None:
    """The ledger of the request, open as long as ``open_files``; one of another day or secret is asked back or told."""
    if request.ledger is None:
        return None
    ledger = open_files.enter_context(open_ledger(request.ledger, secret))
    require_near(ledger, request.as_of, listed=True)
    tell_another_secret(ledger, terminal)
    return ledger


def _in_the_ledger(
    register: Register, ledger: Ledger | None, terminal: Terminal
) -> tuple[Register, CarriedOver | None]:
    """The register as carried over into the ledger, and what the list did to it."""
    if ledger is None:
        return register, None
    with terminal.stage("记入台账"):
        return carried_over(ledger, register)


def _write_workbooks(
    register: Register, last: LastTerm | None, config: Config, folder: Path, terminal: Terminal
) -> Measured:
    """Measure the register and write every workbook; what was measured."""
    with recipients_beside(register, config, folder) as write_recipients:
        with terminal.stage("指标"):
            found = measured(register, config, last)
        with terminal.stage("写全县汇总"):
            write_county(register, found, config, folder)
        with terminal.stage("写乡镇、学校表"):
            write_recipients()
    return found


def _tables(
    built: Built,
    register: Register,
    found: Measured,
    last: LastTerm | None,
    config: Config,
    verdicts: pd.DataFrame | None,
) -> Mapping[str, pd.DataFrame]:
    """The tables to keep, by name: of the register, of what was measured, and of what it was made from."""
    beside = {
        "candidates": built.linkage.candidates,
        "verdicts": verdicts,
        "changes": None if last is None else last.changes,
        "known_as": None if last is None else last.known_as,
        "indicator_words": found.words,
        "movements": found.movements,
    }
    kept = {name: table for name, table in beside.items() if table is not None}
    return {**tables_of(register, found.indicators), **kept, **ledgers(Picture(register, config))}


def _write_run(
    folder: Path,
    request: Request,
    intake: Intake,
    summary: Summary,
    built: Built,
    times: Mapping[str, float],
) -> None:
    schemas, config = sorted(schema_path().rglob("*.toml")), find_config(request)
    inputs = intake.sheets.drop_duplicates("source_file").set_index("source_file")["digest"].to_dict()
    write_run(
        folder,
        {
            "batch": summary.batch,
            "as_of": summary.as_of,
            "cutoff": summary.cutoff,
            "deadline": summary.deadline,
            "place": asdict(built.register.place),
            "previous": last_term(request.previous, request.out or folder),
            "parameters": {"config": config, "overwrite": request.overwrite, "strict": request.strict},
            "inputs": inputs,
            "config": file_digest(config) if config else None,
            "schemas": {path.relative_to(schema_path()).as_posix(): file_digest(path) for path in schemas},
            "counts": {**summary.rows, **built.linkage.counts, "standings": dict(summary.standings)},
            "timings": dict(times),
        },
    )
