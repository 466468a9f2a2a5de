"""``kcbx`` without a command, and the end of ``init`` and ``sample``: what to do next in a folder."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from kcbx.commands.help_layout import definition_lines, width_of
from kcbx.commands.running import run, today
from kcbx.streams import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kcbx.terminal import Terminal

_WIDEST, _BELOW = 120, 2


def whats_next() -> None:
    """Say where the round stands here, and which command comes next."""

    def work() -> int:
        from kcbx.app.county.next_steps import next_steps  # noqa: PLC0415
        from kcbx.definitions import schema  # noqa: PLC0415

        found = next_steps(Path(), today())
        for line in (found.say, *_lines(found.commands), schema("next_steps")["more"]):
            typer.echo(visible(line))
        return 0

    run(work)


def show_next(folder: Path, terminal: Terminal, as_of: str = "") -> None:
    """What bare ``kcbx`` would say in ``folder``, under a heading: the way there first.

    ``as_of``: the day that the commands are to be told, where it is not today.
    """
    from kcbx.app.county.next_steps import next_steps, quoted  # noqa: PLC0415

    terminal.heading("接着做")
    there = [] if folder.resolve() == Path.cwd() else [(f"cd {quoted(str(folder))}", "到这个文件夹里去做下面的事")]
    for line in _lines([*there, *next_steps(folder, today(), as_of).commands]):
        terminal.note(line)


def _lines(commands: Sequence[tuple[str, str]]) -> list[str]:
    """A command a line with what it does beside it; below it, where long paths would squeeze the words."""
    width = min(_WIDEST, shutil.get_terminal_size().columns)
    longest = max(width_of(command) for command, _ in commands)
    return list(definition_lines(commands, width, widest=longest if longest <= width // 2 else _BELOW))
