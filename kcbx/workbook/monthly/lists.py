"""The children behind the figures: who came and went, the open cases at the end, what is due."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from kcbx.casebook import Period
from kcbx.workbook.book import Book
from kcbx.workbook.fill_sheet import said
from kcbx.workbook.page import Column
from kcbx.workbook.wording import PageWords, write_list


def movement_list(book: Book, period: Period, words: Mapping[str, Any], title: str) -> None:
    """Every child who came on the register, came back, or left it."""
    moves = period.movements
    kinds = Counter(move.kind for move in moves)
    counts = {kind: kinds[kind] for kind in ("new", "again", "solved")}
    values = {
        name: [getattr(move, name) for move in moves] for name in ("number", "township", "village", "name", "on", "why")
    }
    values["kind"] = [words["kinds"][move.kind] for move in moves]
    values["destination"] = [period.destinations.get(move.destination, "") for move in moves]
    _list(book, words, title, values, count=len(moves), **counts)


def open_case_list(book: Book, period: Period, words: Mapping[str, Any], title: str) -> None:
    """Every child whose case is open at the end."""
    fields = [column["field"] for column in words["columns"]]
    values = {name: [getattr(case, name) for case in period.open_cases] for name in fields}
    _list(book, words, title, values, count=len(period.open_cases))


def due_list(book: Book, period: Period, words: Mapping[str, Any], title: str, late: str) -> None:
    """What is overdue or falls due within a month; ``late`` is the word for overdue."""
    fields = [column["field"] for column in words["columns"] if column["field"] != "overdue"]
    values = {name: [getattr(each, name) for each in period.due] for name in fields}
    values["overdue"] = [late if each.overdue else "" for each in period.due]
    overdue = sum(each.overdue for each in period.due)
    _list(book, words, title, values, count=len(period.due), overdue=overdue)


def _list(book: Book, words: Mapping[str, Any], title: str, values: dict[str, list[Any]], **counts: int) -> None:
    """A list of children behind a figure."""
    columns = {each["field"]: Column(each["heading"], each["width"], tuple(each["look"])) for each in words["columns"]}
    page = PageWords(
        sheet=words["sheet"],
        title=words["title"].format(title=title),
        meaning=words["meaning"],
        empty=words["empty"],
        columns=columns,
        freeze=0,
        least=20,
    )
    ordered = {name: values[name] for name in columns}
    write_list(book, page, ordered, said(words["hint"], **counts))
