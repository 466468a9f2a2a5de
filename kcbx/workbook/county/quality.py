"""数据质量 and 问题明细: what is wrong in the sheets that came in, first by kind, then place by place.

Places are plain text: files lie elsewhere on every machine. Links lead from a kind to its first place in 问题明细.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.findings import catalogue, severities
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.page import FIRST_ROW
from kcbx.workbook.problems_of_sender import heading_of
from kcbx.workbook.text import Run
from kcbx.workbook.wording import Lines, page_words, write_list, write_long_list

_RANK = {"error": 0, "warning": 1, "note": 2}


def ordered_findings(picture: Picture) -> pd.DataFrame:
    """All findings: by severity, code, file, sheet and row."""
    table = picture.register.findings
    return (
        table.assign(_rank=table["severity"].map(_RANK))
        .sort_values(
            ["_rank", "code", "source_file", "source_sheet", "source_row", "column", "message"],
            kind="stable",
        )
        .reset_index(drop=True)
    )


def write_quality(book: Book, picture: Picture) -> None:
    """数据质量: one row a kind of problem and file: how many, the first, the last, what to do."""
    table = ordered_findings(picture)
    words = severities()
    table["place"] = _places(table)
    table["at"] = range(len(table))
    groups = table.groupby(["_rank", "code", "source_file"], sort=True)
    kinds = groups.agg(
        severity=("severity", "first"),
        column=("column", "first"),
        count=("code", "size"),
        first=("place", "first"),
        last=("place", "last"),
        advice=("advice", "first"),
        at=("at", "first"),
    ).reset_index()
    counts = table["severity"].value_counts()
    said = [f"{words[each]} {counts[each]:,} 处" for each in _RANK if counts.get(each, 0)]
    count = kinds["count"].tolist()
    known = catalogue()
    compared = [known[code].compared for code in kinds["code"]]
    origins = schema("workbooks/county")["origins"]
    page = write_list(
        book,
        page_words("county", "quality"),
        {
            "severity": texts(kinds["severity"].map(words)),
            "kind": [known[code].meaning for code in kinds["code"]],
            "found": [origins["compared" if each else "sheet"] for each in compared],
            "file": texts(kinds["source_file"]),
            "column": [heading_of(each) for each in texts(kinds["column"])],
            "count": count,
            "first": texts(kinds["first"]),
            "last": [text if n > 1 else "" for text, n in zip(texts(kinds["last"]), count, strict=True)],
            "advice": texts(kinds["advice"]),
            "link": [""] * len(kinds),
        },
        (
            "共 ",
            Run(f"{len(table):,} 处", ("bold",)),
            f" = {' + '.join(said)}  ",
            Run("√ 合计相符", ("accent",)),
            f"。来表本身的 {sum(n for n, each in zip(count, compared, strict=True) if not each):,} 处与检查来表时"
            "数的相同；其余是各表对照才看出的。须更正的请退回填报单位改正后重报。",
        ),
        Lines(looks={"severity": [_tone(each) for each in kinds["severity"]]}),
    )
    column = len(page.columns) - 1
    details = page_words("county", "findings").sheet
    for row, at in enumerate(kinds["at"].tolist(), start=FIRST_ROW):
        target = f"'{details}'!A{FIRST_ROW + int(at) + 1}"
        page.sheet.link(row, column, target, "→ 逐处", book.formats("link", "line"))


def write_findings(book: Book, picture: Picture) -> None:
    """问题明细: every place, one row each, in the order of 数据质量."""
    table = ordered_findings(picture)
    words, known = severities(), catalogue()
    rows = table["source_row"]
    write_long_list(
        book,
        page_words("county", "findings"),
        {
            "serial": list(range(1, len(table) + 1)),
            "severity": texts(table["severity"].map(words)),
            "file": texts(table["source_file"]),
            "sheet": texts(table["source_sheet"]),
            "row": [None if pd.isna(row) else int(row) for row in rows],
            "column": [each.replace("「", " ").rstrip("」") for each in texts(table["column"])],
            "kind": [known[code].meaning for code in table["code"]],
            "message": texts(table["message"]),
            "advice": texts(table["advice"]),
        },
        f"共 {len(table):,} 处。行号与电子表格所见一致；整张表的问题不写行号。",
    )


def _places(table: pd.DataFrame) -> list[str]:
    """Sheet and row of each finding: 云岭村 › 第141行."""
    sheets, rows = texts(table["source_sheet"]), table["source_row"]
    return [
        " › ".join(part for part in (sheet, "" if pd.isna(row) else f"第{int(row)}行") if part) or "整个文件"
        for sheet, row in zip(sheets, rows, strict=True)
    ]


def _tone(severity: str) -> str:
    return {"error": "alarm", "warning": "ink"}.get(severity, "light")
