"""说明: how the page that explains a workbook looks, and what every workbook says on it of its sheets and columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from kcbx.definitions import schema
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.text import Rich, line_count, row_height
from kcbx.workbook.wording import page_words

_WIDTHS = (22, 20, 78, 26)
_SIZE = 9.5

#: Name, second column, meaning, last column; without the second and the last the meaning has their place.
Entry = tuple[Rich | str, ...]
#: Title, headings, entries.
Section = tuple[str, tuple[str, ...], list[Entry]]


def write_page(book: Book, sections: Iterable[Section]) -> None:
    """Write the page."""
    words = page_words("county", "explain")
    sheet = book.sheet(words.sheet)
    sheet.widths(_WIDTHS)
    sheet.set_row(0, 32)
    sheet.text(0, 0, words.title, book.formats("title"))
    sheet.set_row(1, 17)
    sheet.text(1, 0, book.meta, book.formats("meta"))
    row = 3
    for title, header, entries in sections:
        row = _section(book, sheet, row, title, header, entries)
    book.paper(sheet, left=f"{book.owner} · 内部资料")
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)


def how_to_read(book: str) -> Section:
    """How a workbook is read, in the words of its schema."""
    told: Mapping[str, str] = schema(f"workbooks/{book}")["how_to_read"]
    return "怎么看", ("项目", "", "内容", ""), [(name, "", text, "") for name, text in told.items()]


def page_meanings(sheets: Sequence[str], *books: str) -> Section:
    """What each sheet is; ``books``: the schemas that have its words."""
    meanings = {page["sheet"]: page["meaning"] for page in _pages(books)}
    known = [(name, "", _meaning(name, meanings), "") for name in sheets]
    return "各表", ("表", "", "意思", ""), [entry for entry in known if entry[2]]


def _meaning(sheet: str, meanings: Mapping[str, str]) -> str:
    """The meaning of a tab; 按{level} stands for every tab that begins so."""
    begun = (text for name, text in meanings.items() if "{" in name and sheet.startswith(name.partition("{")[0]))
    return meanings.get(sheet) or next(begun, "")


def column_meanings(sheets: Sequence[str], *books: str) -> Section:
    """Columns that need a word, of every list in this workbook."""
    entries: list[Entry] = []
    for page in _pages(books):
        name = page["sheet"]
        own = name in sheets or ("{" in name and any(each.startswith(name.partition("{")[0]) for each in sheets))
        noted = [column for column in page.get("columns", ()) if own and column.get("note")]
        shown = name.format(level="…") if "{" in name else name
        entries += [(shown, column["heading"], column["note"], "") for column in noted]
    return "列", ("表", "列", "意思", ""), entries


def version(book: Book) -> Entry:
    """Which program made the workbook, of which batch."""
    return "程序与批次", "", f"{book.version} · 批次 {book.place.batch}；相同来表、相同配置必得相同结果", ""


def _pages(books: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    for book in books:
        yield from schema(f"workbooks/{book}")["pages"].values()


def _section(book: Book, sheet: Sheet, row: int, title: str, header: tuple[str, ...], entries: list[Entry]) -> int:
    formats = book.formats
    sheet.set_row(row, 24)
    sheet.text(row, 0, title, formats("section"))
    row += 1
    shown = (header[0], header[2], "", "") if not header[1] and not header[3] else header
    for position, heading in enumerate(shown):
        sheet.text(row, position, heading, formats("header"))
    sheet.set_row(row, 22)
    row += 1
    for entry in entries:
        lines = line_count(str(entry[0]), _WIDTHS[0], _SIZE)
        sheet.rich(row, 0, entry[0], "wrap", "bold", "line")
        if not entry[1] and not entry[3]:
            sheet.merged((row, 1, row, 3), entry[2], "wrap", "line")
            lines = max(lines, line_count(str(entry[2]), sum(_WIDTHS[1:]), _SIZE))
        else:
            for position, value in enumerate(entry[1:], start=1):
                sheet.rich(row, position, value, "wrap", "line")
                lines = max(lines, line_count(str(value), _WIDTHS[position], _SIZE))
        sheet.set_row(row, max(19, row_height(lines, _SIZE, 6)))
        row += 1
    return row + 1
