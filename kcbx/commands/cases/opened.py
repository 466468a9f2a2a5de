"""The open ledger in which every ``kcbx cases`` command works."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from kcbx.commands.running import run

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal


def with_ledger(path: Path, config: Path | None, work: Callable[[Ledger, Config, Terminal], int]) -> None:
    """Open the ledger, do the work, leave with its exit code."""

    def opened() -> int:
        from kcbx.app.cases.ledger import ledger_of  # noqa: PLC0415
        from kcbx.config import load  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        settings = load(config)
        with ledger_of(path, settings) as ledger:
            return work(ledger, settings, Terminal())

    run(opened)
