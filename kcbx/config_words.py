"""What is wrong with a configuration, in Chinese: the faults of pydantic and of the TOML reader.

The words are ``[faults]`` of ``schemas/init.toml``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kcbx.definitions import schema

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)$")
_OWN = "Value error, "


def fault_words(fault: ErrorDetails) -> str:
    """A fault of pydantic; one without words of its own is told by what every fault has in common."""
    words = schema("init")["faults"]
    kind = fault["type"]
    if kind == "value_error":
        return fault["msg"].removeprefix(_OWN)
    family = next((known for known in words["same"] if kind.endswith(known)), "")
    text: str = words["each"].get(kind) or words["same"].get(family, words["other"])
    return text.format_map(fault.get("ctx", {})).replace(" or ", "、").replace("'", '"')


def place_words(fault: ErrorDetails) -> str:
    """The section and key: ``townships 第 2 个.email``."""
    steps = [f" 第 {step + 1} 个" if isinstance(step, int) else f".{step}" for step in fault["loc"]]
    return "".join(steps).removeprefix(".")


def toml_words(error: Exception) -> str:
    """Where a file cannot be read as TOML."""
    words = schema("init")["faults"]
    if isinstance(error, UnicodeDecodeError):
        return str(words["encoding"])
    place = _PLACE.search(str(error))
    return str(words["line"].format(line=place[1], column=place[2]) if place else words["file"])


__all__ = ["fault_words", "place_words", "toml_words"]
