"""Who a child in doubt most probably is: what a rate counts while no person has decided yet.

A rate that left every undecided child out would be too low by the whole share of review pairs, although nearly all of
them turn out to be the same child (``bench/README.md``). The child itself stays in review, its standing stays
``in_school_review``, and the variant ``confirmed`` of each enrolment rate leaves it out.

The same goes for the rows of the other lists (:mod:`kcbx.metrics.likely_lists`). What the rates take for most probable:

1. A child in review is the pupil of its heaviest pair; each pupil is one child. Where two villages are in doubt about
   one pupil, it is the child of the village that the roll names.
2. A child whose pupils all are somebody else stands where it would without them.
3. A child whose pupil is surely another child's, or in another village most probably another's, is that other child
   listed once more. In one village two names are two children, brothers and sisters above all, unless the syllables
   of one are among those of the other.
4. Two rows of the census of one name and day that linkage did not join (``maybe_child_id``) are one child.
5. A roll row that is nobody's pupil by 1, but is in doubt with a child who has another, is that pupil once more: a
   name written two ways, an old school that has not struck it off.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kcbx.register import Register
from kcbx.reliable import birth_days, usable_ids

#: Years between the grade a village writes and the grade due by a date, from which the date is not the child's.
_MISFIT = 2
#: Years between two days written, or grades between the village's and the school's, from which a pupil of another name
#: who bears the number is a brother or sister.
_OTHER_YEARS, _OTHER_GRADES = 2, 3
#: Lists that say where a child is.
_WHERE = ("attendance", "out_of_county")


@dataclass(frozen=True)
class Likely:
    """What the pairs in doubt of a register most probably mean; rows are named by record_id.

    ``rows``: the roll row each child in review most probably is, by its census row; a child whose pairs all fell to
    others is absent. ``listed_again``: the rows of children who most probably are another census child once more, in
    order. ``homes``: township and village of a linked child that most probably is listed again in the village
    which the roll names, by its census row. ``enrolled_again``: the census row of the child, by the roll rows that most
    probably are a pupil once more.
    """

    rows: pd.Series
    listed_again: pd.Series
    homes: pd.DataFrame
    enrolled_again: pd.Series


def most_likely(register: Register) -> Likely:
    """What the pairs in doubt most probably mean; ties are broken by record_id, so that order does not matter.

    ``register``: :func:`kcbx.metrics.main_lists.settled`.
    """
    first = _first_rows(register)
    every = _pairs(register, first)
    pairs = every[every["waiting"]]
    rows = _rows(pairs)
    again = _again(register, first, pairs, rows)
    return Likely(
        rows=rows,
        listed_again=pd.Series(sorted({*again["child"], *_listed_twice(first, rows)}), dtype="str"),
        homes=_named_homes(register, first, again),
        enrolled_again=_enrolled_again(register, every, rows),
    )


def _rows(pairs: pd.DataFrame) -> pd.Series:
    """The likeliest roll row by child.

    The pair of the greatest weight first, one roll child to one census child; a roll row already linked to somebody is
    nobody else. Where a child of the village that the roll names is best paired with the pupil, no child of another
    village is that pupil.
    """
    best = pairs.drop_duplicates("child")
    at_home = pairs["pupil"].isin(best.loc[best["free"] & best["at_home"], "pupil"])
    ordered = pairs[pairs["free"] & ~(at_home & pairs["away"])]
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for child, pupil, row in zip(ordered["child"], ordered["pupil"], ordered["roll_id"], strict=True):
        if child not in chosen and pupil not in taken:
            chosen[child] = row
            taken.add(pupil)
    return pd.Series(chosen, dtype="str")


def _again(register: Register, first: pd.DataFrame, pairs: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """The heaviest pair of each child that most probably is another census child once more.

    Those without a likely row whose heaviest pair speaks for one child, with a pupil linked to somebody else, no
    neighbour of another name or of another day, or whom a child of another village most probably is. Whom a
    class or the register of children at school elsewhere names is a child of its own, unless by the pupil's number.
    """
    best = pairs.drop_duplicates("child")
    best = best[best["weight"].ge(0)]
    linked = first.reindex(best["pupil"]).set_axis(best.index, axis=0)
    own = register.census.set_index("record_id").reindex(best["child"]).set_axis(best.index, axis=0)
    day, linked_day = birth_days(own), birth_days(linked)
    unlike = day.notna() & linked_day.notna() & day.ne(linked_day)
    two = linked["home"].eq(best["home"]) & (_of_two(own["name_pinyin"], linked["name_pinyin"]) | unlike)
    who = pairs[pairs["roll_id"].eq(pairs["child"].map(rows))].drop_duplicates("pupil").set_index("pupil")["home"]
    elsewhere = best["pupil"].map(who).ne(best["home"]) & best["pupil"].isin(who.index)
    found = best["child"].isin(rows.index) | _named_apart(register, best)
    return best[(best["taken"] & ~two | elsewhere) & ~found]


def _listed_twice(first: pd.DataFrame, rows: pd.Series) -> set[str]:
    """Of every two children of the census that most probably are one (``maybe_child_id``), the row of the other than
    the one that counts: who has a pupil, then who is at home, then a usable number, then the first.

    Two children who both are linked are two. The one at home is named by the other and does not name it.
    """
    linked = first["roll_id"].notna()
    fit = 8 * linked + 4 * first["record_id"].isin(rows.index) + usable_ids(first)
    order = pd.DataFrame({"fit": -fit.astype(int), "row": first["record_id"], "linked": linked})
    twice: set[str] = set()
    named = first["maybe_child_id"].dropna()
    for one, other in named.items():
        both = order.loc[order.index.intersection([one, other])]
        both = both.assign(fit=both["fit"] - 2 * ((both.index == other) & (named.get(other) != one)))
        if len(both) > 1 and not both["linked"].all():
            twice.add(both.sort_values(["fit", "row"])["row"].iloc[-1])
    return twice


def _named_apart(register: Register, pairs: pd.DataFrame) -> pd.Series:
    """Whether a list that says where children are names the child of a pair in a row without the pupil's number."""
    none = pd.DataFrame(columns=["child_id", "id_number"], dtype="str")
    lists = [register.others.get(form, none) for form in _WHERE]
    told = pd.concat([rows.reindex(columns=none.columns) for rows in lists])
    numbers = pairs["roll_id"].map(register.roll.set_index("record_id")["id_number"])
    named = pairs[["child_id"]].assign(number=numbers, pair=pairs.index).merge(told, on="child_id")
    apart = named.loc[named["number"].ne(named["id_number"]).fillna(True), "pair"]
    return pd.Series(pairs.index.isin(apart), index=pairs.index)


