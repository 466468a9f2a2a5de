"""In which township a school lies, by the township with whose name its own begins: 云岭乡中心小学, 云岭小学.

Two questions, two answers: where a child may be at home the likeliest township is good enough, but what is sent to a
township must be its own.
"""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from kcbx.clean.places import place_key, township_before, township_stem, township_stems


def school_townships(schools: pd.Series, townships: pd.Series) -> pd.Series:
    """The township of the lists whose name each school bears (云岭乡中心小学); null for any other school."""
    stems = township_stems({place_key(town): town for town in townships.dropna().unique()})
    known = {school: township_before(place_key(school), stems) for school in schools.dropna().unique()}
    return schools.map(known).astype("str")


def only_township_of(school: str, townships: Collection[str]) -> str:
    """The only township with whose name the school's begins, else with whose stem; "" where none does or several do."""
    fits = [each for each in townships if school.startswith((each, township_stem(each)))]
    full = [each for each in fits if school.startswith(each)]
    only = full or fits
    return only[0] if len(only) == 1 else ""


__all__ = ["only_township_of", "school_townships"]
