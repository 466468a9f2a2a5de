"""What the heading of a column means: which field of a form it is, or why it is none.

A heading is a *path*: the text of the column and, above it, the groups it stands under (监护人 › 电话).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kcbx.intake.forms import Form, forms, ignored_headings, key, words

Path = tuple[str, ...]

_BRACKETS = re.compile(r"[(（\[【〔<《].*?[)）\]】〕>》]", re.DOTALL)
_INSIDE = re.compile(r"[(（\[【〔<《](.*?)[)）\]】〕>》]", re.DOTALL)
_SEPARATORS = re.compile(r"[/／、|,，;；\n]+|或者?|及其?|和")
_MEMBER = re.compile(r"(?:家庭)?成员[1-9一二三四](.*)$")
_LONGEST = 40


def shown(path: Path) -> str:
    """The heading as it is shown to the analyst: on one line, groups before columns."""
    return "›".join(" ".join(part.split()) for part in path)[:80]


@lru_cache(maxsize=16384)
def field_of(form_name: str, path: Path) -> str | None:
    """The field of the form a heading stands for, or None.

    What stands under another person's group (监护人, 户主) is only found together with the group, so that a
    guardian's 姓名 is never the child's.
    """
    form = forms()[form_name]
    if not path or len(path[-1]) > _LONGEST or is_never_read(path):
        return None
    for group in reversed(path[:-1]):
        together = next((field for joined in _joined(group, path[-1]) if (field := _look_up(form, joined))), None)
        if together:
            return together
        if is_other_person(group):
            return None
    return next((field for spelling in _spellings(path[-1]) if (field := _look_up(form, spelling))), None)


def is_never_read(path: Path) -> bool:
    """Whether the heading names what is never read: ethnicity, religion, political status, blood type."""
    together = key("".join(path))
    return any(word in together for word in words("headings", "never_read"))


def is_ignored(path: Path) -> bool:
    """Whether the column is left out on purpose: never read, or a column of a template nobody needs here."""
    own, together = key(path[-1]), key("".join(path))
    without = key(_BRACKETS.sub("", path[-1]))
    if is_never_read(path) or {own, together, without} & ignored_headings():
        return True
    member = _MEMBER.match(together) or _MEMBER.match(key(_BRACKETS.sub("", "".join(path))))
    return bool(member and member[1] in words("headings", "member_ignored"))


def is_other_person(text: str) -> bool:
    """Whether a group of columns is about anybody but the child."""
    own = key(text)
    return any(word in own for word in words("headings", "other_people")) or bool(_MEMBER.match(own))


def _look_up(form: Form, spelling: str) -> str | None:
    """The field of a spelling, also without a word for the child or a number in front, with or without 是否."""
    if field := form.headings.get(spelling):
        return field
    shorter = [
        spelling.removeprefix(prefix) for prefix in words("headings", "child_prefixes") if spelling.startswith(prefix)
    ]
    shorter += [spelling.lstrip("0123456789"), spelling.removeprefix("是否"), f"是否{spelling}"]
    return next((form.headings[short] for short in shorter if short in form.headings), None)


def _spellings(text: str) -> Iterator[str]:
    """Keys under which a heading may be listed, nearest to the text first."""
    yield key(text)
    outside = key(_BRACKETS.sub("", text))
    inside = "".join(_INSIDE.findall(text))
    if inside and is_other_person(inside):
        yield key(inside) + outside
        return
    yield outside
    parts = [key(part) for part in _SEPARATORS.split(_BRACKETS.sub("", text))]
    if len(parts) > 1 and not any(map(is_other_person, parts)):
        yield from (part for part in parts if part)


def _joined(group: str, text: str) -> Iterator[str]:
    """Keys of a heading together with its group, the group also without 信息, 情况."""
    above = [key(group), key(_BRACKETS.sub("", group))]
    above += [
        short.removesuffix(suffix)
        for short in above
        for suffix in words("headings", "group_suffixes")
        if short.endswith(suffix)
    ]
    for start in dict.fromkeys(above):
        for end in _spellings(text):
            yield start + end
