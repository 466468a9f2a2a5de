"""A county begins: its ``kcbx.toml`` from answers and from the sheets already there, its folders, its secret."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kcbx import config as configuration
from kcbx.app.config_text import config_text, default_of, model_of
from kcbx.app.places_found import Places, find_places
from kcbx.definitions import schema
from kcbx.errors import ConfigInvalid, OutputUnwritable, Problem, UsageError
from kcbx.file_names import CONFIG_NAME
from kcbx.secret import county_secret, secret_path
from kcbx.terminal import Terminal

#: Asks a question with its default and returns what was typed.
Ask = Callable[[str, str], str]
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
    """What was made: the configuration, the folders for sheets and (``returns``) for answers that come back, where the
    secret lies; and what was found in the sheets.
    """

    config: Path
    folders: Sequence[Path]
    returns: Path
    secret: Path
    places: Places


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
    folders = [wanted.folder / each for each in schema("init")["folders"]]
    returns = wanted.folder / config.run.returns
    county_secret(config, wanted.folder)
    try:
        for folder in (*folders, returns):
            folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(Problem("已经有同名的文件，没有改动", str(error.filename), advice="移开后再试")) from error
    except OSError as error:
        raise OutputUnwritable(Problem("写不进这个文件夹", str(wanted.folder), advice="检查磁盘空间和权限")) from error
    return Begun(path, folders, returns, secret_path(config), places)


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
        given = wanted.given.get(section, {}).get(key)
        default = found.get((section, key), "")
        if given is None and wanted.ask:
            own = default_of(model_of(section).model_fields[key])
            given = _asked(wanted.ask, question["ask"], default or ("" if own is None else f"{own}"), section, key)
        value = default if given is None else given
        if value:
            answers.setdefault(section, {})[key] = _typed(section, key, value)
    answers["townships"] = _townships(wanted, places)
    answers["school_contacts"] = [{"name": name, "township": place} for name, place in places.schools.items()]
    return answers


def _asked(ask: Ask, question: str, default: str, section: str, key: str) -> str:
    """The answer, asked again until it can be."""
    again = ""
    while True:
        said = ask(question + again, default).strip()
        if not said or _can_be(section, key, said):
            return said
        again = f"（“{said}”不行，{_written_as(section, key)}）"


def _can_be(section: str, key: str, value: str) -> bool:
    try:
        model_of(section).model_validate({key: value})
    except ValidationError:
        return False
    return True


def _written_as(section: str, key: str) -> str:
    """How a value is written, by an example or its default."""
    words = next(each for each in schema("init")["sections"] if each["name"] == section)["keys"][key]
    return f"写成如 {words.get('example', default_of(model_of(section).model_fields[key]))}"


def _typed(section: str, key: str, value: str) -> Any:
    """The value as the configuration types it. Raises UsageError where it cannot be."""
    if not _can_be(section, key, value):
        raise UsageError(Problem(f"“{value}”不行", f"{section}.{key}", _written_as(section, key), "换一个写法"))
    return getattr(model_of(section).model_validate({key: value}), key)


def _townships(wanted: Wanted, places: Places) -> list[dict[str, Any]]:
    """Those named and those found, each once, with villages and whom to write to."""
    named: dict[str, list[str]] = {}
    for text in wanted.townships:
        name, *contact = (part.strip() for part in text.replace("，", ",").split(","))
        named[name] = contact
    found: list[dict[str, Any]] = []
    for name in [*named, *(each for each in places.villages if each not in named)]:
        contact = named.get(name, [])
        if not contact and wanted.ask:
            contact = wanted.ask(f"{name}的联系人 电话 邮箱（空格隔开，可不填）", "").split()
        said = {key: value for key, value in zip(_CONTACT, contact, strict=False) if value}
        villages = list(places.villages.get(name, ()))
        found.append({"name": name, **({"villages": villages} if villages else {}), **said})
    return found
