"""The grade in which a pupil is counted, where the census and the school itself speak against the cell of the roll.

A roll export is typed once a year, a class is called every term. Where the census names one grade and the list called
in class, the pupil's own sheet of the roll or what the school teaches agrees with it, the roll has the slip of one
cell; so it has where the census says nothing and those agree with the pupil's age. What is shown of the row stays as
written.
"""

from __future__ import annotations

import pandas as pd

from kcbx.among import among
from kcbx.cohorts import FIRST_GRADE, LAST_GRADE
from kcbx.linkage import Linkage

#: A sheet of at least so many pupils is of the grade that this share of them bear.
_SHEET, _SHARE = 10, 0.9
#: A school of at least so many pupils teaches a grade of at least so many, and not one of at most so many, or of one
#: pupil in so many of the other.
_SCHOOL, _TAUGHT, _STRAY, _ONE_IN = 50, 5, 2, 25


def settled_grades(
    census: pd.DataFrame, roll: pd.DataFrame, attendance: pd.DataFrame | None, linkage: Linkage
) -> pd.Series:
    """The grade (Int64, indexed as ``roll``) of a pupil whose roll is outvoted; null for every other.

    The first that holds decides:

    1. The grade of the nine that every census row of the child says, where the roll says another and one of three
       agrees with the census: the class list of the same school (``attendance``, with ``child_id``), which alone
       decides where it names the child; the sheet of the roll, nine in ten of whose pupils are of that grade; the
       school, which teaches that grade and not the one of the roll. Never where the school teaches the roll's grade and
       not this.
    2. Of a pupil in a grade that the school does not teach: the grade in which its class list calls the pupil, else the
       one due by a certain age, else the one taught grade next to it.
    3. The grade in which the class list calls the pupil, where it is the one due by a certain age, and census and roll
       say two others.

    Where no census row says a grade, the one due by a certain age stands in for it. Against the census age is no
    witness: who repeats a year is right to sit below it.
    """
    child = roll["record_id"].map(linkage.child_of_roll)
    owner = census["record_id"].map(linkage.child_of_census)
    home = child.map(_unanimous(pd.DataFrame({"child": owner, "grade": census["grade"]}), ["child"])).astype("Int64")
    silent = ~among(child, owner[census["grade"].notna()])
    home = home.fillna(roll["grade_due"].where(silent & roll["cohort_uncertain"].eq(False)))
    differ = home.between(FIRST_GRADE, LAST_GRADE) & home.ne(roll["grade"].astype("Int64")).fillna(False)
    asked = pd.DataFrame({"child": child, "home": home})[differ.fillna(False)].join(
        roll[["source_file", "source_sheet", "school_key", "grade"]]
    )
    called_in = _called(roll.assign(child=child), attendance)
    called = called_in.reindex(asked.index)
    sheet = asked.join(_of_sheets(roll), on=["source_file", "source_sheet"])["of_sheet"].astype("Int64")
    agreed = called.fillna(sheet.where(asked["grade"].notna())).eq(asked["home"]).fillna(False)
    taught = roll.groupby("school_key")["grade"].value_counts()
    agreed |= called.isna() & _taught_otherwise(asked, taught, "home", "grade")
    agreed &= ~_taught_otherwise(asked, taught, "grade", "home")
    rest = roll.drop(index=agreed.index[agreed])
    due = rest["grade_due"].where(rest["cohort_uncertain"].eq(False))
    called = called_in.reindex(rest.index)
    taught_there = (
        _where_taught(rest, called, taught)
        .combine_first(_where_taught(rest, due, taught))
        .combine_first(_next_taught(rest, taught))
    )
    of_age = called[(called.eq(due) & called.ne(rest["grade"]) & rest.index.isin(asked.index)).fillna(False)]
    return asked["home"].where(agreed).reindex(roll.index).fillna(taught_there).fillna(of_age)


def _where_taught(roll: pd.DataFrame, other: pd.Series, taught: pd.Series) -> pd.Series:
    """The ``other`` grade of the pupils who are in a grade that the school does not teach, where it teaches that."""
    asked = roll[["school_key", "grade"]].assign(other=other.where(other.between(FIRST_GRADE, LAST_GRADE))).dropna()
    asked = asked[asked["grade"].between(FIRST_GRADE, LAST_GRADE)]
    return asked["other"].where(_taught_otherwise(asked, taught, "other", "grade")).dropna().astype("Int64")


def _next_taught(roll: pd.DataFrame, taught: pd.Series) -> pd.Series:
    """The grade next to that of the pupils who are in a grade that the school does not teach: a slip by one at the
    end of a school, so that it teaches one of the two neighbours only."""
    lower, upper = (_where_taught(roll, roll["grade"].add(step).astype("Int64"), taught) for step in (-1, 1))
    return lower.drop(upper.index, errors="ignore").combine_first(upper.drop(lower.index, errors="ignore"))


def _called(pupils: pd.DataFrame, attendance: pd.DataFrame | None) -> pd.Series:
    """The grade in which the class list of the child's school calls it; 0 where it calls it in two."""
    if attendance is None or attendance.empty:
        return pd.Series(None, index=pupils.index, dtype="Int64")
    lists = attendance.rename(columns={"child_id": "child"})[["child", "school_key", "grade"]].dropna()
    called = _unanimous(lists, ["child", "school_key"]).rename("called")
    return pupils.join(called, on=["child", "school_key"])["called"].astype("Int64")


def _of_sheets(roll: pd.DataFrame) -> pd.Series:
    """The grade by file and sheet of the roll, of the sheets that hold one grade."""
    sheet = ["source_file", "source_sheet"]
    pupils = roll[roll["grade"].notna()].groupby(sheet)["grade"].value_counts().reset_index(name="pupils")
    whole = pupils.groupby(sheet)["pupils"].transform("sum")
    one = pupils[(whole >= _SHEET) & (pupils["pupils"] >= _SHARE * whole)]
    return one.set_index(sheet)["grade"].rename("of_sheet")


def _taught_otherwise(asked: pd.DataFrame, taught: pd.Series, grade: str, other: str) -> pd.Series:
    """Whether the school teaches the grade in the column ``grade``, and that in ``other`` to nobody but a stray.

    ``taught``: pupils by school and grade.
    """
    whole = asked["school_key"].map(taught.groupby("school_key").sum()).fillna(0)
    there, stray = (
        pd.Series(taught.reindex(pd.MultiIndex.from_frame(asked[["school_key", name]])).to_numpy(), asked.index)
        for name in (grade, other)
    )
    few = (there / _ONE_IN).clip(lower=_STRAY)
    return (whole >= _SCHOOL) & (there.fillna(0) >= _TAUGHT) & (stray.fillna(0) <= few)


def _unanimous(said: pd.DataFrame, keys: list[str]) -> pd.Series:
    """The grade by ``keys``, 0 where the rows that state one disagree."""
    grades = said.dropna().groupby(keys)["grade"].agg(["min", "max"])
    return grades["min"].where(grades["min"] == grades["max"], 0)
