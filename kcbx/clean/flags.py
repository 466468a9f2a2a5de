"""Yes and no, sex, kinds of disability, and the column that lists several circumstances at once.

What is not understood is null and reported by the caller with its raw text; it is never taken for no.
"""

from __future__ import annotations

import re
from functools import cache

from kcbx.clean.words import bare, folded, listed
from kcbx.definitions import schema

_PARTS = re.compile(r"[、,，;；/+和\n]|(?<=[^(（])\s+")
_NEGATIONS = ("无", "非", "不", "没", "未")
_LEVELS = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}


def read_flag(name: str, text: str) -> bool | None:
    """Whether a cell of the flag ``name`` says yes; null where it says nothing or is not understood."""
    word, own = bare(text), schema("values/flags").get(name, {})
    if not word:
        return None
    for answer, kind in ((True, "yes"), (False, "no")):
        if word in _words(name, kind):
            return answer
    for answer, kind in ((True, "yes"), (False, "no")):
        if word in _words("", kind):
            return answer
    if any(part in word for part in own.get("no_parts", ())):
        return False
    return not word.startswith(_NEGATIONS) if any(part in word for part in own.get("yes_parts", ())) else None


def read_sex(text: str) -> str | None:
    """男 or 女, null where the text is neither."""
    word = bare(text)
    return next((str(sex) for sex, words in schema("values/flags")["sex"].items() if word in words), None)


def disability_kind(text: str) -> str | None:
    """Kind and level named in a text, as 肢体二级 or 肢体; two kinds are 多重. Null where none is named."""
    word = bare(text)
    if word.startswith(_NEGATIONS):
        return None
    kinds = list(dict.fromkeys(kind for part, kind in schema("values/flags")["disability"]["parts"] if part in word))
    if not kinds:
        return None
    kind = kinds[0] if len(kinds) == 1 or kinds[0] == "多重" else "多重"
    level = re.search("([一二三四1-4])级", word)
    return kind + (_LEVELS.get(level.group(1), level.group()) if level else "")


def certificate_kind(number: str) -> str | None:
    """Kind and level in a disability certificate's number: its digits 19 and 20 (肢体二级 for …42)."""
    found = re.match("^[0-9]{17}[0-9X]([1-7])([1-4])", folded(number).upper())
    return (
        schema("values/flags")["disability"]["kinds"][int(found.group(1)) - 1] + _LEVELS[found.group(2)]
        if found
        else None
    )


def read_circumstances(text: str) -> tuple[dict[str, bool], list[str]]:
    """Flags told by a column of several circumstances, and the pieces that were not understood.

    留守、残疾(肢体二级) sets left_behind and disabled; 无 sets all five to no; what is not named stays open.
    """
    words, word = schema("values/flags")["special_group"], bare(text)
    flags = ("disabled", "left_behind", "low_income", "orphan", "migrant")
    if word in listed("flags", "special_group", "none"):
        return dict.fromkeys(flags, False), []
    found: dict[str, bool] = {}
    unknown = []
    for piece in filter(None, map(bare, _PARTS.split(text))):
        told = {
            flag: not piece.startswith(("非", "无")) for flag in flags if any(each in piece for each in words[flag])
        }
        found |= told
        if (
            not told
            and not any(each in piece for each in words["others"])
            and piece not in listed("flags", "special_group", "none")
        ):
            unknown.append(piece)
    return found, unknown


@cache
def _words(name: str, kind: str) -> frozenset[str]:
    table = schema("values/flags").get(name, {}) if name else schema("values/flags")
    return frozenset(bare(word) or word for word in table.get(kind, ()))
