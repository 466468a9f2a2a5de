"""Former names of villages: 三坎村, joined to 达拉村 years ago, still written in the column on the sheet of 达拉村.

A clerk sends one sheet a village. A name that stands on the sheets of one other village only, none of which it names,
is no village of its own but a former or a hamlet's name; the sheets alone tell it, where a list of villages does not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from kcbx.clean.places import place_key, plain_ending, village_stem

#: A township sends a sheet a village where sheets name at least so many; else one sheet may hold several villages.
_SHEETS = 3
#: The village's own name must make up this share of the rows of its sheets, or two villages may share them.
_OWN_SHARE = 0.5


@dataclass(frozen=True)
class Former:
    """By township: former name → village, and the same where the sheets show it without deciding it."""

    sure: dict[str, dict[str, str]] = field(default_factory=dict)
    unsure: dict[str, dict[str, str]] = field(default_factory=dict)

    def of(self, township: str | None, village: str | None, *, sure: bool) -> str | None:
        """The village of today of a name as it is written; null where the name is none of the former ones."""
        return (self.sure if sure else self.unsure).get(township or "", {}).get(plain_ending(village or ""))

    def renamed(self, township: str, villages: Mapping[str, str]) -> dict[str, str]:
        """The villages of a township (key → name) with the former names led to the village of today."""
        now = self.sure.get(township, {})
        return {key: now.get(name, name) for key, name in villages.items()}


def former_villages(township: pd.Series, village: pd.Series, sheet: pd.Series) -> Former:
    """Former names, from the township, the village of the column and the village of the sheet of each census row, all
    as names of known places; null where a row does not tell."""
    rows = pd.DataFrame({"town": township, "village": village, "sheet": sheet}).dropna(subset=["town", "village"])
    on_sheets: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    written: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    counts = rows.fillna({"sheet": ""}).value_counts().reset_index()
    for town, name, where, count in counts.itertuples(index=False, name=None):
        written[town, name].add(where)
        if where:
            on_sheets[town, where][name] += count
    sheets = Counter(town for town, _ in on_sheets)
    former = Former(defaultdict(dict), defaultdict(dict))
    for (town, name), places in sorted(written.items()):
        where = min(places)
        if len(places) > 1 or not where or (town, name) in on_sheets or sheets[town] < _SHEETS:
            continue
        there = on_sheets[town, where]
        if there[where] and not _of_one_stem(name, where):
            sure = there[where] >= _OWN_SHARE * there.total()
            (former.sure if sure else former.unsure)[town][name] = where
    return former


def _of_one_stem(name: str, other: str) -> bool:
    """Whether two villages bear one name and are of two kinds, as 水口村 and 水口社区 are."""
    return village_stem(place_key(name))[0] == village_stem(place_key(other))[0]
