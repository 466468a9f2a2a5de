"""Which child a row of another list most probably means, where its number does not tell: by name and place.

Linkage asks about the child whose number the row bears. If that child has another name or another age, or if the list
already has a row for it, the number is a stranger's: a clerk took it from the line below. The row then most probably
means the one child of its name in its village, or at its school, who is not on the list yet. On the list of children at
school elsewhere even a row of another name (a former one, a misprint) may mean the one child of its village who is
known to be at that school. A person is asked; nothing is linked by it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.among import among
from kcbx.clean.school_townships import school_townships
from kcbx.definitions import schema
from kcbx.list_kinds import forms_about, forms_of_schools
from kcbx.reconcile.elsewhere import school_elsewhere
from kcbx.reliable import OTHER_AGE, one_sex, usable_ids

#: Years of school between two lists that are no contradiction.
_NEAR = 1
#: The grade after that in which a child was until last summer.
_FINISHED = 10


def likeliest(rows: pd.DataFrame, form: str, children: pd.DataFrame, sure: pd.Series, maybe: pd.Series) -> pd.Series:
    """child_id by record_id of the child each row in doubt most probably speaks of.

    ``rows``: a list of ``form``; ``children``: rows of census and roll with ``child_id``; ``sure`` and ``maybe``:
    child_id by record_id, as linkage has it. The first that there is:

    1. the bearer of its number who is known to be at its school elsewhere; whom linkage asks about, if of the row's
       name, of an age for its grade and not surely another row's;
    2. the child of its name in its village or at its school, here or elsewhere, or of its telephone in its township;
    3. whom linkage asks about, if of an age for its grade, on the list of a school not known to attend another: the
       bearer of the number;
    4. the child of its name in its township;
    5. the child of its village at the same school elsewhere, under another name.
    """
    rows, children = _with_away(rows), _with_away(children)
    doubtful = _now(rows[~among(rows["record_id"], sure.index)], form, children)
    fit = maybe[maybe.index.isin(doubtful["record_id"]) & _of_age(doubtful, children, maybe)]
    names = pd.MultiIndex.from_frame(children[["child_id", "name_key"]])
    own = pd.MultiIndex.from_arrays([fit, fit.index.map(rows.set_index("record_id")["name_key"])]).isin(names)
    bearers = _bearers_elsewhere(doubtful, children, sure)
    settled = bearers.combine_first(fit[own & ~among(fit, sure)])
    if _by_school(form):
        fit = fit[own | _in_its_grade(doubtful, children, fit)]
    open_rows = doubtful[~doubtful["record_id"].isin(settled.index)]
    named = _by_name(open_rows, form, children, pd.concat([sure, settled]))
    in_village = named.index.isin(rows.loc[rows["village"].notna(), "record_id"])
    placed = named if _by_school(form) else named[in_village | _known_elsewhere(named, rows, children)]
    found: pd.Series = settled.combine_first(placed).combine_first(fit).combine_first(named)
    silent = doubtful[~doubtful["record_id"].isin(found.index)]
    return found.combine_first(_at_one_school_elsewhere(silent, children, pd.concat([sure, found])))


def _by_school(form: str) -> bool:
    """Whether the school stands for the village: on a list of its pupils, but for those who entered it years ago."""
    return form in forms_of_schools() - forms_about("entry")


def _now(rows: pd.DataFrame, form: str, children: pd.DataFrame) -> pd.DataFrame:
    """The rows with the grade of today, and the township of a school that bears its name where they write none.

    ``own_due``: the grade due by the age in the own ID number, null where it is somebody else's among the children.
    """
    grade = rows["grade"].fillna(_FINISHED) if form in forms_about("last_summer") else rows["grade"]
    if form in forms_about("entry"):
        grade = grade.mask(grade.notna())
    if _by_school(form):
        rows = rows.assign(township=rows["township"].fillna(school_townships(rows["school"], children["township"])))
    own = usable_ids(rows) & ~among(rows["id_number"], children["id_number"])
    return rows.assign(grade=grade, own_due=rows["grade_due"].where(own))


def _of_age(rows: pd.DataFrame, children: pd.DataFrame, maybe: pd.Series) -> pd.Series:
    """Whether the child of each row of ``maybe`` may be in its grade by the ages its own rows give."""
    grade = rows["grade"].fillna(rows["own_due"]).set_axis(rows["record_id"]).reindex(maybe.index)
    due = children.groupby("child_id")["grade_due"].agg(["min", "max"]).reindex(maybe).set_index(maybe.index)
    years = pd.concat([grade - due["max"], due["min"] - grade], axis=1)
    return ~years.ge(OTHER_AGE).fillna(False).any(axis=1)


def _in_its_grade(rows: pd.DataFrame, children: pd.DataFrame, maybe: pd.Series) -> pd.Series:
    """Whether the child of each row of ``maybe`` may be in its grade by those its own rows write: who is in the last
    year of senior school did not leave junior school last summer."""
    grade = rows.set_index("record_id")["grade"].reindex(maybe.index)
    attended = children.groupby("child_id")["grade"].agg(["min", "max"]).reindex(maybe).set_index(maybe.index)
    return ~(attended["min"].sub(grade).gt(_NEAR) | grade.sub(attended["max"]).gt(_NEAR)).fillna(False).astype(bool)


def _by_name(rows: pd.DataFrame, form: str, children: pd.DataFrame, taken: pd.Series) -> pd.Series:
    """child_id by record_id of the rows that are of one child, and one child's only row, by name, sex, grade and place.

    A row that names a village is of a child there, or of one of the township with its telephone, or in the very grade
    of its school elsewhere; on the list of a school a child whom village or roll knows at that school, or of whom
    nobody says the school, of the township in which it lies. In the very grade of the school, here or elsewhere, the
    sex may be a slip.
    """
    free = _free(children, taken)
    told = ["name_key", "township", "village", "phone", "school_key", "away", "school_away", "sex", "grade"]
    written = rows[["record_id", "own_due", *told]].dropna(subset="name_key")
    pairs = written.merge(free[["child_id", *told]], on="name_key", suffixes=("", "_child"))
    years = (pairs["grade"] - pairs["grade_child"]).abs()
    of_age = ~(pairs["own_due"] - pairs["grade_child"]).abs().ge(OTHER_AGE).fillna(False)
    fit = pairs["grade"].isna() & of_age | years.le(_NEAR).fillna(False)
    at_school = pairs["school_key"].eq(pairs["school_key_child"])
    same_sex = one_sex(pairs["sex"], pairs["sex_child"])
    one_school = at_school | pairs["away"].eq(pairs["away_child"])
    far = pairs["school_away"].eq(pairs["school_away_child"])
    fit &= same_sex | (one_school & years.eq(0)).fillna(False)
    township = pairs["township"].eq(pairs["township_child"])
    there = township & (pairs["village"].isna() | pairs["village"].eq(pairs["village_child"]))
    there |= township & pairs["phone"].eq(pairs["phone_child"]) | far & years.eq(0)
    if _by_school(form):
        left = form in forms_about("last_summer")
        there &= pairs["village"].notna() | pairs["school_key_child"].isna() | left
        there |= at_school
    named = pairs[(fit & there).astype(bool)].drop_duplicates(["record_id", "child_id"])
    return _one_to_one(named)


def _known_elsewhere(whom: pd.Series, rows: pd.DataFrame, children: pd.DataFrame) -> np.ndarray:
    """Whether the rows ``whom`` (child_id by record_id) write the place or school outside the county where their child
    is known to be."""
    written = rows.set_index("record_id")["away"].reindex(whom.index)
    known = pd.MultiIndex.from_frame(children[["child_id", "away"]].dropna())
    there: np.ndarray = pd.MultiIndex.from_arrays([whom, written]).isin(known)
    return there


def _bearers_elsewhere(rows: pd.DataFrame, children: pd.DataFrame, taken: pd.Series) -> pd.Series:
    """child_id by record_id of the rows that bear the number of one child and name the school elsewhere where that
    child is: whatever name it has there."""
    both, free = ["id_number", "away"], children[~among(children["child_id"], taken)]
    written = rows.loc[usable_ids(rows), ["record_id", *both]].dropna()
    known = free[["child_id", *both]].dropna()
    return _one_to_one(written.merge(known, on=both).drop_duplicates(["record_id", "child_id"]))


def _free(children: pd.DataFrame, taken: pd.Series) -> pd.DataFrame:
    """The rows of children of whom no row is known to speak, each under every name of its child: the village that has
    the right place may misspell the name. The grade is the one due where they write none."""
    free = children[~among(children["child_id"], taken)]
    free = free.assign(grade=free["grade"].fillna(free["grade_due"]))
    return free.drop(columns="name_key").merge(free[["child_id", "name_key"]].drop_duplicates(), on="child_id")


def _at_one_school_elsewhere(rows: pd.DataFrame, children: pd.DataFrame, taken: pd.Series) -> pd.Series:
    """child_id by record_id of the rows that are of one child, and one child's only row, by the village and the school
    outside the county. Besides, either sex and grade are the very same; or neither is another, and the names share a
    character, two where one of the rows writes the city only."""
    written, free = _away(rows), _away(_free(children, taken))
    told, place = ["name_key", "sex", "grade", "away"], ["township", "village"]
    pairs = written[["record_id", *told, *place]].merge(
        free[["child_id", *told, *place]], on=place, suffixes=("", "_child")
    )
    both = zip(pairs["away"], pairs["away_child"], strict=True)
    one_place = [one.startswith(other) or other.startswith(one) for one, other in both]
    pairs = pairs[pd.Series(one_place, index=pairs.index, dtype=bool)]
    common = [len({*one} & {*two}) for one, two in zip(pairs["name_key"], pairs["name_key_child"], strict=True)]
    years, one_school = (pairs["grade"] - pairs["grade_child"]).abs(), pairs["away"].eq(pairs["away_child"])
    named = pd.Series(common, index=pairs.index, dtype=int).ge(one_school.map({True: 1, False: 2}))
    alike = one_sex(pairs["sex"], pairs["sex_child"]) & ~years.gt(_NEAR).fillna(False) & named
    same = one_school & pairs["sex"].eq(pairs["sex_child"]).fillna(False) & years.eq(0).fillna(False)
    return _one_to_one(pairs[(alike | same).astype(bool)].drop_duplicates(["record_id", "child_id"]))


def _away(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that name a child, a village and a place or school outside the county."""
    return rows.dropna(subset=["name_key", "away", "township", "village"])


def _with_away(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``away``: the place or school outside the county that they name; ``school_away``: if a school."""
    told = school_elsewhere(rows["school_elsewhere"], schema("linkage")["evidence"]["no_place"])
    return rows.assign(away=told["away"].fillna(told["away_place"]), school_away=told["away"])


def _one_to_one(pairs: pd.DataFrame) -> pd.Series:
    """child_id by record_id of the pairs in which neither stands in another."""
    one = ~pairs["record_id"].duplicated(keep=False) & ~pairs["child_id"].duplicated(keep=False)
    return pairs[one].set_index("record_id")["child_id"]


__all__ = ["likeliest"]
