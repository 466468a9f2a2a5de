"""The main job: from folders of sheets to the result folder."""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx import config as configuration
from kcbx.app.garbage import seldom_looked_for
from kcbx.app.request import Request, find_config
from kcbx.app.summary import Summary, summarise
from kcbx.app.taking_in import take_in
from kcbx.errors import Problem, UsageError
from kcbx.secret import county_secret
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    import pandas as pd

    from kcbx.app.building import Built
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.register import Intake, Measured, Register


def reconcile(request: Request, terminal: Terminal) -> Summary:
    """Read, link, classify, write; the result folder is there whole or not at all.

    Raises the errors of :mod:`kcbx.errors`; their exit codes are the command's.
    """
    from kcbx.app.building import build  # noqa: PLC0415
    from kcbx.app.measuring import LastTerm, measured  # noqa: PLC0415
    from kcbx.app.reading import register_of, require_earlier  # noqa: PLC0415
    from kcbx.app.recognising import recognised  # noqa: PLC0415
    from kcbx.app.result import make_private, result_folder  # noqa: PLC0415
    from kcbx.app.terms import with_previous_words  # noqa: PLC0415
    from kcbx.app.verdicts import read_verdicts  # noqa: PLC0415
    from kcbx.app.with_ledger import carried_over  # noqa: PLC0415
    from kcbx.app.writing import recipients_beside, to_open, write_county  # noqa: PLC0415
    from kcbx.metrics.changes import changes  # noqa: PLC0415

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
        register, last, carried = built.register, None, None
        if request.previous is not None:
            with terminal.stage("与上学期比"):
                before = recognised(register_of(request.previous), register, config.linkage)
                last = LastTerm(request.previous, before, changes(before, register))
                register = with_previous_words(register, before)
        if ledger is not None:
            with terminal.stage("记入台账"):
                register, carried = carried_over(ledger, register)
        with recipients_beside(register, config, folder) as write_recipients:
            with terminal.stage("指标"):
                found = measured(register, config, last)
            with terminal.stage("写全县汇总"):
                write_county(register, found, config, folder)
            with terminal.stage("写乡镇、学校表"):
                write_recipients()
        summary = summarise(register, found, carried, request.out, to_open(folder))
        with terminal.stage("存表"):
            kept = {
                "candidates": built.linkage.candidates,
                "verdicts": verdicts,
                "changes": None if last is None else last.changes,
                "known_as": None if last is None else last.known_as,
            }
            _write_tables(folder, register, found, config, kept)
            make_private(folder)
        terminal.times["全部"] = round(time.perf_counter() - start, 3)
        _write_run(folder, request, intake, summary, built, terminal.times)
    return summary


def _ledger_of(request: Request, secret: bytes, open_files: ExitStack, terminal: Terminal) -> Ledger | None:
    from kcbx.app.sending import open_ledger, tell_another_secret  # noqa: PLC0415
    from kcbx.followup.facts import require_near  # noqa: PLC0415

    if request.ledger is None:
        return None
    ledger = open_files.enter_context(open_ledger(request.ledger, secret))
    require_near(ledger, request.as_of, listed=True)
    tell_another_secret(ledger, terminal)
    return ledger


def _write_tables(
    folder: Path, register: Register, found: Measured, config: Config, kept: Mapping[str, pd.DataFrame | None]
) -> None:
    """Write the tables of the register and of what was measured; ``kept``: others beside them, None where there is
    none."""
    from kcbx.app.result import write_tables  # noqa: PLC0415
    from kcbx.app.tables import tables_of  # noqa: PLC0415
    from kcbx.workbook.county.ledgers import ledgers  # noqa: PLC0415
    from kcbx.workbook.county.picture import Picture  # noqa: PLC0415

    kept = {**kept, "indicator_words": found.words, "movements": found.movements}
    tables = {**tables_of(register, found.indicators), **{k: v for k, v in kept.items() if v is not None}}
    write_tables(folder, tables | ledgers(Picture(register, config)))


def dry_run(request: Request, terminal: Terminal) -> Intake:
    """The intake as it would be read, unusable sheets and unreadable files too; nothing is written."""
    return take_in(request, configuration.load(find_config(request)), terminal, partial=True)


def _write_run(
    folder: Path,
    request: Request,
    intake: Intake,
    summary: Summary,
    built: Built,
    times: Mapping[str, float],
) -> None:
    from kcbx.app.reading import last_term  # noqa: PLC0415
    from kcbx.app.result import write_run  # noqa: PLC0415
    from kcbx.definitions import schema_path  # noqa: PLC0415
    from kcbx.records import file_digest  # noqa: PLC0415

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
