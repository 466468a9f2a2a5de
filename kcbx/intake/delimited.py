"""Text files as rows: CSV and TSV in the encodings that are met, the separator found by looking."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from kcbx.intake.sheet_scan import MAX_CELLS, MAX_WIDTH, Refused

_SEPARATORS = ",\t;|，"
_SAMPLE_LINES = 50
_SAMPLE_LENGTH = 10_000
#: Separators of a row below which a cell that has as many may be a remark of several lines.
_FEWEST = 3
#: How many times as many zero bytes UTF-16 has on one side; the other has those of 一 (4E00) and the like.
_ONE_SIDED = 4
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
_CONTROL_BYTES = bytes([*range(0x09), *range(0x0E, 0x20)])
#: Of so many bytes at most one is a control character where a file is text that was spoilt.
_SPOILT = 100
_MARKS = (
    *((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")),
    *((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
)
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_DECLARED = re.compile(r"""^(\s*<[^<]{0,200}?)\sencoding=(["'])[\w-]+\2""")
_ENCODINGS = ("utf-8", "gb18030")
csv.field_size_limit(1_000_000)


def decode(content: bytes) -> str | None:
    """The text by BOM, by the zeros of UTF-16, else strict UTF-8, else GB18030; None where it is no text.

    Raises Refused where it is one but for some characters: two files of different encodings put together, a file that
    was not transferred to its end.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\x00" in content and (text := _two_bytes(content)) is not None:
        return text
    if _SPOILT * (len(content) - len(content.translate(None, _CONTROL_BYTES))) > len(content):
        return None
    faults = []
    for encoding in _ENCODINGS:
        try:
            return content.replace(b"\x00", b"").decode(encoding)
        except UnicodeDecodeError as error:
            faults.append(error.start)
    line = content.count(b"\n", 0, max(faults)) + 1
    raise Refused(f"第 {line} 行有认不出的字：文件没有传完，或两种编码混在一起，要用表格软件重新保存")


def as_utf_8(content: bytes) -> bytes:
    """A text that begins with the mark of UTF-16 or UTF-32 in UTF-8 with its mark, whatever XML declares of it."""
    return _DECLARED.sub(r"\1", decode(content) or "").encode("utf-8-sig")


def _two_bytes(content: bytes) -> str | None:
    """The text of UTF-16 without a BOM: digits, commas and line ends all have their zero byte on one side."""
    low, high = content[0::2].count(0), content[1::2].count(0)
    if max(low, high) <= _ONE_SIDED * min(low, high):
        return None
    try:
        text = content.decode("utf-16-le" if high > low else "utf-16-be")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def read_delimited(content: bytes) -> list[list[str]] | None:
    """Rows of a text table, padded to one width; None where the file is no text table.

    A row is a record, so that a line break inside quotes does not move the row numbers a spreadsheet shows. Raises
    Refused where a quote that is never closed, or a line that never ends, spoils the rest.
    """
    text = decode(content)
    if text is None:
        return None
    separator = _separator(text)
    if separator is None:
        return None
    rows = _records(text, separator)
    width = max(map(len, rows), default=0)
    if width > MAX_WIDTH or width * len(rows) > MAX_CELLS:
        raise Refused("一行的列数过多，像是换行丢了")
    return [[_unwrapped(cell) for cell in row] + [""] * (width - len(row)) for row in rows]


def _records(text: str, separator: str) -> list[list[str]]:
    """Raises Refused where a quote swallows rows, which then stand in one cell."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False)
    rows: list[list[str]] = []
    try:
        rows.extend(reader)
    except csv.Error as error:
        raise Refused(f"第 {len(rows) + 1} 行有一格过长，多半是一个引号没有配对") from error
    if '"' not in text:
        return rows
    usual = Counter(map(len, rows)).most_common(1)[0][0] - 1
    for number, row in enumerate(rows):
        if usual >= _FEWEST and any("\n" in cell and _holds_rows(cell, separator, usual) for cell in row):
            raise Refused(f"第 {number + 1} 行有一个引号没有配对，后面的行都并进了一格，要把这个引号删去")
    return rows


def _holds_rows(cell: str, separator: str, usual: int) -> bool:
    """Whether a cell has as many separators in a line, or for each of its line breaks, as a row has."""
    lines = [line.count(separator) for line in cell.splitlines()]
    return max(lines) >= usual or sum(lines) >= usual * (len(lines) - 1)


def _unwrapped(cell: str) -> str:
    """The text of ="…", by which exports keep a spreadsheet from turning an ID into a number."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _separator(text: str) -> str | None:
    """The separator that cuts most of the first lines into the same number of cells."""
    first = text.splitlines()[: _SAMPLE_LINES * 2]
    lines = [line[:_SAMPLE_LENGTH] for line in first if line.strip()][:_SAMPLE_LINES]
    best: tuple[int, int, str] | None = None
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            best = max(filter(None, (best, (count * width, -_SEPARATORS.index(separator), separator))))
    return best[2] if best else None
