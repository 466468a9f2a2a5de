"""The family behind a row: guardians and phone, and whether it has another child of the same day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from kcbx.reconcile.names import bearers
from kcbx.reconcile.sounds import aloud
from kcbx.reliable import birth_days


def guardian_evidence(people: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Guardians as a list, by sound too."""
    guardians = people["guardian_keys"].where(people["guardian_keys"].ne(""))
    return pd.DataFrame(
        {
            "guardians": guardians,
            "guardian_any": guardians,
            "guardian_sounds": aloud(guardians, settings["sounds"]),
        }
    )


def uncommon_phone(people: pd.DataFrame, side: np.ndarray, settings: Mapping[str, Any]) -> pd.DataFrame:
    """The phone, unless half a school shares it."""
    phone = people["phone"].where(people["phone"].str.len() >= 7)
    return pd.DataFrame({"phone": phone.where(bearers(side + phone) <= settings["phone_common"])})


def family_keys(people: pd.DataFrame) -> pd.DataFrame:
    """What the rows of one family share: a guardian (``guardian_0``, ``guardian_1``), or village and surname."""
    several = [text.split("|") if isinstance(text, str) else [] for text in people["guardian_keys"].tolist()]
    guardians = {
        f"guardian_{place}": pd.Series([each[place] if place < len(each) else None for each in several], dtype="str")
        for place in range(2)
    }
    village = people["township"].fillna("") + people["village"] + people["name_key"].str[:1]
    return pd.DataFrame({**guardians, "village_surname": village})


def twin_evidence(people: pd.DataFrame, side: np.ndarray) -> pd.DataFrame:
    """``twin``: the list holds another child of the same day, by another name, in the family.

    A family shares a guardian, a phone, or village and surname; ``people`` has its :func:`family_keys`. ``families``:
    the keys by which it does, as a ``|`` list; rows with a key in common may be twins.
    """
    days = pd.factorize(side + birth_days(people))[0]
    families = pd.Series(None, index=people.index, dtype="str")
    for kind, family in enumerate(("guardian_0", "guardian_1", "phone", "village_surname")):
        families = joined(families, _same_day(f"{kind}:", days, people[family], people["name_key"]))
    return pd.DataFrame({"twin": families.notna(), "families": families})


def _same_day(kind: str, days: np.ndarray, family: pd.Series, name: pd.Series) -> pd.Series:
    """A key for rows of one day and family with more than one name; null for all others."""
    members = pd.factorize(family)[0]
    place = np.flatnonzero((days >= 0) & (members >= 0))
    keys = pd.Series(days[place] * (members.max(initial=0) + 1) + members[place], index=place)
    keys = keys[keys.duplicated(keep=False)]
    names = name[keys.index].groupby(keys).transform("nunique")
    return (kind + keys[names > 1].astype("str")).reindex(family.index)


def joined(first: pd.Series, second: pd.Series) -> pd.Series:
    """Two columns as one ``|`` list; null where both are."""
    return first.str.cat(second, sep="|").fillna(first).fillna(second)
