"""A county begins: its ``kcbx.toml`` from answers and from the sheets already there, its folders, its secret."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kcbx import config as configuration
from kcbx.app.county.asking import Ask, asked, contacts, typed
from kcbx.app.county.config_text import config_text, default_of, model_of
from kcbx.app.county.places_found import Places, find_places
from kcbx.app.results.folder import make_private
from kcbx.definitions import schema
from kcbx.errors import ConfigInvalid, OutputUnwritable, Problem, UsageError
from kcbx.file_names import CONFIG_NAME, INPUTS
from kcbx.secret import county_secret, secret_path
from kcbx.terminal import Terminal

_CONTACT = ("contact", "phone", "email")


@dataclass(frozen=True)
class Wanted:
    """What was said on the command line. ``given``: answers by section and key; ``townships``: 云岭乡,联系人,电话,邮箱.

    ``ask``: None where nobody can be asked.
    """

    folder: Path
    given: Mapping[str, Mapping[str, str]]
    townships: Sequence[str] = ()
    ask: Ask | None = None


@dataclass(frozen=True)
class Begun:
    """What was made: the configuration, the folder for sheets (``inputs``, with ``folders`` in it where there were no
    sheets yet), the one for answers that come back, where the secret lies; and what was found in the sheets.

    ``to_move``: what holds sheets outside ``inputs`` and must be moved there by hand.
    """

    config: Path
    inputs: Path
    folders: Sequence[Path]
    returns: Path
    secret: Path
    places: Places
    to_move: Sequence[str]


def initialise(wanted: Wanted, terminal: Terminal) -> Begun:
    """Write ``kcbx.toml``, make the folders and the secret.

    Raises UsageError where there is a ``kcbx.toml`` already (it is never touched) or an answer cannot be, and
    OutputUnwritable.
    """
    path = wanted.folder / CONFIG_NAME
    if path.exists():
        raise UsageError(Problem("已经有配置文件，没有改动", str(path), advice="用记事本打开它修改"))
    places = find_places(wanted.folder, terminal) if wanted.folder.is_dir() else Places()
    answers = _answers(wanted, places)
    text = config_text(answers, places.unsure)
    config = _checked(text)
    inputs = wanted.folder / config.run.inputs
    folders = [inputs / each for each in schema("init")["folders"]] if config.run.inputs == INPUTS else []
    returns = wanted.folder / config.run.returns
    county_secret(config, wanted.folder)
    try:
        for folder in (wanted.folder, *([inputs, *folders] if folders else []), returns):
            if not folder.is_dir():  # children's data will lie in it
                folder.mkdir(mode=0o700, parents=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        make_private(path)
    except FileExistsError as error:
        raise UsageError(Problem("已经有同名的文件，没有改动", str(error.filename), advice="移开后再试")) from error
    except OSError as error:
        raise OutputUnwritable(Problem("写不进这个文件夹", str(wanted.folder), advice="检查磁盘空间和权限")) from error
    outside = sorted({each.parts[0] for each in places.sheets if not (wanted.folder / each).is_relative_to(inputs)})
    return Begun(path, inputs, folders, returns, secret_path(config), places, outside)


def _checked(text: str) -> configuration.Config:
    """The text as a configuration. Raises UsageError with every answer that cannot be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / CONFIG_NAME
        path.write_text(text, encoding="utf-8")
        try:
            return configuration.load(path)
        except ConfigInvalid as error:
            raise UsageError(
                [Problem(each.what, each.where.rpartition(" › ")[2], advice="换一个写法") for each in error.problems]
            ) from error


def _answers(wanted: Wanted, places: Places) -> dict[str, Any]:
    """Every answer by section: given, else asked, else found in the sheets; the program's defaults stay unsaid."""
    found = {("county", "name"): places.county, ("county", "code"): places.code}
    answers: dict[str, Any] = {}
    for question in schema("init")["questions"]:
        section, key = question["section"], question["key"]
        value = wanted.given.get(section, {}).get(key)
        default = found.get((section, key), "")
        if value is not None:
            value = typed(question, value) if value else ""
        elif wanted.ask and not question.get("only_given"):
            own = default_of(model_of(section).model_fields[key])
            value = asked(wanted.ask, question, default or ("" if own is None else f"{own}"))
        else:
            value = default
        if value not in ("", None):
            answers.setdefault(section, {})[key] = value
    inputs = _inputs(places)
    if inputs != INPUTS:
        answers["run"] = {"inputs": inputs}
    answers["townships"] = _townships(wanted, places)
    answers["school_contacts"] = [{"name": name, "township": place} for name, place in places.schools.items()]
    return answers


def _inputs(places: Places) -> str:
    """The folder all sheets already lie in, if there is one (a folder for one kind of sheet is not); else 来表."""
    kinds = set(schema("init")["folders"])
    above = [list(each.parents)[::-1] for each in places.sheets]
    common = [steps[0] for steps in zip(*above, strict=False) if len(set(steps)) == 1]
    home = common[-1] if common else Path()
    while home.name in kinds:
        home = home.parent
    return home.as_posix() if home.name else INPUTS


def _townships(wanted: Wanted, places: Places) -> list[dict[str, Any]]:
    """Those named and those found, each once, with villages and whom to write to."""
    named: dict[str, dict[str, str]] = {}
    for text in wanted.townships:
        name, *contact = (part.strip() for part in text.replace("，", ",").split(","))
        named[name] = {key: value for key, value in zip(_CONTACT, contact, strict=False) if value}
    names = [*named, *(each for each in places.villages if each not in named)]
    unasked = [name for name in names if not named.get(name)]
    if wanted.ask and unasked:
        named |= contacts(wanted.ask, unasked)
    found: list[dict[str, Any]] = []
    for name in names:
        villages = list(places.villages.get(name, ()))
        found.append({"name": name, **({"villages": villages} if villages else {}), **named.get(name, {})})
    return found
