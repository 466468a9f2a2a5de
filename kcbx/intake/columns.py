"""Which column of a sheet holds which field; every other column is ignored on purpose or left over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kcbx.fields import fields
from kcbx.intake.column_fields import fields_of, is_day, parts_of, stands_once
from kcbx.intake.forms import Form, key
from kcbx.intake.groups import Part
from kcbx.intake.headers import Header
from kcbx.intake.headings import Path, is_ignored, shown
from kcbx.intake.private_words import may_hold_private_words, without_private_words
from kcbx.intake.sheet_scan import column_letters
from kcbx.intake.values import Texts, column_texts

#: Fields whose columns are joined, and by what; of others a row takes the first that is filled in.
_JOINED = {"note": "；", "guardian": "、", "guardian_second": "、", "school_place": ""}
#: The calendar a heading or a cell names.
_LUNAR, _SOLAR = re.compile("农历|阴历|旧历"), re.compile("公历|阳历|新历")
_TICKS = frozenset({"√", "✓", "✔", "☑", "■", "●", "是"})
_OF_DAYS = ("attendance", "absent_days")
CROSSES = frozenset(
    {"×", "✗", "✘", "╳", "X", "x", "缺", "旷", "缺勤", "旷课", "否", "未到", "未到校", "缺席", "缺课", "不在", "不在校"}
)
#: What is said of who was never there, and the share of filled cells below which an empty one says there.
_NEVER, _SPARSE = "×", 0.5
# What says no in a column of yes and no: another column of the same field may still say yes.
_NO = frozenset({"否", "无", "不是", "没有", "0", "×", "N", "n", "/", "-", "—", "FALSE", "非"})
_YES_OR_NO = _NO | _TICKS | {"有", "1", "Y", "y"}


@dataclass(frozen=True)
class Layout:
    """The columns of a sheet by what becomes of them.

    ``columns``: field → its columns, several for instance where 脱贫户 and 低保 stand apart; a row then takes
    the first that is filled in (of yes-or-no columns, the first that does not say no); guardians, notes and the parts
    of a place are joined. ``answers``: what a tick means in a column that is one answer of several; ``parts``: the
    columns that give an answer, or a piece of a date or place, together with others of their group. ``days``: the
    columns of a roll-call day by day. ``second``: columns that claim an identity or a place another column has taken;
    they are not used. ``width``: of the sheet.
    """

    columns: dict[str, tuple[int, ...]]
    headings: dict[int, str]
    width: int = 0
    answers: dict[int, str] = field(default_factory=dict)
    parts: dict[int, Part] = field(default_factory=dict)
    days: list[int] = field(default_factory=list)
    ignored: list[int] = field(default_factory=list)
    leftover: list[int] = field(default_factory=list)
    second: list[tuple[int, str]] = field(default_factory=list)
    unnamed: list[int] = field(default_factory=list)

    def mapping(self) -> dict[str, str]:
        """Field → heading, as the analyst sees it."""
        return {name: "、".join(self.headings[column] for column in taken) for name, taken in self.columns.items()}

    def letters(self) -> dict[str, str]:
        """Field → the letters of its first column, to name a cell."""
        return {name: column_letters(taken[0]) for name, taken in self.columns.items()}

    def label(self, column: int) -> str:
        """Letters and heading of a column, for findings."""
        return f"{column_letters(column)}「{self.headings.get(column, '')}」"


def lay_out(form: Form, header: Header, width: int) -> Layout:
    """What becomes of each of the ``width`` columns under a header."""
    found, parts = fields_of(form, header), parts_of(form, header)
    layout = Layout({}, {column: shown(path) for column, path in enumerate(header.paths) if path}, width)
    taken: dict[str, list[int]] = {}
    for column in range(width):
        path = header.paths[column] if column < len(header.paths) else ()
        name = found[column] if path else None
        part = parts[column] if path else None
        if name and name in taken and stands_once(name) and not part:
            layout.second.append((column, name))
        elif name:
            taken.setdefault(name, []).append(column)
            if part:
                layout.parts[column] = part
            elif key(path[-1]) in form.ticked:
                layout.answers[column] = key(path[-1])
        elif path and is_day(form, path):
            layout.days.append(column)
        elif path and (name == "" or is_ignored(path)):
            layout.ignored.append(column)
        elif path:
            layout.leftover.append(column)
        else:
            layout.unnamed.append(column)
    if layout.days and taken.keys().isdisjoint(_OF_DAYS):
        taken |= dict.fromkeys(_OF_DAYS, layout.days)
    else:
        layout.leftover.extend(layout.days)
        layout.days.clear()
    layout.columns.update({name: tuple(taken[name]) for name in form.fields if name in taken})
    return layout


def field_texts(layout: Layout, cells: Sequence[Sequence[Any]]) -> dict[str, Texts]:
    """The text of every field that has a column. ``cells``: the columns of the sheet."""
    texts: dict[str, Texts] = {}
    besides: list[Texts] = []
    by_day = _by_day([column_texts(cells[column]) for column in layout.days]) if layout.days else {}
    for name, columns in layout.columns.items():
        if name in by_day:
            texts[name] = by_day[name]
            continue
        kind = fields()[name].kind
        read = []
        for group, taken in _grouped(layout, columns):
            own = [column_texts(cells[column], dates_only=kind == "date") for column in taken]
            if group:
                read.append(_one_of_parts([layout.parts[column] for column in taken], own))
            else:
                answered = [
                    _answered(each, layout.answers.get(column)) for each, column in zip(own, taken, strict=True)
                ]
                read += (
                    [_lunar(each, layout.headings[column]) for each, column in zip(answered, taken, strict=True)]
                    if kind == "date"
                    else answered
                )
        texts[name] = read[0] if len(read) == 1 else _together(name, kind, read)
        if name == "status" and len(read) > 1:
            besides = [_besides(read)]
    notes = [texts["note"], *besides] if "note" in texts else besides
    if besides:
        texts["note"] = _together("note", "text", notes)
    return {name: without_private_words(each) if may_hold_private_words(name) else each for name, each in texts.items()}


def _besides(read: Sequence[Texts]) -> Texts:
    """What a second column of the status says besides the first: 休学 under 去向 beside 否 under 是否在校."""
    rows = (list(dict.fromkeys(filter(None, row))) for row in zip(*(texts.values for texts in read), strict=True))
    more = ([text for text in row[1:] if text.strip() not in _YES_OR_NO] for row in rows)
    return Texts([_JOINED["note"].join(row) or None for row in more])


def _grouped(layout: Layout, columns: Sequence[int]) -> list[tuple[Path, list[int]]]:
    """The columns of a field by the group they are parts of, those of none under (); what was asked outright first."""
    groups: dict[Path, list[int]] = {}
    for column in columns:
        groups.setdefault(layout.parts[column].group if column in layout.parts else (), []).append(column)
    return sorted(groups.items(), key=lambda each: each[0] == ())


def _one_of_parts(parts: Sequence[Part], read: Sequence[Texts]) -> Texts:
    """The columns of a group as one text a row: pieces one after the other, answers side by side."""
    pieces = all(part.piece is not None for part in parts)
    rows = zip(*(map(part.text_of, texts.values) for part, texts in zip(parts, read, strict=True)), strict=True)
    values = [("" if pieces else "、").join(text for text in row if text) or None for row in rows]
    return replace(Texts.joined(values, read), long_numbers=[])


def _by_day(days: Sequence[Texts]) -> dict[str, Texts]:
    """A roll-call day by day as two fields: who was never there, and on how many days each was not.

    Where most cells are empty, only those who are not there are marked: an empty cell says there.
    """
    rows = [[mark.strip() for mark in row if mark] for row in zip(*(day.values for day in days), strict=True)]
    missed = [sum(mark in CROSSES for mark in row) for row in rows]
    sparse = 0 < sum(map(len, rows)) < _SPARSE * len(rows) * len(days)
    whole = [len(days) if sparse else len(row) for row in rows]
    return {
        "attendance": Texts([_NEVER if 0 < count == most else None for count, most in zip(missed, whole, strict=True)]),
        "absent_days": Texts([str(count) if row or sparse else None for row, count in zip(rows, missed, strict=True)]),
    }


def _answered(texts: Texts, answer: str | None) -> Texts:
    """A column of ticks as the answer it stands for, where it is one."""
    if answer is None:
        return texts
    return replace(texts, values=[answer if value and value.strip() in _TICKS else None for value in texts.values])


def _lunar(texts: Texts, heading: str) -> Texts:
    """The dates of a column headed 农历 each as one, but for those of which the cell says so, or says 公历."""
    if not _LUNAR.search(heading) or _SOLAR.search(heading):
        return texts
    told = [
        value and (value if _LUNAR.search(value) or _SOLAR.search(value) else f"农历{value}") for value in texts.values
    ]
    return replace(texts, values=told)


def _together(name: str, kind: str, read: list[Texts]) -> Texts:
    """Several columns of one field as one."""
    values: list[str | None] = []
    for cells in zip(*(texts.values for texts in read), strict=True):
        filled = list(dict.fromkeys(cell for cell in cells if cell))
        if name == "school":  # a tick under 中职 beside the school's name
            filled = [cell for cell in filled if cell.strip() not in _TICKS] or filled
        if name in _JOINED:
            values.append(_JOINED[name].join(filled) or None)
        elif kind == "flag":
            values.append(next((cell for cell in filled if cell.strip() not in _NO), filled[0] if filled else None))
        else:
            values.append(filled[0] if filled else None)
    return Texts.joined(values, read)
