"""Who is missing from the class lists: only a pupil whom no row of the lists can mean.

Whoever is named as 名在人不在 gets a visit at home. So as long as any row may mean the pupil, nothing is said.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.definitions import schema
from kcbx.linkage import Linkage
from kcbx.reconcile.names import name_evidence
from kcbx.reconcile.primary import pupil_rows
from kcbx.reliable import a_digit_apart, known_by, usable_ids
from kcbx.statuses import presence, seated

#: The share of the pupils of a grade from which a class list holds the whole grade, and how many may be missing from a
#: small one.
_WHOLE, _FEW = 0.6, 2
#: Characters of a name that must be read to tell it from another.
_READ = 2
#: How the number of a class is written.
_NUMERALS = "[0-9一二三四五六七八九十]+"
#: What is known of the name of a row.
_NAME = ["name_key", "name_pinyin", "name_pinyin_alt", "former_name_key"]
#: Digits of an ID number that a spreadsheet keeps.
_CUT = 15
#: Years of school from which a row of the same name is of a namesake, where there is one.
_OTHER_GRADE = 2


def missing_from_class(
    attendance: pd.DataFrame, known_as: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage
) -> pd.Index:
    """child_id of the children missing from the list of the own class.

    ``attendance``: the class lists, with ``child_id`` and ``maybe_child_id``; ``known_as``: rows of every other list
    with the ``child_id`` they surely speak of, for a pupil may be called by a name that only one of them knows. A pupil
    is missing only where nothing else may explain why no list calls it:

    - Every school and grade in which the pupil is on the roll, or may be under the same name, has sent a list: who is
      on two rolls may sit in the other class.
    - The pupil is not called as somebody else (:func:`_called_as_another`), and is no child of the census who is called
      and may be this pupil.
    - No row left over may be the pupil. Left over are the rows of nobody and those in doubt, but for those that say
      absent: they seat nobody. Such a row may be the pupil where it is in doubt with it, where it bears its name on any
      list, and where on the list of the own school and grade the two names share a character or a sound, or the two
      numbers all but a digit; unless it bears the very name of the pupil with whom it is in doubt.
    """
    pupils = pupil_rows(roll, linkage)
    called = attendance["child_id"].dropna()
    there = attendance[seated(attendance)]
    doubt = linkage.in_doubt
    elsewhere = _also_elsewhere(there, roll, pupils, linkage, doubt)
    known = [*elsewhere, *called, *doubt.loc[doubt["child"].isin(called), "pupil"]]
    missing = pupils[pupils["presence"].eq("present") & ~pupils.index.isin(known)]
    called_so = known_as.dropna(subset=["child_id", "name_key"]).set_index("child_id").rename_axis("child")
    names = called_so["name_key"]
    missing = missing[~_called_as_another(missing, there, pupils, names)]
    over = there[there["child_id"].isna()]
    over = over.assign(maybe_child_id=over["maybe_child_id"].where(~over["maybe_child_id"].isin(called)))
    over["namesake"] = over["maybe_child_id"].map(pupils["name_key"]).eq(over["name_key"]).fillna(False).astype(bool)
    doubtful = _called_so(names[names.index.isin(missing.index)], over, pupils, doubt)
    doubtful |= {*over["maybe_child_id"].dropna()}
    missing = missing[~missing.index.isin(doubtful)]
    over = over[~over["namesake"]]
    by_name = missing.drop(columns=_NAME).join(called_so[_NAME], how="inner")
    return missing.index.difference(
        [*_like_somebody(by_name, over, names), *_numbered_alike(missing, over)], sort=False
    )


def _called_so(names: pd.Series, over: pd.DataFrame, pupils: pd.DataFrame, doubt: pd.DataFrame) -> set[str]:
    """child_id of those whose name, of ``names`` by child_id, a row left over bears.

    The row of a namesake, in another grade than the pupil's or at the namesake's own school, is the namesake's, unless
    the two are a pair of ``doubt`` (:attr:`kcbx.linkage.Linkage.in_doubt`): then they may be one child.
    """
    alike = names.rename("name_key").reset_index().merge(over, on="name_key")
    own, theirs = (pupils.reindex(alike[one]).set_axis(alike.index, axis=0) for one in ("child", "maybe_child_id"))
    years = (alike["grade"] - own["grade"]).abs()
    at_theirs = alike["school_key"].eq(theirs["school_key"]) & alike["school_key"].ne(own["school_key"])
    one = pd.MultiIndex.from_frame(alike[["child", "maybe_child_id"]]).isin(
        pd.MultiIndex.from_frame(doubt[["child", "pupil"]])
    )
    of_namesake = alike["namesake"] & (years.ge(_OTHER_GRADE) | at_theirs).fillna(False) & ~one
    return {*alike.loc[~of_namesake.astype(bool), "child"]}


def _also_elsewhere(
    there: pd.DataFrame, roll: pd.DataFrame, pupils: pd.DataFrame, linkage: Linkage, doubt: pd.DataFrame
) -> list[str]:
    """child_id of the ``pupils`` who are on the roll of a school and grade that sent no class list, or of whom a row of
    the same name or number there may speak, or one of the same number that is called in another class. ``there``: the
    rows that seat somebody; who is absent alone makes no class list. ``doubt``: as in :func:`_called_so`."""
    covered = _covered(there, roll)
    silent = roll[presence(roll).eq("present") & ~pd.MultiIndex.from_frame(roll[["school_key", "grade"]]).isin(covered)]
    rows = roll.set_index("record_id")
    same_name, same_number = (
        doubt["child"].map(pupils[name]).eq(doubt["roll_id"].map(rows[name])).fillna(False).astype(bool)
        for name in ("name_key", "id_number")
    )
    seated_there = doubt["pupil"].isin(there["child_id"]) & same_number
    elsewhere = doubt["roll_id"].isin(silent["record_id"]) & (same_name | same_number) | seated_there
    return [*silent["record_id"].map(linkage.child_of_roll), *doubt.loc[elsewhere, "child"]]


def _covered(there: pd.DataFrame, roll: pd.DataFrame) -> pd.MultiIndex:
    """School and grade of the class lists that hold a whole grade. ``there``: the rows that seat somebody.

    A list of far fewer pupils than the roll has is that of one class of the grade, or one of those who were absent on
    some day: who is not on it may sit in class.
    """
    seat = ["school_key", "grade"]
    called = there.dropna(subset=seat).groupby(seat).size()
    pupils = roll[presence(roll).eq("present")].dropna(subset=seat).groupby(seat)["record_id"].nunique()
    short = pupils.reindex(called.index, fill_value=0) - called
    whole = called.index[short.le(_FEW) | called.ge(_WHOLE * pupils.reindex(called.index, fill_value=0))]
    return pd.MultiIndex.from_tuples([*whole], names=seat)


def _called_as_another(
    missing: pd.DataFrame, called: pd.DataFrame, pupils: pd.DataFrame, known_as: pd.Series
) -> pd.Series:
    """Which of the pupils ``missing`` are called as somebody else: one of the rows ``called``, which seat somebody,
    bears

    - the pupil's name and whole day of birth, whoever the row was given to;
    - its ID number, and was given to no pupil, or to one of another school than the list's;
    - its number cut to 15 digits, at its own school, and was given to nobody;
    - its name, in its own class, and was given, by a number, to a child whom the lists call otherwise (``known_as``).
    """
    numbers, names = known_by(called)
    number, name = known_by(missing)
    school = called["child_id"].map(pupils["school_key"])
    strangers = numbers[school.ne(called["school_key"]).fillna(True).astype(bool)]
    named = name.isin(names.dropna()) & name.notna()
    numbered = number.isin(strangers.dropna()) & number.notna()
    cut = called[called["id_state"].eq("truncated") & called["child_id"].isna()]
    there = pd.MultiIndex.from_arrays([cut["school_key"], cut["id_number"].str[:_CUT]])
    cut_to = pd.MultiIndex.from_arrays([missing["school_key"], number.str[:_CUT]]).isin(there) & number.notna()
    seat = ["school_key", "grade", "name_key"]
    own_names = pd.MultiIndex.from_arrays([known_as.index, known_as])
    own = pd.MultiIndex.from_frame(called[["child_id", "name_key"]]).isin(own_names)
    misgiven = called[called["child_id"].isin(known_as.index) & ~own].dropna(subset=seat)
    in_class = pd.MultiIndex.from_frame(missing[seat]).isin(pd.MultiIndex.from_frame(misgiven[seat]))
    return named.astype(bool) | numbered.astype(bool) | cut_to.astype(bool) | in_class


def _like_somebody(pupils: pd.DataFrame, over: pd.DataFrame, names: pd.Series) -> set[str]:
    """child_id of the pupils like whose name that of a row left over on the list of their school and grade is.

    ``pupils``: a row for each name of each, by child_id.
    A row without a grade stands for every grade of its school. A name of which hardly more than the surname can be read
    (``?``) is like any. Of a row that may be another child (``names``: what the lists call each) more than the surname
    must agree, where it has more, and no less than the other child's name does; in another class of the grade, two
    characters.
    """
    left = over.dropna(subset=["school_key", "name_key"])
    left, pupils = (rows.assign(sound=_sounds(rows)) for rows in (left, pupils))
    others = names[names.index.isin(left["maybe_child_id"])].groupby(level=0)
    known = {child: {*"".join(own)} for child, own in others}
    left = left[["school_key", "grade", "class_name", "name_key", "sound", "maybe_child_id"]]
    pairs = pupils.assign(pupil=pupils.index).merge(left, on="school_key", suffixes=("", "_over"))
    same_class = pairs["grade_over"].isna() | pairs["grade_over"].eq(pairs["grade"]).fillna(True)
    pairs = pairs[same_class.astype(bool)]
    other_class = pairs["maybe_child_id"].notna() & _of_two_classes(pairs["class_name"], pairs["class_name_over"])
    common = other_class.map({True: _READ, False: 0})
    asked = zip(pairs["name_key"].fillna("?"), pairs["name_key_over"], pairs["maybe_child_id"], common, strict=True)
    like = np.array([_like(pupil, row, known.get(another), least) for pupil, row, another, least in asked]).astype(bool)
    like |= pairs["sound"].eq(pairs["sound_over"]).fillna(False).to_numpy(bool)
    return {*pairs.loc[like, "pupil"]}


def _numbered_alike(pupils: pd.DataFrame, over: pd.DataFrame) -> set[str]:
    """child_id of the pupils but a digit of whose ID number a row left over on the list of their school and grade
    bears, in a number that is nobody's: a slip of the hand."""
    own = pupils.assign(pupil=pupils.index)[usable_ids(pupils)]
    pairs = own.merge(over[over["id_state"].eq("bad_check")], on=["school_key", "grade"], suffixes=("", "_over"))
    return {*pairs.loc[a_digit_apart(pairs["id_number"], pairs["id_number_over"]), "pupil"]}


