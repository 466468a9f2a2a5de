"""Which row stands for a child who has several: in the census the one where the child is at home.

A family that moved is often listed in the old village, too. The child counts once, and township and village rates
depend on which row that is. So everything that says where the child lives is asked: the roll, the registers, the
school, what the rows of the villages themselves write as address, and in which village the family's other children are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from kcbx.clean.places import place_key, township_before, township_stems
from kcbx.definitions import schema
from kcbx.fields import conform
from kcbx.register import Linkage

#: What makes a row full enough to stand for its child.
_FULL = ("id_number", "birth_date", "sex", "village", "school", "phone", "guardian")
#: Points of one list that names the village, of one that names the township only, of a school of the township, of one
#: left last summer, of brothers and sisters in the village, of a school most of whose pupils live in the township; and
#: of a fuller row, which tips no two of them.
_VILLAGE, _TOWNSHIP, _SCHOOL, _LEFT, _FAMILY, _PUPILS, _FULLER = 2, 1, 1, 0.75, 0.6, 0.55, 0.2
#: Lists of the school where a child is now, and of the one it has left last summer; an older one says nothing.
_AT_SCHOOL, _HAS_LEFT = ("roll", "attendance", "leave"), ("graduates",)
#: What is no list of its own, in words.
_WORDS = {
    "census": "另一村所写住址",
    "school": "就读学校",
    "school_left": "毕业学校",
    "school_pupils": "就读学校多数学生的住址",
    "family": "家中其他孩子的登记",
}
#: Said of two rows of one list that were never compared: one child through a third row, or by a person.
_NOT_COMPARED = "与同一儿童的另一行相同"


def fullness(people: pd.DataFrame) -> np.ndarray:
    """How fit each row of a [people] table is to stand for its child: a sound ID number first, then cells filled."""
    sound = people["id_state"].eq("ok").fillna(False).to_numpy(bool)
    full: np.ndarray = people[list(_FULL)].notna().sum(axis=1).to_numpy() + 20 * sound
    return full


def schooling(roll: pd.DataFrame) -> np.ndarray:
    """How fit each roll row is by what it says: one that attends before one that left, school before kindergarten."""
    attending = (roll["status"].isna() | roll["status"].eq("attending")).to_numpy(bool)
    school = roll["stage"].ne("kindergarten").fillna(True).to_numpy(bool)
    fit: np.ndarray = 100 * attending + 50 * school
    return fit


def with_primary(groups: pd.DataFrame, rank: np.ndarray, repeats: pd.DataFrame) -> pd.DataFrame:
    """The [groups] table of rows (record_id, child_id): of each child the row of highest rank stands for it.

    ``rank``: in the order of ``groups``; equals are told apart by record_id. ``repeats``: the [repeats] table.
    """
    ordered = groups.assign(rank=rank).sort_values(["child_id", "rank", "record_id"], ascending=[True, False, True])
    first = ordered.drop_duplicates("child_id").set_index("child_id")["record_id"]
    main = groups["child_id"].map(first)
    primary = main.eq(groups["record_id"])
    why = pd.Series(repeats["reason"].to_numpy(), index=pd.MultiIndex.from_frame(repeats[["record_id", "other_id"]]))
    pairs = pd.MultiIndex.from_arrays([np.minimum(main, groups["record_id"]), np.maximum(main, groups["record_id"])])
    reasons = pd.Series(why.reindex(pairs).to_numpy(), index=groups.index).fillna(_NOT_COMPARED)
    return conform(groups.assign(primary=primary, duplicate_reason=reasons.where(~primary)), "groups")


def at_home(linkage: Linkage, census: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> Linkage:
    """The linkage in which, for a child listed in several villages, the row of the home stands.

    The home is the village that most lists name; where they do not decide, the row that stood for the child before.
    The reason of every other row says which lists decided. Of two children who most probably are one (``perhaps``) only
    the one away from home goes on naming the other. ``others``: the other lists by form, with ``child_id`` where they
    speak of people.
    """
    groups = linkage.census_groups
    told = ["record_id", "township", "village", "address", "school", "guardian_keys"]
    rows = groups.merge(census[told], on="record_id", how="left")
    rows["child_id"] = _perhaps_one(linkage, rows["child_id"])
    places = (rows["township"] + "|" + rows["village"]).groupby(rows["child_id"]).transform("nunique")
    listed = rows[places.gt(1)].drop(columns="school")
    if listed.empty:
        return linkage
    said = _statements(listed, roll, linkage, others)
    said["school_township"] = school_townships(said["school"], census["township"])
    single = rows[places.eq(1)]
    by_school = [_school_nearby(listed, said), _among_its_pupils(listed, said, single)]
    votes = pd.concat([_named_village(listed, said), *by_school, _family_there(listed, single)])
    points = votes.groupby("record_id").sum()
    own = groups["record_id"].map(points).fillna(0)
    rank = own + _FULLER * groups["primary"]
    settled = with_primary(groups[["record_id", "child_id"]], rank.to_numpy(), linkage.repeats)
    home = settled["child_id"].map(settled[settled["primary"]].set_index("child_id")["record_id"])
    decided = own < home.map(points).fillna(0)
    why = ("；按" + home.map(_told_by(votes)).astype("str") + "计在另一村").where(decided).fillna("")
    return replace(
        linkage,
        census_groups=settled.assign(duplicate_reason=settled["duplicate_reason"] + why),
        perhaps=_away(linkage.perhaps, settled, points),
    )


def _perhaps_one(linkage: Linkage, children: pd.Series) -> pd.Series:
    """child_id of children, two who most probably are one under one of them."""
    other = children.map(linkage.perhaps.set_index("child_id")["maybe_child_id"]).astype("str")
    return children.where(other.isna() | children.lt(other), other)


def _away(perhaps: pd.DataFrame, settled: pd.DataFrame, points: pd.Series) -> pd.DataFrame:
    """The [perhaps] table without the child of each pair that is at home, where the lists tell: the other is it."""
    stands = settled[settled["primary"]].set_index("child_id")["record_id"]
    one, other = (perhaps[name].map(stands).map(points).fillna(0) for name in ("child_id", "maybe_child_id"))
    return perhaps[~one.gt(other)].reset_index(drop=True)


def _told_by(votes: pd.Series) -> pd.Series:
    """By record_id, in words, the lists that gave points to the row."""
    lists = votes[votes.gt(0)].reset_index()
    words = {form: _WORDS.get(form) or str(schema(f"forms/{form}")["label"]) for form in lists["list"].unique()}
    return lists["list"].map(words).groupby(lists["record_id"]).agg("、".join).astype("str")


def _statements(
    listed: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage, others: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """What is said of where the children of ``listed`` live, two who most probably are one under one child_id.

    Columns child_id, list, said_by, township, village, address, school. ``school`` is that of a child who is there now
    or has left it last summer. Every village claims the child, so a row of the census is asked for its address only;
    ``said_by`` is its record_id.
    """
    own = listed[["child_id", "address"]].assign(list="census", said_by=listed["record_id"])
    places = ["township", "village", "address", "school"]
    asked = {*own["child_id"], *linkage.perhaps["child_id"]}
    first = linkage.roll_groups[linkage.roll_groups["primary"] & linkage.roll_groups["child_id"].isin(asked)]
    pupils = first[["record_id", "child_id"]].merge(roll[["record_id", *places]], on="record_id").assign(list="roll")
    told = [
        table.loc[table["child_id"].isin(asked), ["child_id", *places]].assign(list=form)
        for form, table in sorted(others.items())
        if "child_id" in table
    ]
    lists = pd.concat([pupils, *told], ignore_index=True)
    lists["child_id"] = _perhaps_one(linkage, lists["child_id"])
    said = pd.concat([own, lists], ignore_index=True)
    school = said["school"].where(said["list"].isin((*_AT_SCHOOL, *_HAS_LEFT)))
    return said.assign(school=school)[["child_id", "list", "said_by", *places]]


def _named_village(listed: pd.DataFrame, said: pd.DataFrame) -> pd.Series:
    """By record_id and list, the points of a list that names the village of the row, or its township.

    An address in a row of the census counts for the village of another row: of its own it says nothing new.
    """
    asked = listed.merge(said, on="child_id", suffixes=("", "_said"))
    township = asked["township"].eq(asked["township_said"]).fillna(False)
    village = township & asked["village"].eq(asked["village_said"]).fillna(False)
    written = zip(asked["village"].fillna("?"), asked["address_said"].fillna(""), strict=True)
    within = pd.Series([place_key(name) in place_key(text) for name, text in written], asked.index, dtype=bool)
    other = asked["list"].eq("census") & asked["record_id"].ne(asked["said_by"])
    points = np.select([village | (other & within), township], [_VILLAGE, _TOWNSHIP], 0)
    return asked.assign(points=points).groupby(["record_id", "list"])["points"].max()


def _school_nearby(listed: pd.DataFrame, said: pd.DataFrame) -> pd.Series:
    """By record_id and list (``school``, ``school_left``), the points of a row in the township of the school."""
    asked = listed.merge(said[["child_id", "list", "school_township"]], on="child_id")
    near = asked["school_township"].eq(asked["township"]).fillna(False)
    left = asked["list"].isin(_HAS_LEFT)
    asked = asked.assign(points=np.where(left, _LEFT, _SCHOOL) * near, list=np.where(left, "school_left", "school"))
    return asked.groupby(["record_id", "list"])["points"].max()


def _among_its_pupils(listed: pd.DataFrame, said: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """By record_id and list (``school_pupils``), the points of a row in the township where most of the pupils of a
    school live whose name bears none. ``rows``: those of the children listed in one village only."""
    known = rows.dropna(subset=["school", "township"]).groupby(["school", "township"]).size()
    share = known / known.groupby("school").transform("sum")
    mostly = share[share.gt(0.5)].reset_index("township")["township"]
    now = said[said["list"].isin(_AT_SCHOOL) & said["school_township"].isna()]
    asked = listed.merge(now[["child_id", "school"]], on="child_id")
    there = asked["school"].map(mostly).eq(asked["township"])
    asked = asked.assign(points=_PUPILS * there, list="school_pupils")
    return asked.groupby(["record_id", "list"])["points"].max()


def _family_there(listed: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """By record_id and list (``family``), the points of a row in a village where another child has the same guardian.

    ``rows``: those of the children listed in one village only; who is listed in two as well says nothing.
    """
    by = ["guardian", "township", "village"]
    guardians = listed.groupby("child_id")["guardian_keys"].agg(lambda keys: "|".join(keys.dropna()))
    ours = listed.assign(guardian=listed["child_id"].map(guardians).str.split("|")).explode("guardian")
    theirs = rows.assign(guardian=rows["guardian_keys"].str.split("|")).explode("guardian")
    theirs = theirs[theirs["guardian"].ne("")].dropna(subset=by)
    there = pd.MultiIndex.from_frame(ours[by]).isin(pd.MultiIndex.from_frame(theirs[by]))
    return ours.assign(points=_FAMILY * there, list="family").groupby(["record_id", "list"])["points"].max()


def school_townships(schools: pd.Series, townships: pd.Series) -> pd.Series:
    """The township of the lists whose name each school bears (云岭乡中心小学); null for any other school."""
    stems = township_stems({place_key(town): town for town in townships.dropna().unique()})
    known = {school: township_before(place_key(school), stems) for school in schools.dropna().unique()}
    return schools.map(known).astype("str")
