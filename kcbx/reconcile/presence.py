"""What a roll row says about the body of the child, and the row that stands for each pupil."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.register import Linkage

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


def attendance_rank(roll: pd.DataFrame) -> pd.DataFrame:
    """How fit each roll row is to stand for its pupil by what it says, the higher the better.

    Columns ``presence`` (present before absent), ``stage`` (school before kindergarten), ``grade`` (a higher one is the
    later; none is no class at all), in the order in which they matter.
    """
    return pd.DataFrame(
        {
            "presence": -presence(roll).map({name: rank for rank, name in enumerate(_RANK)}).astype(int),
            "stage": -roll["stage"].map(_STAGE_RANK).astype("float64").fillna(1),
            "grade": roll["grade"].astype("float64").fillna(float("-inf")),
        }
    )


def pupil_rows(roll: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """The roll rows that stand for the pupils, with ``presence``, indexed by child_id."""
    rows = roll[roll["record_id"].isin(linkage.pupils.index)]
    return rows.assign(child_id=rows["record_id"].map(linkage.pupils), presence=presence(rows)).set_index("child_id")
