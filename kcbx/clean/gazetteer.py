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
from kcbx.clean.known_schools import known_school
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
from kcbx.clean.schools import KnownSchool

#: What follows the stem of a village where its ending is written in a way not seen before.
_AFTER_STEM = "村社居牧嘎"
_IN_FULL = re.compile("[一-鿿]{1,8}?(?:村民委员会|居民委员会|村委会|居委会|社区|村)(?![一-鿿]?村)")


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
        for known in self.full_townships:
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
        here = next((known for known in self.full_townships if key.startswith(known)), "")
        beyond = "本乡" + key.removeprefix(here) if here else key
        own = county_stem(place_key(self.county))
        named = [each for each in counties_in(key) if each not in self.prefectures]
        if own and any(county_stem(each).endswith(own) for each in named):
            return False
        if elsewhere_word(beyond, province_of(self.county_code)) or (own and named):
            return True
        return False if self.without_township(key + "村")[1] else None

    def school(self, text: str, township: str | None) -> KnownSchool | None:
        """The county's school a text names (:mod:`kcbx.clean.known_schools`); ``township``: that of the row."""
        return known_school(self, text, township)

    @cached_property
    def township_stems(self) -> list[str]:
        """The names of the townships without their endings, in order."""
        return sorted({township_stem(key) for key in self.townships} - {""})

    @cached_property
    def full_townships(self) -> tuple[str, ...]:
        """The keys of the townships with their endings, longest first."""
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