def _named_homes(register: Register, first: pd.DataFrame, again: pd.DataFrame) -> pd.DataFrame:
    """Township and village of the children listed again where the roll has them, by the linked row elsewhere."""
    again = again[again["taken"] & again["at_home"]].sort_values("child")
    linked = first.reindex(again["pupil"]).set_axis(again.index, axis=0)
    moved = linked["home"].ne(again["home"]) & linked["record_id"].notna()
    places = register.census.set_index("record_id")[["township", "village"]].reindex(again.loc[moved, "child"])
    homes = places.set_axis(pd.Index(linked.loc[moved, "record_id"], name="record_id"), axis=0)
    return homes[~homes.index.duplicated()]


def _enrolled_again(register: Register, pairs: pd.DataFrame, rows: pd.Series) -> pd.Series:
    """The child whose pupil a roll row most probably is once more, by the roll row.

    The row is nobody's likeliest, and the child of its heaviest pair, which speaks for one child, has another. Two
    names are two pupils, unless they share the number and the child's own row is the nearer.
    """
    census, roll = register.census.set_index("record_id"), register.roll.set_index("record_id")
    open_rows = roll.index[roll["standing"].eq("review") & ~roll.index.isin(rows)]
    best = pairs[pairs["roll_id"].isin(open_rows)].drop_duplicates("roll_id")
    settled = best["child"].map(census["roll_id"]).notna() | best["child"].isin(rows.index)
    (ours, theirs), (own, other) = (
        (best["census_id"].map(census[name]), best["roll_id"].map(roll[name])) for name in ("name_pinyin", "id_number")
    )
    one = ~_of_two(ours, theirs) | (own.eq(other).fillna(False).astype(bool) & best["margin"].lt(0))
    return best[settled & one & best["weight"].ge(0)].set_index("roll_id")["child"].astype("str")


