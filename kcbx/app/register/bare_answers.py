"""An answer that is no more than 是, 否, a tick or a number says nothing without its question: its heading."""

from __future__ import annotations

import json
import re

import pandas as pd

from kcbx.clean.schooling import STATUS_FIELDS
from kcbx.clean.words import bare, by_value
from kcbx.definitions import schema

#: The number of a question: 5、是否在校？
_NUMBER = re.compile(r"^\d{1,2}[、.．)）]")
_SHEET = ["source_file", "source_sheet"]


def with_questions(form: str, people: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """The people of a form, whose bare ``status_text`` names its heading as well: 是否在读：否.

    ``sheets``: of the intake. A row whose sheet has no such heading keeps its text.
    """
    if people.empty or "status_text" not in people:
        return people
    flags = schema("values/flags")
    answers = {*flags["yes"], *flags["no"]}
    alone = by_value(people["status_text"], lambda text: text if bare(text) in answers else None)
    if alone.isna().all():
        return people
    field = STATUS_FIELDS.get(form, "status")
    headings = {
        (file, sheet): json.loads(mapping).get(field)
        for file, sheet, mapping in zip(
            sheets["source_file"], sheets["source_sheet"].fillna(""), sheets["mapping"], strict=True
        )
    }
    rows = people[_SHEET].fillna("")[alone.notna()]
    places = rows.itertuples(index=False, name=None)
    heading = by_value(pd.Series([headings.get(place) for place in places], index=rows.index, dtype="str"), _in_one)
    asked = (heading + "：" + alone[rows.index]).reindex(people.index)
    return people.assign(status_text=asked.fillna(people["status_text"]).astype("str"))


def _in_one(heading: str) -> str:
    """A heading without the breaks and gaps that made it fit its cell, and without the marks of a question."""
    return _NUMBER.sub("", "".join(heading.split())).rstrip("：:？?")
