"""疑似失学 and 在籍不在校: the children somebody must visit or ask a school about, one row a child."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import HOME, IDENTITY, flags, grade_labels, origins, schools, shown, texts, words
from kcbx.workbook.county.picture import GROUPS, Picture
from kcbx.workbook.differences import marked
from kcbx.workbook.text import Rich, Run
from kcbx.workbook.wording import Lines, page_words, write_list

#: The stripe of a category: alarm light, alarm pale, grey.
STRIPES = {"甲": "stripe_1", "乙": "stripe_2", "丙": "stripe_3"}
_BODY_OF_ID = (6, 14)


def write_suspects(book: Book, picture: Picture) -> None:
    """疑似失学: everyone on the list to verify, townships with most children first, 甲 乙 丙 in each."""
    listed = picture.to_verify
    alarmed = listed["group"].ne("丙")
    group = listed["group"].tolist()
    write_list(
        book,
        page_words("county", "suspects"),
        {
            **shown(listed, *IDENTITY, *HOME, "label", "grade_due", "reason", "previous", "case_number"),
            "group": group,
            "nearest": _nearest(picture, listed),
            "flags": flags(listed),
            "origin": origins(listed),
        },
        category_counts(listed),
        Lines(
            under=closing_rules(listed, ["township", "group"]),
            looks={
                "group": [STRIPES[each] for each in group],
                "label": ["alarm" if alarm else "quiet" for alarm in alarmed],
                "nearest": ["quiet" if roll is None else "" for roll in _near_ids(listed)],
            },
        ),
    )


def category_counts(listed: pd.DataFrame) -> Rich:
    """共 163 人：甲 … 58（疑似失学 46、登记为未就读 12） …: counts of the three categories and the seven standings."""
    categories, short = schema("workbooks/county")["categories"], schema("workbooks/county")["short_standings"]
    runs: list[Run | str] = ["共 ", Run(f"{len(listed):,}", ("bold",)), " 人："]
    for group in GROUPS:
        members = listed[listed["group"] == group]
        counts = members["standing"].value_counts()
        parts = [f"{label} {counts[code]:,}" for code, label in short.items() if counts.get(code, 0)]
        head = f"{group} {categories[group]} {len(members):,}"
        runs.append(Run(head, ("alarm",) if group != "丙" and len(members) else ("bold",)))
        runs.append(f"（{'、'.join(parts)}）  " if parts else "  ")
    runs[-1] = str(runs[-1]).rstrip()
    return (*runs, f"。{words()['not_a_total']}，{words()['before_report']}。")


def closing_rules(frame: pd.DataFrame, by: list[str]) -> list[str]:
    """The rule under each row: ``group_line`` where the next row begins another group."""
    keys = list(zip(*(frame[name] for name in by), strict=True))
    closes = [*(here != after for here, after in pairwise(keys)), True]
    return ["group_line" if each else "" for each in closes[: len(keys)]]


def write_absent(book: Book, picture: Picture) -> None:
    """在籍不在校: on a roll but not there, by school, so that each school can be asked."""
    census = picture.children
    absent = census[census["standing"].isin(["not_attending", "contradicted"])]
    absent = absent[picture.linked.loc[absent.index].ge(0)]
    roll = picture.roll.loc[absent["roll_id"]]
    absent = absent.assign(
        _school=roll["school"].to_numpy(), _grade=roll["grade"].to_numpy(), _class=roll["class_name"].to_numpy()
    )
    absent = absent.sort_values(["_school", "_grade", "_class", "birth_date", "name", "record_id"])
    roll = picture.roll.loc[absent["roll_id"]]
    by_school = absent["_school"].fillna("").value_counts()
    write_list(
        book,
        page_words("county", "absent"),
        {
            **shown(absent, *IDENTITY, *HOME, "label", "reason", "case_number"),
            "school": texts(absent["_school"]),
            "grade": [
                name if name.startswith(grade) else grade + name
                for grade, name in zip(grade_labels(absent["_grade"]), texts(absent["_class"]), strict=True)
            ],
            "roll_status": [text or "在读" for text in texts(roll["status_text"])],
            "census_status": [text or words()["unregistered"] for text in texts(absent["status_text"])],
            "roll_origin": origins(roll),
        },
        (
            "共 ",
            Run(f"{len(absent):,} 人", ("alarm",)),
            f"，分在 {len(by_school)} 所学校；已列入“疑似失学”乙类，不另计。请学校说明人在哪里、从什么时候起不在校。",
        ),
        Lines(
            under=closing_rules(absent.fillna({"_school": ""}), ["_school"]),
            looks={"label": ["alarm"] * len(absent)},
        ),
    )


def _near_ids(listed: pd.DataFrame) -> list[str | None]:
    """The roll row shown beside each child: the linked one, else the nearest; None where there is none."""
    shown = listed["roll_id"].fillna(listed["nearest_roll_id"])
    return [None if pd.isna(each) else str(each) for each in shown]


def _nearest(picture: Picture, listed: pd.DataFrame) -> list[Rich | str]:
    """School and grade of the roll row, then name and ID with differing characters marked, or what is the same."""
    near = _near_ids(listed)
    ids = set(picture.roll.index)
    found = sorted({each for each in near if each is not None and each in ids})
    rows = picture.roll.loc[found]
    at = dict(zip(found, zip(schools(rows), texts(rows["name"]), texts(rows["id_number"]), strict=True), strict=True))
    cells: list[Rich | str] = []
    for roll_id, name, number in zip(near, texts(listed["name"]), texts(listed["id_number"]), strict=True):
        if roll_id not in at:
            cells.append(words()["nothing_near"])
            continue
        school, other_name, other_number = at[roll_id]
        if (name, number) == (other_name, other_number):
            cells.append((f"{school}\n", Run("身份证号、姓名相同", ("quiet",))))
            continue
        cells.append((f"{school}\n", *marked(name, other_name)[1], "  ", *_short_id(number, other_number)))
    return cells


def _short_id(number: str, other: str) -> Rich:
    """The other number with its differences; where the birth date inside agrees it is cut to ``539922…5411``."""
    if not other:
        return ("无身份证号",)
    start, end = _BODY_OF_ID
    shown = marked(number, other)[1]
    if len(number) == len(other) == 18 and number[start:end] == other[start:end]:
        before, after = marked(number[:start], other[:start])[1], marked(number[end:], other[end:])[1]
        return (*before, "…", *after)
    return shown
