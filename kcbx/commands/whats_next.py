"""``kcbx`` without a command: what to do next in this folder."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import typer

from kcbx.commands.help_layout import definition_lines
from kcbx.commands.running import run

_WIDEST = 120


def whats_next() -> None:
    """Say where the round stands here, and which command comes next."""

    def work() -> int:
        from kcbx.app.next_steps import next_steps  # noqa: PLC0415
        from kcbx.definitions import schema  # noqa: PLC0415

        found = next_steps(Path(), date.today())
        width = min(_WIDEST, shutil.get_terminal_size().columns)
        for line in (found.say, *definition_lines(found.commands, width, widest=_WIDEST), schema("next_steps")["more"]):
            typer.echo(line)
        return 0

    run(work)
