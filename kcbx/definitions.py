"""The only reader of ``schemas/``: the TOML files that hold meanings, spellings and texts.

``schemas/`` lies beside the package in a checkout and inside it (``kcbx/_schemas``) in a wheel;
:func:`schema_path` finds it in both. What a county changes in it (``[schemas]`` of ``kcbx.toml``) is laid over by
:func:`use_changes`; whoever starts a worker process hands it :func:`changes_in_use`, so that both read the same.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from kcbx.errors import ConfigInvalid, Problem
from kcbx.overlay import faults, laid_over

_PACKAGED = Path(__file__).parent / "_schemas"
_CHECKOUT = Path(__file__).parent.parent / "schemas"

#: What a county changes, by name of the schema.
Changes = Mapping[str, Mapping[str, Any]]
#: The changes laid over the definitions in this process; only :func:`use_changes` writes here.
_in_use: dict[str, Mapping[str, Any]] = {}


def schema_path(*parts: str) -> Path:
    """Path of a file or folder under ``schemas/``, in a wheel as in an editable install."""
    root = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
    return root.joinpath(*parts)


@cache
def schema(name: str) -> Mapping[str, Any]:
    """Content of ``schemas/<name>.toml`` with the county's changes, read once.

    Raises ConfigInvalid where the file is missing or not TOML.
    """
    content: Mapping[str, Any] = laid_over(_as_shipped(name), _in_use.get(name, {}))
    return content


def changes_in_use() -> Changes:
    """What the definitions were changed in, for a process that is to read the same ones."""
    return dict(_in_use)


def use_changes(changes: Changes, where: str = "") -> None:
    """Lay a county's changes over the definitions, from now on and in place of earlier ones.

    Whatever was made of other definitions before is forgotten. ``where``: the file they stand in.
    Raises ConfigInvalid with every change that fits no definition.
    """
    if changes == _in_use:
        return
    found = [fault for name, change in changes.items() for fault in _faults_of(name, change)]
    if found:
        place = f"{where} › " if where else ""
        raise ConfigInvalid(
            [Problem(why, f"{place}{each}", advice="照 schemas/ 里那一项的写法改正") for each, why in found]
        )
    _in_use.clear()
    _in_use.update(changes)
    for module in [each for name, each in sys.modules.items() if name.partition(".")[0] == "kcbx"]:
        for value in vars(module).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def _faults_of(name: str, change: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if not schema_path(f"{name}.toml").is_file():
        return [(f"schemas.{name}", "schemas/ 里没有这个文件")]
    return faults(_as_shipped(name), change, f"schemas.{name}")


def _as_shipped(name: str) -> Mapping[str, Any]:
    path = schema_path(f"{name}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigInvalid(Problem("缺少定义文件", f"schemas/{name}.toml", advice="重新安装 kcbx")) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigInvalid(Problem(f"定义文件不是合法的 TOML：{error}", f"schemas/{name}.toml")) from error


def schemas_in(folder: str) -> Mapping[str, Mapping[str, Any]]:
    """All ``schemas/<folder>/*.toml`` by stem, in alphabetical order."""
    names = sorted(path.stem for path in schema_path(folder).glob("*.toml"))
    return {name: schema(f"{folder}/{name}") for name in names}


def form_words() -> Mapping[str, str]:
    """The short word of every kind of sheet (``form_words.toml``), in the order of accounts; "" is a sheet of none."""
    return schema("form_words")


def codes_told(labels: Iterable[tuple[str, str]]) -> str:
    """Codes with what they stand for, as help and messages name them: ``week 返校一周；month 返校一个月``."""
    return "；".join(f"{code} {label}" for code, label in labels)


def code_named(word: str, labels: Mapping[str, str]) -> str:
    """The code a word names: itself, or the one with this label, with or without what is in brackets there.

    The word itself where it names none.
    """
    by_label = {label.partition("（")[0]: code for code, label in reversed([*labels.items()])}
    by_label |= {label: code for code, label in labels.items()}
    return word if word in labels else by_label.get(word, word)


def like(word: str, names: Iterable[str]) -> list[str]:
    """The names a word may stand for: those it is part of, else those written much like it."""
    known = list(names)
    return [name for name in known if word in name] or get_close_matches(word, known, n=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a census child stands; see ``schemas/standings.toml`` for the meaning of each code.

    ``group`` is 甲, 乙 or 丙 on the list to verify, else "". ``column`` names the column of the cohort
    matrix that counts the child: 在校, 县外, 缓·休, 待核对, 待核实 or 其他.
    ``enrolled``: counts in the numerator of the adjusted net enrolment rate;
    ``population``: counts in its denominator (a child who died or moved away does not).
    """

    code: str
    label: str
    meaning: str
    group: str
    column: str
    enrolled: bool
    population: bool

    @property
    def to_verify(self) -> bool:
        """Whether a child of this standing is on the out-of-school list to verify."""
        return bool(self.group)

    @property
    def here(self) -> bool:
        """Whether a child of this standing is at school in the county."""
        return self.column == "在校"


@cache
def standings() -> Mapping[str, Standing]:
    """Standings of a census row by code, in the order of the schema."""
    return {code: Standing(code=code, **fields) for code, fields in schema("standings")["census"].items()}


@cache
def to_verify() -> tuple[str, ...]:
    """The standings of the children on the out-of-school list, in the order of the schema."""
    return tuple(code for code, standing in standings().items() if standing.to_verify)


@cache
def standing_words() -> Mapping[str, str]:
    """Chinese label of each standing of a census or a roll row, by code."""
    return {**{code: standing.label for code, standing in standings().items()}, **roll_standings()}


@cache
def roll_standings() -> Mapping[str, str]:
    """Chinese label of each standing of a roll row, by code."""
    return {code: fields["label"] for code, fields in schema("standings")["roll"].items()}
