"""What a status (``values/status.toml``) says of where the child is: on a roll, on a list of today; and its word.

How statuses combine is data: ``values/schooling.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pandas as pd

from kcbx.definitions import schema


def presence(roll: pd.DataFrame) -> pd.Series:
    """What each roll row says of the body of the child: present, home_taught, leave, absent, graduated or left.

    An empty status on a roll means attending: schools write down exceptions only.
    """
    said = roll["status"].map(_on_roll()).where(roll["status"].notna(), "present")
    return said.fillna("left").astype("str")


def counts_as_pupil(roll: pd.DataFrame) -> pd.Series:
    """Which roll rows say that the child is in school, or taught at home by one."""
    return presence(roll).isin(["present", "home_taught"])


def taken_in_elsewhere(roll: pd.DataFrame) -> pd.Series:
    """Which roll rows say transferred out, and that the other school has taken the pupil in."""
    return roll["status"].eq("transferred_out") & roll["proof"].notna()


def says_out(rows: pd.DataFrame) -> pd.Series:
    """Which rows say that the child should be in class and is not."""
    return rows["status"].isin(schema("values/schooling")["out_of_class"])


def seated(rows: pd.DataFrame) -> pd.Series:
    """Which rows of a class list, or of another list of today, do not say that the child is absent or out."""
    return ~says_out(rows)


def left_junior(graduates: pd.DataFrame) -> pd.Series:
    """Which rows of a list of graduates are not of a primary school: those who left one must go on."""
    return graduates["stage"].ne("primary").fillna(True).astype(bool)


def status_words() -> Mapping[str, str]:
    """The word for each status."""
    return {code: words["label"] for code, words in schema("values/status").items()}


@cache
def _on_roll() -> Mapping[str, str]:
    """What each status says on a roll; a status that is not named says that the child has left."""
    return {code: said for said, codes in schema("values/schooling")["on_roll"].items() for code in codes}


__all__ = ["counts_as_pupil", "left_junior", "presence", "says_out", "seated", "status_words", "taken_in_elsewhere"]
