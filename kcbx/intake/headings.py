"""What the heading of a column means: which field of a form it is, or why it is none.

A heading is a *path*: the text of the column and, above it, the groups it stands under (监护人 › 电话).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from kcbx.definitions import schema
from kcbx.intake.forms import Form, ignored_headings, key, words

Path = tuple[str, ...]

_BRACKETS = re.compile(r"[(（\[【〔<《].*?[)）\]】〕>》]", re.DOTALL)
_INSIDE = re.compile(r"[(（\[【〔<《](.*?)[)）\]】〕>》]", re.DOTALL)
_SEPARATORS = re.compile(r"[/／、|,，;；\n]+|或者?|及其?|和")
_MEMBER = re.compile(r"(?:家庭)?成员[1-9一二三四](.*)$")
_PERSON = re.compile(r"(?:(?:家庭)?成员|监护人|家长)[1-9一二三四](.*)$")
#: 监护人一 is 监护人1.
_COUNTED = re.compile(r"[一二三四]$")
_LONGEST = 40


def shown(path: Path) -> str:
    """The heading as it is shown to the analyst: on one line, groups before columns."""
    return "›".join(" ".join(part.split()) for part in path)[:80]


def field_of(form: Form, path: Path) -> str | None:
    """The field of the form a heading stands for, or None.

    What stands under another person's group (监护人, 户主) is only found together with the group, so that a
    guardian's 姓名 is never the child's; a heading that names a person itself (户主信息 › 户主) needs no group.
    """
    return next((form.headings[spelling] for spelling in spellings(path) if spelling in form.headings), None)


@lru_cache(maxsize=16384)
def nearly(form: Form, path: Path) -> str | None:
    """The field of a heading that is not listed but contains a word of the form: 核查时是否在校 on a class list.

    A heading says last what it is about, so of several words the one that ends last tells: 未到校原因 is a reason.
    """
    own = key(path[-1]) if path else ""
    ends = [(own.rfind(word) + len(word), len(word), word) for word in form.containing if word in own]
    if not ends or _is_long(path[-1]) or is_ignored(path) or any(map(is_other_person, path)):
        return None
    name = form.containing[max(ends)[2]]
    return None if name == "none" else name


@lru_cache(maxsize=16384)
def spellings(path: Path) -> tuple[str, ...]:
    """Keys under which a form may list a heading, the surest first; none for a bare number, as below a header, and for
    what is never read."""
    if not path or (len(path) == 1 and key(path[0]).isdigit()) or _is_long(path[-1]) or is_never_read(path):
        return ()
    found: list[str] = []
    for group in reversed(path[:-1]):
        found += (looser for joined in _joined(group, path[-1]) for looser in _looser(joined))
        if is_other_person(group) and not is_other_person(path[-1]):
            break
        if _is_elsewhere(group) and key(path[-1]) in _home_headings():
            break
    else:
        found += (looser for spelling in _written(path[-1]) for looser in _looser(spelling))
    return tuple(dict.fromkeys(filter(None, found)))


def _is_long(text: str) -> bool:
    """Whether a text is too long for a heading; what it says in brackets may take its space."""
    return len(_BRACKETS.sub("", text)) > _LONGEST


def is_never_read(path: Path) -> bool:
    """Whether the heading names what is never read: ethnicity, religion, political status, blood type."""
    together = key("".join(path))
    return any(word in together for word in words("headings", "never_read"))


@lru_cache(maxsize=16384)
def is_ignored(path: Path) -> bool:
    """Whether the column is left out on purpose: never read, or a column of a template nobody needs here."""
    own, together = key(path[-1]), key("".join(path))
    without = key(_BRACKETS.sub("", path[-1]))
    if is_never_read(path) or {own, together, without} & ignored_headings():
        return True
    person = _PERSON if len(path) > 1 else _MEMBER
    member = person.match(together) or person.match(key(_BRACKETS.sub("", "".join(path))))
    return bool(member and member[1] in words("headings", "member_ignored"))


def _is_elsewhere(group: str) -> bool:
    """Whether a group of columns is about a place that is not the child's home by registration."""
    return any(word in key(group) for word in words("headings", "elsewhere"))


@cache
def _home_headings() -> frozenset[str]:
    return frozenset(
        key(heading) for name in ("township", "village", "village_group") for heading in schema("headings")[name]
    )


def is_other_person(text: str) -> bool:
    """Whether a group of columns is about anybody but the child."""
    own = key(text)
    return any(word in own for word in words("headings", "other_people")) or bool(_MEMBER.match(own))


def _looser(spelling: str) -> Iterator[str]:
    """A spelling, then without a word for the child, a number or a questionnaire's words in front, with or without
    是否."""
    yield spelling
    prefixes = words("headings", "child_prefixes")
    if spelling.startswith(prefixes):
        yield from (spelling[len(prefix) :] for prefix in prefixes if spelling.startswith(prefix))
    yield spelling.lstrip("0123456789")
    yield asked_for(spelling)
    yield spelling.removeprefix("是否") if spelling.startswith("是否") else f"是否{spelling}"


@lru_cache(maxsize=16384)
def asked_for(spelling: str) -> str:
    """What a questionnaire asks for, of 4您孩子的身份证号码 the 身份证号码; "" for what is no such question."""
    found = _question().match(spelling)
    return found[1] if found else ""


@cache
def _question() -> re.Pattern[str]:
    before = "|".join((*words("headings", "question_words"), *words("headings", "child_prefixes")))
    return re.compile(rf"\d{{0,2}}(?:{before})+的?(.+?)(?:是|为)?$")


def _written(text: str) -> Iterator[str]:
    """Keys under which a heading may be listed, nearest to the text first."""
    yield key(text)
    outside = key(_BRACKETS.sub("", text))
    inside = "".join(_INSIDE.findall(text))
    if inside and any(word in key(inside) for word in words("headings", "other_scripts")):
        return
    if inside and is_other_person(inside):
        yield key(inside) + outside
        return
    yield outside
    parts = [key(part) for part in _SEPARATORS.split(_BRACKETS.sub("", text))]
    if len(parts) > 1 and not any(map(is_other_person, parts)):
        yield from (part for part in parts if part)


def _joined(group: str, text: str) -> Iterator[str]:
    """Keys of a heading together with its group, the group also without 信息, 情况, 法定."""
    above = [key(group), key(_BRACKETS.sub("", group))]
    above += [_COUNTED.sub(lambda found: str("一二三四".index(found[0]) + 1), short) for short in above]
    above += [
        short.removesuffix(suffix)
        for short in above
        for suffix in words("headings", "group_suffixes")
        if short.endswith(suffix)
    ]
    above += [
        short.removeprefix(prefix)
        for short in above
        for prefix in words("headings", "group_prefixes")
        if short.startswith(prefix)
    ]
    for start in dict.fromkeys(above):
        for end in _written(text):
            yield start + end
