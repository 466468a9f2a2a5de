"""Layouts of the sheets that go out to be filled in and come back: tabs, headings, order of columns.

The data is ``schemas/workbooks/{township,school}.toml``; who writes a sheet and who reads it back use the same one.
A row is: the known columns, the answers of the questionnaire, 还缺什么, and the hidden key.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kcbx.answers import AnswerColumn, Questionnaire, questionnaire
from kcbx.definitions import schema

#: Custom document properties and cells of the hidden sheet by which a returned workbook is recognised.
IDENTITY = ("kcbx_kind", "kcbx_template", "kcbx_batch", "kcbx_recipient", "kcbx_version")
IDENTITY_SHEET = "表信息"


@dataclass(frozen=True, slots=True)
class Known:
    """A column kcbx writes: the field it shows, its heading, width in characters, look, and a word for 填写说明."""

    field: str
    heading: str
    width: float
    look: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """One sheet to fill in.

    ``new_rows``: empty rows under the list for children who were on no list. ``closing``: a line below it, "" for none.
    """

    code: str
    sheet: str
    title: str
    hint: str
    empty: str
    asked: Questionnaire
    known: tuple[Known, ...]
    new_rows: int
    new_title: str
    closing: str
    fields: tuple[str, ...]

    @property
    def answers(self) -> tuple[AnswerColumn, ...]:
        """The columns to fill in, in order."""
        return tuple(self.asked.columns.values())

    @property
    def first_answer(self) -> int:
        """0-based column of the first answer."""
        return len(self.known)

    @property
    def gap(self) -> int:
        """0-based column of 还缺什么, one past the last answer."""
        return len(self.known) + len(self.asked.columns)

    @property
    def key(self) -> int:
        """0-based column of the hidden key."""
        return self.gap + 1

    def position(self, field: str) -> int:
        """0-based column of a known field or an answer. Raises ValueError where the sheet has no such column."""
        return [*(column.field for column in self.known), *self.asked.columns].index(field)


@cache
def layout(workbook: str, code: str) -> SheetLayout:
    """A sheet of the workbook ``township`` (to_verify, pairs, conflicts) or ``school`` (to_verify)."""
    words = schema(f"workbooks/{workbook}")["sheets"][code]
    known = tuple(Known(**{**column, "look": tuple(column["look"])}) for column in words["known"])
    return SheetLayout(
        code=code,
        sheet=words["sheet"],
        title=words["title"],
        hint=words["hint"],
        empty=words["empty"],
        asked=questionnaire(words["questionnaire"]),
        known=known,
        new_rows=words.get("new_rows", 0),
        new_title=words.get("new_title", ""),
        closing=words.get("closing", ""),
        fields=tuple(words.get("fields", ())),
    )
