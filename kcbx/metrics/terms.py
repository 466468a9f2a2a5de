"""Two terms: who of last term's register is who in this one, and what became of last term's pupils.

Children are the same when a usable ID number is the same; without one, when name, full birth date and sex are the
same and nobody else in either term has them. Numbers that differ are never overruled by a name.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from kcbx.definitions import schema
from kcbx.metrics.roster import among
from kcbx.register import Register

_IDENTITY = ["child_id", "name_key", "sex", "birth_date", "id_number", "id_state"]
_NAMED = ["name_key", "birth_date", "sex"]
_FULL_DATE = 10


def same_children(previous: Register, register: Register) -> pd.Series:
    """This term's child_id of each child of last term, indexed by last term's child_id; unknown children are absent."""
    before, now = (pd.concat([each.census[_IDENTITY], each.roll[_IDENTITY]]) for each in (previous, register))
    usable = [code for code, state in schema("values/id_states").items() if state.get("usable")]
    numbers = [each[each["id_state"].isin(usable)].dropna(subset=["id_number"]) for each in (before, now)]
    by_number = _joined(numbers[0], numbers[1], ["id_number"])
    names = [each[each["birth_date"].str.len().eq(_FULL_DATE)].dropna(subset=_NAMED) for each in (before, now)]
    by_name = _joined(names[0], names[1], _NAMED)
    told_apart = among(by_name.index, numbers[0]["child_id"]) & among(by_name, numbers[1]["child_id"])
    by_name = by_name[~(told_apart | among(by_name.index, by_number.index) | among(by_name, by_number))]
    found: pd.Series = pd.concat([by_number, by_name]).sort_index()
    return found


def _joined(before: pd.DataFrame, now: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Children of both sides with the same keys, where the keys belong to one child on each side."""
    single = []
    for side in (before, now):
        pairs = side[["child_id", *keys]].dropna().drop_duplicates()
        single.append(pairs[~pairs.duplicated(keys, keep=False)])
    both = single[0].merge(single[1], on=keys, suffixes=("_before", "_now"))
    both = both.drop_duplicates("child_id_before", keep=False).drop_duplicates("child_id_now", keep=False)
    return both.set_index("child_id_before")["child_id_now"].astype("str")


def fate(pupil: pd.DataFrame, home: pd.DataFrame, last_grade: int) -> pd.Series:
    """What became of children: where each is now, as one word; rows of ``pupil`` and ``home`` belong together.

    ``pupil``: the row on the roll now (level, grade, status, present), all null without one; ``home``: the row of
    the census (standing, census_status). The words: beyond (in the last grade of compulsory school or further),
    below (in school, not there yet), home_taught, leave, graduated, dead, abroad, moved_away, elsewhere (with proof),
    claimed (said to be elsewhere, without proof), dropped (the roll says out), lost (nothing is known).
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
        (present & ((grade >= last_grade) | (pupil["level"].astype("float64") >= 3)), "beyond"),
        (present, "below"),
        (status.eq("leave") | standing.eq("on_leave"), "leave"),
        (status.eq("graduated") | standing.eq("finished"), "graduated"),
        (standing.eq("elsewhere_proved"), "elsewhere"),
        (standing.isin(["home_taught", "no_register", "special_school", "with_class"]), "home_taught"),
        (standing.eq("elsewhere_claimed") | status.isin(["transferred_out", "elsewhere"]), "claimed"),
        (status.isin(["dropout", "out", "absent"]), "dropped"),
    ]
    words = np.select([rule.to_numpy(dtype=bool) for rule, _ in rules], [word for _, word in rules], default="lost")
    return pd.Series(words, index=pupil.index, dtype="str")
