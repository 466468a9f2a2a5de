"""The stages of ``kcbx run``: what goes into each, where its product lies, and the use case that makes it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from kcbx import __version__
from kcbx import config as configuration
from kcbx.app.headings_memory import MEMORY_NAME
from kcbx.app.result import file_digest
from kcbx.errors import Problem, UsageError
from kcbx.file_names import MANIFEST, RUN_FILE
from kcbx.register import Place
from kcbx.terminal import Terminal

PASSWORD_SHEET = "密码单.csv"  # noqa: S105 - the name of a file
INDICATOR_LEVELS = ("township", "school")
Password = Callable[[Path], str | None]


@dataclass(frozen=True)
class Batch:
    """One run: the configuration file, the day, how encrypted sheets are opened. Paths are beside the file."""

    config_file: Path
    as_of: date
    password: Password | None = None

    @property
    def home(self) -> Path:
        """The folder of ``kcbx.toml``."""
        return self.config_file.absolute().parent

    @cached_property
    def config(self) -> configuration.Config:
        """The configuration. Raises ConfigInvalid."""
        return configuration.load(self.config_file)

    @property
    def term(self) -> str:
        """For instance 2026—2027学年秋季学期."""
        return Place("", self.as_of, self.config.ages(self.as_of), self.as_of, "").term

    @property
    def name(self) -> str:
        """Term and day: 2026秋-2026-09-20; spring has the year in which it lies."""
        year = self.config.ages(self.as_of).school_year
        season = f"{year}秋" if "秋季" in self.term else f"{year + 1}春"
        return f"{season}-{self.as_of}"

    @property
    def inputs(self) -> Path:
        """The folder of the sheets that came in."""
        return self.home / self.config.run.inputs

    @property
    def ledger(self) -> Path:
        """The ledger of the county."""
        return self.home / self.config.run.ledger

    @property
    def result(self) -> Path:
        """The result folder."""
        return self.home / self.config.run.results / self.name

    def beside(self, ending: str) -> Path:
        """A product beside the result folder."""
        return self.result.with_name(f"{self.name}-{ending}")

    @cached_property
    def previous(self) -> Path | None:
        """Last term's result: the one named, else the newest of an earlier term. None in the first term."""
        from kcbx.app.reading import place_of, run_of  # noqa: PLC0415 - pandas late

        if self.config.run.previous:
            return self.home / self.config.run.previous
        earlier = []
        for record in sorted(self.result.parent.glob(f"*/{RUN_FILE}")):
            run = run_of(record.parent)
            place = place_of(run) if "place" in run else None
            if place is not None and place.as_of < self.as_of and place.term != self.term:
                earlier.append((place.as_of, record.parent))
        return max(earlier)[1] if earlier else None


@dataclass(frozen=True)
class Stage:
    """``inputs``: one digest of all that decides the product; ``needs``: stages without which it cannot run."""

    name: str
    label: str
    product: Callable[[Batch], Path]
    inputs: Callable[[Batch], str]
    work: Callable[[Batch, Terminal], None]
    needs: Sequence[str] = ()


def stages() -> tuple[Stage, ...]:
    """The stages in their order."""
    return (
        Stage("check", "检查来表", lambda batch: batch.beside("更正单"), _sheets, _check),
        Stage("reconcile", "核对", lambda batch: batch.result, _sheets_and_answers, _reconcile),
        Stage("metrics", "指标", lambda batch: batch.beside("指标.csv"), _result, _metrics, ("reconcile",)),
        Stage("pack", "打包", lambda batch: batch.beside("加密包"), _result, _pack, ("reconcile",)),
        Stage("report", "月报", lambda batch: batch.beside("月报.xlsx"), _result, _report, ("reconcile",)),
    )


def digest_of(product: Path) -> str:
    """Digest of a file, or of a folder by its record and the files the record names; "" where it is not there whole."""
    if product.is_file():
        return file_digest(product)
    for name in (RUN_FILE, MANIFEST):
        if (product / name).is_file():
            outputs = json.loads((product / name).read_text(encoding="utf-8"))["outputs"]
            whole = all((product / output).is_file() for output in outputs)
            return file_digest(product / name) if whole else ""
    return ""


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([__version__, *words]).encode()).hexdigest()