def _of_two_classes(one: pd.Series, other: pd.Series) -> pd.Series:
    """Whether two names of classes are written alike but for the number: 2班 and 4班, not 2班 and 七(2)班."""
    form, other_form = (names.str.replace(_NUMERALS, "#", regex=True) for names in (one, other))
    return form.eq(other_form).fillna(False) & one.ne(other).fillna(False)


def _like(pupil: str, row: str, another: set[str] | None, least: int) -> bool:
    """Whether a row of the name ``row`` may be the pupil; ``another``: the characters of the names of the child it may
    be, if of anybody; ``least``: so many characters must be the same. A row in Latin letters may be any."""
    if row.isascii():
        return True
    if len({*pupil} & {*row}) < least:
        return False
    if another is None or len(row) == 1:
        return "?" in pupil or (len(row.replace("?", "")) < _READ and "?" in row) or not {*pupil}.isdisjoint(row)
    return not {*pupil[1:]}.isdisjoint(row[1:]) and len({*pupil} & {*row}) >= len(another & {*row})


def _sounds(rows: pd.DataFrame) -> pd.Series:
    """How the name of each row sounds, known spellings of one transliterated name alike: 次仁 and 才让."""
    return pd.Series(name_evidence(rows, schema("linkage")["evidence"])["sound"].to_numpy(), index=rows.index)
