"""What this term shows of last term: the grade in which a pupil was, the day on which a child was born.

Of last term often nothing but census and roll is left, and where they name two grades nobody could tell. A year later
the pupil sits one grade further, and whichever of the two leads there was right. Else the slip of one cell is a child
who repeats a year, or one who skips one.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kcbx.cohorts import FIRST_GRADE, LAST_GRADE
from kcbx.register import Register
from kcbx.reliable import birth_days, days_of_ids


def with_hindsight(previous: Register, grades: pd.Series, years: int) -> Register:
    """Last term's register with ``grade_settled`` as this term shows it.

    ``grades``: the grade of today of last term's pupils, by their child_id of then; ``years``: school years between;
    with none all stays as it is. A pupil was in the grade that leads to today's where a certain age says so and the
    village wrote no other, unless the lists of then have settled one. The village alone is no witness: of a child who
    repeats a year it may have written the grade before.
    """
    if years < 1:
        return previous
    roll = previous.roll
    then = roll["child_id"].map(grades).astype("Int64") - years
    homes = previous.children.drop_duplicates("child_id").set_index("child_id")["grade"]
    due = roll["grade_due"].where(roll["cohort_uncertain"].eq(False))
    written = roll["child_id"].map(homes).astype("Int64")
    agreed = due.eq(then) & written.fillna(due).eq(then)
    slip = agreed & roll["grade"].ne(then) & then.between(FIRST_GRADE, LAST_GRADE) & roll["grade_settled"].isna()
    settled = roll["grade_settled"].mask(slip.fillna(False).astype(bool), then)
    return replace(previous, roll=roll.assign(grade_settled=settled))


def other_days(previous: Register, register: Register, same: pd.Series) -> pd.Index:
    """child_id of last term's children whose own ID number said another day of birth than the one written then, while
    today that day is written: then it was the slip of a cell.

    ``same``: this term's child_id by last term's.
    """
    then, now = (each.children.drop_duplicates("child_id").set_index("child_id") for each in (previous, register))
    today = then.index.to_series().map(same).map(birth_days(now))
    said = days_of_ids(then)
    return then.index[(said.ne(birth_days(then)) & said.eq(today)).fillna(False).astype(bool)]
