"""Rosters of the two main lists: the children of the census, the pupils of the roll, whoever lives here."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from kcbx.among import among
from kcbx.definitions import standings
from kcbx.fields import empty
from kcbx.metrics.ages import AGE, ages_of_children
from kcbx.metrics.doubt import WHERE
from kcbx.metrics.likely import Likely
from kcbx.metrics.likely_lists import in_class, likely_lists
from kcbx.metrics.roster import KEY_GROUPS, SOURCES, UNITS, Roster, attached_class, levels
from kcbx.register import Register
from kcbx.statuses import counts_as_pupil, taken_in_elsewhere

#: Standings of children at school outside the county.
ELSEWHERE = ("elsewhere_proved", "elsewhere_claimed")
#: What is read of the row of the other list beside a child's own; whole tables are wide, and copying them costs.
_OF_CHILD = ["sex", "id_sex", *KEY_GROUPS]
_OF_PUPIL = [
    *("child_id", "school", "stage", "grade", "status", "uncalled", "birth_date", "id_birth", "id_state"),
    *(*AGE, *_OF_CHILD),
]


def household(register: Register, likely: Likely, known_due: pd.Series) -> Roster:
    """The children of the census, once each: every row but ``duplicate``.

    ``likely`` is the standing that the child most probably has, of which ``population`` and ``enrolled`` are
    (``standings.toml``); a child in review counts as enrolled where the roll row it most probably is says present and
    its class list does not miss it (see :mod:`kcbx.metrics.likely`). ``again``: most probably another child once more,
    and of no population. ``confirmed``: enrolled by the standing itself.
    ``level`` is what a child attends, or would attend if on leave: the stage of that roll row, of a special school by
    its grade, else what the register of children at school elsewhere or a class list says, else the census, else the
    level due by age. ``census_status`` is the village's own word.

    ``register``: :func:`settled`; ``likely``: :func:`kcbx.metrics.likely.most_likely` of it; ``known_due``: grades due
    as last term knows them, by child_id.
    """
    census = register.children
    rolls = register.roll[["record_id", *_OF_PUPIL]].set_index("record_id")
    linked = rolls.reindex(census["roll_id"]).set_axis(census.index, axis=0)
    probable = rolls.reindex(census["record_id"].map(likely.rows)).set_axis(census.index, axis=0)
    doubtful = probable["child_id"].notna()
    here = linked.where(~doubtful, probable)
    rows = census[SOURCES].copy()
    named = likely.homes.reindex(census["record_id"]).set_axis(census.index, axis=0)
    rows[["township", "village"]] = named.fillna(census[["township", "village"]])
    rows["school"], rows["census_status"] = here["school"].astype("str"), census["status"]
    rows["sex"] = _sex(census, here)
    rows = rows.join(ages_of_children(register, census, probable, known_due)).rename(columns={"age_at_cutoff": "age"})
    standing = census["standing"]
    away = doubtful & _not_in_class(register, census["child_id"], probable)
    rows["likely"] = census["likely_standing"].fillna(standing).mask(doubtful, standing).mask(away, "not_attending")
    there = [code for code, each in standings().items() if each.enrolled]
    counted = [code for code, each in standings().items() if each.population]
    rows["confirmed"] = standing.isin(there)
    rows["enrolled"] = rows["likely"].isin(there) | (doubtful & ~away & counts_as_pupil(probable))
    rows["again"] = census["record_id"].isin(likely.listed_again)
    rows["population"] = rows["likely"].isin(counted) & ~rows["again"]
    said = _said_of_schooling(register, census)
    rows["stage"] = here["stage"].fillna(said["stage"])
    grade = here["grade"].astype("float64").fillna(said["grade"].astype("float64"))
    rows["level"] = levels(rows["stage"], grade, rows["grade_due"].astype("float64"), register.place.ages)
    rows["attached"] = attached_class(here["school"], here["stage"])
    return Roster("household", _with_groups(register, rows, census, here).reset_index(drop=True))


def pupils(register: Register, likely: Likely) -> Roster:
    """The pupils of the roll, once each: every row but ``duplicate_roll``, and but those which most probably are a
    pupil once more; ``present`` by status, ``taken_in``: transferred out, and the other school has taken the pupil in.

    ``register`` and ``likely``: as of :func:`household`.
    """
    roll = register.pupils
    roll = roll[~roll["record_id"].isin(likely.enrolled_again.index)]
    said = ["township", "village", "school", "cohort", "status", "stage", "grade", "grade_due", "uncalled"]
    rows = roll[[*SOURCES, *said]].copy()
    home = _census_of(register, roll)
    rows["sex"], rows["age"] = _sex(roll, home), roll["age_at_cutoff"]
    due, grade = roll["grade_due"].astype("float64"), roll["grade"].astype("float64")
    rows["level"] = levels(roll["stage"], grade, due, register.place.ages)
    rows["present"] = counts_as_pupil(roll)
    rows["taken_in"] = taken_in_elsewhere(roll)
    rows["attached"] = attached_class(roll["school"], roll["stage"])
    return Roster("pupils", _with_groups(register, rows, roll, home).reset_index(drop=True))


def residents(household: Roster, pupils: Roster) -> Roster:
    """Who lives here: household children not known elsewhere, and pupils here whom no census registers.

    A pupil who may be a census child (``review``) is left out: that child is counted already. So is one whom no class
    has either (``uncalled``): nobody says that the child is here.
    """
    home = household.rows
    home = home[~home["likely"].isin(ELSEWHERE) & home["population"].astype(bool)]
    others = pupils.rows
    strangers = others["standing"].isin(["from_elsewhere", "not_in_census"])
    others = others[others["present"] & strangers & ~others["uncalled"]]
    others = others.assign(enrolled=True, population=True)
    shared = [*SOURCES, *UNITS, "grade_due", "age", "enrolled", "population", "level", "stage", "attached"]
    return Roster("residents", pd.concat([each[[*shared, *KEY_GROUPS]] for each in (home, others)], ignore_index=True))


def _said_of_schooling(register: Register, census: pd.DataFrame) -> pd.DataFrame:
    """Stage and grade of the children of the census: as the register of those at school elsewhere says, who has seen
    the proof, or else the class list on which a child sits; as the village writes for all others."""
    said = census[["stage", "grade"]]
    for form in WHERE:
        rows = register.others.get(form)
        if rows is None or rows.empty:
            continue
        told = rows.dropna(subset="child_id").dropna(subset=["stage", "grade"], how="all")
        told = told.sort_values("record_id").drop_duplicates("child_id").set_index("child_id")
        named = among(census["child_id"], told.index.to_series())
        told = told.reindex(census["child_id"]).set_axis(census.index, axis=0)
        said = pd.DataFrame({name: told[name].where(named, said[name]) for name in said})
    return said


def _sex(own: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """The sex a row writes, else that of its ID number, else what the row of the other list beside it says."""
    return own["sex"].fillna(own["id_sex"]).fillna(other["sex"]).fillna(other["id_sex"])


def _not_in_class(register: Register, child: pd.Series, pupil: pd.DataFrame) -> pd.Series:
    """Whether no row of the class lists has the child there, nor the ``pupil`` it most probably is, side by side, while
    they speak of one of them or miss the pupil (``uncalled``)."""
    rows = register.others.get("attendance")
    if rows is None or rows.empty:
        return pd.Series(False, index=child.index)
    there = in_class(rows)
    told = pd.concat([each.map(there) for each in (child, pupil["child_id"])], axis=1)
    return (told.eq(False).any(axis=1) | pupil["uncalled"].eq(True)) & ~told.eq(True).any(axis=1)


def settled(register: Register) -> Register:
    """The register as the rates read it: each pupil of the roll in the grade, and the stage of it, in which it is
    counted (``grade_settled``), each row of the other lists with the child of which it most probably speaks."""
    roll = register.roll
    grade = roll["grade_settled"]
    ordinary = grade.notna() & roll["stage"].isin(["primary", "junior"])
    stage = grade.map(register.place.ages.stage_of, na_action="ignore")
    roll = roll.assign(grade=grade.fillna(roll["grade"]), stage=roll["stage"].mask(ordinary, stage))
    return replace(register, roll=roll, others=likely_lists(register.others))


def _census_of(register: Register, roll: pd.DataFrame) -> pd.DataFrame:
    """The census row of each roll row, all null where the child is in no census."""
    own = register.children[["child_id", *_OF_CHILD]].drop_duplicates("child_id").set_index("child_id", drop=False)
    return own.reindex(roll["child_id"]).set_axis(roll.index, axis=0)


def _with_groups(register: Register, rows: pd.DataFrame, own: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Key groups: a child belongs to one when either list says so, or a register of the group names the child, under
    its own name or that of the pupil it most probably is; ``certified``: without saying that it has no certificate."""
    for group in KEY_GROUPS:
        rows[group] = own[group].fillna(False).astype(bool) | other[group].fillna(False).astype(bool)
    disabled, poor = (register.others.get(form, empty("people")) for form in ("disability", "low_income"))
    certified = disabled[disabled["certificate"].ne(False).fillna(True)] if len(disabled) else disabled
    rows["certified"] = False
    for group, table in (("certified", certified), ("disabled", disabled), ("low_income", poor)):
        named = _named_in(register, table)
        rows[group] |= among(own["child_id"], named) | among(other["child_id"], named)
    return rows


def _named_in(register: Register, table: pd.DataFrame) -> pd.Series:
    """Children a list most probably names, each with whoever most probably is the same child; an empty list has no
    child_id column."""
    if table.empty:
        return pd.Series(dtype="str")
    named, one = table["child_id"].dropna(), register.census[["child_id", "maybe_child_id"]].dropna()
    also = [
        one.loc[one[of].isin(named), to] for of, to in (("child_id", "maybe_child_id"), ("maybe_child_id", "child_id"))
    ]
    return pd.concat([named, *also], ignore_index=True)
