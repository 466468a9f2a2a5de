"""The three ledgers the ministry's notice of 2024 names: 适龄儿童台账, 疑似辍学台账, 辍学台账.

The second and third share out the list to verify: a child the village itself calls out of school stands in the
third, every other in the second, so together they are 疑似失学.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx.definitions import standings
from kcbx.fields import conform
from kcbx.workbook.book import Book
from kcbx.workbook.county.groups import roll_schools
from kcbx.workbook.county.phrases import flags, grade_labels, texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.page import Value
from kcbx.workbook.text import Run, chinese_date
from kcbx.workbook.wording import page_words, write_list, write_long_list

_DECLARED = "out_declared"


_BY_PLACE = ["township", "village", "birth_date", "name", "record_id"]


def ledgers(picture: Picture) -> dict[str, pd.DataFrame]:
    """The three ledgers by table name ([ledger_of_age] …), one row a child with its place."""
    return {
        "ledger_of_age": of_age(picture),
        "ledger_suspected": suspected(picture),
        "ledger_dropout": dropout(picture),
    }


def of_age(picture: Picture) -> pd.DataFrame:
    """Every counted child, by township, village, cohort and birth date."""
    order = ["township", "village", "cohort_grade", "birth_date", "name", "record_id"]
    return _table(picture, picture.counted.sort_values(order), "ledger_of_age")


def suspected(picture: Picture) -> pd.DataFrame:
    """The list to verify without the children the village itself calls out of school."""
    listed = picture.to_verify.sort_values(_BY_PLACE)
    return _table(picture, listed[listed["standing"].ne(_DECLARED)], "ledger_suspected")


def dropout(picture: Picture) -> pd.DataFrame:
    """The children the village itself calls out of school."""
    listed = picture.to_verify.sort_values(_BY_PLACE)
    return _table(picture, listed[listed["standing"].eq(_DECLARED)], "ledger_dropout")


def _table(picture: Picture, children: pd.DataFrame, name: str) -> pd.DataFrame:
    """The columns any ledger may want, cut to those of the table."""
    home = zip(*(texts(children[each]) for each in ("township", "village", "village_group")), strict=True)
    return conform(
        children.assign(
            grade_due=grade_labels(children["grade_due"]),
            address=["".join(parts) for parts in home],
            school=roll_schools(picture, children),
            flags=flags(children, "、"),
            declared=children["status_text"],
            why=children["declared_reason"],
            due=picture.place.deadline.isoformat(),
        ),
        name,
    ).reset_index(drop=True)


def write_ledger(book: Book, picture: Picture) -> None:
    """适龄儿童台账: every counted child."""
    table = of_age(picture)
    known = standings().values()
    enrolled = int(table["standing"].isin([each.code for each in known if each.enrolled]).sum())
    listed = int(table["standing"].isin([each.code for each in known if each.to_verify]).sum())
    rest = len(table) - enrolled - listed
    write_long_list(
        book,
        page_words("county", "ledger"),
        _values(table, "ledger", "、"),
        (
            "共 ",
            Run(f"{len(table):,}", ("bold",)),
            f" 人 = 已确认就读 {enrolled:,} + 待核实 {listed:,} + 待核对、缓学、休学等 {rest:,}  ",
            Run("√ 合计相符", ("accent",)),
        ),
    )


def write_suspect_ledger(book: Book, picture: Picture) -> None:
    """疑似辍学台账, as :func:`suspected` gives it."""
    _write(book, picture, "suspect_ledger", suspected(picture))


def write_dropout_ledger(book: Book, picture: Picture) -> None:
    """辍学台账, as :func:`dropout` gives it."""
    _write(book, picture, "dropout_ledger", dropout(picture))


def _write(book: Book, picture: Picture, page: str, table: pd.DataFrame) -> None:
    whole, count, poor = len(picture.to_verify), len(table), int(table["low_income"].sum())
    other = "辍学台账" if page == "suspect_ledger" else "疑似辍学台账"
    write_list(
        book,
        page_words("county", page),
        _values(table, page, "\n"),
        (
            "本台账 ",
            Run(f"{count:,} 人", ("alarm",)),
            "（其中脱贫户等 ",
            Run(f"{poor:,} 人", ("alarm",) if poor else ()),
            f"），与{other} {whole - count:,} 人合为待核实名单 {whole:,} 人  ",
            Run("√ 合计相符", ("accent",)),
            f"。请于 {chinese_date(picture.place.deadline, weekday=True)}前核查；核实前不作为辍学人数上报。",
        ),
    )


def _values(table: pd.DataFrame, page: str, gap: str) -> dict[str, Sequence[Value]]:
    """The cells of a page from its table; ``gap`` stands between the key groups of a child."""
    made: dict[str, Sequence[Value]] = {"serial": list(range(1, len(table) + 1))}
    for field in page_words("county", page).columns:
        if field != "serial":
            made[field] = texts(table[field])
    return {**made, "flags": [text.replace("、", gap) for text in texts(table["flags"])]}
