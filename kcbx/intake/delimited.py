"""Text files as rows: CSV and TSV in the encodings that are met, the separator found by looking."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

_SEPARATORS = ",\t;|，"
_SAMPLE_LINES = 50
#: How many times as many zero bytes UTF-16 has on one side; the other has those of 一 (4E00) and the like.
_ONE_SIDED = 4
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")
csv.field_size_limit(1_000_000)


def decode(content: bytes) -> str | None:
    """The text by BOM, by the zeros of UTF-16, else strict UTF-8, else GB18030; None where it is no text."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    if b"\x00" in content:
        return _two_bytes(content)
    for encoding in ("utf-8", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


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

    A row is a record, so that a line break inside quotes does not move the row numbers a spreadsheet shows.
    """
    text = decode(content)
    if text is None:
        return None
    separator = _separator(text)
    if separator is None:
        return None
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=False))
    width = max(map(len, rows), default=0)
    return [[_unwrapped(cell) for cell in row] + [""] * (width - len(row)) for row in rows]


def _unwrapped(cell: str) -> str:
    """The text of ="…", by which exports keep a spreadsheet from turning an ID into a number."""
    return cell[2:-1] if cell.startswith('="') and cell.endswith('"') else cell


def _separator(text: str) -> str | None:
    """The separator that cuts most of the first lines into the same number of cells."""
    lines = [line for line in text.splitlines()[: _SAMPLE_LINES * 2] if line.strip()][:_SAMPLE_LINES]
    best: tuple[int, int, str] | None = None
    for separator in _SEPARATORS:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            best = max(filter(None, (best, (count * width, -_SEPARATORS.index(separator), separator))))
    return best[2] if best else None
