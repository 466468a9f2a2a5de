"""Two terms: who of last term's register is who in this one, and what became of last term's pupils.

Children are the same when a usable ID number is the same; without one, when name, full birth date and sex are the same
and nobody else in either term has them. A number beside a day of birth that is not its own may be a brother's or
sister's: the name must be the same, or nothing else be known of the two. Numbers that differ are never overruled by a
name, but a number does not make one child of two whose names both stand on the other side beside another number: twins
whose numbers were swapped in one of the terms are told by their names. A number or name that several children have is
asked again together with the other, and within one list: a pupil and a census child who were two last term are two this
term. Of whom one term says neither number nor day, and who is left over, is known by name and village, where one child
only bears it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from kcbx.among import among
from kcbx.metrics.roster import SENIOR
from kcbx.register import Register
from kcbx.reliable import birth_days, one_sex, usable_ids
from kcbx.statuses import says_out

_IDENTITY = ["child_id", "name_key", "sex", "birth_date", "id_number", "id_state", "id_birth", "township", "village"]
_OWN, _NUMBER = ["own_number"], ["id_number"]
_NAMED = ["name_key", "birth_date", "sex"]
_AT_HOME = ["name_key", "township", "village"]

#: Keys and the list on which both rows stand (None: any), asked in this order of the children not yet found. The roll
#: before the census: a child in review in one of the terms is two there, and known by the pupil.
_QUESTIONS: tuple[tuple[Sequence[str], str | None], ...] = (
    *((_OWN, form) for form in ("roll", "census", None)),
    *(([*_NUMBER, "name_key"], form) for form in ("roll", "census", None)),
    *(([*_NUMBER, *_NAMED], form) for form in ("roll", "census")),
    *((_NAMED, form) for form in ("roll", "census", None)),
    *((_NUMBER, form) for form in ("roll", "census", None)),
)


def same_children(previous: Register, register: Register) -> pd.Series:
    """This term's child_id of each child of last term, indexed by last term's child_id; unknown children are absent.

    What was found out before (``previous.known_as``) is taken as it is.
    """
    if previous.known_as is not None:
        return previous.known_as
    before, now = _identities(previous), _identities(register)
    found = pd.Series(dtype="str")
    named = pd.concat([_named(before, now, form) for form in ("roll", "census", None)])
    for keys, form in _QUESTIONS:
        left, right = _not_found(_on(before, form), _on(now, form), found)
        found = pd.concat([found, _joined(left, right, keys, named)])
    every: pd.Series = pd.concat([found, _at_home(*_not_found(before, now, found))]).sort_index()
    return every


def _not_found(before: pd.DataFrame, now: pd.DataFrame, found: pd.Series) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of both sides of the children not yet ``found`` (this term's child_id by last term's)."""
    return before[~among(before["child_id"], found.index)], now[~among(now["child_id"], found)]


def _on(side: pd.DataFrame, form: str | None) -> pd.DataFrame:
    """The rows of a side on one list; None: all."""
    return side if form is None else side[side["form"].eq(form)]


def _named(before: pd.DataFrame, now: pd.DataFrame, form: str | None) -> pd.DataFrame:
    """:func:`_numbered` of the children of one name, day and sex on one list, whether found already or not."""
    left, right = _on(before, form), _on(now, form)
    return _numbered(_with_same(left, right, _NAMED), left, right)


