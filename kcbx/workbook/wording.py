"""The words of list pages, read from ``schemas/workbooks/<book>.toml``: tab, title, columns, what it means.

The same words make the page and its entry in 说明.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from kcbx.definitions import schema
from kcbx.workbook.book import Book
from kcbx.workbook.page import Column, ListPage, Value
from kcbx.workbook.text import Rich


@dataclass(frozen=True, slots=True)
class PageWords:
    """One page: its tab, title, what 说明 says of it, what it says when there is nothing to show, its columns.

    ``columns`` by field, in order; ``optional``: fields whose columns are left out where no row has a value.
    """

    sheet: str
    title: str
    meaning: str
    empty: str
    columns: Mapping[str, Column]
    freeze: int
    least: float
    optional: frozenset[str] = frozenset()

    def having(self, values: Mapping[str, Sequence[Value]]) -> PageWords:
        """The page without the optional columns that would stand empty."""
        idle = {field for field in self.optional if not any(value not in ("", None) for value in values[field])}
        return replace(self, columns={field: each for field, each in self.columns.items() if field not in idle})


@cache
def page_words(book: str, page: str) -> PageWords:
    """The words of ``[pages.<page>]`` of a workbook. Raises KeyError for a page it does not have."""
    words = schema(f"workbooks/{book}")["pages"][page]
    return PageWords(
        sheet=words["sheet"],
        title=words.get("title", words["sheet"]),
        meaning=words["meaning"],
        empty=words.get("empty", ""),
        columns={column["field"]: _column(column) for column in words.get("columns", ())},
        freeze=words.get("freeze", 0),
        least=words.get("least", 22),
        optional=frozenset(column["field"] for column in words.get("columns", ()) if column.get("optional")),
    )


def _column(words: Mapping[str, Any]) -> Column:
    return Column(
        heading=words["heading"],
        width=words["width"],
        roles=tuple(words["look"]),
        zone=words.get("zone", "read"),
        hidden=words.get("hidden", False),
        note=words.get("note", ""),
    )


@dataclass(frozen=True, slots=True)
class Lines:
    """What changes from row to row beside the values: the rule under each row, and one more role a field."""

    under: Sequence[str] = ()
    looks: Mapping[str, Sequence[str]] | None = None


def write_list(
    book: Book,
    words: PageWords,
    values: Mapping[str, Sequence[Value]],
    hint: Rich | str,
    lines: Lines | None = None,
    choices: Mapping[str, str] | None = None,
) -> ListPage:
    """Write a list page from its values by field, all of one length; none at all says so in a sentence."""
    count = len(next(iter(values.values()))) if values else 0
    words = words.having(values) if count else words
    columns = [
        column if not choices or field not in choices else column.asking(choices[field])
        for field, column in words.columns.items()
    ]
    page = ListPage(
        book,
        words.sheet,
        words.title,
        columns,
        hint=hint if count else words.empty,
        freeze=words.freeze,
        least=words.least,
    )
    lines = lines or Lines()
    looks = lines.looks or {}
    ordered = [values[field] for field in words.columns] if count else []
    dressed = [looks.get(field) for field in words.columns]
    for row in range(count):
        page.add(
            [column[row] for column in ordered],
            line=lines.under[row] if lines.under else "",
            looks=[extra[row] if extra else "" for extra in dressed] if looks else (),
        )
    page.finish()
    return page


def write_long_list(book: Book, words: PageWords, values: Mapping[str, Sequence[Value]], hint: Rich | str) -> ListPage:
    """Like :func:`write_list` for tens of thousands of rows: one look a column, constant work a cell."""
    count = len(next(iter(values.values()))) if values else 0
    page = ListPage(
        book,
        words.sheet,
        words.title,
        list(words.columns.values()),
        hint=hint if count else words.empty,
        freeze=words.freeze,
        least=words.least,
    )
    if count:
        page.extend([values[field] for field in words.columns])
    page.finish()
    return page
