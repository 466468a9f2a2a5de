"""A small workbook that explains one child: every candidate that was weighed, comparison by comparison."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kcbx.register import Place
from kcbx.workbook.book import Book
from kcbx.workbook.page import Column, ListPage

_COLUMNS = (
    Column("摸底或学籍的行", 30, ("wrap",)),
    Column("去向", 15, ("wrap",)),
    Column("比过的行", 30, ("wrap",)),
    Column("结论", 12, ("wrap", "bold")),
    Column("比什么", 14, ("wrap",)),
    Column("结果", 26, ("wrap",)),
    Column("依据", 7, ("against",)),
    Column("要对上，还须一致", 18, ("wrap",)),
)


def write(lines: Sequence[tuple[str, str, str, str, str, str, float | None, str]], place: Place, path: Path) -> None:
    """Write one line a comparison, in the columns of the page. Raises OutputUnwritable."""
    with Book(path, place, title="核对说明", owner=place.owner, in_memory=True) as book:
        page = ListPage(
            book,
            "核对说明",
            "这一行是怎么核对的",
            _COLUMNS,
            "依据为正，像同一人；为负，像两个人。各项相加，再看是否有足够的独立依据。",
        )
        for line in lines:
            page.add(line)
        page.finish()
