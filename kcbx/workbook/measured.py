"""What ``kcbx metrics --to`` writes: indicators with a sheet a level and charts, or the people behind one number."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from kcbx.config import Config
from kcbx.definitions import schema, standing_words
from kcbx.register import Measured, Place, Register
from kcbx.workbook.book import Book
from kcbx.workbook.county.charts import write_charts
from kcbx.workbook.county.indicators import FORMATS, cell_number, cell_value, county_rows, write_indicators
from kcbx.workbook.county.phrases import origins, texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.suspects import closing_rules
from kcbx.workbook.explain_page import Section, column_meanings, how_to_read, page_meanings, version, write_page
from kcbx.workbook.text import Run
from kcbx.workbook.wording import Lines, page_words, write_list, write_long_list

_BOOK = "metrics"
_IDENTITY = ("name", "sex", "birth_date", "id_number", "township", "village", "school")


def write(register: Register, config: Config, path: Path, measured: Measured) -> None:
    """Write 指标, 图, a sheet for each level that ``measured.indicators`` has beside the county, and 说明.

    Raises OutputUnwritable.
    """
    picture = Picture(register, config)
    title = f"{register.place.county}指标"
    with Book(path, register.place, title=title, owner=register.place.owner, in_memory=True) as book:
        rows = county_rows(measured.indicators, measured.words)
        write_indicators(book, rows)
        write_charts(book, picture, rows, measured)
        for level, word in schema("measuring")["levels"].items():
            if level != "county" and measured.indicators["level"].eq(level).any():
                _write_units(book, measured, level, word)
        write_page(book, _explained(book, measured.words))


def _explained(book: Book, words: pd.DataFrame) -> Iterator[Section]:
    """怎么看, the sheets, the columns, then every formula with where its figures come from."""
    sheets = book.tabs
    yield how_to_read(_BOOK)
    yield page_meanings(sheets, "county", _BOOK)
    yield column_meanings(sheets, "county", _BOOK)
    yield (
        "每个指标怎么算",
        ("指标", "算法类型", "算法", "出处与说明"),
        [
            tuple(text or "" for text in row)
            for row in zip(*(texts(words[name]) for name in ("name", "label", "formula", "explained")), strict=True)
        ],
    )
    yield "版本", ("项目", "", "内容", ""), [version(book)]


def _write_units(book: Book, measured: Measured, level: str, word: str) -> None:
    """按乡镇, 按村 …: one row an indicator, variant and unit, beside the county's value."""
    table = measured.words.merge(measured.indicators, on=["indicator", "variant"], how="inner")
    keys = ["indicator", "variant"]
    county = table[table["level"].eq("county")].set_index(keys)["value"]
    units = table[table["level"].eq(level)].reset_index(drop=True)
    whole = county.reindex(pd.MultiIndex.from_frame(units[keys])).to_numpy()
    last = units["last"] if "last" in units else pd.Series(float("nan"), index=units.index)
    words = page_words(_BOOK, "units")
    formats = [FORMATS.get(kind, "") for kind in units["kind"]]
    write_list(
        book,
        replace(words, sheet=words.sheet.format(level=word), title=words.title.format(level=word)),
        {
            "group": texts(units["group"]),
            "name": texts(units["name"]),
            "label": texts(units["label"]),
            "parent": texts(units["unit_parent"]),
            "unit": texts(units["unit_name"]),
            "value": [cell_value(*row) for row in zip(units["value"], units["kind"], strict=True)],
            "numerator": [cell_number(number) for number in units["numerator"]],
            "denominator": [cell_number(number) for number in units["denominator"]],
            "against": [cell_number(gap) for gap in (units["value"] - whole).round(2).where(units["kind"].eq("rate"))],
            "last": [cell_value(*row) if pd.notna(row[0]) else None for row in zip(last, units["kind"], strict=True)],
            "change": [cell_number(change) for change in (units["value"] - last).round(2)],
            "reason": texts(units["not_computable_reason"]),
        },
        f"共 {len(units):,} 行；各单位相加等于全县（群体有重叠，除外）。“比全县”为相差的百分点。",
        Lines(
            under=closing_rules(units, ["indicator", "variant"]),
            looks={
                "value": [
                    "not_computable" if pd.isna(value) else look
                    for value, look in zip(units["value"], formats, strict=True)
                ],
                "last": formats,
            },
        ),
    )


def write_people(place: Place, rows: pd.DataFrame, title: str, path: Path) -> None:
    """Write 指标明细: the people behind one number, with who they are, for the bureau; ``title``: which number.

    ``rows``: as :func:`kcbx.metrics.behind.rows_behind` gives them, with identity beside. Raises OutputUnwritable.
    """
    labels = standing_words()
    words = page_words(_BOOK, "people")
    with Book(path, place, title=f"{place.county}{words.title}", owner=place.owner, in_memory=True) as book:
        write_long_list(
            book,
            words,
            {
                "serial": list(range(1, len(rows) + 1)),
                **{name: texts(rows[name]) for name in _IDENTITY},
                "standing": texts(rows["standing"].map(labels)),
                "people": rows["people"].tolist(),
                "origin": origins(rows, lines=False),
            },
            (f"{title}：共 {len(rows):,} 行，合计 ", Run(f"{rows['people'].sum():g}", ("bold",)), " 人。"),
        )
