"""What kcbx says beyond who is who, beside the truth: where a child stands who has several rows, and which side of two
that differ is likelier right.

Nothing of it is a link or a rate of the county, so no other figure shows whether it is right; yet a school is told by
it whom to keep, and a clerk whom to believe.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from bench.truth import persons
from kcbx.register import Register

_SEVERAL = {"census": ("township", "duplicate"), "roll": ("school", "duplicate_roll")}
_VALUES = ("name", "id_number", "birth_date", "sex", "school", "grade")


def hints(register: Register, truth: Path) -> pd.DataFrame:
    """hint, cases, told, right.

    ``roll``: pupils on the rolls of several schools, one of which is their own; ``census``: children listed in several
    townships, one of which is; the others by field: conflicts one side of which is true.
    """
    lives = pd.read_parquet(truth / "children.parquet").set_index("person_id")
    lists = {"census": register.census, "roll": register.roll}
    who = {form: persons(rows, pd.read_parquet(truth / f"{form}_rows.parquet")) for form, rows in lists.items()}
    found = []
    for form, (place, again) in _SEVERAL.items():
        rows = lists[form].assign(true=lives[place].reindex(lists[form]["record_id"].map(who[form])).to_numpy())
        rows["right"] = rows[place].eq(rows["true"])
        by_child = rows.groupby("child_id")
        several = by_child[place].nunique().gt(1) & by_child["right"].any()
        stands = rows[rows["standing"].ne(again)].drop_duplicates("child_id").set_index("child_id")["right"]
        stands = stands[several.reindex(stands.index).fillna(False).astype(bool)]
        found.append((form, len(stands), len(stands), int(stands.sum())))
    pairs = register.conflicts
    person = pairs["census_id"].map(who["census"])
    same = person.eq(pairs["roll_id"].map(who["roll"]))
    for field in _VALUES:
        asked = pairs[pairs["field"].eq(field) & same]
        true = pd.Series(lives[field].reindex(person[asked.index]).to_numpy(), asked.index).astype("str")
        ours, theirs = (asked[f"{side}_value"].eq(true).fillna(False).astype(bool) for side in ("census", "roll"))
        asked = asked[ours ^ theirs]
        right = asked["likelier"].eq("census") & ours | asked["likelier"].eq("roll") & theirs
        found.append((field, len(asked), int(asked["likelier"].notna().sum()), int(right.fillna(False).sum())))
    return pd.DataFrame(found, columns=["hint", "cases", "told", "right"])
