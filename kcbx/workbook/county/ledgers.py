"""The three ledgers the ministry's notice of 2024 names: 适龄儿童台账, 疑似辍学台账, 辍学台账.

The second and third share out the list to verify: a child the village itself calls out of school stands in the
third, every other in the second, so together they are 疑似失学.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from kcbx.workbook.book import Book
from kcbx.workbook.county.groups import roll_schools
from kcbx.workbook.county.phrases import HOME, IDENTITY, flags, shown, texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.page import Value
from kcbx.workbook.text import Run, chinese_date
from kcbx.workbook.wording import page_words, write_list, write_long_list

_DECLARED = "out_declared"


def write_ledger(book: Book, picture: Picture) -> None:
    """适龄儿童台账: every counted child, by township, village, cohort and birth date."""
    children = picture.counted
    order = ["township", "village", "cohort_grade", "birth_date", "name", "record_id"]
    children = children.loc[children[order].sort_values(order).index]
    enrolled = int(children["enrolled"].sum())
    listed = int(children["to_verify"].sum())
    rest = len(children) - enrolled - listed
    write_long_list(
        book,
        page_words("county", "ledger"),
        {
            **shown(children, *IDENTITY, *HOME, "guardian", "phone", "grade_due", "label"),
            "school": roll_schools(picture, children),
            "flags": flags(children, "、"),
        },
        (
            "共 ",
            Run(f"{len(children):,}", ("bold",)),
            f" 人 = 已确认就读 {enrolled:,} + 待核实 {listed:,} + 待核对、缓学、休学等 {rest:,}  ",
            Run("√ 合计相符", ("accent",)),
        ),
    )


def write_suspect_ledger(book: Book, picture: Picture) -> None:
    """疑似辍学台账: the list to verify without the children the village itself calls out of school."""
    listed = _by_place(picture.to_verify[picture.to_verify["standing"].ne(_DECLARED)])
    values = _ledger_columns(picture, listed)
    values |= {
        "school": roll_schools(picture, listed),
        "label": texts(listed["label"]),
    }
    _write(book, picture, "suspect_ledger", values, len(listed))


def write_dropout_ledger(book: Book, picture: Picture) -> None:
    """辍学台账: the children the village itself calls out of school."""
    listed = _by_place(picture.to_verify[picture.to_verify["standing"].eq(_DECLARED)])
    values = _ledger_columns(picture, listed)
    values |= {
        "declared": texts(listed["status_text"]),
        "why": texts(listed["declared_reason"]),
    }
    _write(book, picture, "dropout_ledger", values, len(listed))


def _write(book: Book, picture: Picture, page: str, values: Mapping[str, Sequence[Value]], count: int) -> None:
    whole = len(picture.to_verify)
    other = "辍学台账" if page == "suspect_ledger" else "疑似辍学台账"
    write_list(
        book,
        page_words("county", page),
        {field: values[field] for field in page_words("county", page).columns},
        (
            "本台账 ",
            Run(f"{count:,} 人", ("alarm",)),
            f"，与{other} {whole - count:,} 人合为待核实名单 {whole:,} 人  ",
            Run("√ 合计相符", ("accent",)),
            f"。请于 {chinese_date(picture.place.deadline, weekday=True)}前核查；核实前不作为辍学人数上报。",
        ),
    )


def _by_place(listed: pd.DataFrame) -> pd.DataFrame:
    return listed.sort_values(["township", "village", "birth_date", "name", "record_id"])


def _ledger_columns(picture: Picture, listed: pd.DataFrame) -> dict[str, Sequence[Value]]:
    home = zip(texts(listed["township"]), texts(listed["village"]), texts(listed["village_group"]), strict=True)
    return {
        **shown(listed, "case_number", *IDENTITY, "guardian", "phone", "grade_due", "reason"),
        "address": ["".join(parts) for parts in home],
        "flags": flags(listed),
        "due": [picture.place.deadline.isoformat()] * len(listed),
    }
