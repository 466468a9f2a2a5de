"""What a remark says of nationality, religion or politics is left out, as the columns that ask for it are."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from kcbx.definitions import schema
from kcbx.intake.values import Texts

_BETWEEN = re.compile(r"([，,；;。、\s]+)")
_EMPTY = re.compile(r"[（(\[【]\s*[)）\]】]")
_LOOSE = " ，,；;。、"


def may_hold_private_words(field: str) -> bool:
    """Whether a field is free text, in which anything may be said of a child."""
    return field in schema("intake")["private_words"]["fields"]


def without_private_words(texts: Texts) -> Texts:
    """The texts of a column of remarks without them; null where nothing else was said.

    Names of places and schools (彝族乡, 民族中学) stay.
    """
    changed = {text: _without(text) or None for text in {text for text in texts.values if text} if _any().search(text)}
    return replace(texts, values=[changed.get(text, text) if text else None for text in texts.values])


def _without(text: str) -> str:
    kept = ["" if _clause().fullmatch(clause) else _within().sub("", clause) for clause in _BETWEEN.split(text)]
    clauses, marks = kept[::2], kept[1::2]
    joined = "".join(clause + mark for clause, mark in zip(clauses, [*marks, ""], strict=True) if clause)
    return _EMPTY.sub("", joined).strip(_LOOSE)


@cache
def _clause() -> re.Pattern[str]:
    """A clause that says nothing else."""
    return re.compile("|".join(schema("intake")["private_words"]["clauses"]))


@cache
def _within() -> re.Pattern[str]:
    """Words within a clause; of a nationality only where it is not part of a name."""
    words = schema("intake")["private_words"]
    nationality = f"(?:{'|'.join(schema('values/places')['townships']['nationalities'])})族"
    beside = f"(?!(?:{nationality})*(?:{'|'.join(words['names'])}))"
    return re.compile("|".join((f"(?:{nationality})+{beside}", *(f"(?:{word}){beside}" for word in words["within"]))))


@cache
def _any() -> re.Pattern[str]:
    return re.compile(f"{_within().pattern}|(?:^|{_BETWEEN.pattern})(?:{_clause().pattern})(?:$|{_BETWEEN.pattern})")


__all__ = ["may_hold_private_words", "without_private_words"]
