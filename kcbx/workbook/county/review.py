"""待人工核对: pairs the evidence cannot decide, census above roll, for a person to judge."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx.answers import questionnaire
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import schools, texts, words
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.differences import marked
from kcbx.workbook.page import FIRST_ROW, ListPage
from kcbx.workbook.text import Rich, Run
from kcbx.workbook.wording import page_words, write_list

ANSWERS = "同一人判断"
_COMPARED = ("name", "sex", "birth_date", "id_number", "guardian")


def write_review(book: Book, picture: Picture) -> None:
    """待人工核对: one row a pair, two lines a cell, differing characters red; only the answer columns are open."""
    pairs = picture.review_pairs
    child, pupil = picture.by_id.loc[pairs["census_id"]], picture.roll.loc[pairs["roll_id"]]
    values: dict[str, Sequence[Rich | str | float | None]] = {
        "serial": list(range(1, len(pairs) + 1)),
        "side": [(Run("摸底", ("quiet",)), "\n", Run("学籍", ("accent",)))] * len(pairs),
        **{field: _stacked(texts(child[field]), texts(pupil[field])) for field in _COMPARED},
        "village": _plainly(_homes(child), _homes(pupil)),
        "school": _plainly(texts(child["school"]), schools(pupil)),
        "reason": texts(pairs["reason"]),
        **{field: [None] * len(pairs) for field in ("result", "checked_by", "note")},
        "key": [f"{one}|{other}" for one, other in zip(texts(child["row_key"]), texts(pupil["row_key"]), strict=True)],
    }
    labels = [result.label for result in questionnaire("pair").results.values()]
    page = write_list(
        book,
        page_words("county", "review"),
        values,
        (
            f"共 {len(pairs):,} 对，先列对结果影响大的。每对上行为摸底表、下行为学籍；",
            Run("红字下划线", ("differs",)),
            "为不同之处。请在“您的判断”列下拉选择；已判断的下次不再询问。",
        ),
        choices={"result": book.choices(ANSWERS, labels)},
    )
    _mark_unanswered(book, page)


def _mark_unanswered(book: Book, page: ListPage) -> None:
    """Pale red while an answer is missing, plain once it stands: the rule moves with the answer."""
    if page.row == FIRST_ROW:
        return
    column = list(page_words("county", "review").columns).index("result")
    page.sheet.conditional_format(
        FIRST_ROW, column, page.row - 1, column, {"type": "blanks", "format": book.formats.rule("unanswered")}
    )


def _stacked(upper: list[str], lower: list[str]) -> list[Rich]:
    """Two lines a cell, characters one above the other, the differing ones marked."""
    cells: list[Rich] = []
    for one, other in zip(upper, lower, strict=True):
        first, second = marked(one, other)
        cells.append((*first, "\n", *second))
    return cells


def _plainly(upper: list[str], lower: list[str]) -> list[Rich | str]:
    """Two lines a cell where a difference is natural (a village and its address)."""
    empty = words()["unregistered"]
    return [f"{one or empty}\n{other or empty}" for one, other in zip(upper, lower, strict=True)]


def _homes(frame: pd.DataFrame) -> list[str]:
    parts = zip(texts(frame["township"]), texts(frame["village"]), texts(frame["village_group"]), strict=True)
    return ["".join(part) for part in parts]
