"""No total and no row or two alone on the last printed page."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from kcbx.workbook.book import Book
from kcbx.workbook.page import Column, ListPage
from kcbx.workbook.paging import pages_of
from tests.unit.workbook.invented_register import place

#: Rows of 22 points that the first page holds beside the head, and a further one beside the repeated heading.
FIRST, NEXT = 18, 21


def high(path: Path, rows: int, *, total: bool = True) -> tuple[int, list[float]]:
    """How many pages high the list is said to be, 0 for as many as it takes; and its pages as they would be."""
    with Book(path, place(), title="试", owner="青崖县教育体育局") as book:
        page = ListPage(book, "名单", "试一试", [Column("学校", 100), Column("人", 20, ("number",))])
        for number in range(rows):
            page.add([f"第{number}小学", number])
        page.finish()
        if total:
            page.add(["合计", rows], line="total")
        pages = pages_of(page.sheet)
    setup = openpyxl.load_workbook(path)["名单"].page_setup
    return int(1 if setup.fitToHeight is None else setup.fitToHeight), pages


@pytest.mark.parametrize("rows", range(FIRST - 6, FIRST + 8))
def test_a_total_is_never_alone_on_the_last_page(tmp_path: Path, rows: int) -> None:
    said, pages = high(tmp_path / "a.xlsx", rows)
    if len(pages) > 1 and pages[-1] < 0.12:
        assert said == len(pages) - 1
    else:
        assert said in (0, len(pages))


def test_pages_are_counted_as_they_are_printed(tmp_path: Path) -> None:
    assert len(high(tmp_path / "a.xlsx", FIRST, total=False)[1]) == 1
    assert len(high(tmp_path / "b.xlsx", FIRST + 1, total=False)[1]) == 2
    assert len(high(tmp_path / "c.xlsx", FIRST + NEXT, total=False)[1]) == 2
    assert len(high(tmp_path / "d.xlsx", FIRST + NEXT + 1, total=False)[1]) == 3


def test_a_list_that_fills_half_a_page_more_is_left_alone(tmp_path: Path) -> None:
    assert high(tmp_path / "a.xlsx", FIRST + 10)[0] == 0
    assert high(tmp_path / "b.xlsx", 5)[0] == 0


def test_of_a_long_list_the_end_is_left_to_the_program(tmp_path: Path) -> None:
    assert high(tmp_path / "a.xlsx", 1000)[0] == 0
