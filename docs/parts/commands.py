"""Every command's help, as a terminal of 100 columns shows it."""

from __future__ import annotations

import typer
from typer.testing import CliRunner

from kcbx.cli import app

WIDTH = 100


def help_text(command: str) -> str:
    """``kcbx … --help`` of a command such as ``cases due``; of kcbx itself for ""."""
    shown = CliRunner().invoke(app, [*command.split(), "--help"], prog_name="kcbx", terminal_width=WIDTH, color=False)
    return f"```\n{shown.output.strip()}\n```\n"


def commands() -> tuple[str, ...]:
    """Every command with its subcommands after it: init, check, …, cases, cases list, …"""
    return tuple(_below(app, ""))


def help_below(command: str) -> str:
    """The help of every subcommand of a command, each under its heading."""
    inner = [each for each in commands() if each.startswith(f"{command} ")]
    return "\n".join(f"### kcbx {each}\n\n{help_text(each)}" for each in inner)


def _below(group: typer.Typer, prefix: str) -> list[str]:
    found: list[str] = []
    for command in group.registered_commands:
        name = command.name or str(getattr(command.callback, "__name__", "")).replace("_", "-")
        found.append(f"{prefix}{name}")
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        found += [f"{prefix}{inner.name}", *_below(inner.typer_instance, f"{prefix}{inner.name} ")]
    return found
