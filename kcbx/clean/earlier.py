"""Sheets of an earlier year among those of today: last year's file, sent again or kept in the same folder.

Who has left since would be at school, or at home in the village, by it. A sheet is known for what it is by its people:
most of them stand on another sheet too, a grade or more higher, or as they were where the title names the year; or they
are too old for their grade, and others sit there now.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kcbx.among import among
from kcbx.clean.words import most_frequent
from kcbx.findings import Source
from kcbx.reliable import known_by

_SHEET = ["source_file", "source_sheet"]
#: From how many people who stand elsewhere too, and which part of the sheet, a sheet may be known by them; fewer are
#: enough where the title names an earlier year.
_FEWEST, _FEWEST_TITLED, _PART = 10, 3, 0.5
#: By how many years a birth may be written wrong.
_SLIP = 1
#: Which part of them must have moved on.
_MOVED_ON = 0.8


def earlier_sheets(rows: pd.DataFrame, others: pd.DataFrame, titled: Collection[Source], place: str) -> pd.DataFrame:
    """The sheets of a [people] table that are of an earlier year, indexed by source_file and source_sheet.

    ``years``: by how many, null where grades do not tell, 0 where none of its people stand elsewhere; ``other``: the
    file on which most of its people stand as well, or those who sit there now, null where none do. ``others``: the
    table of those other sheets, the same one or another; ``titled``: the sheets whose title names an earlier year. Of
    these a person of no higher grade on a sheet that is not has moved on too, if the ``place`` (column: school_key,
    village) is the same: 2023级 is read as of today, and villages often write no grade. A sheet that does not tell goes
    with its file, or its folder, where most people are known so.
    """
    named = [(each.file, each.sheet) for each in titled]
    pairs = _elsewhere_too(rows, others, named, place)
    found = pairs.groupby(_SHEET)
    sheets = rows.groupby(_SHEET).agg(people=("record_id", "size"))
    sheets["titled"] = sheets.index.isin(named)
    sheets["shared"], sheets["newer"] = found.size(), found["newer"].mean()
    sheets["told"], sheets["moved_on"] = found["moved_on"].count(), found["moved_on"].mean()
    sheets["years"] = pairs[pairs["years"].gt(0)].groupby(_SHEET)["years"].median()
    sheets["other"] = found["source_file_other"].agg(most_frequent)
    fewest = sheets["titled"].map({True: _FEWEST_TITLED, False: _FEWEST})
    enough = sheets["told"].ge(fewest) & sheets["shared"].ge(_PART * sheets["people"])
    old = enough & sheets["moved_on"].ge(_MOVED_ON)
    if rows is others and place == "school_key":
        followers = _followed(rows, named).reindex(sheets.index)
        old |= followers.notna()
        sheets["other"] = sheets["other"].fillna(followers)
        sheets["years"] = sheets["years"].mask(sheets["years"].isna() & followers.notna(), 0)
    return _with_their_like(sheets.assign(old=old))


def _followed(rows: pd.DataFrame, titled: list[tuple[str, str]]) -> pd.Series:
    """The file of those who sit there now, by sheet, of a titled one whose pupils have all left the school: last year's
    last grade stands on no other sheet.

    All but a few of its pupils are of an age for the grade above, and another sheet, not titled, has that school and
    grade, and most of its pupils are of an age for it.
    """
    told = rows.dropna(subset=["school_key", "grade", "grade_due"])
    above = told["grade_due"].gt(told["grade"]).astype(bool)
    of_title = pd.Series(pd.MultiIndex.from_frame(told[_SHEET]).isin(titled), index=told.index)
    then = told.assign(above=above)[of_title].groupby(_SHEET).agg(people=("above", "size"), above=("above", "mean"))
    then = then[then["people"].ge(_FEWEST_TITLED) & then["above"].ge(_MOVED_ON)]
    seat = ["school_key", "grade"]
    now = told.assign(above=above)[~of_title].groupby([*seat, "source_file"]).agg(part=("above", "mean")).reset_index()
    now = now[now["part"].lt(_PART)].drop_duplicates(seat).rename(columns={"source_file": "now"})
    seats = told[of_title].merge(now[[*seat, "now"]], on=seat, how="left")
    everywhere = seats.groupby(_SHEET)["now"].transform("count").eq(seats.groupby(_SHEET)["now"].transform("size"))
    replaced = seats[everywhere].groupby(_SHEET)["now"].agg(most_frequent)
    return replaced[replaced.index.isin(then.index)]


def _elsewhere_too(rows: pd.DataFrame, others: pd.DataFrame, titled: list[tuple[str, str]], place: str) -> pd.DataFrame:
    """The rows whose number, or name and day of birth or school, stands on another sheet: one row each, the highest
    grade there. Namesakes in one school who were born years apart are two.

    ``years``: by how much it is higher; ``moved_on``: it is, or the row is a titled sheet's and the other, of the same
    place, is not; null where neither grades nor titles tell. ``newer``: it is lower, or the other sheet is titled.
    """
    ours, theirs = (
        each[["record_id", *_SHEET, "grade", "birth_date", place]].assign(
            titled=pd.MultiIndex.from_frame(each[_SHEET]).isin(titled),
            **dict(zip(("by_number", "by_day"), known_by(each), strict=True)),
            by_school=each["name_key"] + "|" + each["school_key"],
        )
        for each in (rows, others)
    )
    keys = ["by_number", "by_day", *(["by_school"] if place == "school_key" else [])]
    found = []
    for key in keys:
        known = ours[ours[key].notna() & (ours[key].duplicated(keep=False) | (rows is not others))]
        keyed = theirs[among(theirs[key], known[key])].drop(columns=[name for name in keys if name != key])
        found.append(known.merge(keyed, on=key, suffixes=("", "_other")))
    pairs = pd.concat(found, ignore_index=True)
    same_sheet = pairs[_SHEET].eq(pairs[[f"{name}_other" for name in _SHEET]].to_numpy()).all(axis=1)
    pairs = pairs[~same_sheet & ~_born_apart(pairs)].assign(years=lambda both: both["grade_other"] - both["grade"])
    again = pairs["titled"] & ~pairs["titled_other"] & ~pairs["years"].lt(0).fillna(False)
    here = pairs[place].eq(pairs[f"{place}_other"]).fillna(False).astype(bool)
    moved_on = pairs["years"].gt(0).fillna(False).astype(bool) | (again & here)
    pairs["moved_on"] = moved_on.where(pairs["years"].notna() | pairs["titled"]).astype("boolean")
    pairs["newer"] = pairs["years"].lt(0).fillna(False) | (pairs["titled_other"] & ~pairs["titled"])
    order = ["moved_on", "years", "source_file_other"]
    pairs = pairs.sort_values(order, ascending=[False, False, True], kind="stable")
    return pairs.drop_duplicates("record_id")


def _born_apart(pairs: pd.DataFrame) -> pd.Series:
    """Whether the births written on both sheets lie more than a slip of the year apart."""
    born, born_there = (pairs[name].str.slice(0, 4).astype("float64") for name in ("birth_date", "birth_date_other"))
    return born.sub(born_there).abs().gt(_SLIP)


def _with_their_like(sheets: pd.DataFrame) -> pd.DataFrame:
    """The earlier sheets, then those beside them in a file most of whose people stand on such, and in a folder almost
    all of whose people do; unless most of their own are plainly newer than elsewhere."""
    files = sheets.index.get_level_values("source_file")
    newer = sheets["shared"].ge(_FEWEST) & sheets["newer"].ge(_PART)
    again = sheets["shared"].ge(_PART * sheets["people"])
    old = sheets["old"]
    for group, part, may in (
        (files, _PART, ~newer),
        (files.map(lambda name: name.rpartition("/")[0] or name), _MOVED_ON, ~newer & again),
    ):
        people = sheets["people"].groupby(group)
        with_such = sheets["people"].where(old, 0).groupby(group).transform("sum") / people.transform("sum")
        old = old | (with_such.gt(part) & may)
    return sheets.loc[old, ["years", "other"]]


def entrants_among(earlier: pd.DataFrame, titled: pd.Series, year: int) -> pd.DataFrame:
    """The rows of earlier rolls that are the grade-1 entrants of a ``year``, as rows of a list of entrants.

    Whoever was in grade one on the roll of that school year entered then. ``titled``: the year that the title of a
    sheet names, by source_file and source_sheet; in spring that is the year after the entry, so the year of entry that
    most of the sheet's beginners are due in by age comes first.
    """
    beginners = earlier[earlier["grade"].eq(1).fillna(False).astype(bool)]
    sheets = pd.MultiIndex.from_frame(beginners[_SHEET])
    named = pd.Series(titled.reindex(sheets).to_numpy(), index=beginners.index, dtype="Int64")
    cohort = beginners.groupby(_SHEET)["cohort"].transform(lambda own: own.mode().min())
    near = (named - cohort).between(0, 1).fillna(False)
    entry = cohort.where(near, named).astype("Int64")
    found = beginners[entry.eq(year).fillna(False).astype(bool)]
    return found.assign(form="intake_list", list_year=pd.Series(year, index=found.index, dtype="Int64"))


__all__ = ["earlier_sheets", "entrants_among"]
