"""What each stage of ``kcbx run`` does: the use case of the command of the same name, with the county's own paths."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.app.batch.home import Batch
from kcbx.app.results.folder import written_whole
from kcbx.records import file_digest
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    from kcbx.app.request import Request
    from kcbx.deliver.passwords import Passwords

INDICATOR_LEVELS = ("township", "school")


def check(batch: Batch, terminal: Terminal) -> None:
    """更正单, one for each file with problems; and a word where last term's sheets still lie there."""
    from kcbx.app.results.showing import counted_problems  # noqa: PLC0415
    from kcbx.app.sheets import checking  # noqa: PLC0415

    found = checking.check(_request(batch, None), checking.Wanted(batch.beside("更正单")), terminal)
    counts = {severity: found.count(severity) for severity in checking.SEVERITIES}
    terminal.note(f"{counted_problems(counts)}；更正单 {len(found.written):,} 份")
    if old := _left_from_last_term(batch):
        terminal.note(f"有 {old} 份来表与上学期的一模一样，请确认不是忘了换", alarm=True)


def collect(batch: Batch, terminal: Terminal) -> None:
    """The answers that came back into the ledger, marked copies beside it, and who has not answered.

    Raises InputUnreadable where a file could not be opened; the others are taken.
    """
    from kcbx.app.cases.showing import answered_rows, show_collected  # noqa: PLC0415
    from kcbx.app.files import export  # noqa: PLC0415
    from kcbx.app.returned.collect import CollectRequest, collect_returns  # noqa: PLC0415

    known = _known_passwords(batch)
    request = CollectRequest(
        [batch.returns],
        batch.ledger,
        batch.as_of,
        config=batch.config_file,
        password=batch.password or (lambda path: known.for_file(path.name)),
        passwords=known.distinct(),
    )
    summary = collect_returns(request, terminal)
    show_collected(summary, batch.ledger, terminal)
    with written_whole(batch.beside("催报.csv")) as beside:
        export(answered_rows(summary.answered), beside)
    summary.require_all()


def reconcile(batch: Batch, terminal: Terminal) -> None:
    """The result folder, with what people decided about pairs in the results before."""
    from kcbx.app import reconcile as story  # noqa: PLC0415
    from kcbx.app.batch import verdicts as batch_verdicts  # noqa: PLC0415
    from kcbx.app.results.showing import show_summary  # noqa: PLC0415

    batch_verdicts.put_aside(batch)
    request = replace(_request(batch, batch.result), verdicts=batch_verdicts.judged(batch))
    show_summary(story.reconcile(request, terminal), terminal)


def metrics(batch: Batch, terminal: Terminal) -> None:
    """The indicators of county, townships and schools."""
    from kcbx.app.metrics import indicators_of, write_indicators  # noqa: PLC0415

    with terminal.stage("写指标"):
        shown = indicators_of(batch.result, INDICATOR_LEVELS)
        write_indicators(batch.result, shown, batch.beside("指标.xlsx"), overwrite=True)


def compare(batch: Batch, terminal: Terminal) -> None:
    """What became of every child since last term."""
    from kcbx.app.results.showing import show_balance  # noqa: PLC0415
    from kcbx.app.terms import compare as story  # noqa: PLC0415
    from kcbx.app.terms import write_compared  # noqa: PLC0415

    if batch.previous is None:
        return
    with terminal.stage("与上学期对比"):
        compared = story(batch.previous, batch.result)
        write_compared(compared, batch.beside("对比.xlsx"), overwrite=True)
    show_balance(compared, terminal, result=False)


def pack(batch: Batch, terminal: Terminal) -> None:
    """One encrypted package a recipient, and the password sheet."""
    from kcbx.app.outgoing import packing  # noqa: PLC0415

    request = packing.Request(
        batch.result,
        batch.beside("加密包"),
        batch.as_of,
        sheet=batch.password_sheet,
        config=batch.config_file,
        overwrite=True,
    )
    packing.show(packing.pack(request, terminal), request, terminal)


def report(batch: Batch, terminal: Terminal) -> None:
    """月报 of the month in which the day lies."""
    from kcbx.app.cases.ledger import ledger_of, write_report  # noqa: PLC0415
    from kcbx.app.cases.ledger import report as story  # noqa: PLC0415

    with (
        terminal.stage("写月报"),
        ledger_of(batch.ledger, batch.config) as ledger,
        written_whole(batch.beside("月报.xlsx")) as beside,
    ):
        period = story(ledger, "month", batch.as_of.year, batch.as_of.month, batch.as_of)
        write_report(ledger, period, batch.config, beside)


def archive(batch: Batch, terminal: Terminal) -> None:
    """The term put away, encrypted."""
    from kcbx.app.retention import archiving  # noqa: PLC0415

    request = archiving.Request(
        batch.result,
        batch.archive,
        sheet=batch.password_sheet,
        config=batch.config_file,
        ledger=batch.ledger if batch.ledger.is_file() else None,
        overwrite=True,
    )
    archiving.archive(request, terminal)
    terminal.note(f"密码在 {batch.password_sheet.name} 的“{archiving.HOLDER}”一行；丢了密码，谁也打不开")


def _request(batch: Batch, out: Path | None) -> Request:
    from kcbx.app.request import Request  # noqa: PLC0415

    return Request(
        [batch.inputs],
        out,
        batch.as_of,
        config=batch.config_file,
        previous=batch.previous,
        ledger=batch.ledger,
        overwrite=True,
        password=batch.password,
    )


def _known_passwords(batch: Batch) -> Passwords:
    """What the packages were sealed with opens what comes back."""
    from kcbx.deliver.passwords import Passwords, read  # noqa: PLC0415

    return read(batch.password_sheet) if batch.password_sheet.is_file() else Passwords()


def _left_from_last_term(batch: Batch) -> int:
    """How many sheets are to the byte those of last term."""
    from kcbx.app.results.folder import run_of  # noqa: PLC0415

    if batch.previous is None:
        return 0
    before = set(run_of(batch.previous)["inputs"].values())
    return sum(file_digest(path) in before for path in batch.sheets())


__all__ = ["archive", "check", "collect", "compare", "metrics", "pack", "reconcile", "report"]
