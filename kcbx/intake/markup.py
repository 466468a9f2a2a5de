"""HTML tables and SpreadsheetML 2003, which systems export under the name .xls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from kcbx.intake.delimited import decode
from kcbx.intake.sheet_scan import CellNotes, Refused

Range = tuple[tuple[int, int], tuple[int, int]]
Read = tuple[str, list[list[Any]], list[Range], bool, CellNotes]

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_TAG = re.compile(r"</?(?:table|html)\b", re.IGNORECASE)
_CUT_SHORT = "文件没有传完，表格到一半就断了"
_MAX_SPAN = 4096
_MAX_CELLS = 20_000_000


def read_markup(content: bytes) -> Iterator[Read]:
    """Name, rows, merged ranges, hidden mark and notes of each table of a markup file."""
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:8192] and b"<html" not in content[:2048].lower():
        return _spreadsheet_ml(content)
    return _html(content)


def _html(content: bytes) -> Iterator[Read]:
    text = _decoded(content)
    if re.search(r"<!ENTITY", text[:65536]):
        raise Refused("含有实体声明，可能有害")
    if _breaks_off(text):
        raise Refused(_CUT_SHORT)
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    root = html.document_fromstring(text, parser=html.HTMLParser(huge_tree=True, no_network=True))
    tables = [table for table in root.iter("table") if next(table.iterancestors("table"), None) is None]
    if not tables:
        raise Refused("网页文件里没有表格")
    for number, table in enumerate(tables, 1):
        rows, merged = _laid_out(
            [
                [
                    (_span(cell, "rowspan"), _span(cell, "colspan"), _cell_text(cell))
                    for cell in row.iterchildren("td", "th")
                ]
                for row in table.iter("tr")
                if next(row.iterancestors("table")) is table
            ]
        )
        yield f"表{number}" if len(tables) > 1 else "", rows, merged, False, CellNotes()


def _breaks_off(text: str) -> bool:
    """Whether a page that closes its rows ends within a table."""
    last = next(iter(_TAG.findall(text)[-1:]), "").lower()
    return last == "<table" and "</tr" in text.lower()


def _decoded(content: bytes) -> str:
    declared = _DECLARED.search(content[:2048])
    if declared and not content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared[1].decode().lower()
        try:
            return content.decode("gb18030" if name in ("gb2312", "gbk") else name)
        except (LookupError, UnicodeDecodeError):
            pass  # the declaration is wrong: look for ourselves
    text = decode(content)
    if text is None:
        raise Refused("文字编码无法识别")
    return text


def _cell_text(cell: Any) -> str:
    for line_break in cell.iter("br"):
        line_break.tail = "\n" + (line_break.tail or "")
    return re.sub(r"[ \t\xa0]+", " ", "".join(cell.itertext())).strip().encode("utf-8", "ignore").decode()


def _span(cell: Any, name: str) -> int:
    digits = re.match(r"\d{1,6}", cell.get(name, "").strip())
    return max(1, min(int(digits[0]), _MAX_SPAN)) if digits else 1


def _laid_out(table: list[list[tuple[int, int, Any]]]) -> tuple[list[list[Any]], list[Range]]:
    """Cells with their spans put on a grid, as a browser would: the text stands in the first cell of a span."""
    taken: dict[tuple[int, int], bool] = {}
    placed: dict[tuple[int, int], Any] = {}
    merged: list[Range] = []
    for row, cells in enumerate(table):
        column = 0
        for down, across, value in cells:
            while (row, column) in taken:
                column += 1
            down = min(down, len(table) - row)  # noqa: PLW2901 - a span ends with the table
            taken.update({(row + i, column + j): True for i in range(down) for j in range(across)})
            if len(taken) > _MAX_CELLS:
                raise Refused("合并单元格范围异常")
            placed[row, column] = value
            if down > 1 or across > 1:
                merged.append(((row, column), (row + down - 1, column + across - 1)))
            column += across
    width = max((column for _, column in taken), default=-1) + 1
    return [[placed.get((row, column), "") for column in range(width)] for row in range(len(table))], merged


def _spreadsheet_ml(content: bytes) -> Iterator[Read]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Refused("含有 DOCTYPE 声明，可能有害")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=True)
    root = etree.fromstring(content, parser)
    if root is None:
        raise Refused("文件不完整或已损坏")
    if not content.rstrip(b"\0 \r\n\t").endswith(b"Workbook>"):
        raise Refused(_CUT_SHORT)
    for sheet in root.iter(f"{_SS}Worksheet"):
        notes = CellNotes()
        placed: dict[tuple[int, int], Any] = {}
        merged: list[Range] = []
        row = -1
        for line in sheet.iter(f"{_SS}Row"):
            row = _index(line, row)
            if line.get(f"{_SS}Hidden") == "1":
                notes.hidden_rows.add(row)
            column = -1
            for cell in line.iterchildren(f"{_SS}Cell"):
                column = _index(cell, column)
                data = cell.find(f"{_SS}Data")
                if data is not None:
                    placed[row, column] = _typed(data, (row, column), notes)
                across, down = (int(cell.get(f"{_SS}Merge{way}", 0)) for way in ("Across", "Down"))
                if across or down:
                    merged.append(((row, column), (row + down, column + across)))
                column += across
        height = max((row for row, _ in placed), default=-1) + 1
        width = max((column for _, column in placed), default=-1) + 1
        if height * width > _MAX_CELLS:
            raise Refused("单元格范围异常（行列过多），像是伪造的")
        rows = [[placed.get((row, column), "") for column in range(width)] for row in range(height)]
        yield sheet.get(f"{_SS}Name", ""), rows, merged, sheet.find(".//{*}Visible") is not None, notes


def _index(element: Any, last: int) -> int:
    """Place of a row or cell from 0: the one after the last, unless it names its own."""
    own = element.get(f"{_SS}Index")
    return int(own) - 1 if own else last + 1


def _typed(data: Any, place: tuple[int, int], notes: CellNotes) -> Any:
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Error":
        notes.errors[place] = text
        return ""
    if kind == "DateTime":
        return text.replace("T00:00:00.000", "").replace("T", " ")
    if kind == "Number":
        if re.fullmatch(r"\d{16,19}", text):
            notes.digits[place] = text
        try:
            return float(text)
        except ValueError:
            return text
    return text
