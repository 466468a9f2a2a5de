"""The ``kcbx`` command: its options, and the commands of :mod:`kcbx.commands` under their names."""

from __future__ import annotations

from typing import Annotated

import typer

from kcbx import __version__
from kcbx.commands.archive import archive, restore
from kcbx.commands.cases import cases
from kcbx.commands.check import check
from kcbx.commands.collect import collect
from kcbx.commands.compare import compare
from kcbx.commands.explain import explain
from kcbx.commands.init import init
from kcbx.commands.mail import mail
from kcbx.commands.metrics import metrics
from kcbx.commands.pack import pack
from kcbx.commands.purge import purge
from kcbx.commands.reconcile import reconcile
from kcbx.commands.run import run
from kcbx.commands.sample import sample
from kcbx.commands.template import template
from kcbx.commands.whats_next import whats_next
from kcbx.commands.words import Commands
from kcbx.streams import forgive, told_to_mend

app = Commands(
    name="kcbx",
    help="找出应该上学而没有上学的孩子（控辍保学）：摸底表与学籍核对，逐人给出去向。",
    no_args_is_help=False,
)

for part, commands in {
    "开始": (init, template, sample),
    "每学期，按先后": (check, reconcile, pack, mail, collect, run),
    "看结果": (metrics, explain, compare),
    "学期末": (archive, restore, purge),
}.items():
    for command in commands:
        app.command(rich_help_panel=part)(command)
app.add_typer(cases, name="cases", rich_help_panel="个案")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"kcbx {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _root(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本")] = False,  # noqa: ARG001 - told by its callback
) -> None:
    """Options of kcbx itself; without a command, what to do next in this folder."""
    if ctx.invoked_subcommand is None:
        whats_next()


def main() -> None:
    """Entry point of the ``kcbx`` command."""
    forgive()
    if told_to_mend():
        raise SystemExit(2)
    app(prog_name="kcbx")
