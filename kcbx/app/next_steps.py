"""What to do next in a folder: a quick look at what lies there, and the first state of the round that fits.

The states and their commands are ``schemas/next_steps.toml``. Nothing is read but names, dates, records and the
ledger's counts: no sheet is opened, no child is named, and no heavy library is imported.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kcbx.definitions import schema
from kcbx.file_names import CONFIG_NAME, INPUTS, LEDGER, MANIFEST, PASSWORD_SHEET, RESULTS, RUN_FILE, SAMPLE, TRUTH
from kcbx.followup.glance import Glance, glance
from kcbx.records import record_of

_MOST_FILES = 5000
_ABOVE = 3
_ZIP = b"PK"
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
    facts, words = _look(folder, today)
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


def _look(folder: Path, today: date) -> tuple[dict[str, bool], dict[str, str]]:
    """The facts of the states and the words that stand in their texts."""
    home = next((above for above in list(folder.absolute().parents)[:_ABOVE] if (above / CONFIG_NAME).is_file()), None)
    said = _run_section(folder / CONFIG_NAME)
    invented = folder / SAMPLE
    inputs = invented if (folder / TRUTH).is_dir() and invented.is_dir() else folder
    if (folder / CONFIG_NAME).is_file():
        inputs = folder / said.get("inputs", INPUTS)
    below = sorted(path.parent for path in folder.glob(f"*/{CONFIG_NAME}"))
    ledger = folder / said.get("ledger", LEDGER)
    results = sorted(_records(folder, RUN_FILE, "as_of"), key=lambda each: each[1])
    result, taken = (results[-1][0], results[-1][2]) if results else (None, {})
    packages = next(
        (path for path, _, told in _records(folder, MANIFEST, "batch") if told.get("batch") == taken.get("batch")), None
    )
    known = glance(ledger)
    returned = _returned(folder, known)
    sheets = [] if _is_result(folder) else list(_spreadsheets(inputs))
    astray = [] if sheets or inputs == folder or _is_result(folder) else _astray(folder, inputs)
    sent = packages is not None or known.answered > 0 or result is None
    facts = {
        "in_result": _is_result(folder),
        "inside": home is not None,
        "below": len(below) == 1,
        "config": (folder / CONFIG_NAME).is_file(),
        "sheets": bool(sheets),
        "astray": bool(astray),
        "result": result is not None,
        "changed": result is not None and _newest(sheets) > _newest([result / RUN_FILE]),
        "packed": result is not None and packages is not None,
        "mailed": packages is not None and packages.with_name(f"{packages.name}.发送记录.jsonl").is_file(),
        "returned": returned is not None and known.cases > 0,
        "late": sent and known.waiting > 0 and known.deadline < today.isoformat(),
        "ledger": known.cases > 0,
    }
    places = {"inputs": inputs, "result": result, "packages": packages, "ledger": ledger, "returned": returned}
    words = {name: _shown(path, folder) for name, path in places.items()}
    return facts, words | {
        "astray": "、".join(astray),
        "waiting": f"{known.waiting}",
        "passwords": f" --password-file {PASSWORD_SHEET}" if (folder / PASSWORD_SHEET).is_file() else "",
        "home": quoted(f"{home}"),
        "below": quoted(below[0].name) if below else "",
        "month": f"{today:%Y-%m}",
    }


def _run_section(config: Path) -> Mapping[str, str]:
    """``[run]`` of the configuration; nothing where there is none, or none that can be understood."""
    try:
        said = tomllib.loads(config.read_text(encoding="utf-8-sig")).get("run", {})
    except (OSError, ValueError):
        return {}
    return {name: value for name, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}


def _records(folder: Path, name: str, needed: str) -> Iterator[tuple[Path, str, Mapping[str, Any]]]:
    """Folders at most two levels down that hold a record of kcbx, with what ``needed`` says and the whole record."""
    for path in sorted([*folder.glob(f"*/{name}"), *folder.glob(f"*/*/{name}")]):
        told = record_of(path)
        if needed in told and not told.get("check"):
            yield path.parent, str(told[needed]), told


def _is_result(folder: Path) -> bool:
    return (folder / RUN_FILE).is_file() and (folder / "tables").is_dir()


def _spreadsheets(folder: Path) -> Iterator[Path]:
    """Sheets under a folder, results and answers left out; enough of them to know."""
    said = schema("next_steps")
    kinds, elsewhere = said["spreadsheets"], (*said["returned_folders"], *said["sent_folders"], RESULTS)
    made = {path.parent for name in (RUN_FILE, MANIFEST) for path in folder.glob(f"**/{name}")}
    for number, path in enumerate(folder.glob("**/*")):
        if number > _MOST_FILES:
            return
        apart = made & set(path.parents) or path.relative_to(folder).parts[0] in elsewhere
        if path.suffix.lower() in kinds and path.name[0] not in "~." and not apart:
            yield path


def _astray(folder: Path, inputs: Path) -> list[str]:
    """What in the folder holds sheets outside ``inputs``; invented counties (beside their truth) are left out."""
    files = [path for path in _spreadsheets(folder) if inputs not in path.parents]
    names = {path.relative_to(folder).parts[0] for path in files}
    return sorted(name for name in names if not (folder / name / TRUTH).is_dir())


def _newest(paths: Sequence[Path]) -> float:
    """When the newest of the files was changed or came here; a copy may keep the date of its original."""
    return max((max(path.stat().st_mtime, path.stat().st_ctime) for path in paths), default=0.0)


def _returned(folder: Path, known: Glance) -> Path | None:
    """The folder in which a workbook lies that the ledger has not seen; None where there is none."""
    for place in map(folder.joinpath, schema("next_steps")["returned_folders"]):
        for path in sorted(place.glob("**/*.xls*")):
            if path.name[0] in "~.":
                continue
            content = path.read_bytes()
            # An encrypted workbook is known by its name: its digest is that of what was inside.
            encrypted_and_seen = not content.startswith(_ZIP) and path.name in {Path(each).name for each in known.names}
            if hashlib.sha256(content).hexdigest() not in known.digests and not encrypted_and_seen:
                return place
    return None


def _shown(path: Path | None, folder: Path) -> str:
    """A path as it is typed in this folder."""
    if path is None:
        return ""
    return quoted(str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path))


def quoted(path: str) -> str:
    """A path as it is typed: between quotes where it has a space."""
    return f'"{path}"' if " " in path else path
