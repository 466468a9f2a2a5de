"""请更正后重新报送: what is wrong in one sender's file, by kind and place by place, with the rows that close.

It goes back to the one who wrote the file, so it may quote what stands there; nobody else gets it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kcbx.definitions import schema, schemas_in
from kcbx.fields import fields, rows
from kcbx.findings import catalogue, severities
from kcbx.register import Place
from kcbx.workbook.book import Book
from kcbx.workbook.page import FIRST_ROW, Value
from kcbx.workbook.text import Rich, Run
from kcbx.workbook.wording import Lines, page_words, write_list

_BOOK = "problems"
_ENDS = ("rows_used", "rows_returned", "rows_notes", "rows_unused")
_SENT_BACK = ("error", "warning")
_TONES = {"error": "alarm", "warning": "ink", "note": "light"}


def sent_back(problems: pd.DataFrame) -> pd.DataFrame:
    """The rows of a [findings] table for which a sender is written to: what is wrong, or may be, in a sheet by itself,
    and not for the bureau alone to settle.
    """
    bureau = schema(f"workbooks/{_BOOK}")["file"]["for_the_bureau"]
    others = [code for code, kind in catalogue().items() if kind.compared or code in bureau]
    return problems[problems["severity"].isin(_SENT_BACK) & ~problems["code"].isin(others)]


@dataclass(frozen=True)
class SentFile:
    """One file as it came: its name, its problems (gravest first), its accounts and headings, a row a sheet."""

    name: str
    problems: pd.DataFrame
    accounts: pd.DataFrame
    sheets: pd.DataFrame


def write(sent: SentFile, place: Place, owner: str, path: Path) -> None:
    """Write the workbook of one file. Raises OutputUnwritable."""
    with Book(path, place, title=schema(f"workbooks/{_BOOK}")["file"]["title"], owner=owner, in_memory=True) as book:
        _write_groups(book, sent)
        _write_places(book, sent.problems)
        if sent.sheets["mapping"].ne("{}").any():
            _write_headings(book, sent.sheets)
        if len(sent.accounts):
            _write_accounts(book, sent.accounts)


def _write_groups(book: Book, sent: SentFile) -> None:
    """请更正: one row a kind of problem and column: how many, where, how to mend; a link to the first place."""
    words, degrees = _words(), severities()
    table = sent.problems.assign(at=range(len(sent.problems)))
    groups = [group for _, group in table.groupby(["code", "column"], sort=False)]
    groups.sort(key=lambda group: (list(_TONES).index(group["severity"].iloc[0]), -len(group), group["at"].iloc[0]))
    firsts = [group.iloc[0] for group in groups]
    counts = table["severity"].value_counts()
    said = [f"{label} {counts[each]:,} 处" for each, label in degrees.items() if counts.get(each, 0)]
    hint: Rich = (
        f"{sent.name}：共 ",
        Run(f"{len(table):,} 处", ("bold",)),
        f" = {' + '.join(said)}。" if len(said) > 1 else f"{said[0].partition(' ')[0]}。",
        Run(words["hint"], ("accent",)),
    )
    page = write_list(
        book,
        page_words(_BOOK, "groups"),
        {
            "serial": list(range(1, len(groups) + 1)),
            "severity": [degrees[first["severity"]] for first in firsts],
            "kind": [catalogue()[first["code"]].meaning for first in firsts],
            "column": [heading_of(first["column"]) for first in firsts],
            "count": [len(group) for group in groups],
            "sheets": [_spread(group["source_sheet"], words["whole"]) for group in groups],
            "advice": [catalogue()[first["code"]].sender_advice for first in firsts],
            "link": [""] * len(groups),
        },
        hint,
        Lines(looks={"severity": [_TONES[first["severity"]] for first in firsts]}),
    )
    target = page_words(_BOOK, "places").sheet
    places = {at: row for row, at in enumerate(_by_place(table)["at"], start=FIRST_ROW + 1)}
    for row, group in enumerate(groups, start=FIRST_ROW):
        first_row = min(places[at] for at in group["at"])
        page.sheet.link(row, len(page.columns) - 1, f"'{target}'!A{first_row}", "→ 逐处", book.formats("link", "line"))


def _by_place(problems: pd.DataFrame) -> pd.DataFrame:
    """The problems in the order a clerk works: must-be-mended first, then sheet by sheet, row by row, cell by cell."""
    rank = problems["severity"].map({each: order for order, each in enumerate(_TONES)})
    letters = problems["cell"].str.replace("[0-9]", "", regex=True)
    table = problems.assign(_rank=rank, _wide=letters.str.len(), _letters=letters)
    order = ["_rank", "source_sheet", "source_row", "_wide", "_letters", "code", "column"]
    return table.sort_values(order, kind="stable")


def _write_places(book: Book, problems: pd.DataFrame) -> None:
    words, degrees = _words(), severities()
    table = _by_place(problems)
    page = page_words(_BOOK, "places")
    write_list(
        book,
        page,
        {
            "serial": list(range(1, len(table) + 1)),
            "severity": [degrees[each] for each in table["severity"]],
            "sheet": [sheet or words["whole"] for sheet in table["source_sheet"]],
            "cell": table["cell"].tolist(),
            "row": ["" if pd.isna(row) else str(int(row)) for row in table["source_row"]],
            "column": table["column"].map(heading_of).tolist(),
            "written": table["written"].tolist(),
            "kind": [catalogue()[code].meaning for code in table["code"]],
            "message": table["message"].tolist(),
            "advice": [catalogue()[code].sender_advice for code in table["code"]],
            "done": [""] * len(table),
        },
        page.meaning,
        Lines(looks={"severity": [_TONES[each] for each in table["severity"]]}),
        choices={"done": book.choices("改好", [words["done"]])},
    )


def _write_headings(book: Book, sheets: pd.DataFrame) -> None:
    """各列怎么认的: every heading of every sheet, and what became of it."""
    known, forms = fields(), _forms()
    lines: list[tuple[Value, ...]] = []
    words = _words()
    for sheet in rows(sheets):
        head = (sheet.source_sheet, forms.get(sheet.form, words["unread"]))
        letters: Mapping[str, str] = json.loads(sheet.letters)
        for name, heading in json.loads(sheet.mapping).items():
            lines.append((*head, letters.get(name, ""), heading, known[name].label, known[name].meaning))
        for word, names in ((words["ignored"], sheet.ignored), (words["leftover"], sheet.leftover)):
            lines += [(*head, "", heading, "–", word) for heading in json.loads(names)]
    page = page_words(_BOOK, "headings")
    write_list(book, page, _columns(page.columns, lines), page.meaning)


def _write_accounts(book: Book, accounts: pd.DataFrame) -> None:
    """行数核对: every row of every sheet has its place, and the sums say so."""
    words, forms = _words(), _forms()
    lines: list[tuple[Value, ...]] = [
        (
            row.source_sheet or words["whole"],
            forms.get(row.form, words["unread"]),
            None if pd.isna(row.header_row) else int(row.header_row),
            row.rows_read,
            *(getattr(row, name) for name in _ENDS),
            row.difference,
            row.why,
        )
        for row in rows(accounts)
    ]
    page = page_words(_BOOK, "accounts")
    sums = {name: int(accounts[name].sum()) for name in ("rows_read", *_ENDS)}
    difference = sums["rows_read"] - sum(sums[name] for name in _ENDS)
    parts = [f"{page.columns[name].heading} {sums[name]:,}" for name in _ENDS]
    verdict = words["closes"] if not difference else words["broken"].format(difference=difference)
    hint: Rich = (
        "读到 ",
        Run(f"{sums['rows_read']:,}", ("bold",)),
        f" 行 = {' + '.join(parts)}  ",
        Run(verdict, ("alarm" if difference else "accent",)),
    )
    write_list(book, page, _columns(page.columns, lines), hint)


def heading_of(column: str) -> str:
    """F「出生日期」, as a finding names a column of a sheet, as 出生日期: the letter is told elsewhere."""
    found = re.fullmatch("[A-Z]{1,3}「(.+)」", column)
    return found[1] if found else column


def _columns(names: Mapping[str, object], lines: Sequence[tuple[Value, ...]]) -> dict[str, Sequence[Value]]:
    """Lines as columns by field."""
    return {name: [line[place] for line in lines] for place, name in enumerate(names)}


def _spread(sheets: pd.Series, whole: str) -> str:
    """How many places each sheet has: 云岭村 3 处、杉坪村 1 处."""
    counts = sheets.replace("", whole).value_counts(sort=False).sort_index()
    shown = [f"{sheet} {count} 处" if len(counts) > 1 else str(sheet) for sheet, count in counts.items()]
    return "、".join(shown[:6]) + (f" 等 {len(shown)} 张表" if len(shown) > 6 else "")


def _words() -> Mapping[str, str]:
    words: Mapping[str, str] = schema(f"workbooks/{_BOOK}")["words"]
    return words


def _forms() -> Mapping[str, str]:
    return {name: words["label"] for name, words in schemas_in("forms").items()}
