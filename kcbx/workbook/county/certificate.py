"""行数核对: the certificate that every row of every sheet ended in one place; a paper to sign and stamp.

Black on white, 黑体 and 宋体. Sheets of one file and kind share a line; the sheets themselves follow as an annex,
so it closes to the row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from kcbx.definitions import form_words
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.county.accounts import ENDS, SUMS, accounts, by_file
from kcbx.workbook.county.phrases import texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.waiting import waiting
from kcbx.workbook.style import DOTTED, PEOPLE
from kcbx.workbook.text import Run, chinese_date, line_count, row_height
from kcbx.workbook.wording import page_words

_WIDTHS = (5, 47, 16, 9, 9, 8, 8, 8, 8.5, 5.5, 7, 15)
_HEADER = 2
_LAST = len(_WIDTHS) - 1
#: Height of a line of the table in points, and the least at which it can be read.
_LINE, _LOWEST = 18, 14.5
#: Points of the first page below its head, and of what stands below the table.
_FIRST_PAGE, _END = 590 - 100, 172
_BLACK = "#000000"
#: Lines of the table that go with the signatures, the total last.
_KEPT = 4


def write_certificate(book: Book, picture: Picture) -> None:
    """Write the paper, and the annex of sheets where files were put together."""
    table = accounts(picture)
    files = by_file(table)
    sheet = book.sheet(page_words("county", "certificate").sheet)
    _head(book, sheet, picture)
    row = _table(sheet, files, _HEADER + 1, subtotals=True, height=_on_one_page(files))
    breaks = [row - _KEPT] if _splits(sheet.pixels_high(_HEADER + 1, row - 1) * 0.75) else []
    row = _closing(book, sheet, picture, table, row + 1)
    _signatures(sheet, row + 1)
    if len(files) < len(table):
        start = row + 6
        breaks.append(start)
        sheet.merged((start, 0, start, _LAST), "附：逐个工作表", "paper", bold=True, font_size=12)
        sheet.set_row(start, 24)
        named = table.assign(named=table["source_file"] + " › " + table["source_sheet"])
        _table(sheet, named, start + 1, subtotals=False)
    sheet.set_h_pagebreaks(breaks)
    book.paper(sheet, left=book.owner, margins=0.6)
    sheet.repeat_rows(_HEADER)


def _splits(high: float) -> bool:
    """Whether the page would end between the table, so many points ``high``, and the signatures, which must stay
    together.

    At the scale of one page wide a page holds 590 points, the heads take 100 (first) and 34.
    """
    left = _FIRST_PAGE
    while high > left:
        high -= left // _LINE * _LINE
        left = 590 - 34
    return high + _END > left


def _on_one_page(files: pd.DataFrame) -> float:
    """Height of a line: a little less than usual where that keeps table and signatures on one page."""
    kinds = files.groupby(["_rank", "form"]).size()
    height = (_FIRST_PAGE - _END) / (len(files) + int(kinds.gt(1).sum()) + 1)
    return min(height, _LINE) if height >= _LOWEST else _LINE


def _head(book: Book, sheet: Sheet, picture: Picture) -> None:
    sheet.widths(_WIDTHS)
    place = picture.place
    sheet.set_row(0, 40)
    sheet.merged((0, 0, 0, _LAST), page_words("county", "certificate").title, "paper_title")
    sheet.set_row(1, 26)
    words = (
        f"{place.county} {place.term} · 数据时点 {chinese_date(place.as_of)} · 年龄截止日 "
        f"{chinese_date(place.ages.cutoff)} · 批次 {place.batch}"
    )
    sheet.merged((1, 0, 1, _LAST), words, "paper", align="center", font_size=10.5)
    sheet.set_row(_HEADER, 34)
    headings = ["序号", "文件 › 工作表", "内容", *SUMS.values(), "文件指纹\n（前12位）"]
    for position, heading in enumerate(headings):
        sheet.text(
            _HEADER,
            position,
            heading,
            book.formats(
                "paper",
                bold=True,
                text_wrap=True,
                font_size=10.5,
                top=2,
                bottom=1,
                align=_align(position),
                **({"indent": 1} if position in (2, _LAST) else {}),
            ),
        )


def _align(position: int) -> str:
    if position == 0:
        return "center"
    return "right" if 3 <= position < _LAST else "left"


def _table(sheet: Sheet, rows: pd.DataFrame, start: int, *, subtotals: bool, height: float = _LINE) -> int:
    """Write the lines and, with ``subtotals``, a sum a kind and the grand total; returns the next row."""
    forms = form_words()
    row, serial = start, 0
    for form, part in rows.groupby(["_rank", "form"], sort=True):
        label = forms[str(form[1])]
        numbers = part[list(SUMS)].to_numpy().tolist()
        for named, counts, digest in zip(texts(part["named"]), numbers, texts(part["digest"]), strict=True):
            serial += 1
            _line(sheet, row, (serial, named, label), counts, digest, {"bottom": DOTTED}, height)
            row += 1
        if subtotals and len(part) > 1:
            sums = part[list(SUMS)].sum().tolist()
            count = f"{part['source_file'].nunique()} 个文件"
            _line(sheet, row, (None, f"{label}小计", count), sums, "", {"top": 1, "bottom": 1, "bold": True}, height)
            row += 1
    if subtotals:
        count = f"{rows['source_file'].nunique()} 个文件"
        sums = rows[list(SUMS)].sum().tolist()
        _line(sheet, row, (None, "总计", count), sums, "", {"top": 1, "bottom": 2, "bold": True}, height)
        row += 1
    return row


def _line(
    sheet: Sheet,
    row: int,
    head: tuple[int | None, str, str],
    counts: Sequence[float],
    digest: str,
    look: dict[str, Any],
    height: float,
) -> None:
    formats = sheet.formats
    size = {"font_size": 10.5, **look}
    sheet.number(row, 0, head[0], formats("paper", align="center", **size))
    sheet.text(row, 1, head[1], formats("paper", "text", **size, text_wrap=True))
    sheet.text(row, 2, head[2], formats("paper", "text", **size, indent=1))
    for position, (name, number) in enumerate(zip(SUMS, counts, strict=True), start=3):
        zero = {"num_format": "0", "bold": True} if name == "difference" else {"num_format": PEOPLE}
        sheet.number(row, position, number, formats("paper", **{**size, **zero}, align="right"))
    sheet.text(row, _LAST, digest, formats("paper", "text", **{**size, "font_size": 9}, indent=1))
    lines = line_count(head[1], _WIDTHS[1], 10.5)
    sheet.set_row(row, height if lines == 1 else row_height(lines, 10.5, 1))


def _closing(book: Book, sheet: Sheet, picture: Picture, table: pd.DataFrame, row: int) -> int:
    sums = {name: int(table[name].sum()) for name in SUMS}
    parts = [f"{SUMS[name].replace(chr(10), '')} {sums[name]:,}" for name in ENDS]
    broken = int(table["difference"].ne(0).sum())
    verdict = "每一行均有去向，无一行丢失。" if not broken else f"有 {broken} 张表对不上，本单不得使用。"
    sheet.merged(
        (row, 0, row, _LAST),
        (
            "读到 ",
            Run(f"{sums['rows_read']:,}", ("bold",)),
            f" 行 = {' + '.join(parts)}。相差 ",
            Run(f"{sums['difference']:,}", ("bold",)),
            f" 行。{verdict}",
        ),
        "paper",
        font_size=12,
    )
    sheet.set_row(row, 24)
    open_pairs = waiting(picture)
    which = f"：{open_pairs.told}，合成 {open_pairs.pairs:,} 对" if open_pairs.pairs else ""
    note = (
        f"“待人工核对”指尚不能确认是否同一名儿童的行{which}；“退回更正”的原因与位置见“数据质量”表。"
        f"本单由 {book.version} 根据来表自动生成，相同来表必得相同结果。"
    )
    sheet.merged((row + 1, 0, row + 1, _LAST), note, "paper", font_size=10, font_color="#55616A", text_wrap=True)
    sheet.set_row(row + 1, max(20, row_height(line_count(note, sum(_WIDTHS), 10), 10, 4)))
    return row + 2


def _signatures(sheet: Sheet, row: int) -> None:
    sheet.set_row(row - 1, 10)
    for offset, who in enumerate(("填报人（签字）：", "审核人（签字）：", "单位负责人（签字）：")):
        line = row + offset
        sheet.set_row(line, 27)
        sheet.merged((line, 1, line, 2), who, "paper", font_size=11.5, bottom=1, valign="bottom")
        sheet.merged((line, 4, line, 6), "年   月   日", "paper", font_size=11.5, align="right", valign="bottom")
    sheet.merged(
        (row, 8, row + 2, _LAST),
        "（单位盖章处）",
        "paper",
        align="center",
        font_size=12,
        font_color="#8A8A8A",
        border=3,
        border_color=_BLACK,
    )
