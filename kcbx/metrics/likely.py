"""Who a child in doubt most probably is: what a rate counts while no person has decided yet.

A rate that left every undecided child out would be too low by the whole share of review pairs, although nearly all of
them turn out to be the same child (``bench/README.md``). The child itself stays in review, its standing stays
``in_school_review``, and the variant ``confirmed`` of each enrolment rate leaves it out.

The same goes for the rows of the other lists that may speak of a child: the child stays where it is on the list to
verify, and the rates count it where such a row would put it (``likely_standing``): present in class, absent from it,
at school elsewhere with proof. A name on the register of the poor counts for the child it most probably is, and so does
the age a list gives to a child whose own nobody knows. The variants ``confirmed`` do not.

A child whose likeliest row another census child is surely linked to, or in another village most probably is, is most
probably that child once more: the rates count nobody twice. Two names in one village are two children, brothers and
sisters above all, unless the syllables of one are among those of the other. Of two villages in doubt about one pupil
the roll's own comes first.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.register import Register


def likely_rows(register: Register) -> pd.Series:
    """Roll record_id by the census record_id of each child in review; a child whose pairs all fell to others is absent.

    The pair of the greatest weight first, one roll child to one census child; a roll row already linked to somebody is
    nobody else. Where a child of the village that the roll names is best paired with the pupil, no child of another
    village is that pupil. Ties are broken by record_id, so that order does not matter.
    """
    pairs = _pairs(register)
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


def listed_again(register: Register, likely: pd.Series) -> pd.Series:
    """census record_id of the children in review who most probably are another census child once more, in order.

    Those without a likely row whose heaviest pair is with a pupil linked to somebody else, no neighbour of another
    name, or whom a child of another village most probably is. ``likely``: :func:`likely_rows` of the register.
    """
    pairs = _pairs(register)
    best = pairs.drop_duplicates("child")
    linked = _first_rows(register).reindex(best["pupil"]).set_axis(best.index, axis=0)
    sounds = best["child"].map(register.census.set_index("record_id")["name_pinyin"])
    two = linked["village"].eq(best["village"]) & _of_two(sounds, linked["name_pinyin"])
    who = pairs[pairs["roll_id"].eq(pairs["child"].map(likely))].drop_duplicates("pupil").set_index("pupil")["village"]
    elsewhere = best["pupil"].map(who).ne(best["village"]) & best["pupil"].isin(who.index)
    again = (best["taken"] & ~two | elsewhere) & ~best["child"].isin(likely.index)
    return best.loc[again, "child"].sort_values().reset_index(drop=True)


def likely_children(rows: pd.DataFrame) -> pd.Series:
    """child_id of each row of another list, and of a row in doubt the child it may be.

    A child whom another row surely is, or an earlier one (by record_id) may be, is not given to a row in doubt.
    """
    sure = rows["child_id"]
    if "maybe_child_id" not in rows:
        return sure
    maybe = rows["maybe_child_id"].where(sure.isna() & ~rows["maybe_child_id"].isin(sure.dropna()))
    again = maybe[rows["record_id"].sort_values(kind="stable").index].duplicated()
    return sure.fillna(maybe.mask(again))


def likely_lists(others: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The other lists, ``child_id`` of each row in doubt the child it most probably speaks of.

    Lists that name no children, and empty ones, as they are.
    """
    return {
        form: rows.assign(child_id=likely_children(rows)) if "child_id" in rows else rows
        for form, rows in others.items()
    }


def _of_two(left: pd.Series, right: pd.Series) -> pd.Series:
    """Whether two names, as syllables, are those of two children: each has one that the other lacks."""
    pairs = (
        (set(one.split()), set(other.split())) for one, other in zip(left.fillna(""), right.fillna(""), strict=True)
    )
    return pd.Series([bool(one - other and other - one) for one, other in pairs], index=left.index, dtype=bool)


def _first_rows(register: Register) -> pd.DataFrame:
    """By child_id the row that stands for each child of the census: ``village`` with its township, ``name_pinyin``."""
    rows = register.census[register.census["standing"].ne("duplicate")].drop_duplicates("child_id")
    return rows.assign(village=_homes(rows)).set_index("child_id")


def _homes(rows: pd.DataFrame) -> pd.Series:
    """The village of each row with its township; null where a row does not tell both."""
    return rows["township"] + "›" + rows["village"]


def _pairs(register: Register) -> pd.DataFrame:
    """The pairs of children in review, heaviest first: weight, roll_id, ``child`` (record_id), ``pupil`` (child_id),
    ``village`` of the child with its township; ``free``: nobody is linked to the pupil, ``taken``: somebody is;
    ``at_home``: the roll names the child's village, ``away``: it names another.
    """
    census, roll = register.census, register.roll.set_index("record_id")
    waiting = census.loc[census["standing"].eq("in_school_review")].set_index("child_id")["record_id"]
    pairs = register.links[register.links["decision"].eq("review")]
    standing = pairs["roll_id"].map(roll["standing"])
    here = census.set_index("record_id")
    village, named = (ids.map(_homes(rows)) for ids, rows in ((pairs["census_id"], here), (pairs["roll_id"], roll)))
    pairs = pairs.assign(
        child=pairs["census_id"].map(here["child_id"]).map(waiting),
        pupil=pairs["roll_id"].map(roll["child_id"]),
        free=standing.isin(["review", "duplicate_roll"]),
        taken=standing.eq("linked"),
        village=village.fillna(""),
        at_home=village.eq(named).fillna(False),
        away=(village.ne(named) & village.notna() & named.notna()).fillna(False),
    )
    pairs = pairs[pairs["child"].notna()]
    return pairs.sort_values(["weight", "child", "roll_id"], ascending=[False, True, True], kind="stable")
