"""What the roll and the class lists say of a child, as parts of the sentence under its standing.

``census``: the rows of the census; ``linked``: the roll row of each, side by side, all null without one; ``known``:
what the other lists say, as in :func:`kcbx.reconcile.standing.census.census_standings`.
"""

from __future__ import annotations

import pandas as pd

from kcbx.class_lists_say import not_named
from kcbx.cohorts import grade_name
from kcbx.reconcile.standing.facts import last_day_of_leave, told_of, told_text
from kcbx.statuses import presence, status_words


def absence(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Why a pupil is said not to be there: the roll says so, or the attendance list where the roll does not; or its
    leave is over and nobody has seen it back."""
    written = "学籍状态为“" + _status_words(linked) + "”"
    missing = told_of(census, known, "on_attendance").eq(False).set_axis(linked.index)
    class_list = _class_list(census, known).set_axis(linked.index)
    listed = told_text(census, known, "leave_until")
    until = listed.set_axis(linked.index)
    unseen = ("休学名单上至 " + until + "，已到期，摸底表仍写休学").where(~missing).fillna(class_list)
    still = ("；" + written.str.replace("为", "仍为", n=1)).where(linked["status_text"].notna())
    on_roll = linked["expiry"].where(linked["status"].eq("leave")).set_axis(census.index)
    over = written + "，休学期至 " + last_day_of_leave(census, on_roll, listed).set_axis(linked.index) + " 已满"
    said = presence(linked)
    return written.where(said.eq("absent"), (unseen + still.fillna("")).mask(said.eq("leave"), over))


def _class_list(census: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """How the class lists say of each child that it is not there."""
    return told_of(census, known, "absent_as").astype("str").fillna(not_named())


def gone(census: pd.DataFrame, linked: pd.DataFrame, said: pd.Series) -> pd.Series:
    """Who says that a child is dead or has left: the village, or the roll where the village says nothing."""
    written = ("学籍状态为“" + _status_words(linked) + "”").set_axis(census.index)
    return written.where(census["status"].isna()).fillna("摸底表写“" + said + "”")


def on_leave(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Who says that a child is on leave: the roll, the list of leave, or the village, with proof or an end."""
    listed = told_of(census, known, "leave_until").notna().map({True: "休学名单上有此人", False: "摸底表写休学"})
    return listed.mask(presence(linked).eq("leave").to_numpy(), "学籍状态为休学")


def taught_at_home(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Who says that a child is taught at home: the roll, else the register of disabled children, and the village."""
    missing = told_of(census, known, "on_attendance").eq(False)
    uncalled = "残疾儿童名册写送教上门，" + _class_list(census, known)
    others = uncalled.where(missing, "残疾儿童名册和摸底表都写送教上门")
    listed = presence(linked).eq("present").to_numpy() & linked.index.notna()
    return others.where(listed, "送教上门")


def in_ordinary_class(census: pd.DataFrame, linked: pd.DataFrame) -> pd.Series:
    """Who says that a child with a disability learns in an ordinary class: the roll, else the register."""
    by_roll = linked["with_class"].fillna(False).astype(bool) | linked["status"].eq("with_class").fillna(False)
    words = pd.Series("残疾儿童名册写随班就读", index=linked.index).mask(by_roll, "学籍注明随班就读")
    return words.set_axis(census.index)


def still_on_roll(census: pd.DataFrame, linked: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """What the roll of this county still says of a child at school elsewhere."""
    grade, said = linked["grade"].astype("object").map(grade_name), presence(linked)
    where = "学籍仍在" + linked["school"].fillna("本县").astype("str") + grade
    where = where.mask(said.eq("present"), where + "，" + _class_list(census, known).set_axis(linked.index))
    on_roll = said.isin(["present", "absent"]) & pd.Series(linked.index.notna(), index=linked.index)
    return where.where(on_roll, left_there(linked)).fillna("本县学籍无此人")


def left_there(linked: pd.DataFrame) -> pd.Series:
    """Of whom the roll says that they have left or finished there: where, and what it says; null for others."""
    where = linked["school"].fillna("").astype("str") + linked["grade"].astype("object").map(grade_name).fillna("")
    return (where + "学籍状态为“" + _status_words(linked) + "”").where(presence(linked).isin(["left", "graduated"]))


def _status_words(linked: pd.DataFrame) -> pd.Series:
    """What the roll says, as written, else the word for it (a list of dropouts says it of all)."""
    return linked["status_text"].fillna(linked["status"].map(status_words()).astype("str"))


__all__ = ["absence", "gone", "in_ordinary_class", "left_there", "on_leave", "still_on_roll", "taught_at_home"]
