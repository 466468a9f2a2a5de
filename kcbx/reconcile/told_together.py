"""Two names of one child: another list bears the number of the pupil beside the name that the village writes.

A name changed at school, a former name, a misprint: linkage sees two rows with little in common and leaves them, or a
person is asked with little to go by. A register that knows the child by both is what a clerk would look up. Nobody is
linked by it: the number may have been taken from the line below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from kcbx.among import among
from kcbx.definitions import form_words
from kcbx.fields import conform
from kcbx.linkage import REVIEW, Linkage, is_in_doubt
from kcbx.reliable import birth_days, days_of_ids, one_sex

_PAIR = ["census_id", "roll_id"]


def told_together(
    linkage: Linkage, census: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]
) -> Linkage:
    """The linkage with what other lists say of the names of its pairs in review, and with pairs in review that only
    they bring: two rows that may be born on one day, neither of which is in any pair yet, or of one village and sex
    where one of them writes no date at all.

    Never where both rows bear a number of their own, nor where any list knows another number beside one of the names
    and that day: a twin. ``others``: the other lists by form.
    """
    lists = {form: _known_by(others[form]) for form in form_words() if "name_key" in others.get(form, ())}
    if not lists:
        return linkage
    sides = {"census": _known_by(census), "roll": _known_by(roll)}
    told = _told(sides, lists)
    told = told[~_twins(told, pd.concat([*sides.values(), *lists.values()]))]
    said = _words(told)
    pairs = linkage.pairs
    hint = pd.Series(said.reindex(pd.MultiIndex.from_frame(pairs[_PAIR])).to_numpy(), pairs.index, dtype="str")
    pairs = pairs.assign(reason=(pairs["reason"] + "；" + hint).where(is_in_doubt(pairs), None).fillna(pairs["reason"]))
    new = said[said.index.isin(_left_over(told, linkage))].rename("reason").reset_index()
    new = conform(new.assign(decision=REVIEW, weight=0.0, margin=0.0), "pairs")
    both = pd.concat([pairs, new]).sort_values(_PAIR, ignore_index=True)
    return replace(linkage, pairs=both, counts={**linkage.counts, REVIEW: int(is_in_doubt(both).sum())})


def _known_by(rows: pd.DataFrame) -> pd.DataFrame:
    """``id`` (record_id), ``name``, ``birth`` as written, ``day`` of birth, ``number``: one that is the row's own, by
    its day of birth; ``home``: township and village, ``sex``."""
    day, by_number = birth_days(rows), days_of_ids(rows)
    own = by_number.notna() & (rows["birth_date"].isna() | by_number.eq(day)).fillna(False).astype(bool)
    number = rows["id_number"].where(own)
    who = {"id": rows["record_id"], "name": rows["name_key"], "birth": rows["birth_date"], "sex": rows["sex"]}
    return pd.DataFrame({**who, "day": day, "number": number, "home": rows["township"] + "|" + rows["village"]})


def _told(sides: Mapping[str, pd.DataFrame], lists: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The pairs of rows of two names that a row of another list joins: the number of one, the name of the other.

    ``number``, ``name``, ``form`` as that list has them; ``whose`` side bears the name; of both sides what
    :func:`_known_by` gives, as ``id_census``, ``id_roll`` … Where one writes the month of the other's day only, its day
    is that.
    """
    witnesses = pd.concat([rows.assign(form=form) for form, rows in lists.items()])
    witnesses = witnesses.dropna(subset=["name", "number"])[["name", "number", "form"]].drop_duplicates()
    found = []
    for numbered, named in (("roll", "census"), ("census", "roll")):
        one, other = (sides[side].add_suffix(f"_{side}") for side in (numbered, named))
        pairs = witnesses.merge(one, left_on="number", right_on=f"number_{numbered}")
        pairs = pairs[pairs[f"name_{numbered}"].ne(pairs["name"]).fillna(False)]
        pairs = pairs.merge(other, left_on="name", right_on=f"name_{named}").assign(whose=named)
        own = pairs[f"number_{named}"]
        found.append(pairs[own.isna() | own.eq(pairs["number"])])
    told = pd.concat(found, ignore_index=True)
    days = {f"day_{own}": _filled(told, own, other) for own, other in (("census", "roll"), ("roll", "census"))}
    return told.assign(**days)


def _filled(told: pd.DataFrame, own: str, other: str) -> pd.Series:
    """The day of one side, of one that writes a month or year only the day of the other side in it."""
    written, theirs = told[f"birth_{own}"].fillna("-"), told[f"day_{other}"].fillna("")
    within = np.array([day.startswith(part) for part, day in zip(written, theirs, strict=True)], dtype=bool)
    return told[f"day_{own}"].fillna(told[f"day_{other}"].where(within))


def _twins(told: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    """Whether somewhere another number than that of the pair stands beside one of its names and days of birth."""
    numbers = known[["name", "day", "number"]].dropna().drop_duplicates()
    another = pd.Series(False, index=told.index)
    for side in ("census", "roll"):
        at = told[["number", f"name_{side}", f"day_{side}"]].set_axis(["own", "name", "day"], axis=1).reset_index()
        beside = at.merge(numbers, on=["name", "day"])
        another |= told.index.isin(beside.loc[beside["own"].ne(beside["number"]), "index"])
    return another


def _words(told: pd.DataFrame) -> pd.Series:
    """The sentence on each pair, by census_id and roll_id."""
    by = told.groupby(["id_census", "id_roll", "whose"])["form"].agg(_lists).reset_index()
    words = "同一身份证号在" + by["form"] + "上写作" + by["whose"].map(form_words()).astype("str") + "的姓名"
    return by.assign(words=words).groupby(["id_census", "id_roll"])["words"].agg("；".join).rename_axis(_PAIR)


def _lists(forms: Iterable[str]) -> str:
    return "、".join(form_words()[form] for form in form_words() if form in {*forms})


def _left_over(told: pd.DataFrame, linkage: Linkage) -> pd.MultiIndex:
    """census_id and roll_id of the pairs of one day of birth, or of one village where one day is not written, whose
    children are in no pair yet, each child in one of them: who may be two is not asked about."""
    child, pupil = told["id_census"].map(linkage.child_of_census), told["id_roll"].map(linkage.child_of_roll)
    paired = [
        linkage.pairs[name].map(owners)
        for name, owners in (("census_id", linkage.child_of_census), ("roll_id", linkage.child_of_roll))
    ]
    unwritten = told["birth_census"].isna() | told["birth_roll"].isna()
    at_home = told["home_census"].eq(told["home_roll"]) & one_sex(told["sex_census"], told["sex_roll"])
    one_child = told["day_census"].eq(told["day_roll"]) | (unwritten & at_home)
    free = one_child.fillna(False).astype(bool) & ~among(child, paired[0]) & ~among(pupil, paired[1])
    one = told[free].assign(child=child[free], pupil=pupil[free]).sort_values(["id_census", "id_roll"])
    one = one.drop_duplicates(["child", "pupil"])
    alone = ~one["child"].duplicated(keep=False) & ~one["pupil"].duplicated(keep=False)
    return pd.MultiIndex.from_frame(one.loc[alone, ["id_census", "id_roll"]])
