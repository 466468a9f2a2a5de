"""Who is missing from the class list: only a pupil whom no row of the class lists may be.

To be named as 名在人不在 sends somebody to the door, so every row that may be the pupil keeps the list silent.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.definitions import schema
from kcbx.reconcile.names import name_evidence
from kcbx.reconcile.presence import best_roll_row, presence
from kcbx.register import Linkage
from kcbx.reliable import birth_days, usable_ids


def missing_from_class(
    attendance: pd.DataFrame, census: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage
) -> pd.Index:
    """child_id of the children missing from the list of the own class.

    ``attendance``: the class lists, with ``child_id`` and ``maybe_child_id``.

    A pupil counts as missing from the list only where the list covers every school and grade in which the pupil is on
    the roll, or may be under the same name, for who is on two may sit in the other; and no row left over may be this
    pupil: the same name on any list, a doubtful link, or on the list of the own school and grade a name that shares a
    character or its sound is enough to keep silent. A row that bears the very name of the pupil it may be is nobody
    else's. A row in doubt is left over. Nor is a pupil missing who is called as somebody else: by name and day of
    birth, or by the ID number of the pupil for a child without a roll.
    """
    children = linkage.roll_groups.set_index("record_id")["child_id"]
    homes = linkage.census_groups.set_index("record_id")["child_id"]
    pupils = best_roll_row(roll, children)
    called = attendance["child_id"].dropna()
    elsewhere = _also_elsewhere(attendance, roll, pupils, linkage)
    missing = pupils[pupils["presence"].eq("present") & ~pupils.index.isin(elsewhere) & ~pupils.index.isin(called)]
    missing = missing[~_called_as_another(missing, attendance, pupils.index)]
    over = attendance[attendance["child_id"].isna()]
    over = over.assign(maybe_child_id=over["maybe_child_id"].where(~over["maybe_child_id"].isin(called)))
    at_home = pd.Series(census["name_key"].to_numpy(), index=census["record_id"].map(homes).to_numpy())
    written = pd.concat([at_home, pupils["name_key"]])
    called_so = written.index[written.isin(over["name_key"].dropna())]
    doubtful = missing.index.isin(called_so) | missing.index.isin(over["maybe_child_id"].dropna())
    namesake = over["maybe_child_id"].map(pupils["name_key"]).eq(over["name_key"]).fillna(False).astype(bool)
    return missing.index[~doubtful & ~_like_somebody(missing, over[~namesake])]


def _also_elsewhere(attendance: pd.DataFrame, roll: pd.DataFrame, pupils: pd.DataFrame, linkage: Linkage) -> list[str]:
    """child_id of the ``pupils`` who are on the roll of a school and grade that sent no class list, or of whom a row of
    the same name there may speak."""
    covered = pd.MultiIndex.from_frame(attendance[["school_key", "grade"]].dropna().drop_duplicates())
    silent = roll[presence(roll).eq("present") & ~pd.MultiIndex.from_frame(roll[["school_key", "grade"]]).isin(covered)]
    children = linkage.roll_groups.set_index("record_id")["child_id"]
    pairs = linkage.census_groups.merge(linkage.pairs, left_on="record_id", right_on="census_id")
    doubt = pairs[pairs["decision"].eq("review") & pairs["roll_id"].isin(silent["record_id"])]
    theirs = doubt["roll_id"].map(silent.set_index("record_id")["name_key"])
    same = doubt["child_id"].map(pupils["name_key"]).eq(theirs).fillna(False).astype(bool)
    return [*silent["record_id"].map(children), *doubt.loc[same, "child_id"]]


def _called_as_another(pupils: pd.DataFrame, attendance: pd.DataFrame, on_roll: pd.Index) -> pd.Series:
    """Whether a row of the class lists, whoever it was given to, bears the name and whole day of birth of a pupil, or
    the row of a child without a roll the pupil's ID number."""

    def told(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
        return rows["name_key"] + birth_days(rows), rows["id_number"].where(usable_ids(rows))

    seated = attendance[~attendance["status"].isin(schema("values/schooling")["not_in_class"])]
    names, numbers = told(seated)
    name, number = told(pupils)
    strangers = numbers[~seated["child_id"].isin(on_roll)]
    named = name.isin(names.dropna()) & name.notna()
    numbered = number.isin(strangers.dropna()) & number.notna()
    return named.astype(bool) | numbered.astype(bool)


def _like_somebody(pupils: pd.DataFrame, over: pd.DataFrame) -> pd.Series:
    """Whether a row left over on the list of a pupil's school and grade has a name like the pupil's.

    A row without a grade stands for every grade of its school. An unreadable name (``?``) is like any, unless it may be
    another child: of such a row more than the surname must agree, where it has more.
    """
    left = over.dropna(subset=["school_key", "name_key"])
    left, pupils = (rows.assign(sound=_sounds(rows)) for rows in (left, pupils))
    left = left[["school_key", "grade", "name_key", "sound", "maybe_child_id"]]
    pairs = pupils.assign(pupil=pupils.index).merge(left, on="school_key", suffixes=("", "_over"))
    same_class = pairs["grade_over"].isna() | pairs["grade_over"].eq(pairs["grade"]).fillna(True)
    pairs = pairs[same_class.astype(bool)]
    another = pairs["maybe_child_id"].notna() & pairs["name_key_over"].str.len().gt(1)
    names = zip(pairs["name_key"].fillna("?"), pairs["name_key_over"], another, strict=True)
    shared = np.array(
        [("?" in one + other and not skip) or not {*one[skip:]}.isdisjoint(other[skip:]) for one, other, skip in names]
    )
    like = shared.astype(bool) | pairs["sound"].eq(pairs["sound_over"]).fillna(False).to_numpy(bool)
    return pd.Series(pupils.index.isin(pairs.loc[like, "pupil"]), index=pupils.index)


def _sounds(rows: pd.DataFrame) -> pd.Series:
    """How the name of each row sounds, known spellings of one transliterated name alike: 次仁 and 才让."""
    return pd.Series(name_evidence(rows, schema("linkage")["evidence"])["sound"].to_numpy(), index=rows.index)
