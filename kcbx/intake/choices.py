"""Answers as a form or a questionnaire prints them in the cell itself: of □小学 ☑初中 or 小学（√） 初中（ ） the one
ticked, and B.否 without its letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from kcbx.intake.values import Texts

_EMPTY, _TICKED = "□☐◻○◯", "☑☒√✓✔■◼●◉"
_WORD = rf"[^{_EMPTY}{_TICKED}]*"
#: A box before its word or, where a word begins the text, behind it; and a bracket behind it.
_BOXES = re.compile(rf"\s*(?:([{_EMPTY}])|([{_TICKED}]))\s*({_WORD})")
_AFTER = re.compile(rf"\s*([^\s{_EMPTY}{_TICKED}]{_WORD})(?:[{_EMPTY}]|([{_TICKED}]))")
_BRACKETS = re.compile(rf"[\s,，、;；]*([^\s(（)）,，、;；]+?)\s*[(（]\s*([{_TICKED}VvＶ]?)[\s_×xX╳]*[)）]")
#: The letter of an answer in a questionnaire: A.是.
_LETTER = re.compile(r"[A-Ha-hＡ-Ｈ][.、．]\s*(?=[一-鿿])")
#: What only a printed answer has, a box, a bracket or a letter: most columns have none, told at a glance.
_PERHAPS = re.compile(rf"[{_EMPTY}{_TICKED}(（]|{_LETTER.pattern}")
#: Between one answer and the next.
_EDGES = " \t\r\n\u3000,，、;；/|。"
_FEWEST = 2
#: Fields in which □ stands for a character nobody could type.
_NAMES = frozenset({"name", "former_name", "guardian", "guardian_second", "household_head"})


def as_answered(texts: Mapping[str, Texts]) -> dict[str, Texts]:
    """The fields that hold printed answers, with what was chosen in their place; where none is ticked, nothing."""
    found = {}
    for name, column in texts.items():
        if name in _NAMES:
            continue
        different = {text for text in column.values if text}
        if not _PERHAPS.search("\n".join(different)):
            continue
        read = {text: own for text in different if (own := answer_in(text)) is not None}
        if read:
            found[name] = replace(
                column, values=[read.get(each, each) or None if each else None for each in column.values]
            )
    return found


@lru_cache(maxsize=4096)
def answer_in(text: str) -> str | None:
    """The answers chosen in a text, "" where none is ticked; None where it holds no printed answers."""
    if letter := _LETTER.match(text):
        return text[letter.end() :]
    if _is_all(_BOXES, text):
        pairs = [(found[3], bool(found[2])) for found in _BOXES.finditer(text)]
    elif _is_all(_AFTER, text):
        pairs = [(found[1], bool(found[2])) for found in _AFTER.finditer(text)]
    elif _is_all(_BRACKETS, text):
        pairs = [(found[1], bool(found[2])) for found in _BRACKETS.finditer(text)]
    else:
        return None
    if len(pairs) < _FEWEST or all(ticked for _, ticked in pairs):
        return None
    return "、".join(word.strip(_EDGES) for word, ticked in pairs if ticked)


def _is_all(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a text holds nothing but answers of this kind."""
    return not pattern.sub("", text).strip(_EDGES)
