"""The pairs in review as the rates weigh them, and what speaks for two children in spite of a pair."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.linkage import is_in_doubt
from kcbx.metrics.two_children import two_names, years_apart
from kcbx.register import Register
from kcbx.reliable import birth_days, usable_ids

#: Lists that say where a child is at school; of two that name a child the later one has seen more.
WHERE = ("attendance", "out_of_county")
#: How a list names a child.
_NAMED = ["child_id", "name_key", "id_number"]


def first_rows(register: Register) -> pd.DataFrame:
    """The row that stands for each child of the census, by child_id, with its ``home``."""
    rows = register.children.drop_duplicates("child_id")
    return rows.assign(home=_homes(rows)).set_index("child_id")


def pairs_in_review(register: Register, first: pd.DataFrame) -> pd.DataFrame:
    """The pairs in review, heaviest first: weight, margin, census_id, roll_id.

    ``child``: the row that stands for the child, ``child_id``: its own; ``waiting``: it is in review; ``pupil``:
    child_id on the roll; ``home``: village of the census row with its township; ``free``: nobody is linked to the
    pupil, ``taken``: somebody is; ``at_home``: the roll names the home, ``away``: it names another; ``of_namesake``:
    the pupil more probably is another child, of its very name.
    """
    roll, here = (rows.set_index("record_id") for rows in (register.roll, register.census))
    pairs = register.links[is_in_doubt(register.links)]
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
    own, theirs = here.reindex(pairs["census_id"]), roll.reindex(pairs["roll_id"])
    two = two_names(own["name_pinyin"], theirs["name_pinyin"]).to_numpy(bool)
    pairs = pairs.assign(of_namesake=two & _of_a_namesake(pairs["pupil"], own, theirs))
    pairs = pairs[~(two & (years_apart(own, theirs) | _known_by_another_number(register, own, theirs)))]
    ordered: pd.DataFrame = pairs.sort_values(["weight", "child", "roll_id"], ascending=[False, True, True])
    return ordered


def _homes(rows: pd.DataFrame) -> pd.Series:
    """The village of each row with its township; null where a row does not tell both."""
    return rows["township"] + "›" + rows["village"]


def named_apart(register: Register, pairs: pd.DataFrame) -> pd.Series:
    """Whether a list that says where children are names the child of a pair in a row without the pupil's number."""
    none = pd.DataFrame(columns=["child_id", "id_number"], dtype="str")
    lists = [register.others.get(form, none) for form in WHERE]
    told = pd.concat([rows.reindex(columns=none.columns) for rows in lists])
    numbers = pairs["roll_id"].map(register.roll.set_index("record_id")["id_number"])
    named = pairs[["child_id"]].assign(number=numbers, pair=pairs.index).merge(told, on="child_id")
    apart = named.loc[named["number"].ne(named["id_number"]).fillna(True), "pair"]
    return pd.Series(pairs.index.isin(apart), index=pairs.index)


def _of_a_namesake(pupils: pd.Series, own: pd.DataFrame, pupil: pd.DataFrame) -> np.ndarray:
    """Of rows side by side, whether the pupil (child_id in ``pupils``) is paired with a child of its very name and day
    of birth; another name beside it is then that of a twin, whose number was swapped with the pupil's."""
    (name, day), (name_there, day_there) = (
        (rows["name_key"].to_numpy(), birth_days(rows).to_numpy()) for rows in (own, pupil)
    )
    paired: np.ndarray = pupils.isin(pupils[(name == name_there) & (day == day_there)]).to_numpy(bool)
    return paired


def _known_by_another_number(register: Register, own: pd.DataFrame, pupil: pd.DataFrame) -> np.ndarray:
    """Of rows side by side, whether other lists know the child of the census under its name by a usable number that is
    not the pupil's; under another name than the pupil's it is a twin whose row bears the number of the other."""
    lists = [
        rows.loc[usable_ids(rows), _NAMED] for rows in register.others.values() if {*_NAMED, "id_state"} <= {*rows}
    ]
    told = pd.concat([own.iloc[:0][_NAMED], *lists]).dropna()
    children = [own["child_id"], own["name_key"]]
    known = pd.MultiIndex.from_arrays(children).isin(pd.MultiIndex.from_frame(told[_NAMED[:2]]))
    so = pd.MultiIndex.from_arrays([*children, pupil["id_number"]]).isin(pd.MultiIndex.from_frame(told))
    apart: np.ndarray = usable_ids(pupil).to_numpy(bool) & known & ~so
    return apart
