"""The questions of ``kcbx init``: asked until the answer can be, and read as a person writes it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from kcbx.app.county.config_text import default_of, model_of
from kcbx.definitions import schema
from kcbx.errors import Problem, UsageError

#: Asks a question with its default and returns what was typed.
Ask = Callable[[str, str], str]
_PHONE = re.compile(r"[\d+()-]{5,}")
_NO = {"", "否", "不", "n", "no"}


def asked(ask: Ask, question: Mapping[str, Any], default: str) -> Any:
    """The answer as the configuration types it, asked again until it can be; "" where the question was skipped."""
    again = ""
    while said := ask(again + question["ask"], default).strip():
        try:
            return typed(question, said)
        except UsageError as error:
            again = "".join(f"× {each.what}，{each.expected}\n" for each in error.problems)
    return ""


def typed(question: Mapping[str, Any], said: str) -> Any:
    """What was said as the configuration types it. Raises UsageError where it cannot be.

    A day or a year may be written as people do: ``reads`` of the question takes its digits out, padded to two.
    """
    section, key = question["section"], question["key"]
    plain = unicodedata.normalize("NFKC", said).strip()
    if found := re.fullmatch(question.get("reads", ""), plain):
        plain = "-".join(part.zfill(2) for part in found.groups()) or plain
    try:
        return getattr(model_of(section).model_validate({key: plain}), key)
    except ValidationError as error:
        words = next(each for each in schema("init")["sections"] if each["name"] == section)["keys"][key]
        like = words.get("example", default_of(model_of(section).model_fields[key]))
        raise UsageError(Problem(f"“{said}”不行", f"{section}.{key}", f"写成如 {like}", "换一个写法")) from error


def contacts(ask: Ask, townships: Sequence[str]) -> dict[str, dict[str, str]]:
    """Whom to write to in each township, in any order of name, phone and address; nothing where none is to be given."""
    words = schema("init")["contacts"]
    if ask(words["whether"].format(count=len(townships)), "").strip().lower() in _NO:
        return {}
    return {name: _contact(ask, words["ask"].format(name=name)) for name in townships}


def _contact(ask: Ask, question: str) -> dict[str, str]:
    again = ""
    while said := ask(again + question, "").split():
        email = next((part for part in said if "@" in part), "")
        phone = next((part for part in said if _PHONE.fullmatch(part)), "")
        name = " ".join(part for part in said if part not in (email, phone))
        parts = {"contact": name, "phone": phone, "email": email}
        try:
            model_of("townships").model_validate({"name": "", **parts})
        except ValidationError:
            again = f"× “{email}”不是邮箱地址\n"
            continue
        return {key: value for key, value in parts.items() if value}
    return {}


__all__ = ["Ask", "asked", "contacts", "typed"]
