"""The stages of ``kcbx run``: their order, what goes into each, where its product lies, when it is needed at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx import __version__
from kcbx.app.batch import work
from kcbx.app.batch.home import Batch
from kcbx.app.retention.archiving import HOLDER
from kcbx.app.sheets.headings_memory import MEMORY_NAME
from kcbx.definitions import schema_path
from kcbx.errors import Problem, UsageError
from kcbx.file_names import MANIFEST, RUN_FILE
from kcbx.records import file_digest, record_of
from kcbx.secret import county_secret, row_key
from kcbx.terminal import Terminal

if TYPE_CHECKING:
    from kcbx.followup.ledger import Ledger


def _always(_: Batch) -> bool:
    return True


@dataclass(frozen=True)
class Stage:
    """``inputs``: one digest of all that decides the product; ``needs``: stages without which it cannot run; ``due``:
    whether there is anything to do; ``passwords``: whose passwords in the sheet its product was sealed with.
    """

    name: str
    label: str
    product: Callable[[Batch], Path]
    inputs: Callable[[Batch], str]
    work: Callable[[Batch, Terminal], None]
    needs: Sequence[str] = ()
    due: Callable[[Batch], bool] = _always
    passwords: Callable[[str], bool] | None = None

    def state(self, batch: Batch) -> str:
        """Digest of the product as it lies there, "" where it is not whole or its passwords are lost."""
        whole = digest_of(self.product(batch))
        return whole + _keyed(batch, self.passwords) if whole and self.passwords else whole


def stages() -> tuple[Stage, ...]:
    """The stages in their order."""
    after = ("reconcile",)
    return (
        Stage("check", "检查来表", lambda batch: batch.beside("更正单"), _sheets, work.check),
        Stage("collect", "收回答复", lambda batch: batch.beside("催报.csv"), _returned, work.collect, due=_came_back),
        Stage("reconcile", "核对", lambda batch: batch.result, _sheets_and_answers, work.reconcile),
        Stage("metrics", "指标", lambda batch: batch.beside("指标.xlsx"), _result, work.metrics, after),
        Stage(
            "compare", "对比", lambda batch: batch.beside("对比.xlsx"), _both_terms, work.compare, after, _has_previous
        ),
        Stage("pack", "打包", lambda batch: batch.beside("加密包"), _result, work.pack, after, passwords=HOLDER.__ne__),
        Stage("report", "月报", lambda batch: batch.beside("月报.xlsx"), _result_and_ledger, work.report, after),
        Stage(
            "archive",
            "存档",
            lambda batch: batch.archive,
            _result_and_ledger,
            work.archive,
            after,
            passwords=HOLDER.__eq__,
        ),
    )


def digest_of(product: Path) -> str:
    """Digest of a file, or of a folder by its record and the files the record names; "" where it is not there whole."""
    if product.is_file():
        return file_digest(product)
    for name in (RUN_FILE, MANIFEST):
        if told := record_of(product / name):
            whole = all((product / output).is_file() for output in told["outputs"])
            return file_digest(product / name) if whole else ""
    return ""


def _digest(words: Sequence[str]) -> str:
    return hashlib.sha256("\n".join([__version__, *words]).encode()).hexdigest()


def _keyed(batch: Batch, wanted: Callable[[str], bool]) -> str:
    """The passwords in force, as a hash that only this county's secret makes; "-" where there are none."""
    from kcbx.deliver.passwords import read  # noqa: PLC0415

    known = read(batch.password_sheet).by_name if batch.password_sheet.is_file() else {}
    said = sorted(f"{name}\t{word}" for name, word in known.items() if wanted(name))
    return "-" + row_key(county_secret(batch.config), "\n".join(said)) if said else "-"


def _settings(batch: Batch) -> list[str]:
    """What decides every product: the configuration, the schemas, the day."""
    schemas = [file_digest(path) for path in sorted(schema_path().rglob("*.toml"))]
    return [file_digest(batch.config_file), batch.as_of.isoformat(), *schemas]


def _files(folder: Path, files: Sequence[Path]) -> list[str]:
    return [f"{path.relative_to(folder).as_posix()} {file_digest(path)}" for path in files]


def _sheets(batch: Batch) -> str:
    """The sheets by name and content, the headings that were confirmed, the settings."""
    if not batch.inputs.is_dir():
        raise UsageError(
            Problem("没有放来表的文件夹", str(batch.inputs), advice="建立它，或改 kcbx.toml 的 [run] inputs")
        )
    memory = batch.home / MEMORY_NAME
    headings = [file_digest(memory)] if memory.is_file() else []
    return _digest([*_settings(batch), *headings, *_files(batch.inputs, batch.sheets())])


def _returned(batch: Batch) -> str:
    """The files that came back, by name and content."""
    return _digest([*_settings(batch), *_files(batch.returns, batch.returned())])


def _came_back(batch: Batch) -> bool:
    return bool(batch.returned())


def _sheets_and_answers(batch: Batch) -> str:
    """As :func:`_sheets`, with last term's result, the answers and decisions in the ledger, and what people decided
    about pairs.
    """
    from kcbx.app.batch.verdicts import digests  # noqa: PLC0415
    from kcbx.followup.facts import said_by_people  # noqa: PLC0415

    def told(ledger: Ledger) -> list[str]:
        return [*_rows_of(ledger, "answers"), *said_by_people(ledger)]

    return _digest([_sheets(batch), _record(batch.previous), *_in_ledger(batch, told), *digests(batch)])


def _result(batch: Batch) -> str:
    return _digest([digest_of(batch.result), *_settings(batch)])


def _result_and_ledger(batch: Batch) -> str:
    """As :func:`_result`, with all that moves a case or sets it a deadline, told by lists or by people."""
    tables = ("cases", "persons", "events", "answers", "documents")
    return _digest([_result(batch), *_in_ledger(batch, lambda ledger: _rows_of(ledger, *tables))])


def _in_ledger(batch: Batch, told: Callable[[Ledger], list[str]]) -> list[str]:
    """What the ledger was told, nothing where there is none yet."""
    from kcbx.app.cases.ledger import ledger_of  # noqa: PLC0415

    if not batch.ledger.exists():
        return []
    with ledger_of(batch.ledger, batch.config) as ledger:
        return told(ledger)


def _rows_of(ledger: Ledger, *tables: str) -> list[str]:
    return [json.dumps(dict(row), ensure_ascii=False) for name in tables for row in ledger.table(name)]


def _both_terms(batch: Batch) -> str:
    return _digest([_result(batch), _record(batch.previous)])


def _has_previous(batch: Batch) -> bool:
    return batch.previous is not None


def _record(result: Path | None) -> str:
    """Which result it is: one that was restored from an archive has no workbooks, but the same record."""
    record = result / RUN_FILE if result else None
    return file_digest(record) if record and record.is_file() else ""


__all__ = ["Stage", "digest_of", "stages"]
