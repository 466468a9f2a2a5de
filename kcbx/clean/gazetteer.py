"""The gazetteer: the county's own townships, villages and schools, and how a written place is found in it.

It comes from ``kcbx.toml`` where that names them, and from the sheets themselves otherwise: the commonest writing
of a place is its name, rarer ones lead to it through their endings only. A place is found exactly, through an
alias, or through its stem where that is unique in the township; else it is not found, and :meth:`Gazetteer.near`
has a suggestion for a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from kcbx.clean.former_villages import Former
from kcbx.clean.places import (
    counties_in,
    county_stem,
    elsewhere_word,
    place_key,
    province_of,
    split_group,
    township_ending,
    township_stem,
    village_stem,
)
from kcbx.clean.schools import KnownSchool, in_township, other_forms, school_key

#: What follows the stem of a village where its ending is written in a way not seen before.
_AFTER_STEM = "村社居牧嘎"
_IN_FULL = re.compile("[一-鿿]{1,8}?(?:村民委员会|居民委员会|村委会|居委会|社区|村)(?![一-鿿]?村)")
#: Keys so common that they name a school only together with a township.
_COMMON_KINDS = frozenset(["中心小学", "实验小学", "中心幼儿园", "希望小学", "民族小学", "民族中学", "九年一贯制学校"])


@dataclass(frozen=True)
class Gazetteer:
    """Known places. ``townships``: key → name. ``villages``: township → key → name. ``schools``: key → school.
    ``former``: names of villages as they were, which ``villages`` leads to the village of today.

    ``county``, ``county_code`` and ``prefectures`` (the cities written before the county's name) are empty where
    neither the configuration nor the sheets tell them.
    """

    county: str = ""
    county_code: str = ""
    prefectures: frozenset[str] = frozenset()
    townships: Mapping[str, str] = field(default_factory=dict)
    villages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    schools: Mapping[str, KnownSchool] = field(default_factory=dict)
    former: Former = field(default_factory=Former)

    def township(self, text: str) -> str | None:
        """The township of a text that should name one: exact, by stem, or the only one named within."""
        key = place_key(text)
        if name := self.townships.get(key) or self.townships.get(township_stem(key)):
            return name
        within = {name for known, name in self.townships.items() if len(known) >= 2 and known in key}
        longest = {name for name in within if not any(name != other and name in other for other in within)}
        return longest.pop() if len(longest) == 1 else None

    def village(self, text: str, township: str | None) -> tuple[str | None, str | None]:
        """Village and township of a text that should name a village (it may name its township, too).

        Without a township the village must be the only one of its name in the county.
        """
        key = place_key(split_group(text)[0])
        rest, named = self.without_township(key)
        township = township or named
        places = {township: self.villages.get(township, {})} if township else self.villages
        for each in dict.fromkeys((rest, key)):
            found = {
                (name, town) for town, known in places.items() if (name := known.get(each) or self._by_stem(town, each))
            }
            if len(found) == 1:
                return found.pop()
        within, town = self._begins(rest, places)
        return (within, town) if within else (None, township)

    def in_address(self, text: str) -> tuple[str | None, str | None]:
        """Village and township within a free-text address; both must be written in full or end the text."""
        rest, township = self.without_township(place_key(text))
        for county in counties_in(rest) if township is None else ():
            rest = rest.partition(county)[2]
        places = {township: self.villages.get(township, {})} if township else self.villages
        if township and (full := village_in_full(rest)) and (village := self._by_stem(township, full)):
            return village, township
        village, town = self._begins(rest, places)
        return village, town or township

    def _by_stem(self, township: str, key: str) -> str | None:
        """The village of the key's stem: of the same kind, or the only kind where one side names none."""
        stem, kind = village_stem(key)
        kinds = self._stems.get(township, {}).get(stem, {})
        if kind in kinds:
            return kinds[kind]
        names = set(kinds.values())
        return names.pop() if len(names) == 1 and (not kind or "" in kinds) else None

    @cached_property
    def _stems(self) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
        """The villages by township, stem and kind."""
        stems: dict[str, dict[str, dict[str, str]]] = {}
        for township, known in self.villages.items():
            for key, name in known.items():
                stem, kind = village_stem(key)
                stems.setdefault(township, {}).setdefault(stem, {})[kind] = name
        return stems

    @staticmethod
    def _begins(key: str, places: Mapping[str, Mapping[str, str]]) -> tuple[str | None, str | None]:
        """The one village with which a key begins (大黎村上寨), and its township; the longest writing wins."""
        begins = [
            (len(known), name, town)
            for town, names in places.items()
            for known, name in names.items()
            if key.startswith(known) and (key == known or village_stem(known)[1] or key[len(known)] in _AFTER_STEM)
        ]
        longest = max((length for length, _, _ in begins), default=0)
        found = {(name, town) for length, name, town in begins if length == longest}
        return found.pop() if len(found) == 1 else (None, None)

    def without_township(self, key: str) -> tuple[str, str | None]:
        """The key after the last township named in full within it, and that township."""
        best: tuple[int, str | None] = (0, None)
        for known in self._full_townships:
            end = key.rfind(known) + len(known)
            if len(known) <= end < len(key) and end > best[0]:
                best = end, self.townships[known]
        return key[best[0] :], best[1]

    def outside(self, text: str) -> bool | None:
        """Whether an address or a school's place lies outside the county; null where it does not say.

        Another province, another city or county, or a word like 县外 says so; the own prefecture does not, nor an own
        township that bears the name of a city (马鞍山乡).
        """
        key = place_key(text)
        here = next((known for known in self._full_townships if key.startswith(known)), "")
        beyond = "本乡" + key.removeprefix(here) if here else key
        own = county_stem(place_key(self.county))
        named = [each for each in counties_in(key) if each not in self.prefectures]
        if own and any(county_stem(each).endswith(own) for each in named):
            return False
        if elsewhere_word(beyond, province_of(self.county_code)) or (own and named):
            return True
        return False if self.without_township(key + "村")[1] else None

    def school(self, text: str, township: str | None) -> KnownSchool | None:
        """The county's school a text names: by its key, with its township before it, or the only one that ends so.

        A text that lies outside names none, but for the school of a township that bears a city's name (马鞍山中心校).
        """
        key = self._school_key(text)
        forms = list(dict.fromkeys([*other_forms(key), *other_forms(self._without_county(key))]))
        if self.outside(text):
            return next((known for form in forms if (known := self._of_its_township(form, text))), None)
        stem = township_stem(place_key(township)) if township else ""
        for form in forms:
            if known := self.schools.get(form) or (stem and self.schools.get(stem + form)) or None:
                return known
        if known := self._in_township(key, stem):
            return known
        if len(key) < 4:
            return self._of_number(key, township)
        ends = [
            each
            for each in self.schools.values()
            if each.key.endswith(key) or (len(each.key) >= 4 and key.endswith(each.key))
        ] or [
            each  # 大黎村小 may have sunk to a 教学点
            for each in self.schools.values()
            if key.endswith("小学") and each.key.endswith(key.removesuffix("小学") + "教学点")
        ]
        own = [each for each in ends if each.township == township] if township else []
        return own[0] if len(own) == 1 else ends[0] if len(ends) == 1 and key not in _COMMON_KINDS else None

    def _school_key(self, text: str) -> str:
        """The key of a school's name, without the county's stem before it: 青崖二中 is 二中, unless a township or a
        school is called so."""
        key, short = school_key(text, self._full_townships), ""
        if key not in self.schools and not self.township(county_stem(place_key(self.county))):
            short = self._without_county(key)
        return school_key(short) if short else key

    def _without_county(self, key: str) -> str:
        """A key without the county's stem before it."""
        stem = county_stem(place_key(self.county))
        return key.removeprefix(stem) if len(stem) > 1 else key

    def _of_number(self, key: str, township: str | None) -> KnownSchool | None:
        """The one school of the county, or of the township, of a mere number: 二小 may be 城关二小."""
        if not re.fullmatch("[一二三四五六七八九十]+[中小幼初高]", key):
            return None
        ends = [each for each in {each.key: each for each in self.schools.values()}.values() if each.key.endswith(key)]
        own = [each for each in ends if township and each.township == township]
        return own[0] if len(own) == 1 else ends[0] if len(ends) == 1 else None

    def _in_township(self, key: str, stem: str) -> KnownSchool | None:
        """The school of a short name that says no more than the township (托镇中学, 黄小, 乡完小): that of the row, or
        the one it can mean."""
        for own in ([stem], self._township_stems) if stem else (self._township_stems,):
            found = {
                known.key: known
                for each in own
                for written in in_township(key, each)
                for form in (written, each + written)
                if (known := self.schools.get(form))
            }
            if len(found) == 1:
                return next(iter(found.values()))
        return None

    @cached_property
    def _township_stems(self) -> list[str]:
        return sorted({township_stem(key) for key in self.townships} - {""})

    def _of_its_township(self, key: str, text: str) -> KnownSchool | None:
        """The school of a key, where the text names its township only, and no city (马鞍山市)."""
        known = self.schools.get(key)
        stem = township_stem(place_key(known.township)) if known and known.township else ""
        return known if stem and re.match(stem + "(?![市区县])", place_key(text)) else None

    @cached_property
    def _full_townships(self) -> tuple[str, ...]:
        return tuple(sorted((key for key in self.townships if township_ending(key)), key=lambda key: (-len(key), key)))

    def namesakes(self, text: str, township: str | None) -> tuple[str, ...]:
        """The villages of a township between which a name without its ending does not decide (水口村, 水口社区)."""
        key = place_key(split_group(text)[0])
        known = self.villages.get(township, {}) if township else {}
        return tuple(sorted({name for each, name in known.items() if village_stem(each)[0] == key}))

    def former_name(self, text: str, township: str | None, *, sure: bool) -> str | None:
        """The village of today where a text names one as it was; ``sure``: decided, or only possible."""
        name, _ = self.without_township(place_key(split_group(text)[0]))
        return self.former.of(township, name, sure=sure)

    def near(self, text: str, township: str | None) -> str | None:
        """The known village (or, without a township, township) most like a text, for the analyst; null if none is."""
        known = self.villages.get(township, {}) if township else self.townships
        key = village_stem(place_key(text))[0] if township else township_stem(place_key(text))
        stems = sorted({village_stem(each)[0] if township else township_stem(each) for each in known} - {key})
        best = process.extractOne(key, stems, scorer=Levenshtein.distance, score_cutoff=max(1, len(key) // 3))
        if best is None:
            return None
        names = (known.get(best[0]), *(name for each, name in sorted(known.items()) if each.startswith(best[0])))
        return next((name for name in names if name), None)


def village_in_full(rest: str) -> str | None:
    """The village with which the key of an address goes on behind its township, ending and all; null without one."""
    found = _IN_FULL.match(rest)
    return found[0] if found else None
