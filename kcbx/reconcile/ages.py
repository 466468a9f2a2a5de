"""The birth date that decides a child's age, where a row contradicts itself: two sources outweigh one.

Linking compares what each row says. Once it is known who a row is, the date on the roll or a register is a second
witness: a date typed into the census against the date in the ID number and on the roll is the slip of one cell. What is
shown of the row stays as written; only its cohort follows the better date.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from operator import ne

import pandas as pd

from kcbx.among import among
from kcbx.clean.dates import confusions, in_lunar_month
from kcbx.linkage import Linkage
from kcbx.reliable import a_digit_apart, birth_days, days_of_ids, states_allowing

#: States of a number that Excel cut: what is left of it was typed by nobody anew.
_CUT = ("truncated",)
#: The village's word for a child before school age: 散居, 未到入学年龄.
_TOO_YOUNG = "not_due"
#: Characters of a month, YYYY-MM.
_MONTH = 7
#: Years of school between the grade a village writes and the one due by the ID number, from which the number is not
#: the child's.
_STRANGE = 3


def settled_births(
    census: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage, others: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """The better birth date of each census row for which it is another than the one written; the first rule decides.

    1. The row writes no day: that of the roll, failing that of another list.
    2. A list says another day, and the row's own number, be it cut to 15 digits, says the list's: the first of the
       lists; or any that writes it in a column of its own, where a number there says it too and none the row's day.
    3. A list says another day, a number of a list says it too, and the row has no number.
    4. A list and the row write two days, and the numbers of both say a third.
    5. No list knows the child, and its own number belies the column (:func:`_belied_by_number`).
    6. No list knows the child, which writes no day, and its number is years from the grade the village writes, a
       sibling's number: no day, null.

    ``birth_date``: YYYY-MM-DD; ``confirmed``: the child is on a roll, another list bears the date of its own ID or
    the very number of which its own, a broken one, is a digit away, the village itself calls it too young for school
    and its own ID says so, or the day or month written, read as 农历 or with day and month turned round, is that of its
    own ID: no chance does that. Indexed as ``census``.
    ``others``: the other lists by form, with ``child_id`` where they speak of people.
    """
    child = census["record_id"].map(linkage.child_of_census)
    own, own_id = birth_days(census), days_of_ids(census)
    known = _witnesses(roll, linkage, others)
    best = known.sort_values(["on_roll", "backed", "record_id"], ascending=[False, False, True], kind="stable")
    best = best.drop_duplicates("child_id").set_index("child_id")
    theirs, backed = child.map(best["birth_date"]), child.map(best["backed"]).eq(True)
    said = census["id_birth"].where(census["id_state"].isin(states_allowing("birth")))
    numbers = pd.MultiIndex.from_frame(known[["child_id", "by_number"]])
    in_column = known.loc[known["birth_source"].eq("column"), ["child_id", "written"]]
    shared, witnessed = (
        said.notna() & _both(child, said).isin(those) for those in (numbers, pd.MultiIndex.from_frame(in_column))
    )
    alone = ~_both(child, own).isin(numbers)
    agree = said.eq(theirs).fillna(False).astype(bool)
    against = own.ne(child.map(best["written"])).fillna(False).astype(bool)
    misread = _misread(census["birth_date"], own_id)
    listed = theirs.notna()
    rules = [
        (listed & own.isna(), theirs),
        (listed & against & agree, theirs),
        (shared & witnessed & alone & own.ne(said), said),
        (listed & against & own_id.isna() & backed, theirs),
        (shared & against, said),
        (~listed & _belied_by_number(census, child, own_id, misread, known), said),
    ]
    settled = pd.Series(None, index=census.index, dtype="str")
    for holds, day in rules:
        settled = settled.fillna(day.where(holds))
    other = settled.notna() & settled.ne(census["birth_date"].fillna(""))
    as_own_id = settled.eq(own_id).fillna(False).astype(bool)
    too_young = census["status"].eq(_TOO_YOUNG).fillna(False) & own_id.gt(own).fillna(False)
    by_slip = own_id.isna() & backed & a_digit_apart(census["id_number"], child.map(best["id_number"]))
    confirmed = agree | by_slip | child.map(best["on_roll"]).eq(True) | as_own_id & (misread | too_young)
    years = (census["grade"] - census["grade_due"]).abs()
    strange = ~listed & census["birth_source"].eq("id") & years.ge(_STRANGE)
    other |= settled.isna() & strange.fillna(False).astype(bool)
    return pd.DataFrame({"birth_date": settled[other].astype("str"), "confirmed": confirmed[other]})


def _both(child: pd.Series, day: pd.Series) -> pd.MultiIndex:
    return pd.MultiIndex.from_arrays([child, day])


def _belied_by_number(
    census: pd.DataFrame, child: pd.Series, own_id: pd.Series, misread: pd.Series, known: pd.DataFrame
) -> pd.Series:
    """Whether the own number of a row (``own_id``: the day it says) belies the day in its column, by itself: a valid
    number, of the sex written, or of none where the day is only ``misread``; or one cut to 15 digits and a slip away.
    Nor may it be another child's, by ``known`` (:func:`_witnesses`) or by a row of the census that writes its day."""
    own = birth_days(census)
    fits = census["id_sex"].eq(census["sex"]).fillna(False) | (census["sex"].isna() & misread)
    belied = own_id.notna() & (own.notna() | misread) & fits & census["birth_source"].ne("id")
    belied |= census["id_state"].isin(_CUT) & _slips(own, census["id_birth"])
    belied = belied.fillna(False).astype(bool)
    written = census[["id_number"]].assign(child_id=child)[own.eq(own_id)]
    belied[belied] = ~_of_another(census["id_number"][belied], child[belied], written, known[known["backed"]])
    return belied


