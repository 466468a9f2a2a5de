"""Who a child in doubt most probably is: what a rate counts while no person has decided yet.

A rate that left every undecided child out would be too low by the whole share of review pairs, although nearly all of
them turn out to be the same child (``bench/README.md``). The child itself stays in review, its standing stays
``in_school_review``, and the variant ``confirmed`` of each enrolment rate leaves it out.

The same goes for the rows of the other lists (:mod:`kcbx.metrics.likely_lists`). What the rates take for most probable:

1. A child in review is the pupil of its heaviest pair; each pupil is one child. Where two villages are in doubt about
   one pupil, it is the child of the village that the roll names; of twins with each other's numbers, the one of its
   name, and the other pupil is the other twin, whatever its name.
2. A child whose pupils all are somebody else stands where it would without them.
3. A child whose pupil is surely another child's, or in another village most probably another's, is that other child
   listed once more. In one village two names are two children, brothers and sisters above all, unless the syllables
   of one are among those of the other, or they share number, day, school and grade.
4. Two rows of the census of one name and day that linkage did not join (``maybe_child_id``) are one child
   (:mod:`kcbx.metrics.listed_twice`).
5. A roll row that is nobody's pupil by 1, but is in doubt with a child who has another, is that pupil once more: a
   name written two ways, an old school that has not struck it off.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from kcbx.metrics.doubt import first_rows, named_apart, pairs_in_review
from kcbx.metrics.listed_twice import listed_twice
from kcbx.metrics.two_children import one_seat, two_names
from kcbx.register import Register
from kcbx.reliable import birth_days


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
    first = first_rows(register)
    every = pairs_in_review(register, first)
    pairs = every[every["waiting"]]
    rows = _rows(pairs)
    again = _again(register, first, pairs, rows)
    twice = listed_twice(first, rows)
    return Likely(
        rows=rows,
        listed_again=pd.Series(sorted({*again["child"], *twice["again"]}), dtype="str"),
        homes=_homes_elsewhere(register, first, again, twice),
        enrolled_again=_enrolled_again(register, every, rows),
    )


def _rows(pairs: pd.DataFrame) -> pd.Series:
    """The likeliest roll row by child.

    The pair of the greatest weight first, one roll child to one census child; a roll row already linked to somebody is
    nobody else. Where a child of the village that the roll names is best paired with the pupil, no child of another
    village is that pupil; where a child of its very name and day is paired with it, none of another name.
    """
    of_own_name = pairs[~pairs["of_namesake"]]
    best = of_own_name.drop_duplicates("child")
    at_home = of_own_name["pupil"].isin(best.loc[best["free"] & best["at_home"], "pupil"])
    ordered = of_own_name[of_own_name["free"] & ~(at_home & of_own_name["away"])]
    chosen: dict[str, str] = {}
    taken: set[str] = set()
    for child, pupil, row in zip(ordered["child"], ordered["pupil"], ordered["roll_id"], strict=True):
        if child not in chosen and pupil not in taken:
            chosen[child] = row
            taken.add(pupil)
    rows: pd.Series = pd.concat([pd.Series(chosen, dtype="str"), _other_twins(pairs[pairs["free"]], chosen, taken)])
    return rows


def _other_twins(pairs: pd.DataFrame, chosen: Mapping[str, str], taken: Collection[str]) -> pd.Series:
    """The roll row by child of the other of two twins with each other's numbers, one of whom is found by the name.

    The other has no namesake, the pupil left over bears a former name: the numbers pair each with the wrong twin, and
    say so that the two pupils are these two children of one home. ``chosen``: roll row by child, of the pupils
    ``taken``.
    """
    sides, known = pairs[pairs["home"].ne("")], ["child", "pupil", "roll_id", "home"]
    has_own = sides["child"].isin([*chosen])
    by_number = sides.loc[sides["of_namesake"] & ~has_own, known]
    found = sides.loc[sides["roll_id"].eq(sides["child"].map(chosen)), known]
    left = sides.loc[has_own & ~sides["pupil"].isin(taken), known]
    twins = by_number.merge(found, on=["pupil", "home"], suffixes=("", "_twin")).merge(
        left, left_on=["child_twin", "home"], right_on=["child", "home"], suffixes=("", "_left")
    )
    alone = ~twins["child"].duplicated(keep=False) & ~twins["pupil_left"].duplicated(keep=False)
    other: pd.Series = twins[alone].set_index("child")["roll_id_left"].astype("str")
    return other


def _again(register: Register, first: pd.DataFrame, pairs: pd.DataFrame, rows: pd.Series) -> pd.DataFrame:
    """The heaviest pair of each child that most probably is another census child once more.

    Such a child has no likely row, and its heaviest pair speaks for one child. Either the pupil of that pair is linked
    to another child, who is no neighbour of another name or day of birth (unless all else is the same), or the pupil
    most probably is a child of another village. A child whom a class list or the register of children at school
    elsewhere names is a child of its own, unless it is named by the pupil's number.
    """
    best = pairs.drop_duplicates("child")
    best = best[best["weight"].ge(0)]
    linked = first.reindex(best["pupil"]).set_axis(best.index, axis=0)
    own = register.census.set_index("record_id").reindex(best["child"]).set_axis(best.index, axis=0)
    day, linked_day = birth_days(own), birth_days(linked)
    unlike = day.notna() & linked_day.notna() & day.ne(linked_day)
    pupil = register.roll.set_index("record_id").reindex(best["roll_id"]).set_axis(best.index, axis=0)
    neighbours = linked["home"].eq(best["home"]) & ~one_seat(own, pupil)
    two = neighbours & (two_names(own["name_pinyin"], linked["name_pinyin"]) | unlike)
    who = pairs[pairs["roll_id"].eq(pairs["child"].map(rows))].drop_duplicates("pupil").set_index("pupil")["home"]
    elsewhere = best["pupil"].map(who).ne(best["home"]) & best["pupil"].isin(who.index)
    found = best["child"].isin(rows.index) | named_apart(register, best)
    return best[(best["taken"] & ~two | elsewhere) & ~found]


def _homes_elsewhere(register: Register, first: pd.DataFrame, again: pd.DataFrame, twice: pd.DataFrame) -> pd.DataFrame:
    """Township and village of the children at home in another village than that of the row which counts, by that row:
    a child listed again where the roll has it (``again``), or one of two that are one (``twice``)."""
    again = again[again["taken"] & again["at_home"]].sort_values("child")
    linked = first.reindex(again["pupil"]).set_axis(again.index, axis=0)
    named = linked["home"].ne(again["home"]) & linked["record_id"].notna()
    moved = pd.concat(
        [
            pd.Series(again.loc[named, "child"].to_numpy(), index=linked.loc[named, "record_id"]),
            twice.loc[twice["counts"].ne(twice["home"])].set_index("counts")["home"],
        ]
    )
    moved = moved[~moved.index.duplicated()].rename_axis("record_id")
    places = register.census.set_index("record_id")[["township", "village"]].dropna()
    homes: pd.DataFrame = places.reindex(moved).set_axis(moved.index, axis=0)
    return homes


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
    one = ~two_names(ours, theirs) | (own.eq(other).fillna(False).astype(bool) & best["margin"].lt(0))
    return best[settled & one & best["weight"].ge(0)].set_index("roll_id")["child"].astype("str")
