"""Which school of the county a text names: by its key, with its township before it, by its number, or short (黄小)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kcbx.clean.places import county_stem, place_key, township_stem
from kcbx.clean.schools import KnownSchool, in_township, other_forms, school_key, school_stage

if TYPE_CHECKING:
    from kcbx.clean.gazetteer import Gazetteer

#: Keys so common that they name a school only together with a township.
_COMMON_KINDS = frozenset(["中心小学", "实验小学", "中心幼儿园", "希望小学", "民族小学", "民族中学", "九年一贯制学校"])


def known_school(places: Gazetteer, text: str, township: str | None) -> KnownSchool | None:
    """The county's school a text names: by its key, with its township before it, or the only one that ends so.

    A text that lies outside names none, but for the school of a township that bears a city's name (马鞍山中心校).
    """
    key = _school_key(places, text)
    forms = list(dict.fromkeys([*other_forms(key), *other_forms(_without_county(places, key))]))
    if places.outside(text):
        return next((known for form in forms if (known := _of_its_township(places, form, text))), None)
    stem = township_stem(place_key(township)) if township else ""
    for form in forms:
        if known := places.schools.get(form) or (stem and places.schools.get(stem + form)) or None:
            return known
    if known := _in_township(places, key, stem):
        return known
    if len(key) < 4:
        named = _of_its_name(places, key)
        return _of_number(places, key, township) or (named[0] if len(named) == 1 else None)
    ends = [
        each
        for each in places.schools.values()
        if each.key.endswith(key) or (len(each.key) >= 4 and key.endswith(each.key))
    ] or [
        each  # 大黎村小 may have sunk to a 教学点
        for each in places.schools.values()
        if key.endswith("小学") and each.key.endswith(key.removesuffix("小学") + "教学点")
    ]
    ends = ends or _of_its_name(places, key)
    own = [each for each in ends if each.township == township] if township else []
    return own[0] if len(own) == 1 else ends[0] if len(ends) == 1 and key not in _COMMON_KINDS else None


def _school_key(places: Gazetteer, text: str) -> str:
    """The key of a school's name, without the county's stem before it: 青崖二中 is 二中, unless a township or a
    school is called so."""
    key, short = school_key(text, places.full_townships), ""
    if key not in places.schools and not places.township(county_stem(place_key(places.county))):
        short = _without_county(places, key)
    return school_key(short) if short else key


def _without_county(places: Gazetteer, key: str) -> str:
    """A key without the county's stem before it."""
    stem = county_stem(place_key(places.county))
    return key.removeprefix(stem) if len(stem) > 1 else key


def _of_its_name(places: Gazetteer, key: str) -> list[KnownSchool]:
    """The kindergarten of a name without its kind: 红太阳 is 红太阳幼儿园, unless a place or another school is called
    so."""
    if len(key) < 2 or key in places.township_stems or school_stage(key):
        return []
    called = {each.key: each for each in places.schools.values() if _own_name(each).startswith(key)}
    return [each for each in called.values() if _own_name(each) == f"{key}幼儿园" and len(called) == 1]


def _own_name(school: KnownSchool) -> str:
    """The key of a school without its township."""
    return school.key.removeprefix(township_stem(place_key(school.township))) if school.township else school.key


def _of_number(places: Gazetteer, key: str, township: str | None) -> KnownSchool | None:
    """The one school of the county, or of the township, of a mere number: 二小 may be 城关二小."""
    if not re.fullmatch("[一二三四五六七八九十]+[中小幼初高]", key):
        return None
    ends = [each for each in {each.key: each for each in places.schools.values()}.values() if each.key.endswith(key)]
    own = [each for each in ends if township and each.township == township]
    return own[0] if len(own) == 1 else ends[0] if len(ends) == 1 else None


def _in_township(places: Gazetteer, key: str, stem: str) -> KnownSchool | None:
    """The school of a short name that says no more than the township (托镇中学, 黄小, 乡完小): that of the row, or
    the one it can mean."""
    for own in ([stem], places.township_stems) if stem else (places.township_stems,):
        found = {
            known.key: known
            for each in own
            for written in in_township(key, each)
            for form in (written, each + written)
            if (known := places.schools.get(form))
        }
        if len(found) == 1:
            return next(iter(found.values()))
    return None


def _of_its_township(places: Gazetteer, key: str, text: str) -> KnownSchool | None:
    """The school of a key, where the text names its township only, and no city (马鞍山市)."""
    known = places.schools.get(key)
    stem = township_stem(place_key(known.township)) if known and known.township else ""
    return known if stem and re.match(stem + "(?![市区县])", place_key(text)) else None
