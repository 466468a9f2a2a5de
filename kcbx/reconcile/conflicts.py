"""Linked, yet the two lists say different things: which fields, and which side is likelier right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from kcbx.definitions import form_words
from kcbx.fields import conform
from kcbx.reliable import usable_ids
from kcbx.statuses import seated

#: The column by which each field is compared.
_KEYS = {"name": "name_key", "birth_date": "birth_date", "id_number": "id_number"}
_KEYS_OF_TODAY = {"school": "school_key", "grade": "grade"}
#: What is compared, and what it is judged by; whole tables are wide, and copying them costs.
_READ = [
    *("record_id", "child_id", "name", "name_key", "sex", "id_sex", "birth_date", "id_number", "id_state", "id_birth"),
    *("school", "school_key", "grade", "disabled"),
]
#: Lists that say where a child is today, but where they say absent; the others are of a summer or years ago, or of no
#: school.
_TODAY = ("attendance", "disability", "leave")


def conflicts(
    census: pd.DataFrame, roll: pd.DataFrame, links: pd.DataFrame, others: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The [conflicts] table: one row for every field on which a linked pair disagrees.

    ``links``: census_id and roll_id of linked pairs; ``roll`` with ``grade_settled``. A value missing on one side is a
    conflict for the ID and the disability flag only (somebody must complete it), elsewhere silence is no contradiction.
    Where the two do not tell which is right, the other lists do, if all that name one of both values name the same
    (``others``, by form, with ``child_id`` where they speak of people).
    """
    left = census.filter(_READ).set_index("record_id").loc[links["census_id"]].reset_index()
    right = roll.filter([*_READ, "grade_settled"]).set_index("record_id").loc[links["roll_id"]].reset_index()
    found = [
        _compare(left, right, "name", "姓名", left["name_key"].ne(right["name_key"])),
        _compare(left, right, "sex", "性别", left["sex"].ne(right["sex"])),
        _compare(left, right, "birth_date", "出生日期", _births_differ(left, right)),
        _ids(left, right),
        _compare(left, right, "school", "就读学校", left["school_key"].ne(right["school_key"]), "school_key"),
        _grades(left, right),
        _disability(left, right),
    ]
    table = pd.concat(found, ignore_index=True)
    today = {form: rows[seated(rows)] for form, rows in others.items() if form in _TODAY}
    told = [
        *_named(table, left, right, _KEYS, others),
        *_named(table, left, right, _KEYS_OF_TODAY, today),
    ]
    table = _with_witnesses(table, told)
    return conform(table, "conflicts").sort_values(["census_id", "roll_id", "field"]).reset_index(drop=True)


def _named(
    table: pd.DataFrame,
    left: pd.DataFrame,
    right: pd.DataFrame,
    keys: Mapping[str, str],
    others: Mapping[str, pd.DataFrame],
) -> Iterator[pd.DataFrame]:
    """For each field, which rows of ``table`` without a judgement a list names the value of: its index as ``conflict``,
    ``side``, ``list`` in words.
    """
    lists = [(form, rows) for form, rows in sorted(others.items()) if "child_id" in rows]
    if not lists:
        return
    pairs = pd.MultiIndex.from_arrays([left["record_id"], right["record_id"]])
    for field, key in keys.items():
        values = pd.DataFrame({"child_id": left["child_id"], "census": left[key], "roll": right[key]})
        values = values.set_axis(pairs, axis=0).astype("str")
        asked = table[table["field"].eq(field) & table["likelier"].isna()]
        asked = values.reindex(pd.MultiIndex.from_frame(asked[["census_id", "roll_id"]])).assign(conflict=asked.index)
        for form, rows in lists:
            told = rows[["child_id", key]].dropna().astype("str").merge(asked, on="child_id")
            for side in ("census", "roll"):
                named = told.loc[told[key].eq(told[side]), "conflict"]
                yield pd.DataFrame({"conflict": named, "side": side, "list": form_words()[form]})


def _with_witnesses(table: pd.DataFrame, told: list[pd.DataFrame]) -> pd.DataFrame:
    """The conflicts judged where all lists that name one of the values name the same."""
    said = pd.concat([pd.DataFrame(columns=["conflict", "side", "list"]), *told]).drop_duplicates()
    by_conflict = said.groupby("conflict")
    judged = by_conflict["side"].first()[by_conflict["side"].nunique().eq(1)].astype("str")
    lists = by_conflict["list"].agg("、".join).astype("str")
    better = {"likelier": judged, "why": "与" + lists.reindex(judged.index) + "一致"}
    return table.assign(**{name: values.reindex(table.index).fillna(table[name]) for name, values in better.items()})


