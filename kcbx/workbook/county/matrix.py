"""年龄段×村: registered and to verify, by village and cohort, with totals that close in both directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.workbook.book import Book, Sheet
from kcbx.workbook.county.phrases import date_text
from kcbx.workbook.county.picture import UNKNOWN, Picture
from kcbx.workbook.style import GREY_3, HEAT_1, HEAT_2, HEAT_4, PEOPLE_DOT, WHITE
from kcbx.workbook.text import Run, columns_for, line_count, pixels, row_height, text_width
from kcbx.workbook.wording import page_words

_HEAD = 4
_FIRST = 7
#: Widths of the column of names, and of the indent of a village, in characters.
_NARROWEST, _WIDEST, _INDENT = 15, 24, 1.5


@dataclass(frozen=True)
class Counts:
    """Numbers of the matrix, one row a village (index: township, village), in the order they are written.

    Columns: 登记 and ``places``, then for each of ``grades`` (登记, grade) and (核实, grade). Grade 0 holds children
    to verify whose age is not known.
    """

    villages: pd.DataFrame
    places: tuple[str, ...]
    grades: tuple[int, ...]

    @property
    def townships(self) -> pd.DataFrame:
        """The same by township."""
        return self.villages.groupby(level=0).sum()

    @property
    def closes(self) -> bool:
        """Whether every village sums to its total, across places and across cohorts."""
        whole = self.villages["登记"]
        sums = (
            (list(self.places), whole),
            ([f"登记{grade}" for grade in self.grades], whole),
            ([f"核实{grade}" for grade in self.grades], self.villages["待核实"]),
        )
        return all(self.villages[columns].sum(axis=1).eq(total).all() for columns, total in sums)


def count(picture: Picture) -> Counts:
    """Count the children of ``picture.counted`` by village, place and cohort."""
    children = picture.counted
    years = range(1, picture.place.ages.compulsory_years + 1)
    grades = (*years, 0) if children["cohort_grade"].eq(0).any() else tuple(years)
    villages = [children["township"], children["village"]]
    total = pd.crosstab(villages, children["place"]).reindex(columns=list(picture.places), fill_value=0)
    total.insert(0, "登记", total.sum(axis=1))
    registered = _by_cohort(children, grades)
    verified = _by_cohort(children[children["to_verify"]], grades).reindex(total.index, fill_value=0)
    pairs = {
        f"{name}{grade}": frame[grade] for grade in grades for name, frame in (("登记", registered), ("核实", verified))
    }
    return Counts(total.assign(**pairs), picture.places, grades)


def _by_cohort(children: pd.DataFrame, grades: Sequence[int]) -> pd.DataFrame:
    table = pd.crosstab([children["township"], children["village"]], children["cohort_grade"])
    return table.reindex(columns=list(grades), fill_value=0)


def write_matrix(book: Book, picture: Picture) -> None:
    """Write the sheet; townships are outline groups, those with most children to verify first."""
    words, counts = page_words("county", "matrix"), count(picture)
    sheet = book.sheet(words.sheet)
    width = _name_width(counts)
    _head(book, sheet, counts)
    _header(sheet, picture, counts)
    sheet.set_column(0, 0, width)
    row = _FIRST
    _write_row(sheet, row, "全县", counts.villages.sum().tolist(), counts, ("bold", "county_row"))
    sheet.set_row(row, 20)
    table = counts.townships
    sums = dict(zip(table.index, table.to_numpy().tolist(), strict=True))
    for township in [name for name in picture.townships if name in sums]:
        row += 1
        _write_row(sheet, row, township, sums[township], counts, ("bold", "township_row"))
        sheet.set_row(row, _row_high(township, width, 18))
        villages = counts.villages.xs(township)
        villages = villages.sort_index(key=lambda names: names.where(names != UNKNOWN, "\U0010ffff"))
        for village, numbers in zip(villages.index, villages.to_numpy().tolist(), strict=True):
            row += 1
            _write_row(sheet, row, str(village), numbers, counts, ("line",))
            sheet.set_row(row, _row_high(str(village), width - _INDENT, 15.5), None, {"level": 1})
    sheet.outline_settings(symbols_below=False)
    sheet.freeze_panes(_FIRST, 1)
    book.paper(sheet, left=f"{book.owner} · 内部资料")
    sheet.repeat_rows(_HEAD, _FIRST - 1)


def _head(book: Book, sheet: Sheet, counts: Counts) -> None:
    words = page_words("county", "matrix")
    sheet.set_row(0, 32)
    sheet.text(0, 0, words.title, book.formats("title"))
    sheet.set_row(1, 17)
    sheet.text(1, 0, book.meta, book.formats("meta"))
    sheet.set_row(2, 18)
    closing = Run("√ 横向、纵向均相符", ("accent",)) if counts.closes else Run("× 横向、纵向不符", ("alarm",))
    sheet.rich(
        2,
        0,
        (
            f"登记 = {' + '.join(counts.places)}  ",
            closing,
            "。每个年龄段左列登记、右列待核实；底色 ",
            *(Run("■", (f"heat_{step}",)) for step in (1,)),
            " 1 人  ",
            Run("■", ("heat_2",)),
            " 2—3 人  ",
            Run("■", ("heat_4",)),
            " 4 人及以上",
        ),
        "hint",
    )
    sheet.set_row(3, 6)


def _header(sheet: Sheet, picture: Picture, counts: Counts) -> None:
    """Three rows: cohort, its births, 登记 and 核实. Merged here only; below the header nothing is."""
    pale = {"bottom": 0, "bg_color": "#E8F0F3"}
    last = _FIRST - 1
    sheet.merged((_HEAD, 0, last, 0), "乡镇、村", "header")
    width = len(counts.places)
    sheet.merged((_HEAD, 1, last - 1, 1 + width), "九个年龄段合计", "header", align="center", **pale)
    for column, name in enumerate(("登记", *counts.places), start=1):
        sheet.rich(last, column, name, "header", *(["alarm"] if name == "待核实" else []), align="right")
    for position, grade in enumerate(counts.grades):
        column = 2 + width + 2 * position
        side = {"left": 1, "left_color": WHITE}
        label = grade_name(grade) if grade else "年龄不明"
        births = ""
        if grade:
            window = picture.place.ages.window(grade)
            births = f"{date_text(window.first.isoformat())}—{date_text(window.last.isoformat())}"
        top = {**pale, **side, "align": "center"}
        sheet.merged((_HEAD, column, _HEAD, column + 1), label, "header", **top)
        sheet.merged(
            (_HEAD + 1, column, _HEAD + 1, column + 1),
            births,
            "header",
            **{**top, "bold": False, "font_size": 8, "font_color": "#55616A"},
        )
        sheet.rich(last, column, "登记", "header", align="right", bold=False, font_color="#55616A", **side)
        sheet.rich(last, column + 1, "核实", "header", "alarm", align="center")
    for row in range(_HEAD, _FIRST):
        sheet.set_row(row, 17)
    sheet.set_column(1, 1 + width, 7)
    for position in range(len(counts.grades)):
        column = 2 + width + 2 * position
        sheet.set_column(column, column, 5.2)
        sheet.set_column(column + 1, column + 1, 3.8)


def _name_width(counts: Counts) -> float:
    """Width in characters of the column of names: as the longest needs, within limits; longer names wrap."""
    townships, villages = (counts.villages.index.get_level_values(level) for level in (0, 1))
    longest = max(
        (*(text_width(name) for name in townships), *(text_width(name) + pixels(_INDENT) for name in villages)),
        default=0,
    )
    return min(max(columns_for(longest), _NARROWEST), _WIDEST)


def _row_high(name: str, width: float, least: float) -> float:
    """Height in points of the row of a name."""
    lines = line_count(name, width)
    return least if lines == 1 else row_height(lines, air=4)


def _write_row(
    sheet: Sheet, row: int, name: str, numbers: Sequence[int], counts: Counts, roles: tuple[str, ...]
) -> None:
    village = "bold" not in roles
    formats = sheet.formats
    sheet.text(row, 0, name, formats("text", *roles, "long", **({"indent": 1} if village else {})))
    width = 1 + len(counts.places)
    verify = 1 + counts.places.index("待核实")
    edge = {"right": 1, "right_color": GREY_3}
    for column, number in enumerate(numbers[:width]):
        tone = ("alarm",) if column == verify and number else ()
        last = edge if column == width - 1 else {}
        sheet.number(row, 1 + column, number, formats("number", *roles, *tone, num_format=PEOPLE_DOT, **last))
    for position, number in enumerate(numbers[width:]):
        if position % 2 == 0:
            cell = formats("number", *roles, "quiet", num_format=PEOPLE_DOT)
        else:
            heat = _heat(number) if village else {}
            tone = ("alarm",) if number else ("quiet",)
            look = {"align": "center", "num_format": PEOPLE_DOT, **edge, **heat}
            cell = formats(*roles, *tone, **look)
        sheet.number(row, 1 + width + position, number, cell)


def _heat(number: int) -> dict[str, str]:
    """Fixed steps, so that two runs can be compared: 1, 2—3, 4 and more."""
    if number >= 4:
        return {"bg_color": HEAT_4, "font_color": WHITE}
    if number >= 2:
        return {"bg_color": HEAT_2, "font_color": "#7A1F12"}
    return {"bg_color": HEAT_1} if number else {}