def days_of_numbers(rows: pd.DataFrame) -> pd.Series:
    """The day of the own ID number of the rows of a [people] table whose written day is a slip away from it."""
    by_number = days_of_ids(rows)
    return by_number[_slips(birth_days(rows), by_number)]


def _witnesses(roll: pd.DataFrame, linkage: Linkage, others: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the roll and of other lists that give a child's day of birth: record_id, child_id, birth_date,
    birth_source, ``written``, id_number, ``by_number``: the day it says, ``on_roll``, and ``backed``: the ID number of
    some row of the child says the same day.

    Where the day written is a slip away from that of the row's own number, ``birth_date`` is the number's.
    """
    pupils = roll.assign(child_id=roll["record_id"].map(linkage.child_of_roll))
    told = [rows.assign(on_roll=False) for _, rows in sorted(others.items()) if "child_id" in rows]
    names = ["record_id", "child_id", "birth_date", "birth_source", "id_number", "id_state", "id_birth", "on_roll"]
    known = pd.concat([rows[names] for rows in (pupils.assign(on_roll=True), *told)], ignore_index=True)
    known = known[known["child_id"].notna() & birth_days(known).notna()]
    by_number = days_of_ids(known)
    day = days_of_numbers(known).reindex(known.index).fillna(known["birth_date"])
    backed = by_number.eq(day).fillna(False).groupby([known["child_id"], day]).transform("any")
    return known.assign(written=known["birth_date"], birth_date=day, by_number=by_number, backed=backed.astype(bool))


def _slips(days: pd.Series, others: pd.Series) -> pd.Series:
    """Whether two days, YYYY-MM-DD, differ in one of year, month and day, or one is the other misread."""

    def slip(one: str, other: str) -> bool:
        parts, told = one.split("-"), other.split("-")
        return len(parts) == len(told) == 3 and sum(map(ne, parts, told)) == 1

    two = days.notna() & others.notna() & days.ne(others)
    found = [slip(one, other) for one, other in zip(days[two].tolist(), others[two].tolist(), strict=True)]
    one_part = pd.Series(found, index=days.index[two], dtype=bool).reindex(days.index, fill_value=False)
    return one_part | _misread(days, others)


def _misread(days: pd.Series, others: pd.Series) -> pd.Series:
    """Whether a day written, YYYY-MM-DD, is the other as people misread it: day and month swapped, or its 农历 day; or
    a month written, YYYY-MM, its 农历 month and no other."""

    def misread(one: str, other: str) -> bool:
        if len(one) == _MONTH:
            return not other.startswith(one) and in_lunar_month(other, one)
        return other in confusions(one, date.max)

    two = days.notna() & others.notna() & days.ne(others) & days.str.len().ge(_MONTH)
    found = [misread(one, other) for one, other in zip(days[two], others[two], strict=True)]
    return pd.Series(found, index=days.index[two], dtype=bool).reindex(days.index, fill_value=False)


def _of_another(number: pd.Series, child: pd.Series, *confirmed: pd.DataFrame) -> pd.Series:
    """Whether each number is another child's: borne by a row of ``confirmed`` (id_number, child_id), where the date
    written is that of the number, and by none of the own child."""
    whose = pd.concat([rows.loc[among(rows["id_number"], number), ["child_id", "id_number"]] for rows in confirmed])
    own = pd.MultiIndex.from_arrays([child, number]).isin(pd.MultiIndex.from_frame(whose))
    return pd.Series(among(number, whose["id_number"]) & ~own, index=number.index)
