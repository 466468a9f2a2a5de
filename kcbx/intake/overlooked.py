"""Columns that are not read though they seem to say who is in school: nobody should learn that from a note."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from kcbx.definitions import schema
from kcbx.intake.columns import CROSSES, Layout
from kcbx.intake.forms import Form, key
from kcbx.intake.groups import says
from kcbx.intake.headings import is_other_person
from kcbx.intake.values import cell_text

#: Share of the filled cells of a column that are words of schooling, or marks of a roll call.
_MOST = 0.6
_FIELDS = ("status", "attendance", "destination_kind")
#: Codes of which one word at least must stand there: 正常 and 是 stand in many a column.
_TELLING = ("dropout", "leave", "absent", "dead", "moved_away", "abroad", "deferred", "home_taught", "transferred_out")
_MARKS = frozenset("√✓✔○●△▲☆")


def overlooked(form: Form, layout: Layout, cells: Sequence[Sequence[Any]], kept: Sequence[int]) -> list[int]:
    """The columns left over that hold words of schooling, or the marks of a class list that has no other."""
    if not any(name in form.fields for name in _FIELDS):
        return []
    marks = is_unmarked(form, layout)
    return [
        column
        for column in (*layout.leftover, *(layout.unnamed if marks else ()))
        if not is_other_person(layout.headings.get(column, "")) and _tells(cells[column], kept, marks=marks)
    ]


def is_unmarked(form: Form, layout: Layout) -> bool:
    """Whether a class list has no column of who is there."""
    return form.name == "attendance" and layout.columns.keys().isdisjoint(("attendance", "absent_days"))


def _tells(cells: Sequence[Any], kept: Sequence[int], *, marks: bool) -> bool:
    texts = Counter(text.strip() for index in kept if (text := cell_text(cells[index])))
    telling = {text for text in texts if key(text) in _words(_TELLING)}
    known = sum(count for text, count in texts.items() if key(text) in _words(()) or (marks and _is_mark(text)))
    return bool(telling or marks) and known > 0 and known >= _MOST * texts.total()


def _is_mark(text: str) -> bool:
    return text in _MARKS or text in CROSSES or text in schema("values/schooling")["roll_call"] or says(text, "yes")


@cache
def _words(codes: tuple[str, ...]) -> frozenset[str]:
    """The whole texts of some codes of a status, of all without any."""
    table = schema("values/status")
    return frozenset(key(text) for code in codes or table for text in table[code]["exact"] if key(text))
