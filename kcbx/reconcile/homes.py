"""Where a child listed in two villages is at home: where the roll says, and near its school.

A family that moved is often listed in the old village, too. The child counts once, and township and village rates
depend on which row that is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.clean.places import place_key, township_before, township_stems
from kcbx.reconcile.children import ACCEPTED, BY_PERSON
from kcbx.reconcile.model import Model

#: Bits for a township whose own school the child attends: less than an address on the roll is worth (+7 against −4).
_AT_ITS_SCHOOL = 10.0
#: A number or a telephone says little of where a child lives: it only decides between homes as good as each other.
_ELSE = 0.001


def agreement(
    people: pd.DataFrame, across: pd.DataFrame, head: np.ndarray, children: pd.DataFrame, model: Model
) -> np.ndarray:
    """How well the home of each census row agrees with the pupil its child is linked to, in bits; 0 for other rows.

    What the address weighs in its best pair with a roll row of that pupil, more where the school of that row lies in
    the township of the census row; all else the pair agrees in counts a thousandth. Rows are numbered through as in
    ``people``; ``across``, ``head`` and ``children`` as in :mod:`kcbx.reconcile.outcome`.
    """
    linked = children[children["decision"].isin([ACCEPTED, BY_PERSON])]
    pupil = np.full(len(head), -1)
    pupil[linked["left"]] = linked["right"]
    own = across[head[across["right"]] == pupil[head[across["left"]]]]
    there = school_townships(people["school"].iloc[own["right"]], people["township"])
    near = there.to_numpy() == people["township"].iloc[own["left"]].to_numpy()
    address = model.comparisons["place"].bits[own["level_place"].to_numpy() + 1]
    best = (address + _AT_ITS_SCHOOL * near + _ELSE * own["weight"]).groupby(own["left"]).max()
    weight = np.zeros(len(head))
    weight[best.index] = best
    return weight


def school_townships(schools: pd.Series, townships: pd.Series) -> pd.Series:
    """The township of the lists whose name each school bears (云岭乡中心小学); null for any other school."""
    stems = township_stems({place_key(town): town for town in townships.dropna().unique()})
    known = {school: township_before(place_key(school), stems) for school in schools.dropna().unique()}
    return schools.map(known).astype("str")
