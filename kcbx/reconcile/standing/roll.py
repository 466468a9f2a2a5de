"""Where everyone stands on the rolls: exactly one standing for every roll row."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.linkage import Linkage
from kcbx.statuses import presence


def roll_standings(
    roll: pd.DataFrame, census: pd.DataFrame, census_standing: pd.DataFrame, linkage: Linkage, absent: pd.Index
) -> pd.DataFrame:
    """The standing of every roll row: child_id, standing, census_id, duplicate_of, uncalled, indexed as ``roll``.

    Of several rows of one child the one that stands for it (:mod:`kcbx.reconcile.seat`) is linked or not in the census;
    the others are duplicate_roll. ``uncalled``: the row says present and stands for a pupil who is in no census, while
    the class lists do not have the pupil in class (``absent``: child_id of those) and the school has not answered about
    it (``answered``). Of pupils who are in the census the standing of the child tells the same.
    """
    child = roll["record_id"].map(linkage.child_of_roll)
    pupil = child.map(linkage.pupil_of_child)
    first = pupil.eq(roll["record_id"])
    stands = census_standing["standing"] != "duplicate"
    census_of = pd.Series(
        census.loc[stands, "record_id"].to_numpy(), index=census_standing.loc[stands, "child_id"].to_numpy()
    )
    linked = child.map(census_of)
    doubtful = (
        linkage.in_doubt.sort_values(["weight", "census_id"], ascending=[False, True])
        .drop_duplicates("roll_id")
        .set_index("roll_id")["census_id"]
    )
    review = roll["record_id"].map(doubtful)
    standing = np.select(
        [
            (~first).to_numpy(bool),
            linked.notna().to_numpy(bool),
            review.notna().to_numpy(bool),
            (~roll["enough"].astype(bool)).to_numpy(bool),
            roll["outside_county"].fillna(False).to_numpy(bool),
        ],
        ["duplicate_roll", "linked", "review", "too_little", "from_elsewhere"],
        default="not_in_census",
    )
    nobody = first & linked.isna() & roll["answered"].isna()
    return pd.DataFrame(
        {
            "child_id": child,
            "standing": standing,
            "census_id": linked.where(linked.notna(), review),
            "duplicate_of": pupil.where(~first),
        },
        index=roll.index,
        dtype="str",
    ).assign(uncalled=nobody & presence(roll).eq("present") & child.isin(absent))
