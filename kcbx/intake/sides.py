"""One header read as several over the same rows: lists that stand side by side, the members of a household in one row,
and counts with a column a year."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kcbx.intake.column_fields import fields_of
from kcbx.intake.forms import IDENTITY, Form, key
from kcbx.intake.headers import Header
from kcbx.intake.headings import Path

_YEAR = re.compile(r"(20\d\d)(?:[-—–](?:20)?\d\d)?(?:学年度?|年度|年)?[春秋]?(?:季学期|季|学期)?[级届]?(?:入学|招生)?")
_MEMBER = re.compile(r"(?:家庭|户内)?(?:成员|人口)([1-9一二三四五六七八九])(.*)")
#: Headings a list must have to be taken for one of several side by side, and how much of the first the others repeat.
_FEWEST, _ALIKE = 3, 0.8


@dataclass(frozen=True)
class Side:
    """The part of a header that belongs to one of the lists, ``columns`` of the sheet, and what is ``added`` to each
    row: the year of the counts, under the last path of the header."""

    header: Header
    columns: frozenset[int]
    added: str = ""


def facing(form: Form, header: Header) -> Header:
    """The header by which a sheet is recognised: that of its first side."""
    parts = sides(form, header)
    return parts[0].header if parts else header


@lru_cache(maxsize=1024)
def sides(form: Form, header: Header) -> tuple[Side, ...]:
    """The sides of a header, none where it is one list."""
    return _years(form, header) or _members(form, header) or _beside(form, header)


def _beside(form: Form, header: Header) -> tuple[Side, ...]:
    """Lists of persons side by side: the same headings come again, each time with one name among them.

    Headings before them are shared by all. Where only some of the headings come again (姓名, 电话 of a parent) it is
    one list.
    """
    keys = [key("".join(path)) for path in header.paths]
    names = [column for column, name in enumerate(fields_of(form, header)) if name == "name"]
    if len(names) < 2:
        return ()
    first = next((column for column, text in enumerate(keys) if text and keys.count(text) == len(names)), None)
    if first is None:
        return ()
    starts = [column for column, text in enumerate(keys) if text == keys[first]]
    spans = [range(start, end) for start, end in zip(starts, [*starts[1:], len(keys)], strict=True)]
    if any(name not in span for name, span in zip(names, spans, strict=True)) or not _alike(keys, spans):
        return ()
    shared = range(first)
    if IDENTITY & {name for name in fields_of(form, header)[:first] if name}:
        return ()
    return tuple(Side(_only(header, {*shared, *span}), frozenset({*shared, *span})) for span in spans)


def _members(form: Form, header: Header) -> tuple[Side, ...]:
    """A household in a row: 家庭成员1 and 家庭成员2 with name and number each, and nobody else but the head.

    On a list of children who have a column of their own the members are their parents.
    """
    if form.of_schools or "name" not in form.fields or "name" in fields_of(form, header):
        return ()
    numbered = {column: found for column, path in enumerate(header.paths) if (found := _member_of(path))}
    members = sorted({number for number, _ in numbered.values()})
    named = {number for number, path in numbered.values() if path[-1:] and fields_of_path(form, path) == "name"}
    if len(members) < 2 or named != {*members}:
        return ()
    shared = {column for column, path in enumerate(header.paths) if path and column not in numbered}
    sides = []
    for member in members:
        own = {column: path for column, (number, path) in numbered.items() if number == member}
        only = _only(header, shared | own.keys())
        paths = tuple(own.get(column, path) for column, path in enumerate(only.paths))
        sides.append(Side(Header(header.first, header.last, paths, only.ticked), frozenset(shared | own.keys())))
    return tuple(sides)


def _member_of(path: Path) -> tuple[str, Path] | None:
    """Which member of the household a heading is about, and the heading without the number: 家庭成员2 › 姓名."""
    found = _MEMBER.fullmatch("".join("".join(path).split()))
    return (found[1], ("家庭成员", found[2])) if found and found[2] else None


def fields_of_path(form: Form, path: Path) -> str | None:
    """The field of a single heading."""
    return fields_of(form, Header(0, 0, (path,)))[0]


def _alike(keys: Sequence[str], spans: Sequence[range]) -> bool:
    texts = [{keys[column] for column in span if keys[column]} for span in spans]
    most = max(map(len, texts))
    return len(texts[0]) >= _FEWEST and all(
        len(own & texts[0]) >= _ALIKE * (len(texts[0]) if own is not texts[-1] else most) for own in texts
    )


def _years(form: Form, header: Header) -> tuple[Side, ...]:
    """Counts of several years beside one another: 2016年 over 招生数, 转入 and 2017年 after it, or a column a year."""
    if "intake_count" not in form.fields or "intake_year" in fields_of(form, header):
        return ()
    dated = {column: year for column, path in enumerate(header.paths) if (year := _year_of(path))}
    years = sorted(set(dated.values()))
    if not years or (len(years) == 1 and not _counts_intake(form, header, dated)):
        return ()
    shared = {column for column, path in enumerate(header.paths) if path and column not in dated}
    found = []
    for year in years:
        own = {column for column, of_year in dated.items() if of_year == year}
        paths = {column: _undated(form, header.paths[column]) for column in own}
        only = _only(header, shared | own)
        full = [paths.get(column, path) for column, path in enumerate(only.paths)]
        found.append(Side(Header(header.first, header.last, (*full, ("招生年份",))), frozenset(shared | own), year))
    return tuple(found)


def _counts_intake(form: Form, header: Header, dated: Mapping[int, str]) -> bool:
    """Whether the one year that the headings name is that of the intake: 2018年一年级招生数."""
    paths = [_undated(form, header.paths[column]) for column in dated]
    return [fields_of_path(form, path) for path in paths] == ["intake_count"] and all(paths)


def _year_of(path: Path) -> str:
    found = [_YEAR.search("".join(text.split())) for text in path]
    return next((year[1] for year in found if year), "")


def _undated(form: Form, path: Path) -> Path:
    """A heading without its year; a year alone counts who was taken in."""
    rest = tuple(text for text in (_YEAR.sub("", "".join(each.split())) for each in path) if text)
    plain = Header(0, 0, (rest,))
    return rest if rest and fields_of(form, plain)[0] else ("招生人数",)


def _only(header: Header, columns: set[int]) -> Header:
    paths = tuple(path if column in columns else () for column, path in enumerate(header.paths))
    return Header(header.first, header.last, paths, header.ticked & columns)
