"""The questions the rules of standing ask of a census row, each answered by one column."""

from __future__ import annotations

import pandas as pd

from kcbx.among import among
from kcbx.linkage import Linkage
from kcbx.statuses import taken_in_elsewhere

#: The last grade into which entry may be put off, and the grade due of the youngest in kindergarten, at three.
_OLDEST_DEFERRAL_GRADE, _KINDERGARTEN_START = 2, -2


def facts_of(
    census: pd.DataFrame,
    child: pd.Series,
    best: pd.DataFrame,
    linkage: Linkage,
    known: pd.DataFrame,
    as_of: str,
) -> dict[str, pd.Series]:
    """One named boolean (or value) a row for every question that :func:`kcbx.reconcile.standing.rules.decide` asks.

    ``child``: child_id of each row; ``best``: the roll row of each child, by child_id; ``known`` and ``as_of`` as for
    :func:`kcbx.reconcile.standing.census.census_standings`.
    """

    def told(column: str) -> pd.Series:
        return told_of(census, known, column)

    def runs(until: pd.Series) -> pd.Series:
        text = until.fillna("").astype(str)
        return until.notna() & ((text == "") | (text >= as_of))

    on_roll = best[["presence", "status", "stage", "expiry", "with_class"]].reindex(child).set_axis(census.index)
    leave_until, deferred_until = told("leave_until"), told("deferred_until")
    on_leave = runs(leave_until)
    here, status = on_roll["presence"], on_roll["status"]
    last_leave = last_day_of_leave(census, on_roll["expiry"].where(status.eq("leave")), leave_until)
    due = census["grade_due"].astype("float64")
    declared_until = census["expiry"].fillna("")
    # Both schools have carried the transfer out, so the pupil is on the roll there, unless the village says otherwise.
    moved = taken_in_elsewhere(best).reindex(child, fill_value=False).set_axis(census.index)
    transferred = moved & census["status"].fillna("").isin(["", "elsewhere", "transferred_out", "attending"])
    return {
        "presence": here.fillna(""),
        "stage": on_roll["stage"].fillna(""),
        "silent": here.notna() & status.isna(),
        "in_class": on_roll["with_class"].fillna(False).astype(bool)
        | status.eq("with_class")
        | told("with_class").eq(True),
        "roll_gone": status.isin(["dead", "abroad", "moved_away"]),
        "roll_special": status.eq("special"),
        "declared": census["status"].fillna(""),
        "declared_school": census["school"].notna(),
        "review": pd.Series(among(child, linkage.in_doubt["child"]), index=census.index),
        "enough": census["enough"].astype(bool),
        "called": told("on_attendance").eq(True),
        "missing": told("on_attendance").eq(False),
        "graduated": told("graduated").eq(True),
        # without an end a deferral runs for the first year of school only
        "deferral": runs(deferred_until) & ~(deferred_until.eq("") & (due > 1)),
        "leave": on_leave,
        "leave_over": leave_until.notna() & ~on_leave,
        "leave_ended": last_leave.ne("") & last_leave.lt(as_of),
        "leave_written": declared_until.ge(as_of) | (census["proof"].notna() & declared_until.eq("")),
        "deferral_written": (census["proof"].notna() | declared_until.ne(""))
        & (declared_until.eq("") | (declared_until >= as_of)),
        "proof": census["proof"].notna() | told("proof").notna() | transferred,
        "listed_elsewhere": told("elsewhere").eq(True) | transferred,
        "listed_home_taught": told("home_taught").eq(True),
        "answered": told("answered").fillna("").astype("str"),
        "answered_before": told("answered_before").eq(True),
    }


def last_day_of_leave(census: pd.DataFrame, on_roll: pd.Series, listed: pd.Series) -> pd.Series:
    """The last day of leave that anybody names, the list of leave, the roll or the village; "" where nobody does.

    ``on_roll``: the day on the roll row of a pupil whom it says on leave; indexed as ``census``, like ``listed``.
    """
    by_village = census["expiry"].where(census["status"].eq("leave"))
    days = [each.fillna("").astype("str") for each in (listed, on_roll, by_village)]
    return pd.concat(days, axis=1).max(axis=1)


def told_of(census: pd.DataFrame, known: pd.DataFrame, column: str) -> pd.Series:
    """What the other lists say of each census row in one column of ``known``; null where they do not."""
    if column not in known:
        return pd.Series(None, index=census.index, dtype="object")
    return census["record_id"].map(known[column]).astype("object")


def told_text(census: pd.DataFrame, known: pd.DataFrame, column: str) -> pd.Series:
    """The same as text; null where the lists say nothing, or give no words."""
    return told_of(census, known, column).astype("str").replace("", None)


def ages_of(census: pd.DataFrame, last_grade: int) -> dict[str, pd.Series]:
    """The questions about age; a child without a birth date but with an ID number is treated as of compulsory age."""
    due = census["grade_due"].astype("float64")
    return {
        "compulsory": census["compulsory"].fillna(False).astype(bool) | (due.isna() & census["enough"].astype(bool)),
        "under_three": due < _KINDERGARTEN_START,
        "preschool": (due >= _KINDERGARTEN_START) & (due < 1),
        "above": due > last_grade,
        "last_grade": due == last_grade,
        "below_last": due < last_grade,
        "early": due <= _OLDEST_DEFERRAL_GRADE,
    }
