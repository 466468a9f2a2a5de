"""What is wrong with a command line that cannot be understood, with a guess at what was meant.

Takes what Typer raises by its kind, never by its English text; the words are ``schemas/terminal.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from kcbx.definitions import schema
from kcbx.errors import Problem

_LISTED = re.compile(r"^[^(]*(?:\(s\))? \((.*)\)$", re.DOTALL)


def _said(part: str) -> Mapping[str, str]:
    words: Mapping[str, str] = schema("terminal")[part]
    return words


def problem_of(mistake: Any, ctx: Any) -> Problem:
    """What Typer raised, in Chinese: told apart by its kind, never by its English text."""
    said, param = _said("mistakes"), getattr(mistake, "param", None)
    name = _name(param) if param is not None else ""
    match type(mistake).__name__:
        case "NoSuchOption":
            options = [option for each in ctx.command.get_params(ctx) for option in each.opts]
            return unknown("option", mistake.option_name, options, ctx)
        case "MissingParameter":
            return Problem(said["missing"].format(name=name), expected=_written(param), advice=_see(ctx))
        case "BadParameter":
            return Problem(said["value"].format(name=name), expected=_written(param), advice=_see(ctx))
        case "BadOptionUsage":
            option = next(each for each in ctx.command.get_params(ctx) if mistake.option_name in each.opts)
            kind = "unwanted_value" if option.is_flag else "no_value"
            what = said[kind].format(option=mistake.option_name, value=option.metavar or "")
            return Problem(what, expected=_written(option), advice=_see(ctx))
        case _:
            words = _LISTED.match(mistake.message)
            what = said["extra"].format(words=words[1] if words else mistake.message)
            return Problem(what, advice=f"{said['extra_advice']}；{_see(ctx)}")


def unknown(kind: str, word: str, known: Sequence[str], ctx: Any) -> Problem:
    """An option or command that there is not, with the nearest that there is."""
    said, names = _said("mistakes"), {name.lstrip("-"): name for name in known}
    plain = word.lstrip("-").replace("_", "-").lower()
    near = [each for each in schema("terminal")["meant"].get(plain, []) if kind == "option" and each in names]
    near = near or get_close_matches(plain, names, n=1)
    guess = said["guess"].format(guess=names[near[0]]) if near else ""
    return Problem(said[kind].format(word=word) + guess, advice=_see(ctx))


def _see(ctx: Any) -> str:
    return _said("mistakes")["see"].format(command=ctx.command_path)


def _name(param: Any) -> str:
    """An option by its name, an argument by the word that stands for it."""
    named: str = max(param.opts, key=len) if param.param_type_name == "option" else param.metavar or param.name
    return named


def _written(param: Any) -> str:
    return _said("values").get(param.metavar or "", "")
