"""Term to term: what became of every child, and the balance of the pupils of grades 1 to 9.

A child is a pupil when present on the roll of a primary or junior level. Everybody who is a pupil in either term, or
on the list to verify in either, has exactly one change (``schemas/changes.toml``); so last term's pupils plus those
who joined, less those who left, are this term's. A child in review and the pupil it most probably is are one, as in the
rates, unless the other term knows them as two: else a pupil in doubt would have left, and another come.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kcbx.among import among
from kcbx.definitions import schema, to_verify
from kcbx.fields import conform
from kcbx.metrics import terms
from kcbx.metrics.roster import JUNIOR, PRIMARY
from kcbx.metrics.rosters import Lists
from kcbx.register import Register
from kcbx.statuses import says_out

_IDENTITY = {"name": "姓名", "sex": "性别", "birth_date": "出生日期", "id_number": "身份证号"}
_WORDS = [*_IDENTITY, "township", "village"]
_SHOWN = ["record_id", "source_file", "source_sheet", "source_row", *_WORDS]
_LEVELS = {PRIMARY: "primary", JUNIOR: "junior"}
_ON_ROLL = ["school", "grade", "status", "level", "present", "taken_in"]
#: child_id by child_id.
_Ids = Mapping[str, str]
_SORT = ["change", "township", "village", "name", "birth_date", "child_id_before", "child_id"]


def changes(previous: Register, register: Register) -> pd.DataFrame:
    """The [changes] table of two terms, sorted by change, place and name.

    Same school year: nobody is new in grade 1, and staying in a grade is no repetition. Who has no grade in either term
    (taught at home) neither rises nor repeats.
    """
    now_lists = Lists(register, previous)
    before_lists = now_lists.before or Lists(previous)
    same = {str(one): str(now) for one, now in now_lists.same_children.items()}
    was_one = _one_child(before_lists.ids.pupil_of, same, now_lists.ids.pupil_of)
    back = {now: before for before, now in same.items()}
    is_one = _one_child(now_lists.ids.pupil_of, back, before_lists.ids.pupil_of)
    before, now = _children(before_lists, was_one), _children(now_lists, is_one)
    pupils_first = before.sort_values("pupil", ascending=False, kind="stable").index
    known = _known(pupils_first, same, was_one, is_one)
    pairs = pd.DataFrame({"before": before.index, "now": before.index.map(known)})
    newcomers = now.index[~among(now.index, pairs["now"].dropna())]
    pairs = pd.concat([pairs, pd.DataFrame({"before": None, "now": newcomers})], ignore_index=True)
    was = before.reindex(pairs["before"]).set_axis(pairs.index, axis=0)
    new = now.reindex(pairs["now"]).set_axis(pairs.index, axis=0)
    change = _changes(was, new, now_lists.new_year, now_lists.ages.compulsory_years)
    terms_of = (("_before", was), ("", new))
    shown = new[_SHOWN].where(new["record_id"].notna(), was[_SHOWN])
    table = shown.assign(
        change=change,
        child_id_before=pairs["before"],
        child_id=pairs["now"],
        school_before=was["school"],
        grade_before=was["grade"],
        school=new["school"],
        grade=new["grade"],
        standing_before=was["standing"],
        standing=new["standing"],
        school_changed=change.isin(["promoted", "repeated", "stayed"]) & was["school"].ne(new["school"]),
        differs=_differs(was, new),
        drift=_drift(was, new),
        **{f"level{term}": rows["level"].map(_LEVELS).where(rows["pupil"].eq(True)) for term, rows in terms_of},
    )
    return conform(table[change != ""], "changes").sort_values(_SORT, kind="stable", ignore_index=True)


def balance(table: pd.DataFrame) -> pd.DataFrame:
    """Children by change: change, label, side, children; changes nobody had included, in the order of the schema.

    Last term's pupils = stay + out; this term's = stay + in.
    """
    counts = table["change"].value_counts()
    rows = [
        (code, words["label"], words["side"], int(counts.get(code, 0))) for code, words in schema("changes").items()
    ]
    return pd.DataFrame(rows, columns=["change", "label", "side", "children"])


def _one_child(likely: _Ids, same: _Ids, there: _Ids) -> dict[str, str]:
    """The pupils that children in review most probably are, by child_id, but those whom the other term knows as two.

    ``same``: child_id in the other term, ``there``: the pupils that children in review most probably are there.
    """

    def two(child: str | None, pupil: str | None) -> bool:
        return child is not None and pupil is not None and child != pupil and there.get(child) != pupil

    return {child: pupil for child, pupil in likely.items() if not two(same.get(child), same.get(pupil))}


def _known(before: pd.Index, same: _Ids, was_one: _Ids, is_one: _Ids) -> dict[str, str]:
    """This term's child of each of last term's, by child_id: of a pupil who was in review by the pupil, else by the
    child of the census. Of two who are one now the first is."""
    children = {pupil: child for child, pupil in was_one.items()}
    found: dict[str, str] = {}
    for one in before:
        now = same.get(one) or same.get(children.get(one, ""))
        if now is not None:
            found.setdefault(is_one.get(now, now), one)
    return {one: now for now, one in found.items()}


def _children(lists: Lists, one: _Ids) -> pd.DataFrame:
    """Every child of roll or census by child_id: the row looked at (the roll's before the census's), where it stands.

    ``pupil``: present in a primary or junior level; ``listed``: on the list to verify. ``one``: the pupil that a child
    in review is taken for.
    """
    roll, census = lists.pupils.rows, lists.household.rows
    census = census.assign(child_id=census["child_id"].replace(dict(one)))
    on_roll, counted = (
        rows.set_index("record_id").reindex(chosen["record_id"]).reset_index().set_index(chosen["child_id"])[_SHOWN]
        for rows, chosen in ((lists.register.roll, roll), (lists.register.census, census))
    )
    people = pd.concat([on_roll, counted[~among(counted.index, on_roll.index)]])
    people[_WORDS] = people[_WORDS].fillna(counted[_WORDS])
    people = people.join(roll.set_index("child_id")[_ON_ROLL])
    people = people.join(census.set_index("child_id")[["standing", "census_status"]])
    level = people["level"].astype("float64")
    return people.assign(
        pupil=people["present"].eq(True) & level.between(PRIMARY, JUNIOR),
        listed=people["standing"].isin(to_verify()),
    ).rename_axis("child_id")


def _changes(was: pd.DataFrame, new: pd.DataFrame, new_year: bool, last_grade: int) -> pd.Series:
    """The change of each pair, "" for those who are neither pupils nor listed in either term."""
    before, now = was["pupil"].eq(True), new["pupil"].eq(True)
    grades = was["grade"].astype("float64"), new["grade"].astype("float64")
    fate = terms.fate(new, new, last_grade)
    unproved = was["standing"].eq("elsewhere_claimed")  # said to be at school there: it moved here
    away = (was["listed"].eq(True) & ~unproved) | says_out(was) | was["status"].eq("leave")
    finished = (grades[0] >= last_grade) & fate.eq("lost") & new_year
    graduated = fate.isin(["beyond", "graduated"]) | finished
    both, joined, gone, neither = before & now, ~before & now, before & ~now, ~before & ~now
    rules = [
        (both & (grades[1] > grades[0]), "promoted"),
        (both & ((new_year & (grades[1] == grades[0])) | (grades[1] < grades[0])), "repeated"),
        (both, "stayed"),
        (joined & away, "returned"),
        (joined & grades[1].eq(1) & new_year, "entered"),
        (joined, "moved_in"),
        (gone & graduated, "graduated"),
        (gone & fate.eq("leave"), "on_leave"),
        (gone & fate.eq("dead"), "dead"),
        (gone & fate.isin(["abroad", "moved_away", "elsewhere"]), "moved_out"),
        (gone & fate.eq("claimed"), "moved_out_unproved"),
        (gone & fate.isin(["home_taught", "below"]), "off_roll"),
        (gone & fate.eq("dropped"), "dropped_out"),
        (gone, "left"),
        (neither & was["listed"].eq(True) & new["listed"].eq(True), "out_both"),
        (neither & new["listed"].eq(True), "newly_out"),
        (neither & was["listed"].eq(True), "settled"),
    ]
    codes = np.select([rule.to_numpy(dtype=bool) for rule, _ in rules], [code for _, code in rules], default="")
    return pd.Series(codes, index=was.index, dtype="str")


def _differs(was: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """What identifies a child and is not the same in both terms; what one term does not know differs from nothing."""
    found = pd.Series("", index=was.index, dtype="str")
    for column, words in _IDENTITY.items():
        found = found.where(~_other(was, new, column), found + "、" + words)
    return found.str.removeprefix("、").replace("", None)


def _drift(was: pd.DataFrame, new: pd.DataFrame) -> pd.Series:
    """The same with both values, last term's first."""
    found = pd.Series("", index=was.index, dtype="str")
    for column, words in _IDENTITY.items():
        both = was[column].astype("str").fillna("") + " → " + new[column].astype("str").fillna("")
        found = found.where(~_other(was, new, column), found + f"；{words} " + both)
    return found.str.removeprefix("；").replace("", None)


def _other(was: pd.DataFrame, new: pd.DataFrame, column: str) -> pd.Series:
    return was[column].notna() & new[column].notna() & was[column].ne(new[column])
