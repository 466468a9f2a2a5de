"""学校 and 学籍有户籍无: the picture seen from the rolls."""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import roll_standings
from kcbx.reliable import usable_ids
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import HOME, IDENTITY, origins, schools, shown, texts
from kcbx.workbook.county.picture import UNKNOWN, Picture
from kcbx.workbook.county.suspects import closing_rules
from kcbx.workbook.text import Run
from kcbx.workbook.wording import Lines, page_words, write_list

_STANDINGS = ("linked", "review", "from_elsewhere", "not_in_census", "duplicate_roll", "too_little")
_ALARMED = ("absent", "id_problems", "duplicate_roll")
_AGE_GAP = 2
_ORDER = {"not_in_census": 0, "too_little": 1, "from_elsewhere": 2}


def by_school(picture: Picture) -> pd.DataFrame:
    """One row a school, in order of name: rows on roll by standing, absent, over- and under-age, ID problems.

    Over- and under-age compare the grade a birth date calls for with the grade on the roll: two or more apart.
    """
    roll = picture.register.roll
    gap = (roll["grade_due"] - roll["grade"]).fillna(0)
    in_nine = roll["grade"].between(1, 9).fillna(False)
    absent = picture.children[picture.children["standing"].isin(["not_attending", "contradicted"])]["roll_id"]
    marks = pd.DataFrame(
        {
            "school": roll["school"].fillna(UNKNOWN),
            "on_roll": 1,
            **{code: roll["standing"].eq(code) for code in _STANDINGS},
            "absent": roll["record_id"].isin(absent.dropna()) | roll["uncalled"],
            "over_age": in_nine & gap.ge(_AGE_GAP),
            "under_age": in_nine & gap.le(-_AGE_GAP),
            "id_problems": ~usable_ids(roll),
        }
    )
    return marks.groupby("school", sort=True).sum().astype(int).reset_index()


def write_schools(book: Book, picture: Picture) -> None:
    """学校: by school, with a total that closes."""
    table = by_school(picture)
    page_columns = page_words("county", "schools")
    counts = [field for field in page_columns.columns if field not in ("serial", "school")]
    total = table[counts].sum()
    parts = sum(int(total[code]) for code in _STANDINGS)
    values = {"serial": list(range(1, len(table) + 1)), "school": table["school"].tolist()}
    values |= {field: table[field].tolist() for field in counts}
    looks = {field: ["alarm" if number else "" for number in table[field]] for field in _ALARMED}
    page = write_list(
        book,
        page_columns,
        values,
        (
            f"共 {len(table)} 所：在籍 ",
            Run(f"{int(total['on_roll']):,}", ("bold",)),
            " = " + " + ".join(f"{_short(code)} {int(total[code]):,}" for code in _STANDINGS) + "  ",
            Run("√ 合计相符", ("accent",))
            if parts == total["on_roll"]
            else Run(f"× 相差 {int(total['on_roll']) - parts} 行", ("alarm",)),
        ),
        Lines(looks=looks),
    )
    if len(table):
        page.add([None, "合计", *(int(total[field]) for field in counts)], line="total")


def _short(code: str) -> str:
    columns = page_words("county", "schools").columns
    return columns[code].heading


def write_unregistered(book: Book, picture: Picture) -> None:
    """学籍有户籍无: missed by the census first, then too little to tell, then from elsewhere."""
    roll = picture.register.roll
    listed = roll[roll["standing"].isin(_ORDER)]
    listed = listed.assign(_order=listed["standing"].map(_ORDER)).sort_values(
        ["_order", "township", "village", "school", "grade", "name", "record_id"]
    )
    counts = listed["standing"].value_counts()
    write_list(
        book,
        page_words("county", "unregistered"),
        {
            **shown(listed, *IDENTITY, *HOME, "reason"),
            "kind": texts(listed["standing"].map(roll_standings())),
            "school": schools(listed),
            "origin": origins(listed, lines=False),
        },
        (
            f"共 {len(listed):,} 人：",
            Run(f"摸底表中没有 {counts.get('not_in_census', 0):,}", ("alarm",)),
            f"（请村里补登）、资料不足 {counts.get('too_little', 0):,}、"
            f"外县户籍 {counts.get('from_elsewhere', 0):,}（不用补登）。",
        ),
        Lines(
            under=closing_rules(listed, ["standing"]),
            looks={"kind": ["alarm" if each == "not_in_census" else "" for each in listed["standing"]]},
        ),
    )
