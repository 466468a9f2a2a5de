"""One header read as several over the same rows: lists that stand side by side, the members of a household in one row,
and counts with a column a year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from kcbx.intake.beside import ALIKE, Side, beside, restricted
from kcbx.intake.column_fields import fields_of
from kcbx.intake.forms import Form, key
from kcbx.intake.headers import Header
from kcbx.intake.headings import Path

_YEAR = re.compile(r"(20\d\d)(?:[-—–](?:20)?\d\d)?(?:学年度?|年度|年)?[春秋]?(?:季学期|季|学期)?[级届]?(?:入学|招生)?")
_MEMBER = re.compile(r"(?:家庭|户内)?(?:成员|人口)([1-9一二三四五六七八九])(.*)")
#: A child of a family by its number: 第一个孩子, 二孩, 子女3, 老大.
_NUMBERS = "一二三四五六123456大"
_CHILD = re.compile(
    "第?([一二三四五六1-6])个?(?:孩子|子女|儿童|小孩|学生|孩|娃)|(?:孩子|子女|儿童|小孩|学生)[(（]?([一二三四五六1-6])[)）]?|"
    "老([大二三四五六])"
)
#: Fields of one child that a family's row may hold without saying of which.
_OF_A_CHILD = frozenset({"note", "status", "reason", "school", "grade", "class_name"})
#: What tells the columns of one from those of another: which child, which member, which year.
Number = TypeVar("Number", int, str)


def facing(form: Form, header: Header) -> Header:
    """The header by which a sheet is recognised: that of its first side."""
    parts = sides(form, header)
    return parts[0].header if parts else header


@lru_cache(maxsize=1024)
def sides(form: Form, header: Header) -> tuple[Side, ...]:
    """The sides of a header, none where it is one list."""
    for read in (_years, _families, _members, beside):
        if found := read(form, header):
            return found
    return ()


def _families(form: Form, header: Header) -> tuple[Side, ...]:
    """A family a row, its children beside one another: 第一个孩子 › 姓名, 子女2姓名; the other columns are shared."""
    numbered = {column: found for column, path in enumerate(header.paths) if (found := _child_of(path))}
    children, shared = _by_number(header, numbered)
    if len(children) < 2 or "name" not in form.fields:
        return ()
    told = [{key("".join(path)) for path in own.values()} for own in children.values()]
    if any(len(each & told[0]) < ALIKE * len(told[0]) for each in told):
        return ()
    made: list[Side] = []
    for own in children.values():
        full = _headed(header, shared, own)
        names = fields_of(form, full)
        if names.count("name") != 1 or names.index("name") not in own:
            return ()
        of_one = {column for column in shared if names[column] in _OF_A_CHILD}
        others = frozenset(numbered.keys() - own.keys())
        made.append(Side(full, frozenset(shared | own.keys()), "", frozenset(own), frozenset(of_one), others))
    return tuple(made)


def _child_of(path: Path) -> tuple[int, Path] | None:
    """The number of a child in a family, and the heading without it."""
    for place, text in enumerate(path):
        if found := _CHILD.search("".join(text.split())):
            number = next(filter(None, found.groups()))
            rest = _CHILD.sub("", "".join(text.split()))
            return _NUMBERS.index(number) % 6, (*path[:place], *([rest] if rest else []), *path[place + 1 :])
    return None


def _members(form: Form, header: Header) -> tuple[Side, ...]:
    """A household in a row: 家庭成员1 and 家庭成员2 with name and number each, and nobody else but the head.

    On a list of children who have a column of their own the members are their parents.
    """
    if form.of_schools or "name" not in form.fields or "name" in fields_of(form, header):
        return ()
    numbered = {column: found for column, path in enumerate(header.paths) if (found := _member_of(path))}
    members, shared = _by_number(header, numbered)
    named = [any(_field_of(form, path) == "name" for path in own.values()) for own in members.values()]
    if len(members) < 2 or not all(named):
        return ()
    return tuple(Side(_headed(header, shared, own), frozenset(shared | own.keys())) for own in members.values())


def _member_of(path: Path) -> tuple[str, Path] | None:
    """Which member of the household a heading is about, and the heading without the number: 家庭成员2 › 姓名."""
    found = _MEMBER.fullmatch("".join("".join(path).split()))
    return (found[1], ("家庭成员", found[2])) if found and found[2] else None


def _field_of(form: Form, path: Path) -> str | None:
    """The field of a single heading."""
    return fields_of(form, Header(0, 0, (path,)))[0]


def _years(form: Form, header: Header) -> tuple[Side, ...]:
    """Counts of several years beside one another: 2016年 over 招生数, 转入 and 2017年 after it, or a column a year."""
    if "intake_count" not in form.fields or "intake_year" in fields_of(form, header):
        return ()
    dated = {
        column: (year, _undated(form, path)) for column, path in enumerate(header.paths) if (year := _year_of(path))
    }
    years, shared = _by_number(header, dated)
    if not years or (len(years) == 1 and not _counts_intake(form, [path for _, path in dated.values()])):
        return ()
    found = []
    for year, own in years.items():
        paths = (*_headed(header, shared, own).paths, ("招生年份",))
        found.append(Side(Header(header.first, header.last, paths), frozenset(shared | own.keys()), year))
    return tuple(found)


def _counts_intake(form: Form, paths: Sequence[Path]) -> bool:
    """Whether the one year that the headings name is that of the intake: 2018年一年级招生数."""
    return [_field_of(form, path) for path in paths] == ["intake_count"]


def _year_of(path: Path) -> str:
    found = [_YEAR.search("".join(text.split())) for text in path]
    return next((year[1] for year in found if year), "")


def _undated(form: Form, path: Path) -> Path:
    """A heading without its year; a year alone counts who was taken in."""
    rest = tuple(text for text in (_YEAR.sub("", "".join(each.split())) for each in path) if text)
    return rest if rest and _field_of(form, rest) else ("招生人数",)


def _by_number(
    header: Header, numbered: Mapping[int, tuple[Number, Path]]
) -> tuple[dict[Number, dict[int, Path]], set[int]]:
    """The columns of each number, in order, with their headings without it; and the columns that all share."""
    own = {
        number: {column: path for column, (of, path) in numbered.items() if of == number}
        for number in sorted({number for number, _ in numbered.values()})
    }
    return own, {column for column, path in enumerate(header.paths) if path and column not in numbered}


def _headed(header: Header, shared: set[int], own: Mapping[int, Path]) -> Header:
    """The header of one number: the shared columns, and its ``own`` with their headings without it."""
    part = restricted(header, shared | own.keys())
    return replace(part, paths=tuple(own.get(column, path) for column, path in enumerate(part.paths)))
