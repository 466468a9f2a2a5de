"""Which census row stands for a child who has several: the one where the child is at home.

A family that moved is often listed in the old village, too. The child counts once, and township and village rates
depend on which row that is. So everything that says where the child lives is asked: the roll, the registers, the
school, what the rows of the villages themselves write as address, and in which village the family's other children are.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from kcbx.clean.places import place_key
from kcbx.clean.school_townships import school_townships
from kcbx.linkage import Linkage
from kcbx.list_kinds import forms_about, forms_of_schools
from kcbx.reconcile.primary import with_deciders, with_primary

#: Points of one list that names the village, of one that names the township only, of a school of the township, of one
#: left last summer, of a school most of whose pupils live in the township; and of a fuller row, which tips no two of
#: them.
_VILLAGE, _TOWNSHIP, _SCHOOL, _LEFT, _PUPILS, _FULLER = 36, 18, 18, 14, 6, 1
#: The points of a pupil whom the child only may be are divided by this.
_IN_DOUBT = 4
#: Points of brothers and sisters in the village: of the same telephone, of a guardian named in the row, of one named in
#: the child's row elsewhere only.
_PHONE, _FAMILY, _OTHERS_FAMILY = 12, 10, 8
#: A telephone of more children than this is that of a teacher or an office.
_COMMON = 6
#: Characters of a Han name, its surname of one among them.
_HAN = 3
#: What is no list of its own, in words.
_WORDS = {
    "census": "另一村所写住址",
    "school": "就读学校",
    "school_left": "毕业学校",
    "school_pupils": "就读学校多数学生的住址",
    "roll_maybe": "相近学籍的住址",
    "family": "家中其他孩子的登记",
}


def at_home(linkage: Linkage, census: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> Linkage:
    """The linkage in which, for a child listed in several villages, the row of the home stands.

    The home is the village that most lists name; where they do not decide, the row that stood for the child before.
    The reason of every other row says which lists decided. Of two children who most probably are one (``perhaps``) only
    the one away from home goes on naming the other. ``others``: the other lists by form, with ``child_id`` where they
    speak of people.
    """
    groups = linkage.census_groups
    told = ["record_id", "name_key", "township", "village", "address", "school", "guardian_keys", "phone"]
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
    villages = {place_key(village) for village in census["village"].dropna().unique()}
    votes = pd.concat([_named_village(listed, said, villages), *by_school, _family_there(listed, single)])
    points = votes.groupby("record_id").sum()
    rank = groups["record_id"].map(points).fillna(0) + _FULLER * groups["primary"]
    settled = with_primary(groups[["record_id", "child_id"]], rank.to_frame(), linkage.repeats)
    return replace(
        linkage,
        census_groups=with_deciders(settled, votes, _WORDS, census.set_index("record_id")["village"]),
        perhaps=_away(linkage.perhaps, settled, points),
    )


def _perhaps_one(linkage: Linkage, children: pd.Series) -> pd.Series:
    """child_id of children, two who most probably are one under one of them."""
    other = children.map(linkage.maybe_child_of).astype("str")
    return children.where(other.isna() | children.lt(other), other)


def _away(perhaps: pd.DataFrame, settled: pd.DataFrame, points: pd.Series) -> pd.DataFrame:
    """The [perhaps] table without the child of each pair that is at home, where the lists tell: the other is it."""
    stands = settled[settled["primary"]].set_index("child_id")["record_id"]
    one, other = (perhaps[name].map(stands).map(points).fillna(0) for name in ("child_id", "maybe_child_id"))
    return perhaps[~one.gt(other)].reset_index(drop=True)


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
    pupils = _pupils(linkage, asked).merge(roll[["record_id", *places]], on="record_id")
    told = [
        table.loc[table["child_id"].isin(asked), ["child_id", *places]].assign(list=form)
        for form, table in sorted(others.items())
        if "child_id" in table
    ]
    lists = pd.concat([pupils, *told], ignore_index=True)
    lists["child_id"] = _perhaps_one(linkage, lists["child_id"])
    said = pd.concat([own, lists], ignore_index=True)
    school = said["school"].where(said["list"].isin(forms_of_schools() - forms_about("entry")))
    return said.assign(school=school)[["child_id", "list", "said_by", *places]]


def _pupils(linkage: Linkage, asked: set[str]) -> pd.DataFrame:
    """record_id of the roll row that stands for each child of ``asked``, list ``roll``; of a child without one that of
    the pupil it most probably is, if any, list ``roll_maybe``."""
    first = linkage.pupil_of_child.rename_axis("child_id").reset_index()
    first = first[first["child_id"].isin(asked)]
    pairs = linkage.in_doubt
    maybe = pairs[pairs["weight"].ge(0) & pairs["child"].isin(asked - {*first["child_id"]})]
    maybe = maybe.sort_values(["weight", "roll_id"], ascending=[False, True]).drop_duplicates("child")
    maybe = maybe[["roll_id", "child"]].set_axis(["record_id", "child_id"], axis=1)
    return pd.concat([first.assign(list="roll"), maybe.assign(list="roll_maybe")])


def _named_village(listed: pd.DataFrame, said: pd.DataFrame, villages: Collection[str]) -> pd.Series:
    """By record_id and list, the points of a list that names the village of the row, or its township; fewer of the roll
    of a pupil whom the child only may be.

    An address in a row of the census counts for the village of another row: of its own it says nothing new.
    ``villages``: the keys of all there are.
    """
    asked = listed.merge(said, on="child_id", suffixes=("", "_said"))
    township = asked["township"].eq(asked["township_said"]).fillna(False)
    village = township & asked["village"].eq(asked["village_said"]).fillna(False)
    written = zip(asked["village"].fillna("?"), asked["address_said"].fillna(""), strict=True)
    within = pd.Series([_lies_in(text, name, villages) for name, text in written], asked.index, dtype=bool)
    other = asked["list"].eq("census") & asked["record_id"].ne(asked["said_by"])
    points = np.select([village | (other & within), township], [_VILLAGE, _TOWNSHIP], 0)
    points = np.where(asked["list"].eq("roll_maybe"), points // _IN_DOUBT, points)
    return asked.assign(points=points).groupby(["record_id", "list"])["points"].max()


def _lies_in(address: str, village: str, villages: Collection[str]) -> bool:
    """Whether an address names the village, and not one whose name ends or begins with its: 高新村 is not 新村."""
    text, key = place_key(address), place_key(village)
    longer = [each for each in villages if key in each and each != key and each in text]
    for each in longer:
        text = text.replace(each, " ")
    return key in text


def _school_nearby(listed: pd.DataFrame, said: pd.DataFrame) -> pd.Series:
    """By record_id and list (``school``, ``school_left``), the points of a row in the township of the school."""
    asked = listed.merge(said[["child_id", "list", "school_township"]], on="child_id")
    near = asked["school_township"].eq(asked["township"]).fillna(False)
    left = asked["list"].isin(forms_about("last_summer"))
    asked = asked.assign(points=np.where(left, _LEFT, _SCHOOL) * near, list=np.where(left, "school_left", "school"))
    return asked.groupby(["record_id", "list"])["points"].max()


def _among_its_pupils(listed: pd.DataFrame, said: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """By record_id and list (``school_pupils``), the points of a row in the township where most of the pupils of a
    school live whose name bears none. ``rows``: those of the children listed in one village only."""
    known = rows.dropna(subset=["school", "township"]).groupby(["school", "township"]).size()
    share = known / known.groupby("school").transform("sum")
    mostly = share[share.gt(0.5)].reset_index("township")["township"]
    now = said[said["list"].isin(forms_of_schools() & forms_about("today")) & said["school_township"].isna()]
    asked = listed.merge(now[["child_id", "school"]], on="child_id")
    there = asked["school"].map(mostly).eq(asked["township"])
    asked = asked.assign(points=_PUPILS * there, list="school_pupils")
    return asked.groupby(["record_id", "list"])["points"].max()


def _family_there(listed: pd.DataFrame, rows: pd.DataFrame) -> pd.Series:
    """By record_id and list (``family``), the points of a row in a village where another child has the telephone or a
    guardian of this one.

    ``rows``: those of the children listed in one village only; who is listed in two as well says nothing. Nor does a
    child of another surname, whose guardian only bears the same name; a name of more than three characters has none, so
    that its guardian, 央宗, must be found in one village only.
    """
    by = ["known_by", "surname", "township", "village"]
    guardians = listed.groupby("child_id")["guardian_keys"].agg(lambda keys: "|".join(keys.dropna()))
    ours = pd.concat(
        [
            _families(listed, listed["phone"], "").assign(points=_PHONE),
            _families(listed, listed["guardian_keys"], _surnames(listed)).assign(points=_FAMILY),
            _families(listed, listed["child_id"].map(guardians), _surnames(listed)).assign(points=_OTHERS_FAMILY),
        ]
    )
    common = rows["phone"].map(rows["phone"].value_counts()).gt(_COMMON)
    guarded = _families(rows, rows["guardian_keys"], _surnames(rows))
    villages = (guarded["township"] + "|" + guarded["village"]).groupby(guarded["known_by"]).transform("nunique")
    guarded = guarded[guarded["surname"].ne("") | villages.eq(1)]
    theirs = pd.concat([_families(rows, rows["phone"].mask(common), ""), guarded]).dropna(subset=by)
    there = pd.MultiIndex.from_frame(ours[by]).isin(pd.MultiIndex.from_frame(theirs[by]))
    return ours.assign(points=ours["points"] * there, list="family").groupby(["record_id", "list"])["points"].max()


def _families(rows: pd.DataFrame, known_by: pd.Series, surname: pd.Series | str) -> pd.DataFrame:
    """Each row once for everything its family is ``known_by``, a ``|`` list, with the ``surname`` that goes with it."""
    places = rows[["record_id", "township", "village"]]
    each = places.assign(known_by=known_by.str.split("|"), surname=surname).explode("known_by")
    return each[each["known_by"].ne("")]


def _surnames(rows: pd.DataFrame) -> pd.Series:
    """The surname of a Han name, of two or three characters; empty for any other."""
    return rows["name_key"].str[:1].where(rows["name_key"].str.len().le(_HAN).fillna(False), "")
