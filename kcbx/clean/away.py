"""Where a text says that the child is away from the county: at school there, or gone."""

from __future__ import annotations

import re

import pandas as pd

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.places import place_named
from kcbx.clean.status import about_child, gone_to, schooled_at
from kcbx.clean.words import by_value, tidy
from kcbx.definitions import schema


def place_away(text: str, places: Gazetteer) -> str | None:
    """The text where its part about the child names a place outside the county (在浙江温州读书)."""
    told = about_child(text)
    return tidy(text) if told and places.outside(told) else None


def gone_away(note: str, places: Gazetteer) -> str | None:
    """What a pupil's remark says that tells of a way out of the county (已去广东), or to a nameless place (回老家):
    absent; out, which is asked about, where it may be the family that went."""
    unnamed = schema("values/schooling")["remark"]["unnamed"]
    if not any(where in unnamed or places.outside(where) for where in gone_to(note)):
        return None
    return "absent" if re.search(schema("values/schooling")["remark"]["gone_itself"], note) else "out"


def schooled_away(note: str, places: Gazetteer) -> str | None:
    """The clause of a remark by which the child is at school in a place outside the county."""
    return next((clause for clause in schooled_at(note) if places.outside(clause)), None)


def school_away(place: pd.Series, school: pd.Series) -> pd.Series:
    """A school and the place that another text names, in one: 在浙江省义乌市读书 and 阳光实验小学."""
    where = by_value(place, place_named)
    joined = [
        name if pd.isna(name) or pd.isna(told) or name.startswith(told) else told + name
        for told, name in zip(where.tolist(), school.tolist(), strict=True)
    ]
    return pd.Series(joined, index=school.index, dtype="str").where(place.notna())


__all__ = ["gone_away", "place_away", "school_away", "schooled_away"]
