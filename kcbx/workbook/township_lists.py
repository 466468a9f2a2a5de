"""What each township is asked: the children to verify, the pairs to tell apart, the conflicts to settle.

Selected once a register, with columns and joins, and cut into one list a township; a township sees its own children
only. A review pair whose roll row is already known to be another child's is the bureau's to settle.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kcbx.class_lists_say import of_children
from kcbx.cohorts import grade_name
from kcbx.definitions import schema, to_verify
from kcbx.layouts import layout
from kcbx.linkage import is_accepted, is_in_doubt
from kcbx.register import Register
from kcbx.workbook.recipients import grades_due, once_a_register, texts

_PERSON = ("name", "sex", "birth_date", "id_number", "village", "village_group", "guardian", "household_key")
_UNUSABLE = ("empty", "placeholder")

#: One row of a list: text by name of its column.
Row = Mapping[Hashable, Any]


@dataclass
class TownshipLists:
    """The rows of one township's sheets, as text by column name; ``key`` is the row's hidden key."""

    to_verify: list[Row] = field(default_factory=list)
    pairs: list[Row] = field(default_factory=list)
    conflicts: list[Row] = field(default_factory=list)


@once_a_register
def lists_by_township(register: Register) -> Mapping[str, TownshipLists]:
    """The lists of every township that has anything to do, in the order of their names.

    Children whose township is unknown stay in the county workbook.
    """
    found: defaultdict[str, TownshipLists] = defaultdict(TownshipLists)
    rolls = register.roll.set_index("record_id")
    census = register.census.set_index("record_id")
    parts = {
        "to_verify": _to_verify(register, rolls),
        "pairs": _pairs(register.links, census, rolls),
        "conflicts": _conflicts(register.conflicts, census, rolls),
    }
    for part, rows in parts.items():
        for township, own in rows[rows["township"] != ""].astype("object").groupby("township"):
            getattr(found[str(township)], part).extend(own.drop(columns="township").to_dict("records"))
    return {township: found[township] for township in sorted(found)}


def nothing_to_ask(register: Register) -> list[str]:
    """Townships of the census that get no workbook, since there is nothing to ask them; in the order of their names."""
    return sorted(set(register.census["township"].dropna()) - set(lists_by_township(register)))


def school_and_grade(rows: pd.DataFrame) -> list[str]:
    """School with its grade, 杉坪九年一贯制学校 四年级, one text a row."""
    said = texts(rows, ("school",))["school"]
    return [f"{school} {grade_name(grade)}".strip() for school, grade in zip(said, rows["grade"], strict=True)]


def _to_verify(register: Register, rolls: pd.DataFrame) -> pd.DataFrame:
    """The children on the list to verify: identity, why, key, township, standing."""
    census = register.census
    own = census[census["standing"].isin(to_verify())]
    rows = texts(own, (*_PERSON, "township", "standing", "row_key"))
    class_list = of_children(own["child_id"], register.others.get("attendance"))
    rows["why"] = _why(own, rolls.reindex(own["roll_id"]), class_list)
    rows["grade_due"] = grades_due(own)
    rows["order"] = rows["standing"].map({code: place for place, code in enumerate(to_verify())})
    by = ["village", "village_group", "order", "birth_date", "name", "row_key"]
    return rows.sort_values(by, kind="stable").rename(columns={"row_key": "key"}).drop(columns="order")


def _why(own: pd.DataFrame, linked: pd.DataFrame, class_list: pd.Series) -> list[str]:
    """Why each child is asked about, in the words of ``township.toml`` [why], and what it was answered before;
    ``class_list``: what that says of it."""
    reasons, words = schema("workbooks/township")["why"], schema("workbooks/township")["words"]
    wanted = ("standing", "status", "status_text", "school", "school_elsewhere", "id_state", "reminder")
    said = texts(own, wanted)
    roll = texts(linked, ("school", "status", "status_text"))
    sentences = []
    for child, record, called in zip(said.to_dict("records"), roll.to_dict("records"), class_list, strict=True):
        away = record["status_text"] and record["status"] != "attending"
        seen = words["absent_leave"] if child["status"] == "leave" else called
        parts = {
            "said": child["status_text"] or words["said_nothing"],
            "school": record["school"] or child["school"] or words["some_school"],
            "place": child["school_elsewhere"] or words["somewhere"],
            "lacking": words["no_id"] if child["id_state"] in _UNUSABLE else words["bad_id"],
            "absence": words["absent_status"].format(status=record["status_text"]) if away else seen,
        }
        why = str(reasons[child["standing"]]["text"]).format_map(parts)
        sentences.append("；".join(text for text in (why, child["reminder"]) if text))
    return sentences


def _pairs(links: pd.DataFrame, census: pd.DataFrame, rolls: pd.DataFrame) -> pd.DataFrame:
    """Review pairs: both sides' identity as ``census_…`` and ``roll_…``, why, key, township."""
    pairs = links[is_in_doubt(links)]
    settled = links[is_accepted(links)]
    taken = dict(zip(settled["roll_id"], settled["census_id"], strict=True))
    own_child = pairs["roll_id"].map(taken)
    pairs = pairs[own_child.isna() | own_child.eq(pairs["census_id"])]
    ours, theirs = census.loc[pairs["census_id"]], rolls.loc[pairs["roll_id"]]
    left = texts(ours, (*_PERSON, "township", "row_key")).reset_index(drop=True)
    right = texts(theirs, (*_PERSON, "township", "row_key")).reset_index(drop=True)
    rows = left.add_prefix("census_").join(right.add_prefix("roll_"))
    for side, records in (("census", ours), ("roll", theirs)):
        rows[f"{side}_school"] = school_and_grade(records)
    rows["roll_village"] = right["township"].where(right["township"] != left["township"], "") + right["village"]
    rows["why"] = pairs["reason"].fillna("").to_numpy()
    rows["weight"] = -pairs["weight"].to_numpy()
    rows["key"] = rows["census_row_key"] + "-" + rows["roll_row_key"]
    rows = rows.assign(township=rows["census_township"], village=rows["census_village"], name=rows["census_name"])
    return rows.sort_values(["village", "name", "census_row_key", "weight", "key"], kind="stable").drop(
        columns="weight"
    )


def _conflicts(conflicts: pd.DataFrame, census: pd.DataFrame, rolls: pd.DataFrame) -> pd.DataFrame:
    """Conflicts a village can settle and has not yet: identity, the two values, what seems right, key, township."""
    wanted = layout("township", "conflicts").fields
    own = conflicts[conflicts["field"].isin(wanted) & conflicts["answered"].isna()]
    children = census.loc[own["census_id"]]
    rows = texts(children, (*_PERSON, "township", "row_key")).reset_index(drop=True)
    rows["school"] = school_and_grade(rolls.loc[own["roll_id"]])
    said = texts(own, ("field", "label", "census_value", "roll_value", "likelier", "why")).reset_index(drop=True)
    rows = rows.join(said)
    rows["key"] = rows["row_key"] + "-" + rows["field"]
    rows["order"] = rows["field"].map({name: place for place, name in enumerate(wanted)})
    rows = rows.sort_values(["village", "name", "row_key", "order"], kind="stable")
    return rows.drop(columns=["order", "row_key"])


def in_village_order(rows: Sequence[Row], order: Any) -> list[Row]:
    """Rows as the county lists its villages; within a village they keep their order."""
    return sorted(rows, key=lambda row: order(row["village"]))
