"""Where the columns of a returned sheet are now.

By their headings, in any order; by their place between others where a heading was retyped; by the hidden keys where
the header row is gone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from kcbx.definitions import schema
from kcbx.layouts import SheetLayout, layout

_DEEPEST = 40
_ENOUGH = 0.6
_NOT_A_HEADING = str.maketrans("", "", "▼*＊:：\"“”'")
_ANSWER = "answer:"
#: Columns that say how a row stands: in the order of the sheet between the answers and the key.
_STATUS, _ADVICE, _KEY = "status", "advice", "key"
_KEYS = {"pairs": r"[A-Z2-7]{16}-[A-Z2-7]{16}", "conflicts": r"[A-Z2-7]{16}-[a-z_]+", "to_verify": r"[A-Z2-7]{16}"}


@dataclass(frozen=True)
class Header:
    """Which layout a sheet has and where its columns are: field → 0-based column, answers as ``answer:<name>``.

    ``row``: 0-based row of the headings, or the last row above the list. ``by_place``: the columns whose heading says
    something else, known by the columns around them.
    """

    row: int
    workbook: str
    layout: SheetLayout
    columns: Mapping[str, int]
    by_place: frozenset[str] = frozenset()

    @property
    def places(self) -> Mapping[str, int]:
        """The columns of a row that says who and what, by plain field names, without the key."""
        return {name.removeprefix(_ANSWER): at for name, at in self.columns.items() if name != _KEY}


@dataclass(frozen=True)
class _Form:
    """A layout as it went out: its fields in the order of the sheet, the field of each heading, the look of a key."""

    workbook: str
    layout: SheetLayout
    order: tuple[str, ...]
    headings: Mapping[str, str]
    key: re.Pattern[str]


def header_of(rows: Sequence[Sequence[str]]) -> Header | None:
    """The header of a sheet that was sent to be filled in; None where it is none, or can no longer be told."""
    found = max(_by_headings(rows), key=lambda each: each[0], default=None)
    return found[1] if found else _by_keys(rows)


def was_sent(name: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether a sheet that :func:`header_of` does not know may hold answers: it has our keys, or our tab and a list."""
    keys = [form.key for form in _forms()]
    if any(key.fullmatch(cell.strip()) for row in rows for cell in row for key in keys):
        return True
    tabs = {form.layout.sheet for form in _forms()}
    return name.strip() in tabs and any(sum(bool(cell.strip()) for cell in row) > len(_KEYS) for row in rows)


def heading_key(text: str) -> str:
    """What two spellings of a heading have in common: no spaces, line breaks, arrows, width."""
    plain = unicodedata.normalize("NFKC", text).translate(_NOT_A_HEADING)
    return "".join(plain.split())


@cache
def _forms() -> tuple[_Form, ...]:
    marked = schema("workbooks/marked")
    made = []
    for workbook in ("township", "school"):
        words = schema(f"workbooks/{workbook}")
        for code in words["sheets"]:
            found = layout(workbook, code)
            also = schema("followup/replies")["headings"].get(found.asked.name, {})
            spelt = [(column.heading, column.field) for column in found.known]
            spelt += [(column.header, _ANSWER + column.name) for column in found.answers]
            spelt += [(words["gap_heading"], _STATUS), (marked["state_heading"], _STATUS)]
            spelt += [(marked["advice_heading"], _ADVICE), (words["key_heading"], _KEY)]
            spelt += [(text, _ANSWER + name) for name, texts in also.items() for text in texts]
            headings: dict[str, str] = {}
            for text, field in spelt:
                headings.setdefault(heading_key(text), field)
            order = tuple(dict.fromkeys(field for _, field in spelt))
            made.append(_Form(workbook, found, order, headings, re.compile(_KEYS[code])))
    return tuple(made)


def _by_headings(rows: Sequence[Sequence[str]]) -> Iterator[tuple[float, Header]]:
    """Every layout a row may be the header of, and how well."""
    for index, row in enumerate(rows[:_DEEPEST]):
        keys = [heading_key(cell) for cell in row]
        for form in _forms():
            told: dict[str, int] = {}
            for position, key in enumerate(keys):
                if key in form.headings:
                    told.setdefault(form.headings[key], position)
            placed = _between(form, told, keys)
            columns = {name: at for name, at in (told | placed).items() if name not in {_STATUS, _ADVICE}}
            answers = sum(name.startswith(_ANSWER) for name in columns)
            says_who = _KEY in columns or "name" in columns
            if f"{_ANSWER}result" in columns and says_who and answers >= _ENOUGH * len(form.layout.answers):
                fit = len(told) + len(placed) / 2 - index / 1000
                yield fit, Header(index, form.workbook, form.layout, columns, frozenset(placed).intersection(columns))


def _between(form: _Form, told: Mapping[str, int], keys: Sequence[str]) -> dict[str, int]:
    """The columns with a heading of their own wording, where as many stand between two known ones as are missing.

    Nothing where the row does not have most of the headings that nobody has a reason to change.
    """
    known = [column.field for column in form.layout.known]
    if sum(name in told for name in known) < _ENOUGH * len(known):
        return {}
    width = max((place + 1 for place, key in enumerate(keys) if key), default=0)
    marks = [(-1, -1), *sorted((at, form.order.index(name)) for name, at in told.items())]
    if not {_STATUS, _ADVICE, _KEY} & told.keys():
        marks.append((width, form.order.index(_STATUS)))
    found: dict[str, int] = {}
    for (left, first), (right, last) in pairwise(marks):
        missing = [name for name in form.order[first + 1 : max(last, first + 1)] if name not in told]
        free = range(left + 1, right)
        if len(missing) == len(free):
            found |= dict(zip(missing, free, strict=True))
    return found


def _by_keys(rows: Sequence[Sequence[str]]) -> Header | None:
    """The header of a sheet whose headings are gone and whose columns stand where they went out: the keys say so."""
    for form in _forms():
        for at in (form.layout.key, form.layout.key + 1):  # a marked copy has one column more before the key
            keyed = [index for index, row in enumerate(rows) if at < len(row) and form.key.fullmatch(row[at].strip())]
            if keyed:
                named = form.order[: form.order.index(_STATUS)]
                columns = {name: place for place, name in enumerate(named)} | {_KEY: at}
                return Header(keyed[0] - 1, form.workbook, form.layout, columns, frozenset(named))
    return None


__all__ = ["Header", "header_of", "heading_key", "was_sent"]
