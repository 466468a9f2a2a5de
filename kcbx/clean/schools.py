"""School names: their key, their stage, and the school named within a sentence.

云岭乡中心校, 云岭中心完小 and 云岭中心小学 are one key; 云岭中学 is another. Which schools the county has is in
:mod:`kcbx.clean.gazetteer`; the ways to write a kind of school are data (``schemas/values/schools.toml``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from kcbx.clean.places import counties_in, county_stem, elsewhere_word, place_key, township_stem
from kcbx.definitions import schema

#: 小 and 中 behind the first character of a township; any kind of school behind it and 乡 or 镇, or these alone.
_KIND = {"小": "小学", "中": "中学", "幼": "幼儿园", "初": "中学"}
_SHORT = (
    (re.compile("^(.?)[乡镇](?=中心|[完小中初九幼第一二三四五六])"), _KIND),
    (re.compile("^(.)(?=[小中幼初]$|[一二三四五六][小中幼初高]$|小学$|中学$|幼儿园$)"), _KIND),
)
#: 木呷彝族乡中心小学 is 木呷中心小学, whether or not anybody writes the township out.
_OF_A_PEOPLE = re.compile("^[^乡镇]{3,10}族乡(?=.{2})")


@dataclass(frozen=True, slots=True)
class KnownSchool:
    """A school of the county: its key, its name as commonly written, its township and stage where known."""

    key: str
    name: str
    township: str | None = None
    stage: str | None = None


def school_key(text: str, townships: Iterable[str] = ()) -> str:
    """The key of a school's name: without its county, its township as a stem, its kind in one form.

    ``townships`` are keys of full township names; only these lose their ending, so that 新镇小学 stays.
    """
    key = place_key(text)
    for county in counties_in(key):
        key = key.partition(county)[2] or key
    key = re.sub("^县(?=第?[一二三四五六七八九十]|[中直城实民职特高完幼])", "", re.sub("^县直(属)?", "", key))
    key = re.sub("^.{2,5}学区(?=.{3})", "", key)
    if of_a_people := _OF_A_PEOPLE.match(key):
        key = township_stem(of_a_people[0]) + key[of_a_people.end() :]
    for township in townships:
        stem = township_stem(township)
        written = next((each for each in (township, f"{stem}乡", f"{stem}镇") if key.startswith(each)), "")
        if written and len(key) > len(written) and (written == township or len(stem) > 1):
            key = stem + key[len(written) :]
            break
    for pattern, form in _kinds():
        key = pattern.sub(form, key)
    return key


def lies_elsewhere(text: str, ours: Iterable[str]) -> bool:
    """Whether a school's name says another county than the names of ``ours`` do: 松江区第二小学 is not 青崖县第二小学.

    Where none of ours names its county, only what is known to be elsewhere (a province, a city) is.
    """
    named = {county_stem(county) for county in counties_in(place_key(text))}
    own = {county_stem(county) for name in ours for county in counties_in(place_key(name))}
    return bool(named) and not named & own and bool(own or elsewhere_word(place_key(text)))


def other_forms(key: str) -> list[str]:
    """The key and what else it may stand for, likeliest first: 云岭学校 may be 云岭九年一贯制学校."""
    also = (re.sub(pattern, form, key) for pattern, form in schema("values/schools")["also"] if re.search(pattern, key))
    return list(dict.fromkeys([key, *also]))


def in_township(key: str, stem: str) -> list[str]:
    """What a short name may be in a township of this stem: 乡完小, 托镇中学 and 黄小 with the stem written out, and
    黄庄小学 the township's 黄庄中心小学."""
    found = [key] if key.startswith(stem) else []
    for pattern, written in _SHORT:
        if (short := pattern.match(key)) and (not short[1] or stem.startswith(short[1])):
            found.append(stem + written.get(key[short.end() :], key[short.end() :]))
    return [form for each in found for form in (each, *_of_the_centre(each, stem))]


def _of_the_centre(key: str, stem: str) -> list[str]:
    """The school of a township's seat is its central school: 黄庄小学, 黄庄中心小学."""
    kind = key.removeprefix(stem)
    return [f"{stem}中心{kind}"] if kind in ("小学", "幼儿园") else []


def school_stage(key: str) -> str | None:
    """The stage a school's key speaks of; null for 学校, 九年一贯制学校 and other names that do not say."""
    return next((stage for pattern, stage in _stages() if pattern.search(key)), None)


def named_school(text: str) -> str | None:
    """The school named in a text: 在云岭中心小学读三年级 names 云岭中心小学; null where none is."""
    found = _sentence().match(text)
    return found.group(1) if found else None


@cache
def _kinds() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), form) for pattern, form in schema("values/schools")["kinds"]]


@cache
def _stages() -> list[tuple[re.Pattern[str], str]]:
    return [(re.compile(pattern), stage) for pattern, stage in schema("values/schools")["stages"]]


@cache
def _sentence() -> re.Pattern[str]:
    words = schema("values/schools")
    endings = "|".join(sorted(words["endings"], key=len, reverse=True))
    return re.compile(f"{words['before']}([一-鿿A-Za-z0-9·（）()]{{1,24}}?(?:{endings})(?!学|心|级|等|专))")
