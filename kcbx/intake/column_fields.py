"""Which field of a form each column under a header is."""

from __future__ import annotations

import re
from functools import lru_cache

from kcbx.fields import fields
from kcbx.intake.forms import IDENTITY, Form, key, words
from kcbx.intake.groups import Part, part_of
from kcbx.intake.headers import Header
from kcbx.intake.headings import Path, field_of, nearly, spellings

#: The heading of a day, or of a part of one, on a roll-call with a column for each.
_DAY = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天]|第?[0-9一二三四五六七八]节课?|[上下中]午|[早晚](?:上|自习|读|点名)?|午(?:检|休)|晨检|(?:\d{1,2}月)?\d{1,2}日|\d{1,2}[./]\d{1,2}|20\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
)


def fields_of(form: Form, header: Header, *, listed_only: bool = False) -> list[str | None]:
    """The field of each column, None where there is none, "" where a person said it is not to be read.

    A column that was taught leaves no other one to claim who the child is. A field that no listed heading names is
    that of the headings which nearly do (:func:`kcbx.intake.headings.nearly`), and a heading means what it does under a
    title of the form, unless ``listed_only``: so a form is read once it is known.
    """
    return list(_fields_of(form, header, listed_only=listed_only))


@lru_cache(maxsize=4096)
def _fields_of(form: Form, header: Header, *, listed_only: bool) -> tuple[str | None, ...]:
    """A sheet asks for the same more than once, and the sheets of one office are alike."""
    found = [
        part.field if part else field_of(form, path) if path else None
        for part, path in zip(parts_of(form, header, listed_only=listed_only), header.paths, strict=True)
    ]
    found = _other_names(form, header, _of_the_family(header, _schools_by_stage(form, header, found)))
    change = _kind_of_change(form, header)
    if change is not None and "status" not in found:
        found[change] = "status"
    if form.taught:
        said = [key("".join(path)) in form.taught for path in header.paths]
        settled = {name for name, taught in zip(found, said, strict=True) if taught and name and stands_once(name)}
        found = [name if taught or name not in settled else None for name, taught in zip(found, said, strict=True)]
    if listed_only:
        return tuple(found)
    found = [
        form.when_titled.get(key(path[-1]), name) if path else name
        for name, path in zip(found, header.paths, strict=True)
    ]
    near = [nearly(form, path) if name is None else None for name, path in zip(found, header.paths, strict=True)]
    return tuple(other if other and other not in found else name for name, other in zip(found, near, strict=True))


def is_day(form: Form, path: Path) -> bool:
    """Whether a column holds the marks of one day of a roll-call."""
    return "absent_days" in form.fields and bool(_DAY.fullmatch(path[-1].strip()))


def told_by_row(form: Form, header: Header) -> bool:
    """Whether a column says of each row what became of the child: 异动类别, with 转入 and 转出 below it."""
    told = any(path and key(path[-1]) in form.by_row for path in header.paths)
    return told or _kind_of_change(form, header) is not None


def _kind_of_change(form: Form, header: Header) -> int | None:
    """The column of a mere 类别 that says what became of the child, beside one of the day (变动时间)."""
    keys = [key(path[-1]) if path else "" for path in header.paths]
    if form.days_of_change.isdisjoint(keys):
        return None
    return next((column for column, heading in enumerate(keys) if heading in form.kinds_of_change), None)


def _schools_by_stage(form: Form, header: Header, found: list[str | None]) -> list[str | None]:
    """幼儿园, 小学, 初中 beside one another hold each the school of a child of that stage; ticks below are parts."""
    if form.of_schools or "school" not in form.fields:
        return found
    stages = [
        bool(path) and name in (None, "school") and key(path[-1]) in words("headings", "stages")
        for path, name in zip(header.paths, found, strict=True)
    ]
    if len({key(path[-1]) for path, stage in zip(header.paths, stages, strict=True) if stage}) < 2:
        return found
    return ["school" if stage else name for name, stage in zip(found, stages, strict=True)]


def _other_names(form: Form, header: Header, found: list[str | None]) -> list[str | None]:
    """学名 or 身份证姓名 beside 姓名 holds another name of the same child, where no column of a former name does."""
    names = [column for column, name in enumerate(found) if name == "name"]
    if len(names) < 2 or "former_name" in found or "former_name" not in form.fields:
        return found
    others = words("headings", "other_names")
    other = [column for column in names if not {*others}.isdisjoint(spellings(header.paths[column]))]
    other = other[1:] if other == names else other
    return ["former_name" if column in other[:1] else name for column, name in enumerate(found)]


def _of_the_family(header: Header, found: list[str | None]) -> list[str | None]:
    """The fields without the telephones of officials: 村长 ｜ 联系电话 is no telephone of the child's home."""
    own = list(found)
    for column, name in enumerate(found):
        before = header.paths[column - 1] if column else ()
        if name == "phone" and before and len(header.paths[column]) == 1 and found[column - 1] in (None, "duty_person"):
            own[column] = None if any(word in key(before[-1]) for word in words("headings", "officials")) else name
    return own


def parts_of(form: Form, header: Header, *, listed_only: bool = False) -> list[Part | None]:
    """What each column is a part of, None for a column that is a field of its own, or taught to be one; a day of
    leaving is none where another column says who came back."""
    back = any(path and key(path[-1]) in words("headings", "returned") for path in header.paths)
    parts = (
        None if _is_taught(form, path) else part_of(form, path, ticked=column in header.ticked, listed_only=listed_only)
        for column, path in enumerate(header.paths)
    )
    return [None if back and part and part.answer in form.dated.values() else part for part in parts]


def _is_taught(form: Form, path: Path) -> bool:
    """Whether a person said what a column is; what 是 under 是否失学 means is known if it was called the status."""
    if not form.taught:
        return False
    heading = key("".join(path))
    known = heading in form.yes_means and form.headings.get(heading) == form.asked
    return heading in form.taught and not known


def stands_once(name: str) -> bool:
    """Whether a field is taken from one column only: who a child is, and where."""
    return name in IDENTITY or fields()[name].kind == "place"
