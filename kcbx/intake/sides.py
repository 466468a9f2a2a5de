"""One header read as several over the same rows: lists that stand side by side, and counts with a column a year."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from kcbx.intake.column_fields import fields_of
from kcbx.intake.forms import IDENTITY, Form, key
from kcbx.intake.headers import Header
from kcbx.intake.headings import Path

_YEAR = re.compile(r"(20\d\d)(?:[-—–](?:20)?\d\d)?(?:学年度?|年度|年)?[春秋]?(?:季学期|季|学期)?[级届]?(?:入学|招生)?")
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
    return _years(form, header) or _beside(form, header)


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
    if len(years) < 2:
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