def _numbered(both: pd.DataFrame, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Children of both sides, by child_id_before and child_id_now, with ``number_before`` and ``number_now``."""
    for term, side in (("before", before), ("now", now)):
        numbers = side.dropna(subset=["id_number"]).drop_duplicates("child_id").set_index("child_id")["id_number"]
        both = both.assign(**{f"number_{term}": both[f"child_id_{term}"].map(numbers)})
    return both


def _identities(register: Register) -> pd.DataFrame:
    """One row a row of roll or census: child_id, form, the usable number, name, full birth date, sex and village, else
    null; ``own_number``: the number where no other day is written; ``bare``: no row of the child says a number or a
    day."""
    rows = pd.concat([each[_IDENTITY].assign(form=form) for form, each in _lists(register)], ignore_index=True)
    rows = rows.assign(
        id_number=rows["id_number"].where(usable_ids(rows)),
        birth_date=birth_days(rows),
    ).dropna(subset=["child_id"])
    other = rows["birth_date"].ne(rows["id_birth"]).fillna(False).astype(bool)
    rows = rows.assign(own_number=rows["id_number"].mask(other))
    says = rows[["id_number", "birth_date"]].notna().any(axis=1)
    return rows.assign(bare=~says.groupby(rows["child_id"]).transform("any"))


def _lists(register: Register) -> tuple[tuple[str, pd.DataFrame], ...]:
    return (("roll", register.roll), ("census", register.census))


def _joined(before: pd.DataFrame, now: pd.DataFrame, keys: Sequence[str], named: pd.DataFrame) -> pd.Series:
    """Children of both sides with the same keys, where the keys belong to one child on each side.

    Where the number is no key, children whose numbers differ are not the same, unless two of them bear each other's.
    ``named``: :func:`_named`, of whom the twin may have been found already.
    """
    both = _with_same(before, now, keys)
    if not {*_OWN, *_NUMBER} & {*keys}:
        both = _numbered(both, before, now)
        mine, theirs = both["number_before"], both["number_now"]
        every = pd.concat([both, named])[["number_before", "number_now"]]
        crossed = pd.MultiIndex.from_arrays([theirs, mine]).isin(pd.MultiIndex.from_frame(every))
        both = both[mine.isna() | theirs.isna() | mine.eq(theirs) | crossed]
    elif "name_key" not in keys:
        both = both[~_swapped(both, named, _with_same(before, now, _NAMED))]
    return both.set_index("child_id_before")["child_id_now"].astype("str")


def _at_home(before: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Children of both sides of one whole name in one village and of no other sex, one of whom is ``bare``."""
    left, right = (
        side[side["name_key"].str.len().ge(2) & ~side["name_key"].str.contains("?", regex=False)]
        for side in (before, now)
    )
    both = _with_same(left, right, _AT_HOME)
    (bare, sex), (bare_now, sex_now) = (
        (both[name].isin(side.loc[side["bare"], "child_id"]), both[name].map(side.groupby("child_id")["sex"].first()))
        for name, side in (("child_id_before", left), ("child_id_now", right))
    )
    both = both[(bare | bare_now) & one_sex(sex, sex_now)]
    return both.set_index("child_id_before")["child_id_now"].astype("str")


def _with_same(before: pd.DataFrame, now: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """child_id_before and child_id_now of the children with the same keys, one to one."""
    single = []
    for side in (before, now):
        known = side[["child_id", *keys]].dropna().drop_duplicates()
        single.append(known[~known.duplicated(list(keys), keep=False)])
    both = single[0].merge(single[1], on=list(keys), suffixes=("_before", "_now"))
    both = both[["child_id_before", "child_id_now"]].drop_duplicates()
    several = both["child_id_before"].duplicated(keep=False) | both["child_id_now"].duplicated(keep=False)
    return both[~several]


def _swapped(both: pd.DataFrame, *named: pd.DataFrame) -> pd.Series:
    """Whether name, day and sex of each of two children (``child_id_before``, ``child_id_now``) are on the other side
    those of one child, and not of the two. ``named``: such children, the first that names one counts."""
    of_other = []
    for one, other in (("child_id_before", "child_id_now"), ("child_id_now", "child_id_before")):
        whose = pd.concat([each[[one, other]] for each in named]).drop_duplicates(one).set_index(one)[other]
        of_other.append(both[one].map(whose).ne(both[other]) & both[one].isin(whose.index))
    return of_other[0] & of_other[1]


def fate(pupil: pd.DataFrame, home: pd.DataFrame, last_grade: int) -> pd.Series:
    """What became of children: where each is now, as one word; rows of ``pupil`` and ``home`` belong together.

    ``pupil``: the row on the roll now (level, grade, status, present, taken_in), all null without one; ``home``: the
    row of the census (standing, census_status). The words: beyond (in the last grade of compulsory school or further),
    below (in school, not there yet), home_taught, leave (or deferred), graduated, dead, abroad, moved_away, elsewhere
    (with proof), claimed (said to be elsewhere, without proof), dropped (the roll says out), lost (nothing is known).
    """
    status, standing = pupil["status"].fillna(""), home["standing"].fillna("")
    said = home["census_status"].fillna("")
    present = pupil["present"].eq(True)
    grade = pupil["grade"].astype("float64")
    gone = standing.eq("gone")
    rules = [
        (status.eq("dead") | (gone & said.eq("dead")), "dead"),
        (status.eq("abroad") | (gone & said.eq("abroad")), "abroad"),
        (gone, "moved_away"),
        (present & status.eq("home_taught"), "home_taught"),
        (present & ((grade >= last_grade) | (pupil["level"].astype("float64") >= SENIOR)), "beyond"),
        (present, "below"),
        (status.eq("leave") | standing.isin(["on_leave", "deferred"]), "leave"),
        (status.eq("graduated") | standing.eq("finished"), "graduated"),
        (standing.eq("elsewhere_proved") | (pupil["taken_in"].eq(True) & standing.eq("")), "elsewhere"),
        (standing.isin(["home_taught", "no_register", "special_school", "with_class"]), "home_taught"),
        (standing.eq("elsewhere_claimed") | status.isin(["transferred_out", "elsewhere"]), "claimed"),
        (says_out(pupil), "dropped"),
    ]
    words = np.select([rule.to_numpy(dtype=bool) for rule, _ in rules], [word for _, word in rules], default="lost")
    return pd.Series(words, index=pupil.index, dtype="str")