def _sheets(batch: Batch) -> str:
    """The sheets by name and content, the configuration, the day, what is remembered of the headings."""
    if not batch.inputs.is_dir():
        raise UsageError(
            Problem("没有放来表的文件夹", str(batch.inputs), advice="建立它，或改 kcbx.toml 的 [run] inputs")
        )
    files = sorted(path for path in batch.inputs.rglob("*") if path.is_file() and not path.name.startswith("~$"))
    sheets = [f"{path.relative_to(batch.inputs).as_posix()} {file_digest(path)}" for path in files]
    memory = batch.home / MEMORY_NAME
    taught = [file_digest(memory)] if memory.is_file() else []
    return _digest([file_digest(batch.config_file), batch.as_of.isoformat(), *sheets, *taught])


def _sheets_and_answers(batch: Batch) -> str:
    """As :func:`_sheets`, with last term's result and the answers that came back into the ledger."""
    from kcbx.app.cases import ledger_of  # noqa: PLC0415

    answers: list[str] = []
    if batch.ledger.exists():
        with ledger_of(batch.ledger, batch.config) as ledger:
            answers = sorted(json.dumps(dict(row), ensure_ascii=False) for row in ledger.table("answers"))
    before = digest_of(batch.previous) if batch.previous else ""
    return _digest([_sheets(batch), before, *answers])


def _result(batch: Batch) -> str:
    return _digest([digest_of(batch.result), file_digest(batch.config_file)])


def _check(batch: Batch, terminal: Terminal) -> None:
    from kcbx.app import checking  # noqa: PLC0415
    from kcbx.app.reconcile import Request  # noqa: PLC0415

    product = batch.beside("更正单")
    request = Request(
        [batch.inputs], None, batch.as_of, config=batch.config_file, overwrite=True, password=batch.password
    )
    found = checking.check(request, checking.Wanted(product), terminal)
    counts = [found.count(severity) for severity in checking.SEVERITIES]
    terminal.note("须更正 {:,} 处，请核对 {:,} 处，供了解 {:,} 处；更正单 {:,} 份".format(*counts, len(found.written)))


def _reconcile(batch: Batch, terminal: Terminal) -> None:
    from kcbx.app.reconcile import Request, reconcile  # noqa: PLC0415
    from kcbx.app.showing import show_summary  # noqa: PLC0415

    request = Request(
        [batch.inputs],
        batch.result,
        batch.as_of,
        config=batch.config_file,
        previous=batch.previous,
        ledger=batch.ledger,
        overwrite=True,
        password=batch.password,
    )
    show_summary(reconcile(request, terminal), terminal)


def _metrics(batch: Batch, terminal: Terminal) -> None:
    from kcbx.app.exports import make_private  # noqa: PLC0415
    from kcbx.app.metrics import indicators_of  # noqa: PLC0415

    product = batch.beside("指标.csv")
    beside = product.with_name(f".{product.name}.new")
    with terminal.stage("写指标"):
        indicators_of(batch.result, INDICATOR_LEVELS).to_csv(beside, index=False, encoding="utf-8-sig")
        make_private(beside)
        beside.replace(product)


def _pack(batch: Batch, terminal: Terminal) -> None:
    from kcbx.app import packing  # noqa: PLC0415

    request = packing.Request(
        batch.result,
        batch.beside("加密包"),
        sheet=batch.home / PASSWORD_SHEET,
        config=batch.config_file,
        overwrite=True,
    )
    packing.show(packing.pack(request, terminal), request, terminal)


def _report(batch: Batch, terminal: Terminal) -> None:
    from kcbx.app.cases import ledger_of, report, write_report  # noqa: PLC0415

    product = batch.beside("月报.xlsx")
    beside = product.with_name(f".{product.stem}.new.xlsx")
    with terminal.stage("写月报"), ledger_of(batch.ledger, batch.config) as ledger:
        period = report(ledger, "month", batch.as_of.year, batch.as_of.month, batch.as_of)
        write_report(ledger, period, batch.config, beside)
        beside.replace(product)


__all__ = ["Batch", "Stage", "digest_of", "stages"]
