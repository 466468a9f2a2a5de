"""月报 and 季度复核: the balance as five boxes, the townships, what is due; behind it every child."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from kcbx.casebook import Period
from kcbx.definitions import schema
from kcbx.register import Place
from kcbx.workbook.book import PRIVATE, Book
from kcbx.workbook.monthly.balances import boxes, townships
from kcbx.workbook.monthly.foot import foot
from kcbx.workbook.monthly.lists import due_list, movement_list, open_case_list
from kcbx.workbook.monthly.page import Page


def write(period: Period, place: Place, path: Path, kind: Literal["month", "quarter"] = "month") -> None:
    """Write the workbook to ``path``. Raises OutputUnwritable where the file cannot be written."""
    words = schema("workbooks/monthly")
    title = words[kind]["title"].format(county=period.county)
    with Book(path, place, title=title, owner=place.owner, in_memory=True) as book:
        page = Page(book, period, words["page"], words[kind]["kind"])
        page.head(title, place.owner)
        boxes(page)
        townships(page)
        foot(page)
        page.finish(f"{place.owner} · {PRIVATE}")
        movement_list(book, period, words["pages"]["movements"], title)
        open_case_list(book, period, words["pages"]["open_cases"], title)
        due_list(book, period, words["pages"]["due"], title, words["page"]["overdue"])


__all__ = ["write"]
