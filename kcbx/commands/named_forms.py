"""Options that say which form some files are, where recognition is not to be left to kcbx: one for every form."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

#: The option of each form, and the word for the form in its help.
_OPTIONS = {
    "census": ("--census", "摸底表"),
    "roll": ("--roll", "学籍花名册"),
    "attendance": ("--attendance", "在校点名"),
    "disability": ("--disability", "残疾儿童名册"),
    "low_income": ("--low-income", "脱贫户、监测户名册"),
    "intake_counts": ("--intake", "历年一年级招生数"),
    "intake_list": ("--intake-list", "一年级新生名单"),
    "graduates": ("--graduates", "毕业生去向"),
    "deferral": ("--deferral", "延缓入学名单"),
    "leave": ("--leave", "休学名单"),
    "out_of_county": ("--out-of-county", "县外就读登记"),
}


def names_forms(command: Callable[..., None]) -> Callable[..., None]:
    """The command with one more option for every form, in place of its parameter ``roles``.

    ``roles`` is given the form of each path that was named with one of them.
    """
    own = inspect.signature(command, eval_str=True)

    @wraps(command)
    def asked(**said: Any) -> None:
        roles = {path: form for form in _OPTIONS for path in said.pop(form) or ()}
        command(**said, roles=roles)

    plain = [parameter for name, parameter in own.parameters.items() if name != "roles"]
    asked.__signature__ = own.replace(parameters=[*plain, *map(_parameter, _OPTIONS)])  # type: ignore[attr-defined]
    return asked


def _parameter(form: str) -> inspect.Parameter:
    """The option of a form as Typer reads it from a signature."""
    option, word = _OPTIONS[form]
    told: Any = typer.Option(
        option, metavar="路径", help=f"指明是{word}", show_default=False, rich_help_panel="指明表的种类"
    )
    kind = Annotated[list[Path] | None, told]
    return inspect.Parameter(form, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=kind)


__all__ = ["names_forms"]
