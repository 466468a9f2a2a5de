"""Place names: their comparison key, the stem and kind of a village, the stem of a township, other counties.

A village is written 大黎, 大黎村, 大黎村委会, 大黎村民委员会; a community 大黎社区, 大黎居委会. Endings of one kind
fold; kinds do not (水口村委会 and 水口居委会 may stand side by side). What is known of the county's own places is in
:mod:`kcbx.clean.gazetteer`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from kcbx.clean.names import simplified
from kcbx.clean.words import tidy
from kcbx.definitions import schema

_NUMERALS = "零一二三四五六七八九"
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
#: （3）村: a number, not a note.
_NUMBERED = re.compile("[(（\\[]([0-9]{1,2}|[一二三四五六七八九十]{1,3})[)）\\]](?=村|社区|嘎查|大队|小队|组|社|队)")
_MARKS = re.compile(r"[\s·•・･‧⋅∙.。,，、;；:：'\"\-—–_/\\()\[\]<>]")
_GROUP = re.compile(
    r"(第?[0-9一二三四五六七八九十百]+(?:村民小组|居民小组|小组|组|社|队|生产队|网格|号|屯)|[0-9](?![0-9]*(?:村|社区)).*)$"
)
_PREFIX = re.compile("^.*?(?:省|自治区)")
#: 乡, 镇, 村 and a school end the search, but for 新乡市 and 镇雄县. 红旗 is a village more often than a banner.
_COUNTY = re.compile("((?:^镇|[^乡镇村街学校读]|乡(?=[市县])){1,10}?(?:自治州|自治县|自治旗|[左右前中后]旗|县|市|区))")

#: 在县城, 到县里, 我县: the own county seat, no county of that name.
_OWN_SEAT = re.compile("(?:在|去|到|往|从|由|我|该)[县市区]$")
#: Words before a place to which somebody went or where somebody is, and what is done there.
_TOWARDS = re.compile("(?:在|去|到|往|至|于|借读|就读|转学)了?")
_GONE = re.compile("^(?:现|正)?[在去到往回]")
_DONE_THERE = re.compile("那边|那里|读|就|上学|上小|上初|上幼|借|务工|打工|做|工作|生活|居住|定居|[，,。；;、\\s]")


def place_key(text: str) -> str:
    """A place name for comparison: NFKC, simplified, without spaces, marks and bracketed notes, numbers as 一二三."""
    name = _BRACKET.sub("", _NUMBERED.sub(r"\1", unicodedata.normalize("NFKC", tidy(text))))
    return re.sub(r"[0-9]{1,2}", _numeral, simplified(_MARKS.sub("", name)))


def _numeral(found: re.Match[str]) -> str:
    tens, units = divmod(int(found.group()), 10)
    head = "" if tens == 0 else "十" if tens == 1 else _NUMERALS[tens] + "十"
    return head + (_NUMERALS[units] if units or not tens else "")


def split_group(text: str) -> tuple[str, str | None]:
    """A village text and the group at its end: 大黎村三组 is 大黎村 and 三组."""
    text = _NUMBERED.sub(r"\1", text)
    found = _GROUP.search(text)
    return (text[: found.start()], found.group()) if found and found.start() >= 2 else (text, None)


def village_stem(key: str) -> tuple[str, str]:
    """Stem and kind of a village key: 大黎村委会 is (大黎, 村), 北高岭村村委会 is (北高岭, 村), 大黎 is (大黎, "")."""
    for kind, ending in _village_endings():
        if key.endswith(ending) and len(key) > len(ending):
            return key[: -len(ending)], kind
    return key, ""


def plain_ending(text: str) -> str:
    """A village's name with the short ending of its kind: 大黎村 for 大黎村委会; 牧业村 stays."""
    for kind, ending in _village_endings():
        if text.endswith(ending) and len(text) > len(ending):
            places = schema("values/places")
            return text.removesuffix(ending) + str(places["shown"].get(ending, places["village_endings"][kind][-1]))
    return text


def township_stem(key: str) -> str:
    """A township key without 乡, 镇, 街道, 彝族乡, 人民政府; a one-character name keeps its ending (城镇)."""
    stem = key.removesuffix("人民政府")
    for ending in schema("values/places")["townships"]["endings"]:
        if stem.endswith(ending) and len(stem) - len(ending) >= 2:
            return _without_nationality(stem[: -len(ending)]) or stem
    return stem


