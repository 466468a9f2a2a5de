"""``kcbx.toml`` as text: every key of the configuration with its meaning, its answer or its default as a comment.

The meanings are data (``schemas/init.toml``), the defaults are those of :class:`kcbx.config.Config`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from kcbx.config import Config
from kcbx.definitions import schema

#: Answers by section and key; a section that stands for many (townships) has a sequence of them.
Answers = Mapping[str, Any]

_EXAMPLE, _DEFAULT = "例", "默认"


def config_text(answers: Answers, unsure: Mapping[str, Sequence[str]]) -> str:
    """The whole file. ``unsure``: places by township ("" for townships) that a person should look at first."""
    words = schema("init")
    lines = [f"# {line}" for line in words["head"]]
    for section in words["sections"]:
        name = section["name"]
        lines += ["", f"# ---- {section['title']}"]
        if "keys" not in section:
            lines += [f"[{name}]", *(_comment(key, value, _EXAMPLE) for key, value in section["example"].items())]
        elif section.get("many"):
            lines += _many(section, answers.get(name, ()), unsure)
        else:
            lines += [f"[{name}]", *_keys(section, answers.get(name, {}), model_of(name))]
    return "\n".join(lines) + "\n"


def model_of(section: str) -> type[BaseModel]:
    """The model behind a section; of one that stands for many, that of each."""
    annotation: Any = Config.model_fields[section].annotation
    return next((each for each in (annotation, *get_args(annotation)) if _is_model(each)), Config)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _many(section: Mapping[str, Any], answered: Sequence[Answers], unsure: Mapping[str, Sequence[str]]) -> list[str]:
    """One table each; the first explains its keys. Without any, an example stands as a comment."""
    name, model = section["name"], model_of(section["name"])
    lines = [f"# {section['note']}"] if "note" in section else []
    if name == "townships" and unsure.get(""):
        lines.append(f"# {schema('init')['unsure']}{'、'.join(unsure[''])}")
    if not answered:
        return [*lines, f"# [[{name}]]", *_keys(section, {}, model)]
    for place, each in enumerate(answered):
        lines += ["", f"[[{name}]]"] if place else [f"[[{name}]]"]
        if name == "townships" and unsure.get(each["name"]):
            lines.append(f"# {schema('init')['unsure']}{'、'.join(unsure[each['name']])}")
        lines += _keys(section, each, model) if place == 0 else [_line(key, value) for key, value in each.items()]
    return lines


def _keys(section: Mapping[str, Any], answers: Answers, model: type[BaseModel]) -> list[str]:
    lines = []
    for key, words in section["keys"].items():
        lines.append(f"# {words['meaning']}")
        if key in answers and answers[key] not in ("", None, [], ()):
            lines.append(_line(key, answers[key]))
        elif "example" in words:
            lines.append(_comment(key, words["example"], _EXAMPLE))
        else:
            lines.append(_comment(key, default_of(model.model_fields[key]), _DEFAULT))
    return lines


def default_of(field: FieldInfo) -> Any:
    """The default of a key of the configuration."""
    return field.get_default(call_default_factory=True)


def _comment(key: str, value: Any, kind: str) -> str:
    return f"# {_line(key, value)}  # {kind}"


def _line(key: str, value: Any) -> str:
    return f"{key if key.isascii() else _toml(key)} = {_toml(value)}"


def _toml(value: Any) -> str:
    """A value as TOML writes it; JSON strings are TOML strings but for the delete character."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) and value.is_integer() else str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_toml(str(key))} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, str | Path):
        return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(_toml(each) for each in value) + "]"
