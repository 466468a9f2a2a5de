"""What ``kcbx compare --to`` writes: the sums, the balance by school, every child, and identities that drifted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.definitions import schema, standings
from kcbx.register import Place
from kcbx.workbook.book import Book
from kcbx.workbook.county.movements import equation, write_movements
from kcbx.workbook.county.phrases import origins, texts
from kcbx.workbook.explain_page import Section, column_meanings, how_to_read, page_meanings, version, write_page
from kcbx.workbook.page import Value
from kcbx.workbook.text import chinese_date
from kcbx.workbook.wording import page_words, write_list, write_long_list

_BOOK = "compare"
_IDENTITY = ("name", "sex", "birth_date", "township", "village")


def write(
    place: Place,
    before: date,
    changes: pd.DataFrame,
    balance: pd.DataFrame,
    movements: pd.DataFrame,
    followed: pd.DataFrame,
    path: Path,
) -> None:
    """Write the [changes] of two terms, their ``balance``, the [movements] by school and the schools ``followed``.

    ``place``: this term's; ``before``: the day of last term's picture. Raises OutputUnwritable.
    """
    changes = _first_things_first(changes)
    with Book(path, place, title=f"{place.county}学期变动", owner=place.owner, in_memory=True) as book:
        words = {code: each["meaning"] for code, each in schema("changes").items()}
        write_list(
            book,
            page_words(_BOOK, "sums"),
            {
                "side": texts(balance["side"].map(schema(f"workbooks/{_BOOK}")["sides"])),
                "label": texts(balance["label"]),
                "children": [int(number) for number in balance["children"]],
                "meaning": texts(balance["change"].map(words)),
            },
            (
                f"{chinese_date(before)} → {chinese_date(place.as_of)}，",
                *equation(movements[movements["kind"].eq("county")].iloc[0]),
            ),
        )
        write_movements(book, movements, followed)
        _write_children(book, changes)
        drifted = changes[changes["differs"].notna()]
        _write_drift(book, drifted)
        write_page(book, _explained(book))


def _first_things_first(changes: pd.DataFrame) -> pd.DataFrame:
    """Whom somebody has to look into stands first; within a change by place and name, as they come."""
    order: list[str] = schema(f"workbooks/{_BOOK}")["order"]
    return changes.sort_values("change", key=lambda codes: codes.map(order.index), kind="stable", ignore_index=True)


def _explained(book: Book) -> Iterator[Section]:
    """怎么看, the sheets, every change with its side, the columns."""
    sheets, sides = book.tabs, schema(f"workbooks/{_BOOK}")["sides"]
    yield how_to_read(_BOOK)
    yield page_meanings(sheets, _BOOK, "county")
    yield (
        "每种变化的意思（一人只算一种，从上到下先合者算）",
        ("变化", "方向", "意思", ""),
        [(each["label"], sides[each["side"]], each["meaning"], "") for each in schema("changes").values()],
    )
    yield column_meanings(sheets, _BOOK, "county")
    yield "版本", ("项目", "", "内容", ""), [version(book)]


def _write_children(book: Book, changes: pd.DataFrame) -> None:
    labels = {code: each.label for code, each in standings().items()}
    write_long_list(
        book,
        page_words(_BOOK, "children"),
        {
            **_people(changes),
            **{name: texts(changes[name]) for name in ("school_before", "school")},
            **{name: [grade_name(grade) for grade in changes[name]] for name in ("grade_before", "grade")},
            **{name: texts(changes[name].map(labels)) for name in ("standing_before", "standing")},
        },
        f"共 {len(changes):,} 人，一人一行一种变化；要查的在前，升级的在后，可按“变化”筛选。",
    )


def _write_drift(book: Book, drifted: pd.DataFrame) -> None:
    write_list(
        book,
        page_words(_BOOK, "drift"),
        {**_people(drifted), "differs": texts(drifted["differs"]), "drift": texts(drifted["drift"])},
        f"共 {len(drifted):,} 人：认作同一名儿童，而两学期的身份信息不同。请查户口簿，改正错的一处。",
    )


def _people(changes: pd.DataFrame) -> dict[str, list[Value]]:
    """Number, change, who and where the row stands, as both lists of children show it."""
    labels = {code: each["label"] for code, each in schema("changes").items()}
    told: dict[str, list[Value]] = {"serial": list(range(1, len(changes) + 1))}
    told["change"] = list(texts(changes["change"].map(labels)))
    for name in _IDENTITY:
        told[name] = list(texts(changes[name]))
    told["origin"] = list(origins(changes, lines=False))
    return told
