"""The roll row a child in review most probably is: what a rate counts while no person has decided yet.

A rate that left every undecided child out would be too low by the whole share of review pairs, although nearly all of
them turn out to be the same child (``bench/README.md``). The child itself stays in review, its standing stays
``in_school_review``, and the variant ``confirmed`` of each enrolment rate leaves it out.

A child whose likeliest row another census child is surely linked to is most probably that child once more: the rates
count nobody twice.
"""

from __future__ import annotations

import pandas as pd

from kcbx.register import Register


def likely_rows(register: Register) -> pd.Series:
    """Roll record_id by the census record_id of each child in review; a child whose pairs all fell to others is absent.

    The pair of the greatest weight first, one roll child to one census child; a roll row already linked to somebody is
    nobody else. Ties are broken by record_id, so that order does not matter.
    """
    pairs = _pairs(register)
    ordered = pairs[pairs["free"]]
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for child, pupil, row in zip(ordered["child"], ordered["pupil"], ordered["roll_id"], strict=True):
        if child not in chosen and pupil not in taken:
            chosen[child] = row
            taken.add(pupil)
    return pd.Series(chosen, dtype="str")


def listed_again(register: Register, likely: pd.Series) -> pd.Series:
    """census record_id of the children in review who most probably are another census child once more, in order.

    Those without a likely row whose heaviest pair is with a pupil linked to somebody else. ``likely``:
    :func:`likely_rows` of the register.
    """
    best = _pairs(register).drop_duplicates("child")
    again = best["taken"] & ~best["child"].isin(likely.index)
    return best.loc[again, "child"].sort_values().reset_index(drop=True)


def _pairs(register: Register) -> pd.DataFrame:
    """The pairs of children in review, heaviest first: weight, roll_id, ``child`` (record_id), ``pupil`` (child_id),
    ``free``: nobody is linked to the pupil; ``taken``: somebody is.
    """
    census, roll = register.census, register.roll.set_index("record_id")
    waiting = census.loc[census["standing"].eq("in_school_review")].set_index("child_id")["record_id"]
    pairs = register.links[register.links["decision"].eq("review")]
    standing = pairs["roll_id"].map(roll["standing"])
    pairs = pairs.assign(
        child=pairs["census_id"].map(census.set_index("record_id")["child_id"]).map(waiting),
        pupil=pairs["roll_id"].map(roll["child_id"]),
        free=standing.isin(["review", "duplicate_roll"]),
        taken=standing.eq("linked"),
    )
    pairs = pairs[pairs["child"].notna()]
    return pairs.sort_values(["weight", "child", "roll_id"], ascending=[False, True, True], kind="stable")
