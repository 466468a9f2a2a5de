"""``kcbx run``: the batch before each term, unattended and taken up again where it stopped.

Owns what is skipped, the lock, the record of progress and the log. Which stages there are is
:mod:`kcbx.app.batch.stages`, what each does :mod:`kcbx.app.batch.work`, where all lies :mod:`kcbx.app.batch.home`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from kcbx.app.batch.home import Batch, Progress
from kcbx.app.batch.stages import Stage, stages
from kcbx.errors import KcbxError, OutputUnwritable, Problem
from kcbx.locks import Timeout, alone
from kcbx.terminal import Terminal

LOG = "kcbx-run.log"
_LOCK = ".kcbx-run.lock"
Outcome = Literal["done", "skipped", "idle", "failed", "not_run"]
OUTCOME_WORDS: Mapping[Outcome, str] = {
    "done": "完成",
    "skipped": "没有变化，跳过",
    "idle": "这次不需要",
    "failed": "没有完成",
    "not_run": "没有运行",
}


@dataclass(frozen=True)
class StageRun:
    """How a stage ended. ``seconds`` is 0 where it did not run; ``code``: its exit code."""

    name: str
    label: str
    outcome: Outcome
    product: Path
    code: int = 0
    seconds: float = 0.0


def run_batch(batch: Batch, terminal: Terminal) -> list[StageRun]:
    """Every stage in order; a stage whose product stands and whose inputs are unchanged is skipped.

    After a failed stage those that need it are not run. Errors of :mod:`kcbx.errors` are shown and become the
    stage's exit code; OutputUnwritable is raised where another batch runs.
    """
    with _alone(batch.home):
        runs: dict[str, StageRun] = {}
        progress = replace(Progress.read(batch.progress), as_of=batch.as_of, ended=False)
        progress.write(batch.progress)
        _log(batch, "开始", batch.name)
        for stage in stages():
            if any(runs[need].outcome in ("failed", "not_run") for need in stage.needs):
                runs[stage.name] = StageRun(stage.name, stage.label, "not_run", stage.product(batch))
            else:
                runs[stage.name] = _run(stage, batch, terminal)
            ended = runs[stage.name]
            _log(batch, stage.label, OUTCOME_WORDS[ended.outcome], f"{ended.seconds:.1f} 秒", f"退出码 {ended.code}")
        replace(Progress.read(batch.progress), ended=True).write(batch.progress)
        code = worst(list(runs.values()))
        _log(batch, "结束", batch.name, f"退出码 {code}")
    return list(runs.values())


def worst(runs: Sequence[StageRun]) -> int:
    """The exit code of the batch: a bug or a sum that does not close before all, else the highest."""
    codes = {run.code for run in runs}
    return KcbxError.exit_code if KcbxError.exit_code in codes else max(codes, default=0)


def _run(stage: Stage, batch: Batch, terminal: Terminal) -> StageRun:
    product, start = stage.product(batch), time.perf_counter()
    try:
        if not stage.due(batch):
            return StageRun(stage.name, stage.label, "idle", product)
        before = stage.inputs(batch)
        progress = Progress.read(batch.progress)
        if progress.stages.get(stage.name) == {"inputs": before, "product": stage.state(batch)}:
            terminal.note(f"{stage.label}：{OUTCOME_WORDS['skipped']}")
            return StageRun(stage.name, stage.label, "skipped", product)
        terminal.heading(stage.label)
        stage.work(batch, terminal)
        known = {**progress.stages, stage.name: {"inputs": before, "product": stage.state(batch)}}
        replace(progress, stages=known).write(batch.progress)
    except KcbxError as error:
        terminal.fail(error)
        for problem in error.problems:
            _log(batch, stage.label, problem.what)
        seconds = time.perf_counter() - start
        return StageRun(stage.name, stage.label, "failed", product, error.exit_code, seconds)
    except Exception as error:  # a bug: told in the log by its kind only, then as every command tells it
        _log(batch, stage.label, f"kcbx 的缺陷：{type(error).__name__}")
        raise
    return StageRun(stage.name, stage.label, "done", product, seconds=time.perf_counter() - start)


def _log(batch: Batch, *words: str) -> None:
    """One line: when, what. Figures, stages and kinds of problem; no file of a child, no child."""
    line = "\t".join([datetime.now().isoformat(timespec="seconds"), *words])
    with (batch.home / LOG).open("a", encoding="utf-8", newline="\n") as log:
        log.write(line + "\n")


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    try:
        with alone(home / _LOCK):
            yield
    except Timeout as error:
        raise OutputUnwritable(Problem("另一个 kcbx run 正在运行", str(home), advice="等它结束后再运行")) from error


__all__ = ["LOG", "OUTCOME_WORDS", "StageRun", "run_batch", "worst"]
