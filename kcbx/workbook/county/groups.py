"""残疾儿童 and 重点群体: where the children stand whom the county must not lose."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from kcbx.definitions import schema
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import HOME, IDENTITY, origins, schools, shown, texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.suspects import closing_rules
from kcbx.workbook.text import Run
from kcbx.workbook.wording import Lines, page_words, write_list

_PLACEMENTS = {
    "special_school": "特教学校",
    "with_class": "随班就读",
    "home_taught": "送教上门",
    "in_school": "普通学校",
    "no_register": "普通学校",
    "senior": "高中阶段",
}
_COLUMNS = {
    "at_school": "在校",
    "elsewhere": "县外",
    "paused": "缓·休",
    "review": "待核对",
    "to_verify": "待核实",
    "others": "其他",
}


def key_groups(children: pd.DataFrame) -> dict[str, tuple[str, pd.Series]]:
    """Label and mask of each key group, girls last; a child may belong to several."""
    groups = {
        field: (words["label"], children[field].fillna(False).astype(bool))
        for field, words in schema("workbooks/county")["groups"].items()
    }
    return {**groups, "girls": ("女童", children["sex"].eq("女").fillna(False).astype(bool))}


def share(children: pd.DataFrame) -> float | None:
    """Children confirmed in school as a share of the registered; None where there are none."""
    return float(children["enrolled"].mean()) if len(children) else None


def write_groups(book: Book, picture: Picture) -> None:
    """重点群体: every group by township, its county line first."""
    names = ["sex", "township", "place", "enrolled", *schema("workbooks/county")["groups"]]
    children = picture.counted[names]
    county = share(children) or 0.0
    rows: list[tuple[object, ...]] = []
    for label, mask in key_groups(children).values():
        members = children[mask]
        if members.empty:
            continue
        parts = dict(iter(members[["township", "place", "enrolled"]].groupby("township")))
        units = [("全县", members), *((name, parts[name]) for name in picture.townships if name in parts)]
        rows += [(label, *_counts(name, part, county)) for name, part in units]
    table = pd.DataFrame(rows, columns=list(page_words("county", "groups").columns))
    whole = table["township"].eq("全县")
    values: dict[str, list[Any]] = {str(field): table[field].tolist() for field in table}
    values["rate"] = [None if pd.isna(each) else each for each in values["rate"]]
    write_list(
        book,
        page_words("county", "groups"),
        values,
        (
            f"全县登记 {len(children):,} 人，已确认就读 ",
            Run(f"{county:.2%}", ("bold",)),
            "。各群体就读比例与此相比；一名儿童可属几个群体，群体之间不能相加。",
            _unreported(picture),
        ),
        Lines(
            under=closing_rules(table, ["group"]),
            looks={
                "group": ["" if each else "light" for each in whole],
                "township": ["bold" if each else "" for each in whole],
                "to_verify": ["alarm" if number else "" for number in table["to_verify"]],
                "against": [
                    "alarm" if number < 0 and county_row else ""
                    for number, county_row in zip(table["against"].fillna(0), whole, strict=True)
                ],
            },
        ),
    )


def _unreported(picture: Picture) -> str:
    """Which groups have no lines here because no list speaks of them."""
    groups = schema("workbooks/county")["groups"]
    silent = [group["label"] for field, group in groups.items() if field in picture.unreported]
    return f"{'、'.join(silent)}：来表都没有填报，不等于没有。" if silent else ""


def _counts(name: str, members: pd.DataFrame, county: float) -> tuple[object, ...]:
    places = members["place"].value_counts()
    rate = share(members)
    counts = (int(places.get(place, 0)) for place in _COLUMNS.values())
    return (name, len(members), *counts, rate, None if rate is None else round((rate - county) * 100, 2))


def write_disabled(book: Book, picture: Picture) -> None:
    """残疾儿童: one row a child of compulsory age, by placement."""
    children = picture.counted
    listed = children[children["disabled"].fillna(False).astype(bool)]
    placement = listed["standing"].map(_PLACEMENTS).fillna(listed["place"])
    names = list(dict.fromkeys([*_PLACEMENTS.values(), *_COLUMNS.values()]))
    rank = {name: order for order, name in enumerate(names)}
    listed = listed.assign(placement=placement, _rank=placement.map(rank)).sort_values(
        ["_rank", "township", "village", "birth_date", "name", "record_id"]
    )
    counts = listed["placement"].value_counts()
    parts = [f"{name} {counts[name]:,}" for name in names if counts.get(name, 0)]
    rate = share(listed)
    write_list(
        book,
        page_words("county", "disabled"),
        {
            **shown(listed, *IDENTITY, *HOME, "placement", "disability_type", "grade_due", "label", "reason"),
            "school": roll_schools(picture, listed),
            "origin": origins(listed, lines=False),
        },
        (
            "登记 ",
            Run(f"{len(listed):,}", ("bold",)),
            f" 人 = {' + '.join(parts)}  ",
            Run("√ 合计相符", ("accent",)),
            f"。已确认就读 {rate or 0:.2%}；正式入学率见“指标”表。",
        ),
        Lines(
            under=closing_rules(listed, ["placement"]),
            looks={"placement": ["alarm" if each == "待核实" else "accent" for each in listed["placement"]]},
        ),
    )


def roll_schools(picture: Picture, children: pd.DataFrame) -> list[str]:
    """School and grade on the roll of each child; where none is linked, what the census says."""
    at = picture.linked.loc[children.index].to_numpy()
    values = np.array(texts(children["school"].fillna(children["school_elsewhere"])), dtype=object)
    values[at >= 0] = schools(picture.roll.iloc[at[at >= 0]])
    return [str(value) for value in values]
