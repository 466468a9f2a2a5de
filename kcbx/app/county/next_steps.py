"""What to do next in a folder: a quick look at what lies there, and the first state of the round that fits.

The states and their commands are ``schemas/next_steps.toml``; what lies there is :mod:`kcbx.app.county.sight`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kcbx.app.county.sight import Sight, is_result, newest
from kcbx.definitions import schema
from kcbx.file_names import PASSWORD_SHEET, RUN_FILE

_OF_A_DAY = (["check"], ["reconcile"], ["run"])


@dataclass(frozen=True)
class NextSteps:
    """The state of a folder, what is said of it, and the commands to type next with what each does."""

    state: str
    say: str
    commands: list[tuple[str, str]]


def next_steps(folder: Path, today: date, as_of: str = "") -> NextSteps:
    """What to do next in ``folder``. Never fails: what cannot be read counts as not there.

    ``as_of``: the day to tell ``check``, ``reconcile`` and ``run``; empty where the day of the command is meant.
    """
    sight = Sight(folder, today)
    facts, words = _facts(sight), _words(sight)
    states = schema("next_steps")["states"]
    state = next(each for each in states if all(_holds(fact, facts) for fact in each["when"]))
    day = f" --as-of {as_of}" if as_of else ""
    commands = [
        (step["run"].format_map(words) + (day if step["run"].split()[1:2] in _OF_A_DAY else ""), step["why"])
        for step in state["do"]
    ]
    return NextSteps(state["name"], state["say"].format_map(words), commands)


def _holds(fact: str, facts: Mapping[str, bool]) -> bool:
    return facts[fact.removeprefix("!")] is not fact.startswith("!")


def _facts(sight: Sight) -> dict[str, bool]:
    """What the states ask."""
    known, packages, result = sight.known, sight.packages, sight.taken[0]
    sent = packages is not None or known.answered > 0 or result is None
    return {
        "in_result": is_result(sight.folder),
        "inside": sight.above is not None,
        "below": len(sight.below) == 1,
        "config": sight.configured,
        "sheets": bool(sight.sheets),
        "astray": bool(sight.astray),
        "result": result is not None,
        "changed": result is not None and newest(sight.sheets) > newest([result / RUN_FILE]),
        "packed": result is not None and packages is not None,
        "mailed": packages is not None and packages.with_name(f"{packages.name}.发送记录.jsonl").is_file(),
        "returned": sight.returned is not None and known.cases > 0,
        "late": sent and known.waiting > 0 and known.deadline < sight.today.isoformat(),
        "ledger": known.cases > 0,
    }


def _words(sight: Sight) -> dict[str, str]:
    """What stands in the texts of the states."""
    folder = sight.folder
    places = {
        "inputs": sight.inputs,
        "result": sight.taken[0],
        "packages": sight.packages,
        "ledger": sight.ledger,
        "returned": sight.returned,
    }
    return {name: _shown(path, folder) for name, path in places.items()} | {
        "astray": "、".join(sight.astray),
        "waiting": f"{sight.known.waiting}",
        "passwords": f" --password-file {PASSWORD_SHEET}" if (folder / PASSWORD_SHEET).is_file() else "",
        "home": quoted(f"{sight.above}"),
        "below": quoted(sight.below[0].name) if sight.below else "",
        "month": f"{sight.today:%Y-%m}",
    }


def _shown(path: Path | None, folder: Path) -> str:
    """A path as it is typed in this folder."""
    if path is None:
        return ""
    return quoted(str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path))


def quoted(path: str) -> str:
    """A path as it is typed: between quotes where it has a space."""
    return f'"{path}"' if " " in path else path
