"""Where the children of the census stand: exactly one standing for every census row.

A child is judged by the roll row that stands for it (:mod:`kcbx.reconcile.seat`).
"""

from __future__ import annotations

import pandas as pd

from kcbx.among import among
from kcbx.linkage import Linkage
from kcbx.reconcile.primary import pupil_rows
from kcbx.reconcile.standing.facts import ages_of, facts_of
from kcbx.reconcile.standing.rules import decide, with_answers


def census_standings(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linkage: Linkage,
    known: pd.DataFrame,
    as_of: str,
    last_grade: int = 9,
) -> pd.DataFrame:
    """The standing of every census row: child_id, standing, roll_id, duplicate_of, indexed as ``census``.

    ``known``: what other lists say, one row a census record_id (index), with the columns on_attendance
    (bool?, True: called and there; False: called and missing), absent_as (how the class list says so, in words; null:
    it does not name the child), deferred_until and leave_until (YYYY-MM-DD,
    "" where the list gives no end), proof (str), graduated (bool), elsewhere (bool), home_taught and with_class (bool:
    the register of disabled children says so), answered (the standing that an accepted answer gives), answered_before
    (bool: it was given in an earlier term). Missing columns or rows mean: not said.
    ``as_of``: YYYY-MM-DD, the day by which deferrals and leave must not have expired. ``last_grade``: the last
    grade of compulsory schooling.
    """
    child = census["record_id"].map(linkage.child_of_census)
    home = child.map(linkage.home_of_child)
    primary = home.eq(census["record_id"])
    best = pupil_rows(roll, linkage)
    best = best[among(best.index, child)]
    facts = facts_of(census, child, best, linkage, known, as_of) | ages_of(census, last_grade)
    decided = pd.Series(with_answers(decide(facts), facts), index=census.index, dtype="str")
    return pd.DataFrame(
        {
            "child_id": child,
            "standing": decided.where(primary, "duplicate"),
            "roll_id": best["record_id"].reindex(child).to_numpy(),
            "duplicate_of": home.where(~primary),
        }
    ).astype({"roll_id": "str", "duplicate_of": "str", "child_id": "str", "standing": "str"})


def doubtful(standing: pd.DataFrame, record_ids: pd.Series, known: pd.DataFrame, likely: pd.DataFrame) -> pd.Series:
    """Which census rows may stand elsewhere than their standing says: those who may be a pupil, those of whom too
    little is written, and those judged by more if the rows in doubt of the other lists were who they may be.

    ``standing``: of :func:`census_standings`, indexed like ``record_ids``; ``known`` and ``likely``: what the other
    lists say surely, and with the rows in doubt.
    """
    same = known.eq(likely) | (known.isna() & likely.isna())
    changed = same.index[~same.all(axis=1)]
    return record_ids.isin(changed) | standing["standing"].isin(["in_school_review", "too_little"])