def _rows(
    left: pd.DataFrame, right: pd.DataFrame, where: pd.Series, field: str, label: str, column: str
) -> pd.DataFrame:
    """Conflict rows where the mask holds, still without a judgement."""
    where = where.fillna(False).astype(bool)
    return pd.DataFrame(
        {
            "census_id": left.loc[where, "record_id"],
            "roll_id": right.loc[where, "record_id"],
            "field": field,
            "label": label,
            "census_value": left.loc[where, column].astype("str"),
            "roll_value": right.loc[where, column].astype("str"),
            "likelier": None,
            "why": "两处不同，请核实",
            "answered": None,
        }
    )


def _compare(
    left: pd.DataFrame, right: pd.DataFrame, field: str, label: str, differ: pd.Series, key: str = ""
) -> pd.DataFrame:
    """A conflict where both sides say something and the two differ; the ID decides on birth date and sex."""
    key = key or field
    both = left[key].notna() & right[key].notna()
    rows = _rows(left, right, both & differ, field, label, field)
    proof = {"birth_date": "id_birth", "sex": "id_sex"}.get(field)
    if proof and len(rows):
        sound = left[proof].where(usable_ids(left)).fillna(right[proof].where(usable_ids(right)))[rows.index]
        census_right, roll_right = (rows[side].eq(sound) for side in ("census_value", "roll_value"))
        rows["likelier"] = np.select([census_right & ~roll_right, roll_right & ~census_right], ["census", "roll"], "")
        rows["likelier"] = rows["likelier"].replace("", None)
        rows["why"] = rows["why"].where(rows["likelier"].isna(), "与有效的身份证号一致")
    return rows


def _grades(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Grades that differ; where the school's own class list says what the census says, the roll has the slip."""
    rows = _compare(left, right, "grade", "年级", left["grade"].ne(right["grade"]))
    settled = right["grade_settled"].notna()[rows.index]
    rows["likelier"] = rows["likelier"].mask(settled, "census")
    rows["why"] = rows["why"].mask(settled, "与学校点名表一致")
    return rows


def _births_differ(left: pd.DataFrame, right: pd.DataFrame) -> pd.Series:
    """Whether two birth dates contradict: a month agrees with its days, a year with its months."""
    first, second = left["birth_date"].fillna(""), right["birth_date"].fillna("")
    pairs = zip(first.tolist(), second.tolist(), strict=True)
    return pd.Series([not (one.startswith(other) or other.startswith(one)) for one, other in pairs], index=left.index)


def _ids(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """IDs that differ or stand on one side only; a sound number is likelier than a broken one."""
    ours, theirs = usable_ids(left), usable_ids(right)
    differ = left["id_number"].fillna("").ne(right["id_number"].fillna("")) & (ours | theirs)
    rows = _rows(left, right, differ, "id_number", "身份证号", "id_number")
    ours, theirs = ours[rows.index], theirs[rows.index]
    rows["likelier"] = np.select([ours & ~theirs, theirs & ~ours], ["census", "roll"], "")
    rows["likelier"] = rows["likelier"].replace("", None)
    rows["why"] = np.select(
        [(ours & ~theirs).to_numpy(bool), (theirs & ~ours).to_numpy(bool)],
        ["学籍一方缺号码或号码不成立", "摸底一方缺号码或号码不成立"],
        "两个号码都成立，请核对户口簿",
    )
    return rows


def _disability(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Disability known on one side and not on the other: help may be missing."""
    ours, theirs = left["disabled"].fillna(False).astype(bool), right["disabled"].fillna(False).astype(bool)
    rows = _rows(left, right, ours ^ theirs, "disabled", "残疾", "disabled")
    ours = ours[rows.index]
    rows["census_value"] = np.where(ours, "残疾", "未登记")
    rows["roll_value"] = np.where(ours, "未登记", "残疾")
    rows["why"] = "一处登记残疾，另一处没有；请核实，以便安排随班就读、送教或资助"
    return rows
