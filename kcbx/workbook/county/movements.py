"""学期变动: the balance of pupils by school and level since last term, which closes for every row."""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema
from kcbx.fields import rows as rows_of
from kcbx.workbook.book import Book
from kcbx.workbook.county.suspects import closing_rules
from kcbx.workbook.page import Value
from kcbx.workbook.text import Rich, Run
from kcbx.workbook.wording import Lines, page_words, write_list


def write_movements(book: Book, table: pd.DataFrame, followed: pd.DataFrame | None) -> None:
    """One row a school and level, then schools together, what moved inside the county, and the county: [movements].

    ``followed``: the schools that are gone, each with the one that has most of its pupils.
    """
    words = page_words("county", "movements")
    said = schema("workbooks/county")["movements"]
    sums = table["kind"].ne("school")
    names = table["school"].where(~sums, table["kind"].map(said["sums"]))
    values: dict[str, list[Value]] = {
        "school": names.tolist(),
        "level": table["level"].map(said["levels"]).fillna("").tolist(),
    }
    for name in words.columns:
        if name not in values:
            values[name] = [int(number) for number in table[name]]
    bold = ["bold" if each else "" for each in sums]
    write_list(
        book,
        words,
        values if table["kind"].eq("school").any() else {},
        (*equation(table[table["kind"].eq("county")].iloc[0]), *schools_followed(followed)),
        Lines(
            under=closing_rules(table.assign(_sums=sums), ["_sums"]),
            looks=dict.fromkeys(words.columns, bold),
        ),
    )


def schools_followed(followed: pd.DataFrame | None) -> tuple[str, ...]:
    """A sentence a school that was renamed, or merged into another: its pupils have not moved."""
    said = schema("workbooks/county")["movements"]
    found = [] if followed is None else rows_of(followed)
    return tuple(
        said["followed"].format(
            before=each.school_before,
            pupils=f"{each.pupils:,}",
            there=f"{each.there:,}",
            school=each.school,
            how=said["merged"] if each.merged else said["renamed"],
        )
        for each in found
    )


def equation(county: pd.Series) -> Rich:
    """全县：期初 433 + 新入学 49 … = 期末 448 √ 合计相符, from the county's row."""
    runs: list[Run | str] = ["全县：期初 ", Run(f"{county['start']:,}", ("bold",))]
    total = int(county["start"])
    for code, words in schema("changes").items():
        number = int(county[code]) if words["side"] in {"in", "out"} else 0
        sign = 1 if words["side"] == "in" else -1
        total += sign * number
        if number:
            runs.append(f" {'+' if sign > 0 else '−'} {words['label']} {number:,}")
    off = int(county["end"]) - total
    runs += [" = 期末 ", Run(f"{county['end']:,}", ("bold",)), "  "]
    runs.append(Run(f"× 相差 {abs(off):,} 人", ("alarm",)) if off else Run("√ 合计相符", ("accent",)))
    return tuple(runs)
