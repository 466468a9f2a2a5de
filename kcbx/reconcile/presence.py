"""What a roll row says about the body of the child, and which row speaks for a child who has several."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

#: What a roll status says about the body of the child, best first: the order in which rows are chosen.
_PRESENCE: Mapping[str, str] = {
    "attending": "present",
    "special": "present",
    "with_class": "present",
    "kindergarten": "present",
    "senior": "present",
    "vocational": "present",
    "home_taught": "home_taught",
    "leave": "leave",
    "absent": "absent",
    "out": "absent",
    "dropout": "absent",
    "dead": "absent",
    "graduated": "graduated",
}
#: A child on a school's roll and on the list of home teaching is taught at home: the special list knows more.
_RANK = ("home_taught", "present", "leave", "absent", "graduated", "left")
#: So does a special school beside an ordinary one.
_STAGE_RANK = {"special": 0, "junior": 1, "primary": 1, "senior": 2, "vocational": 2, "kindergarten": 3}


def presence(roll: pd.DataFrame) -> pd.Series:
    """What each roll row says: present, home_taught, leave, absent, graduated or left.

    An empty status on a roll means attending: schools write down exceptions only.
    """
    said = roll["status"].map(_PRESENCE).where(roll["status"].notna(), "present")
    return said.fillna("left").astype("str")


def best_roll_row(roll: pd.DataFrame, child_of: pd.Series) -> pd.DataFrame:
    """The roll row that speaks for each child: present before absent, school before kindergarten.

    ``child_of`` maps record_id to child_id. Returns roll rows with ``child_id`` and ``presence``, one a child,
    indexed by child_id. Ties are broken by grade (higher first) and record_id, so order does not matter.
    """
    rows = roll.assign(child_id=roll["record_id"].map(child_of), presence=presence(roll))
    rows["_rank"] = rows["presence"].map({name: rank for rank, name in enumerate(_RANK)})
    rows["_stage"] = rows["stage"].map(_STAGE_RANK).fillna(1)
    rows["_grade"] = -rows["grade"].astype("float64").fillna(0)
    ordered = rows.sort_values(["_rank", "_stage", "_grade", "record_id"], kind="stable")
    return (
        ordered.dropna(subset=["child_id"])
        .drop_duplicates("child_id")
        .drop(columns=["_rank", "_stage", "_grade"])
        .set_index("child_id")
    )
