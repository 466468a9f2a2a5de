"""Which row stands for a child who has several, in one list.

In the census it is the row of the home (:mod:`kcbx.reconcile.home`), on the roll that of the school where the child
sits (:mod:`kcbx.reconcile.seat`); here is what both share. Lists are asked for points, one by one, so that the reason
of every other row can say which decided.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kcbx.definitions import form_words
from kcbx.fields import conform
from kcbx.linkage import Linkage
from kcbx.statuses import presence

#: What makes a row full enough to stand for its child, and a sound ID number, worth more than all of it.
_FULL, _SOUND_ID = ("id_number", "birth_date", "sex", "village", "school", "phone", "guardian"), 20
#: What a roll row says of the body of the child, the fittest first. A child on a school's roll and on the list of home
#: teaching is taught at home: the special list knows more.
_PRESENCE_RANK = ("home_taught", "present", "leave", "absent", "graduated", "left")
#: So does a special school beside an ordinary one.
_STAGE_RANK = {"special": 0, "junior": 1, "primary": 1, "senior": 2, "vocational": 2, "kindergarten": 3}
#: Said of two rows of one list that were never compared: one child through a third row, or by a person.
_NOT_COMPARED = "与同一儿童的另一行相同"


def fullness(people: pd.DataFrame) -> np.ndarray:
    """How fit each row of a [people] table is to stand for its child: a sound ID number first, then cells filled."""
    sound = people["id_state"].eq("ok").fillna(False).to_numpy(bool)
    full: np.ndarray = people[list(_FULL)].notna().sum(axis=1).to_numpy() + _SOUND_ID * sound
    return full


def attendance_rank(roll: pd.DataFrame) -> pd.DataFrame:
    """How fit each roll row is to stand for its pupil by what it says, the higher the better.

    Columns ``presence`` (present before absent), ``stage`` (school before kindergarten), ``grade`` (a higher one is the
    later; none is no class at all), in the order in which they matter.
    """
    return pd.DataFrame(
        {
            "presence": -presence(roll).map({name: rank for rank, name in enumerate(_PRESENCE_RANK)}).astype(int),
            "stage": -roll["stage"].map(_STAGE_RANK).astype("float64").fillna(1),
            "grade": roll["grade"].astype("float64").fillna(float("-inf")),
        }
    )


def with_primary(groups: pd.DataFrame, rank: pd.DataFrame, repeats: pd.DataFrame) -> pd.DataFrame:
    """The [groups] table of rows (record_id, child_id): of each child the row of highest rank stands for it.

    ``rank``: in the order of ``groups``, the column that matters most first; equals are told apart by record_id.
    ``repeats``: the [repeats] table.
    """
    several = groups["child_id"].duplicated(keep=False)
    rows = groups.loc[several, ["record_id", "child_id"]].join(rank.set_axis(groups.index, axis=0))
    by = ["child_id", *rank, "record_id"]
    ordered = rows.sort_values(by, ascending=[True, *[False] * rank.shape[1], True])
    first = ordered.drop_duplicates("child_id").set_index("child_id")["record_id"]
    own, main = rows["record_id"], rows["child_id"].map(first)
    why = pd.Series(repeats["reason"].to_numpy(), index=pd.MultiIndex.from_frame(repeats[["record_id", "other_id"]]))
    pairs = pd.MultiIndex.from_arrays([np.minimum(main, own), np.maximum(main, own)])
    reasons = pd.Series(why.reindex(pairs).to_numpy(), index=rows.index).fillna(_NOT_COMPARED)[main.ne(own)]
    primary = ~groups.index.isin(reasons.index)
    return conform(groups.assign(primary=primary, duplicate_reason=reasons.reindex(groups.index)), "groups")


def with_deciders(settled: pd.DataFrame, votes: pd.Series, words: Mapping[str, str], places: pd.Series) -> pd.DataFrame:
    """The [groups] table whose reasons say which lists made another row stand: 身份证号相同；按学籍花名册计在红旗村.

    Both villages, both schools read the reason, so it names the place. ``votes``: points by record_id and list;
    ``words``: lists that are no form, in words; ``places``: where the row of each record_id is.
    """
    second = settled[~settled["primary"]]
    stands = second["child_id"].map(settled[settled["primary"]].set_index("child_id")["record_id"])
    points = votes.groupby("record_id").sum()
    own, best = (rows.map(points).fillna(0) for rows in (second["record_id"], stands))
    where = stands.map(places).astype("str").fillna("另一处")
    why = ("；按" + stands.map(_told_by(votes, words)).astype("str") + "计在" + where).where(own < best).fillna("")
    return settled.assign(duplicate_reason=(second["duplicate_reason"] + why).reindex(settled.index))


def _told_by(votes: pd.Series, words: Mapping[str, str]) -> pd.Series:
    """By record_id, in words, the lists that gave points to the row."""
    lists = votes[votes.gt(0)].reset_index()
    known = {form: words.get(form) or form_words()[form] for form in lists["list"].unique()}
    return lists["list"].map(known).groupby(lists["record_id"]).agg("、".join).astype("str")


def pupil_rows(roll: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """The roll rows that stand for the pupils, with ``presence``, indexed by child_id."""
    rows = roll.assign(child_id=roll["record_id"].map(linkage.child_of_roll))
    rows = rows[rows["child_id"].map(linkage.pupil_of_child).eq(rows["record_id"])]
    return rows.assign(presence=presence(rows)).set_index("child_id")
