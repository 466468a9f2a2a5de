"""Lists of persons beside one another under one header, and the part of a header that belongs to each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from kcbx.intake.column_fields import fields_of
from kcbx.intake.forms import IDENTITY, Form, key
from kcbx.intake.headers import Header
from kcbx.intake.headings import Path

_SEX = re.compile("([男女])(?:童|生|孩|子|同学|学生|儿童|孩子)?")
#: Headings a list must have to be taken for one of several side by side, and how much of the first the others repeat.
_FEWEST, ALIKE = 3, 0.8
#: How much of the shorter one two lists of different children have in common.
_SHARED = 0.6


@dataclass(frozen=True)
class Side:
    """The part of a header that belongs to one of the lists, ``columns`` of the sheet, and what is ``added`` to each
    row: the year of the counts, under the last path of the header.

    Of one child of a family ``own`` are the columns it has to itself; a row in which they are empty has no such child.
    ``of_one``: columns that speak of a child without saying which; they count where the family has one only, whose
    ``others`` are empty.
    """

    header: Header
    columns: frozenset[int]
    added: str = ""
    own: frozenset[int] = frozenset()
    of_one: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()

    def cells(self, row: Sequence[Any]) -> list[Any]:
        """What a row says to this side; a title between the rows, alone in its row, belongs to every side."""
        filled = [column for column, cell in enumerate(row) if cell != ""]
        if len(filled) == 1:
            kept = list(row)
        elif self.own and self.own.isdisjoint(filled):
            kept = [""] * len(row)
        else:
            alone = self.others.isdisjoint(filled)
            kept = [
                cell if column in self.columns and (alone or column not in self.of_one) else ""
                for column, cell in enumerate(row)
            ]
        return [*kept, self.added if any(cell != "" for cell in kept) else ""] if self.added else kept


def beside(form: Form, header: Header) -> tuple[Side, ...]:
    """Lists of persons side by side: the same headings come again, each time with one name among them.

    Headings before them are shared by all. Where only some of the headings come again (姓名, 电话 of a parent) it is
    one list. Lists of two kinds of children (在校学生 ｜ 未在校儿童) need not ask all the same, if each has a group or
    a 序号 of its own.
    """
    sexes = [_sex_of(path) for path in header.paths]
    fields = fields_of(form, header)
    names = [column for column, name in enumerate(fields) if name == "name"]
    if len(names) < 2:
        return ()
    groups = {header.paths[column][0] for column in names if len(header.paths[column]) > 1}
    grouped = len(groups) == len(names)
    keys = [
        key("".join(path[bool(sex) or (grouped and len(path) > 1 and path[0] in groups) :]))
        for path, sex in zip(header.paths, sexes, strict=True)
    ]
    first = next((column for column, text in enumerate(keys) if text and keys.count(text) == len(names)), None)
    if first is None:
        return ()
    starts = [column for column, text in enumerate(keys) if text == keys[first]]
    spans = [range(start, end) for start, end in zip(starts, [*starts[1:], len(keys)], strict=True)]
    if any(name not in span for name, span in zip(names, spans, strict=True)):
        return ()
    apart = grouped or fields[first] == "serial"
    if not _alike(keys, spans) and not (apart and _two_kinds(keys, spans, fields)):
        return ()
    shared = range(first)
    if IDENTITY & {name for name in fields[:first] if name}:
        return ()
    return tuple(_with_sex(header, {*shared, *span}, {sexes[column] for column in span} - {""}) for span in spans)


def _two_kinds(keys: Sequence[str], spans: Sequence[range], fields: Sequence[str | None]) -> bool:
    """Whether lists beside one another that ask different things are each of children: most headings of the shorter
    one come again, and each has the children's numbers or days of birth."""
    texts = [{keys[column] for column in span if keys[column]} for span in spans]
    common = set.intersection(*texts)
    numbered = all({"id_number", "birth_date"} & {fields[column] for column in span} for span in spans)
    return numbered and len(common) >= max(_FEWEST, _SHARED * min(map(len, texts)))


def _sex_of(path: Path) -> str:
    """The sex of the children below a group: 男童, 女生; "" for any other."""
    found = _SEX.fullmatch(key(path[0])) if len(path) > 1 else None
    return found[1] if found else ""


def _with_sex(header: Header, columns: set[int], sexes: set[str]) -> Side:
    """A list of boys or of girls, where one group heads it, with their sex in each row; else the list as it is."""
    part = restricted(header, columns)
    if len(sexes) != 1:
        return Side(part, frozenset(columns))
    return Side(replace(part, paths=(*part.paths, ("性别",))), frozenset(columns), min(sexes))


def _alike(keys: Sequence[str], spans: Sequence[range]) -> bool:
    texts = [{keys[column] for column in span if keys[column]} for span in spans]
    most = max(map(len, texts))
    return len(texts[0]) >= _FEWEST and all(
        len(own & texts[0]) >= ALIKE * (len(texts[0]) if own is not texts[-1] else most) for own in texts
    )


def restricted(header: Header, columns: set[int]) -> Header:
    """The header with the headings of these columns."""
    paths = tuple(path if column in columns else () for column, path in enumerate(header.paths))
    return Header(header.first, header.last, paths, header.ticked & columns)
