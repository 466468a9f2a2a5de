"""The command line in Chinese: ``--help``, and what is said of a command that was mistyped.

Typer's own hooks, overridden: a command writes its help itself, and a group shows what Typer raises as
:class:`kcbx.errors.UsageError`. The words are ``schemas/terminal.toml``; a mistype is told by
:mod:`kcbx.commands.mistakes`.
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from kcbx.commands.help_layout import definition_lines, indented
from kcbx.commands.mistakes import problem_of, unknown
from kcbx.definitions import schema
from kcbx.errors import UsageError

_ADDED = re.compile(r"^(?P<help>.*?) {0,2}\[(?P<added>(?:default: .*|required|x>=\d+))\]$", re.DOTALL)
_TYPE = re.compile(r" <[^<>]*>$")
#: As much of a text as stands in a list of commands.
_FIRST_CLAUSES = re.compile("[^；。]*")
_MIDNIGHT = " 00:00:00"
_INTERRUPTED = 130


def _words() -> Mapping[str, str]:
    words: Mapping[str, str] = schema("terminal")["help"]
    return words


class _Chinese:
    """What a command and a group have in common: usage line, options, the line on ``--help``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the words of the command line. Raises UsageError for what cannot be understood."""
        try:
            rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        except typer.TyperException as mistake:
            if ctx.resilient_parsing or (not args and self.no_args_is_help):  # type: ignore[attr-defined]
                raise
            raise UsageError(problem_of(mistake, ctx)) from mistake
        return rest

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """``用法：kcbx check [选项] [路径]...``."""
        pieces = [piece.replace("{", "").replace("}", "") for piece in self.collect_usage_pieces(ctx)]  # type: ignore[attr-defined]
        formatter.write(f"{_words()['usage']}{' '.join([ctx.command_path, *pieces])}\n")

    def format_help_text(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - asked so by Typer
        """What the command is for, wrapped where Chinese may be."""
        formatter.write("\n".join(["", *indented(self.help or "", formatter.width), ""]))  # type: ignore[attr-defined]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments, options and commands, their columns aligned by the width of Chinese characters; then examples."""
        words = _words()
        sections: dict[str, list[tuple[str, str]]] = {words["argument"]: [], words["option"]: []}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            if record := param.get_help_record(ctx):
                name, told = record
                told = _told(words.get(param.name, told))
                if param.param_type_name == "argument":
                    name, told = _TYPE.sub("", name), told.removesuffix(f"（{words['required']}）")
                section = getattr(param, "rich_help_panel", None) or words[param.param_type_name]
                sections.setdefault(section, []).append((name, told))
        for name, command in getattr(self, "commands", {}).items():
            section = command.rich_help_panel or words["command"]
            sections.setdefault(section, []).append((name, _FIRST_CLAUSES.match(command.help or "")[0]))  # type: ignore[index]
        for section, rows in sections.items():
            if rows:
                lines = definition_lines(rows, formatter.width)
                formatter.write("\n".join(["", f"{section}：", *lines, ""]))
        if examples := schema("terminal")["examples"].get(ctx.command_path.partition(" ")[2]):
            formatter.write("\n".join(["", f"{words['example']}：", *(f"  {line}" for line in examples), ""]))

    def get_help_option(self, ctx: Any) -> Any:
        """``-h, --help``, explained in Chinese."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _words()["show_help"]
            option.default = False  # else Typer imports pydantic to learn that None is no boolean
        return option


class KcbxCommand(_Chinese, TyperCommand):
    """A command of kcbx."""

    def __init__(self, name: str | None, **words: Any) -> None:
        """As Typer's, with the usage line in Chinese."""
        super().__init__(name, **{**words, "options_metavar": _words()["options"]})


class KcbxGroup(_Chinese, TyperGroup):
    """A group of commands; the outermost one runs them and shows what was mistyped."""

    def __init__(self, **words: Any) -> None:
        """As Typer's, with the usage line in Chinese."""
        said = {"options_metavar": _words()["options"], "subcommand_metavar": _words()["subcommand"]}
        super().__init__(**{**words, **said})

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command line. Exit code 2 where it cannot be understood, 130 where a question was broken off."""
        for param in self.params:
            if param.name in ("install_completion", "show_completion"):
                param.default = False  # as for --help
            if param.name == "install_completion" and param.callback:
                param.callback = partial(_install, param.callback)
        try:
            return super().main(*args, **extra)
        except UsageError as mistake:
            _show(mistake)
        except typer.Abort:
            sys.exit(_INTERRUPTED)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command a word names. Raises UsageError with the nearest name there is."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            raise UsageError(unknown("command", args[0], list(self.commands), ctx))
        return super().resolve_command(ctx, args)


class Commands(typer.Typer):
    """A set of commands that speak Chinese."""

    def __init__(self, *, name: str | None = None, help: str, no_args_is_help: bool = True) -> None:
        """A group under a name, with what it is for."""
        super().__init__(
            name=name,
            help=help,
            cls=KcbxGroup,
            no_args_is_help=no_args_is_help,
            rich_markup_mode=None,
            pretty_exceptions_enable=False,
            context_settings={"help_option_names": ["-h", "--help"]},
        )

    def command(self, name: str | None = None, **words: Any) -> Callable[..., Any]:
        """As Typer's, for a :class:`KcbxCommand`."""
        return super().command(name, cls=KcbxCommand, **words)


def _told(text: str) -> str:
    """A help text; what Typer adds in brackets becomes Chinese."""
    match = _ADDED.match(text)
    if match is None:
        return text
    added = []
    for part in match["added"].split("; "):
        kind, _, value = part.replace("x>=", "at_least: ").partition(": ")
        added.append(_words()[kind].format(value=value.removesuffix(_MIDNIGHT)))
    return f"{match['help']}（{'；'.join(added)}）"


def _show(mistake: UsageError) -> NoReturn:
    from kcbx.terminal import Terminal  # noqa: PLC0415 - rich late

    terminal = Terminal()
    for problem in mistake.problems:
        terminal.problem(problem)
    sys.exit(mistake.exit_code)


def _install(install: Callable[..., Any], ctx: Any, param: Any, value: Any) -> Any:
    """Typer's installation of completion, told in Chinese."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return install(ctx, param, value)
        except SystemExit:
            pass
    typer.echo(_words()["completion_installed"])
    raise typer.Exit
