"""指标 and 指标明细: every indicator and variant against its target, and the people a rate misses.

The table comes measured: this page adds nothing but the comparison. Values are percentages out of 100, counts
or ratios near 1, as ``kind`` says.
"""

from __future__ import annotations

import pandas as pd

from kcbx.definitions import schema, standings
from kcbx.targets import target_words, verdict, worse
from kcbx.workbook.book import Book
from kcbx.workbook.county.phrases import origins, texts
from kcbx.workbook.county.picture import Picture
from kcbx.workbook.county.suspects import closing_rules
from kcbx.workbook.page import Value
from kcbx.workbook.text import Rich, Run
from kcbx.workbook.wording import Lines, page_words, write_list, write_long_list

NOT_COMPUTABLE = "不可计算"
_SHOWN = ["name", "sex", "birth_date", "id_number", "township", "village"]
#: The look of a value by its kind; what is in per cent (rate, survival) has the look of its column.
FORMATS = {"count": "as_people", "parity": "as_ratio"}


def county_rows(indicators: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """The county's values with their words: the five rates it answers for, then the order of the catalogue.

    ``last``: last term's value, NaN if unknown.
    """
    county = indicators[indicators["level"].eq("county")]
    if "last" not in county:
        county = county.assign(last=float("nan"))
    rows = words.merge(county, on=["indicator", "variant"], how="inner", validate="one_to_one")
    return rows.sort_values("answered", kind="stable", na_position="last", ignore_index=True)


def write_indicators(book: Book, rows: pd.DataFrame) -> None:
    """指标: one row a variant, as :func:`county_rows` gives them."""
    verdicts = [verdict(*row) for row in zip(rows["value"], rows["target"], rows["better"], rows["kind"], strict=True)]
    known = rows["value"].notna().tolist()
    first = rows["group"].ne(rows["group"].shift()).tolist()
    computed = sum(known)
    values: dict[str, list[Value]] = {
        "group": rows["group"].tolist(),
        "name": [
            (Run(name, ("bold",)), Run(f"\n{label}", ("light",)))
            for name, label in zip(rows["name"], rows["label"], strict=True)
        ],
        "basis": rows["basis"].tolist(),
        "value": [cell_value(value, kind) for value, kind in zip(rows["value"], rows["kind"], strict=True)],
        "numerator": [cell_number(number) for number in rows["numerator"]],
        "denominator": [cell_number(number) for number in rows["denominator"]],
        "target": [target_words(*row) for row in zip(rows["target"], rows["better"], rows["kind"], strict=True)],
        "verdict": [each.words for each in verdicts],
        "last": [
            cell_value(value, kind) if pd.notna(value) else None
            for value, kind in zip(rows["last"], rows["kind"], strict=True)
        ],
        "change": [cell_number(change) for change in (rows["value"] - rows["last"]).round(2)],
        "formula": rows["formula"].tolist(),
        "explained": _explained(rows),
    }
    missed = [each.missed for each in verdicts]
    moved_back = [worse(*row) for row in zip(rows["value"], rows["last"], rows["better"], strict=True)]
    formats = [FORMATS.get(kind, "") for kind in rows["kind"]]
    write_list(
        book,
        page_words("county", "indicators"),
        values,
        _hint(computed, len(rows), sum(each is True for each in missed), compared=bool(rows["last"].notna().any())),
        Lines(
            under=closing_rules(rows, ["group"]),
            looks={
                "group": ["accent" if each else "faint" for each in first],
                "value": [
                    "not_computable" if not is_known else f"{look or 'as_rate'}{'_missed' if alarm else ''}"
                    for is_known, look, alarm in zip(known, formats, missed, strict=True)
                ],
                "verdict": [each.look for each in verdicts],
                "last": formats,
                "change": ["alarm" if each else "" for each in moved_back],
                "explained": ["" if each else "reason" for each in known],
            },
        ),
    )


def write_behind(book: Book, picture: Picture, rows: pd.DataFrame, gaps: pd.DataFrame) -> None:
    """指标明细: one row a person an indicator misses, from the [indicator_gaps] table."""
    parts = schema("workbooks/county")["rates"]["parts"]
    named = rows.drop_duplicates(["indicator", "variant"]).set_index(["indicator", "variant"])["name"]
    keys = pd.MultiIndex.from_frame(gaps[["indicator", "variant"]])
    people = _people(picture, gaps)
    counts = gaps["part"].value_counts()
    write_long_list(
        book,
        page_words("county", "behind"),
        {
            "serial": list(range(1, len(gaps) + 1)),
            "indicator": named.reindex(keys).tolist(),
            "part": texts(gaps["part"].map(parts)),
            **{name: texts(people[name]) for name in _SHOWN},
            "label": texts(gaps["standing"].map({code: each.label for code, each in standings().items()})),
            "origin": origins(gaps, lines=False),
        },
        (
            f"共 {len(gaps):,} 人次：",
            "、".join(f"{words} {counts[part]:,}" for part, words in parts.items() if counts.get(part, 0)),
            "。一人可在几个指标中出现；计入分子的人见“适龄儿童台账”。",
        ),
    )


def _people(picture: Picture, gaps: pd.DataFrame) -> pd.DataFrame:
    """What is known of the people, whatever list they stand on, in the order of ``gaps``."""
    lists = [picture.register.census, picture.register.roll, *picture.register.others.values()]
    known = pd.concat([each[["record_id", *_SHOWN]] for each in lists if {"record_id", *_SHOWN} <= set(each)])
    known = known[known["record_id"].isin(set(gaps["record_id"]))].drop_duplicates("record_id")
    return known.set_index("record_id").reindex(gaps["record_id"])


def _hint(computed: int, count: int, missed: int, *, compared: bool) -> Rich:
    return (
        f"共 {count} 种算法，算出 {computed} 种，",
        Run(f"未达标 {missed} 种", ("alarm",)) if missed else "没有未达标的",
        "。“升降”为与上学期之差，单位：百分点" if compared else "",
        "。“不可计算”不等于 0，右侧写明还缺哪份材料。毛入学率可以超过 100%。",
    )


def _explained(rows: pd.DataFrame) -> list[Value]:
    """What is missing, else the sentence of a rate the county answers for and where the rule comes from."""
    told = rows["sentence"].fillna("")
    known = [
        (Run(sentence, ("ink", "bold")), f"\n{text}") if sentence else text
        for sentence, text in zip(told, rows["explained"].fillna(""), strict=True)
    ]
    unknown = rows["value"].isna()
    return [
        str(reason) if lacks else text
        for lacks, reason, text in zip(unknown, rows["not_computable_reason"], known, strict=True)
    ]


def cell_value(value: float, kind: str) -> Value:
    """The number of a cell: per cent as fractions, so that the program shows and sorts them as per cent."""
    if pd.isna(value):
        return NOT_COMPUTABLE
    return float(value) if kind in FORMATS else float(value) / 100


def cell_number(number: float | None) -> float | None:
    """A number as a cell takes it, None for what is not known."""
    return None if pd.isna(number) else float(number)
