"""信息不一致 and 重复登记: what two lists say of one child, and children who stand twice on one list."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import HOME, origins, schools, shown, texts
from kcbx.workbook.county.picture import Picture, places_in
from kcbx.workbook.differences import marked
from kcbx.workbook.text import Rich, Run
from kcbx.workbook.wording import Lines, page_words, write_list

_SIDES = {"census": "摸底表", "roll": "学籍"}


def write_conflicts(book: Book, picture: Picture) -> None:
    """信息不一致: one row a field on which a linked pair disagrees, by township and village."""
    table = picture.register.conflicts
    one, other = places_in(picture.by_id, table["census_id"]), places_in(picture.roll, table["roll_id"])
    both = (one >= 0) & (other >= 0)
    table, child, pupil = table[both], picture.by_id.iloc[one[both]], picture.roll.iloc[other[both]]
    table = table.assign(
        name=child["name"].to_numpy(),
        township=child["township"].to_numpy(),
        village=child["village"].to_numpy(),
        school=schools(pupil),
        origin=origins(child),
        roll_origin=origins(pupil),
    ).sort_values(["township", "village", "name", "census_id", "field"])
    census_side, roll_side = _sides(table)
    counts = table["label"].value_counts()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    write_list(
        book,
        page_words("county", "conflicts"),
        {
            **shown(table, *HOME, "label", "name", "why", "school", "origin", "roll_origin"),
            "census_value": census_side,
            "roll_value": roll_side,
            "likelier": texts(table["likelier"].map(_SIDES)),
        },
        (
            "共 ",
            Run(f"{len(table):,} 处", ("bold",)),
            f"，涉及 {table['census_id'].nunique():,} 名儿童："
            + "、".join(f"{label} {number:,}" for label, number in ordered)
            + "。",
            Run("红字下划线", ("differs",)),
            f"为不同之处；请以户口簿为准更正{_answered(table)}。",
        ),
        Lines(looks={"likelier": ["accent" if side else "" for side in texts(table["likelier"])]}),
    )


def _answered(table: pd.DataFrame) -> str:
    """；乡镇已答复 12 处，不再问，只差更正: how many townships have looked up; "" where none has."""
    done = int(table["answered"].notna().sum())
    return f"；乡镇已答复 {done:,} 处，不再问，只差更正" if done else ""


def _sides(table: pd.DataFrame) -> tuple[list[Rich], list[Rich]]:
    """Both values of each conflict, differing characters marked; grades and flags in words."""
    pairs = [
        marked(_said(field, one), _said(field, other))
        for field, one, other in zip(
            table["field"], texts(table["census_value"]), texts(table["roll_value"]), strict=True
        )
    ]
    return [one for one, _ in pairs], [other for _, other in pairs]


def _said(field: str, value: str) -> str:
    if field == "grade" and value.lstrip("-").isdigit():
        return grade_name(int(value)) or value
    return {"True": "是", "False": "否"}.get(value, value)


def write_duplicates(book: Book, picture: Picture) -> None:
    """重复登记: for every row that is not counted, the counted row above it."""
    again = picture.roll["second_version"]
    rows = [*_pairs(picture.by_id, "摸底表"), *_pairs(picture.roll[~again], "学籍")]
    versions = f"；同一名单来了两份的 {int(again.sum()):,} 行不在此列，见“数据质量”" if again.any() else ""
    fields = list(page_words("county", "duplicates").columns)
    values: dict[str, Sequence[Rich | str | float | None]] = {
        field: [row[position] for row in rows] for position, field in enumerate(fields)
    }
    census, roll = (sum(row[1] == side for row in rows) // 2 for side in _SIDES.values())
    write_list(
        book,
        page_words("county", "duplicates"),
        values,
        (
            f"摸底表重复 {census:,} 组、学籍重复 {roll:,} 组，每组",
            Run("上行计入", ("bold",)),
            f"、下行不计；请乡镇、学校核实后只留一处{versions}。",
        ),
        Lines(
            under=["", "group_line"] * (len(rows) // 2),
            looks={"counted": ["accent", "quiet"] * (len(rows) // 2)},
        ),
    )


def _pairs(people: pd.DataFrame, side: str) -> list[tuple[Rich | str | float | None, ...]]:
    """Two rows a group: the row that stands for the child, then the one that is not counted."""
    copies = people[people["duplicate_of"].notna()]
    copies = copies.sort_values(["duplicate_of", "record_id"])
    at = places_in(people, copies["duplicate_of"])
    copies, kept = copies[at >= 0], people.iloc[at[at >= 0]]
    rows: list[tuple[Rich | str | float | None, ...]] = []
    both = (_cells(kept, side), _cells(copies, side), texts(copies["duplicate_reason"]))
    for number, (one, other, why) in enumerate(zip(*both, strict=True), start=1):
        compared = [marked(a, b) for a, b in zip(one[:4], other[:4], strict=True)]
        first, second = ([pair[at] for pair in compared] for at in (0, 1))
        rows.append((number, side, "计入", *first, one[4], "", one[5]))
        rows.append((number, side, "不计入", *second, other[4], why, other[5]))
    return rows


def _cells(people: pd.DataFrame, side: str) -> list[tuple[str, ...]]:
    """Name, sex, birth date, ID, where registered, origin of each row."""
    if side == "学籍":
        where = schools(people)
    else:
        where = ["".join(part) for part in zip(texts(people["township"]), texts(people["village"]), strict=True)]
    named = (texts(people[field]) for field in ("name", "sex", "birth_date", "id_number"))
    return list(zip(*named, where, origins(people), strict=True))