def ages_by_roll(own: pd.DataFrame, roll: pd.DataFrame) -> pd.Series:
    """Which census rows have their age from the roll row they most probably are, beside them in ``roll``.

    Those that write no day of birth while the roll does, or none but that of a number while the roll's own says the
    day it writes; where the census row's own number says the roll's day; where it has none and the roll's number says
    the same day; or where the grade the village writes fits the roll's date and not its own, which no number of its
    own confirms.
    """
    written, theirs = (birth_days(rows) for rows in (own, roll))
    number, backed = (rows["id_birth"].where(usable_ids(rows)) for rows in (own, roll))
    years, years_there = (
        (own["grade"].astype("float64") - rows["grade_due"].astype("float64")).abs() for rows in (own, roll)
    )
    by_number = number.eq(theirs) | (number.isna() & backed.eq(theirs))
    by_grade = years.ge(_MISFIT) & years_there.lt(_MISFIT) & ~number.eq(written).fillna(False)
    unwritten = written.isna() | (own["birth_source"].eq("id") & backed.eq(theirs)).fillna(False)
    return theirs.notna() & roll["grade_due"].notna() & (unwritten | by_number | by_grade).fillna(False)


def _of_brother_or_sister(own: pd.DataFrame, pupil: pd.DataFrame) -> np.ndarray:
    """Whether the rows side by side, in doubt by a common number, are of two children: two names, and days of birth or
    grades that are years apart. Of 67 such pairs of nine invented counties none was one child."""
    written = (
        pd.to_datetime(birth_days(rows).where(rows["birth_source"].eq("column"))).dt.year for rows in (own, pupil)
    )
    grades = own["grade"].fillna(own["grade_due"]), pupil["grade"]
    years, classes = (
        (left.astype("float64").to_numpy() - right.astype("float64").to_numpy()) for left, right in (written, grades)
    )
    two = _of_two(own["name_pinyin"], pupil["name_pinyin"]).to_numpy()
    return two & ((np.abs(years) >= _OTHER_YEARS) | (np.abs(classes) >= _OTHER_GRADES))


def _of_two(left: pd.Series, right: pd.Series) -> pd.Series:
    """Whether two names, as syllables, are those of two children: each has one that the other lacks."""
    pairs = (
        (set(one.split()), set(other.split())) for one, other in zip(left.fillna(""), right.fillna(""), strict=True)
    )
    return pd.Series([bool(one - other and other - one) for one, other in pairs], index=left.index, dtype=bool)


def _first_rows(register: Register) -> pd.DataFrame:
    """The row that stands for each child of the census, by child_id, with its ``home``."""
    rows = register.census[register.census["standing"].ne("duplicate")].drop_duplicates("child_id")
    return rows.assign(home=_homes(rows)).set_index("child_id")


def _homes(rows: pd.DataFrame) -> pd.Series:
    """The village of each row with its township; null where a row does not tell both."""
    return rows["township"] + "›" + rows["village"]


def _pairs(register: Register, first: pd.DataFrame) -> pd.DataFrame:
    """The pairs in review, heaviest first: weight, margin, census_id, roll_id.

    ``child``: the row that stands for the child, ``child_id``: its own; ``waiting``: it is in review; ``pupil``:
    child_id on the roll; ``home``: village of the census row with its township; ``free``: nobody is linked to the
    pupil, ``taken``: somebody is; ``at_home``: the roll names the home, ``away``: it names another.
    """
    roll, here = (rows.set_index("record_id") for rows in (register.roll, register.census))
    pairs = register.links[register.links["decision"].eq("review")]
    standing = pairs["roll_id"].map(roll["standing"])
    home, named = (ids.map(_homes(rows)) for ids, rows in ((pairs["census_id"], here), (pairs["roll_id"], roll)))
    child = pairs["census_id"].map(here["child_id"])
    pairs = pairs.assign(
        child_id=child,
        child=child.map(first["record_id"]),
        waiting=child.map(first["standing"]).eq("in_school_review"),
        pupil=pairs["roll_id"].map(roll["child_id"]),
        free=standing.isin(["review", "duplicate_roll"]),
        taken=standing.eq("linked"),
        home=home.fillna(""),
        at_home=home.eq(named).fillna(False),
        away=(home.ne(named) & home.notna() & named.notna()).fillna(False),
    )
    pairs = pairs[~_of_brother_or_sister(here.reindex(pairs["census_id"]), roll.reindex(pairs["roll_id"]))]
    return pairs.sort_values(["weight", "child", "roll_id"], ascending=[False, True, True], kind="stable")
