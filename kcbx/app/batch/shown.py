"""What ``kcbx run`` says at its end: how each stage ended, where its product lies, what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kcbx.app.batch.home import Batch
from kcbx.app.batch.running import LOG, OUTCOME_WORDS, StageRun, worst
from kcbx.terminal import Terminal, shown


def as_json(batch: Batch, runs: Sequence[StageRun]) -> Mapping[str, Any]:
    """The run as ``--json`` gives it."""
    stages = [
        {
            "stage": each.name,
            "outcome": each.outcome,
            "product": str(each.product) if each.product.exists() else None,
            "code": each.code,
        }
        for each in runs
    ]
    return {"schema": 1, "batch": batch.name, "as_of": batch.as_of, "code": worst(runs), "stages": stages}


def show(batch: Batch, runs: Sequence[StageRun], terminal: Terminal) -> None:
    """The stages, and the exit code they come to."""
    code = worst(runs)
    terminal.heading(f"{batch.name} {'全部做完' if code == 0 else '没有全部做完'}（退出码 {code}）")
    terminal.table(
        ["步骤", "", "写在"],
        [
            [each.label, OUTCOME_WORDS[each.outcome], shown(each.product) if each.product.exists() else "–"]
            for each in runs
        ],
    )
    if code == 0:
        terminal.note("接着做什么，输入 kcbx")
    terminal.note(f"经过记在 {shown(batch.home / LOG)}")


__all__ = ["as_json", "show"]
