"""What each school is asked: pupils on its roll who need a look, and children a village says are there.

Every roll row has at most one question, the first that fits in the order of :func:`question_of`, so the count on the
page closes: 在籍 = 已与摸底表对上 + 摸底表中没有 + 须核查.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.register import Register
from kcbx.workbook.recipients import grades_due, once_a_register, school_names, texts
from kcbx.workbook.school_questions import question_of, reason_parts

Row = Mapping[Hashable, Any]


@dataclass
class SchoolLists:
    """The rows of one school's sheet, and the count that closes; ``gone``: roll rows of pupils who have left."""

    rows: list[Row] = field(default_factory=list)
    on_roll: int = 0
    linked: int = 0
    unlisted: int = 0
    asked: int = 0
    gone: int = 0

    @property
    def claimed(self) -> int:
        """Children a village says are here, who are on no roll of the school."""
        return len(self.rows) - self.asked

    @property
    def difference(self) -> int:
        """Rows by which the count does not close; anything but 0 is a bug."""
        return self.on_roll - self.linked - self.unlisted - self.asked


@once_a_register
def lists_by_school(register: Register) -> Mapping[str, SchoolLists]:
    """The lists of every school that has anything to do, in the order of their names."""
    words = schema("workbooks/school")
    roll = register.roll[register.roll["school"].notna() & ~register.roll["second_version"]]
    roll = roll.assign(question=question_of(register, roll))
    left = roll["status"].isin(words["left"]) & roll["question"].eq("")
    unasked = roll["question"].eq("") & ~left
    counts = pd.DataFrame(
        {
            "on_roll": ~left,
            "linked": unasked & roll["census_id"].notna(),
            "unlisted": unasked & roll["census_id"].isna(),
            "asked": roll["question"].ne(""),
            "gone": left,
        }
    )
    found: defaultdict[str, SchoolLists] = defaultdict(SchoolLists)
    rows = pd.concat([_pupils(register, roll[roll["question"] != ""]), _claimed(register)], ignore_index=True)
    rows["order"] = rows["question"].map({code: place for place, code in enumerate(words["why"])})
    rows = rows.sort_values(["school", "order", "grade", "class", "name", "key"], kind="stable")
    for school, own in rows.astype("object").groupby("school"):
        found[str(school)].rows.extend(own.to_dict("records"))
    for each, sums in counts.groupby(roll["school"]).sum().to_dict("index").items():
        if each in found:
            for name, count in sums.items():
                setattr(found[str(each)], str(name), int(count))
    return {school: found[school] for school in sorted(found)}


def _pupils(register: Register, asked: pd.DataFrame) -> pd.DataFrame:
    """The rows of pupils on the roll: identity, class, question, why, key."""
    why = schema("workbooks/school")["why"]
    wanted = ("school", "name", "sex", "birth_date", "id_number", "class_name", "question", "row_key")
    rows = texts(asked, wanted).rename(columns={"row_key": "key"})
    parts = reason_parts(register, asked).to_dict("records")
    sentences = [
        str(why[question]["text"]).format_map(said).rstrip("；：")
        for question, said in zip(rows["question"], parts, strict=True)
    ]
    rows["why"] = _with_answers(sentences, asked)
    rows["grade_due"] = grades_due(asked)
    rows["grade"] = asked["grade"].astype("float64").fillna(99)
    rows["class"] = [
        name if grade and grade in name else f"{grade}{name}"
        for grade, name in zip(asked["grade"].map(grade_name), rows["class_name"], strict=True)
    ]
    return rows


def _with_answers(sentences: Iterable[str], rows: pd.DataFrame) -> list[str]:
    """Why each row is asked about, and what the school answered about it before."""
    before = texts(rows, ("school_reminder",))["school_reminder"]
    return ["；".join(text for text in pair if text) for pair in zip(sentences, before, strict=True)]


def _claimed(register: Register) -> pd.DataFrame:
    """Children a village says are at a school whose roll does not have them."""
    words, why = schema("workbooks/school")["words"], schema("workbooks/school")["why"]
    census = register.census
    own = census[census["standing"].eq("claimed_not_found") & census["school"].notna()]
    own = own[own["school_key"].notna() | own["school"].isin(school_names(register))]
    rows = texts(own, ("school", "name", "sex", "birth_date", "id_number", "village", "row_key"))
    rows["question"] = "claimed"
    sentences = [
        str(why["claimed"]["text"]).format(village=village or words["some_village"], grade=grade_name(grade))
        for village, grade in zip(rows["village"], own["grade"], strict=True)
    ]
    rows["why"] = _with_answers(sentences, own)
    rows["grade_due"] = grades_due(own)
    rows["grade"] = own["grade"].astype("float64").fillna(99)
    rows["class"] = words["not_on_roll"]
    return rows.rename(columns={"row_key": "key"})