def township_stems(townships: Mapping[str, str]) -> list[tuple[str, str]]:
    """Stem and name of each township (key → name), longest stem first, for :func:`township_before`."""
    stems = {(township_stem(key), name) for key, name in townships.items()}
    return sorted(stems, key=lambda each: (-len(each[0]), each))


def township_before(key: str, stems: Sequence[tuple[str, str]]) -> str | None:
    """The township whose name a key begins with and goes on (云岭中心小学); null for any other."""
    return next((name for stem, name in stems if key.startswith(stem) and len(key) > len(stem)), None)


def township_ending(key: str) -> str:
    """The administrative ending of a township key (乡, 镇, 街道), or an empty text."""
    kinds = {"办事处": "街道", "街道办事处": "街道", "民族乡": "乡", "人民政府": ""}
    key = key.removesuffix("人民政府")
    ending = next((each for each in schema("values/places")["townships"]["endings"] if key.endswith(each)), "")
    return kinds.get(ending, ending)


def counties_in(text: str) -> list[str]:
    """Names of counties, cities and districts in a key, without the province: 云南省甲市乙县丙乡 has 甲市 and 乙县.

    A district counts behind its city or province only (东城区小学 may be in any town), a city with two characters.
    """
    rest = _PREFIX.sub("", text)
    within, found = rest != text, []
    not_names = frozenset(schema("values/places")["elsewhere"]["no_county"])
    while match := _COUNTY.match(rest):
        name, rest = match.group(), rest[match.end() :]
        if (
            not {name, _GONE.sub("", name)} & not_names
            and not _OWN_SEAT.search(name)
            and not (name[-1] == "区" and not within)
            and not (name[-1] == "市" and len(name) < 3)
        ):
            found.append(name)
            within = True
    return found


def elsewhere_word(text: str, own_province: str = "") -> str | None:
    """The word of a key that puts it outside the county: a province, a well-known city, 县外; else null.

    A city counts where more than a kind of school follows (温州实验小学, not 温州小学 as a school's name alone).
    """
    known = schema("values/places")["elsewhere"]
    for word in known["words"]:
        if word in text:
            return str(word)
    province = re.match("([一-鿿]{2,3})(?:省|自治区)", text)
    if province and own_province and province.group(1) != own_province:
        return province.group(1)
    said = [text, *(text[found.end() :] for found in _TOWARDS.finditer(text))]
    names = _places_elsewhere(own_province)
    if own_province:
        said.extend([re.sub(f"^{own_province}省?", "", each) for each in said])
    begun = [each for each in said if each.startswith(names)]
    return next((name for each in begun for name in names if _there(each, name)), None)


@cache
def _places_elsewhere(own_province: str) -> tuple[str, ...]:
    """The names of other provinces and of well-known cities."""
    known = schema("values/places")["elsewhere"]
    return (*(name for name in known["provinces"] if name != own_province), *known["cities"])


def _there(text: str, name: str) -> bool:
    """Whether a text begins with the name of a place, not of a road or a school that bears it (北京路, 温州小学)."""
    if not text.startswith(name):
        return False
    return not re.match(f"{name}(?:[东西南北中]?[路街]|大道|(?:小学|中学|学校|幼儿园)$)", text)


def place_named(text: str) -> str | None:
    """The place a sentence names, without what is said of it: 随父母去了广东东莞读书 has 广东东莞, 县外就读 none."""
    found = _TOWARDS.search(text)
    place = _DONE_THERE.split(text[found.end() :] if found else text, maxsplit=1)[0]
    return None if any(word in place for word in schema("values/places")["elsewhere"]["words"]) else place or None


def province_of(code: str) -> str:
    """The province of a region code, or an empty text."""
    return next((line[2:] for line in schema("values/places")["elsewhere"]["codes"] if line[:2] == code[:2]), "")


def county_stem(key: str) -> str:
    """A county's key without its ending and nationality: 云山彝族自治县 and 云山县 are both 云山."""
    stem = re.sub("(?:自治县|自治旗|县|市|区|旗)$", "", key)
    return _without_nationality(stem) or stem


def _without_nationality(stem: str) -> str:
    """The stem without the nationalities at its end: 道真仡佬族苗族 is 道真."""
    return _nationalities().sub("", stem)


@cache
def _nationalities() -> re.Pattern[str]:
    return re.compile(f"(?:(?:{'|'.join(schema('values/places')['townships']['nationalities'])})族)+$")


@cache
def _village_endings() -> list[tuple[str, str]]:
    pairs = [
        (kind, ending) for kind, endings in schema("values/places")["village_endings"].items() for ending in endings
    ]
    return sorted(pairs, key=lambda pair: -len(pair[1]))
