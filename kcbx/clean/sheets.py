"""The gazetteer made from ``kcbx.toml`` and from what the sheets themselves write."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

import pandas as pd

from kcbx.clean.former_villages import Former, former_villages
from kcbx.clean.gazetteer import Gazetteer, village_in_full
from kcbx.clean.place_names import township_names, village_names
from kcbx.clean.places import counties_in, place_key, split_group, township_before, township_stem, township_stems
from kcbx.clean.schools import KnownSchool, school_key, school_stage
from kcbx.clean.whereabouts import DOOR, villages_said
from kcbx.clean.words import Rows, bare, by_value, first, listed
from kcbx.config import Config

#: What the configuration names counts as seen this often.
_CONFIGURED = 1_000_000
#: The county's own name, or code, must make up this share of the addresses that name one.
_OWN_SHARE, _OWN_ROWS = 0.5, 10


def gazetteer(config: Config, census_rows: pd.DataFrame, roll_rows: pd.DataFrame) -> Gazetteer:
    """Townships, villages and schools of the county, from the configuration and from the raw rows.

    Townships and villages come from the configuration where it names any, else from the census; schools from the
    roll. A county without a name or code in the configuration takes the one that most addresses or region codes
    name. The order of the rows does not matter.
    """
    census, roll = Rows(census_rows), Rows(roll_rows)
    town = census.said("township").fillna(census.said("township_hint"))
    village = villages_said(census)
    if config.townships:
        townships = {
            place_key(writing): each.name for each in config.townships for writing in (each.name, *each.aliases)
        }
        townships = township_names((each.name, _CONFIGURED) for each in config.townships) | townships
    else:
        townships = township_names(_counted(town))
    known = Gazetteer(townships=townships)
    written: defaultdict[str, Counter[str]] = defaultdict(Counter)
    home = pd.DataFrame({"town": by_value(town, known.township), "village": village})
    counted = home.dropna().value_counts()
    for name, text, count in counted.reset_index().itertuples(index=False):
        own = split_group(text)[0]
        written[name][_as_written(own, known.without_township(place_key(own))[0])] += count
    home = home.assign(address=first(census.said("address"), census.said("residence"))).fillna({"town": ""})
    lived = home.loc[village.isna(), ["town", "address"]].dropna().value_counts()
    for name, text, count in lived.reset_index().itertuples(index=False):
        if found := _village_of(text, name, known):
            written[found[1]][found[0]] += count
    villages = {name: village_names(texts.items()) for name, texts in written.items()}
    for each in config.townships:
        if each.villages:
            villages[each.name] = village_names((name, _CONFIGURED) for name in each.villages)
        aliases = {place_key(alias): name for alias, name in each.village_aliases.items()}
        villages[each.name] = villages.get(each.name, {}) | aliases
    former = _former(census, town, village, Gazetteer(townships=townships, villages=villages), config)
    villages = {name: former.renamed(name, known_there) for name, known_there in villages.items()}
    county, prefectures = _own_county(config, census, roll)
    places = Gazetteer(
        county=county,
        prefectures=prefectures,
        county_code=config.county.code or _own_code(roll),
        townships=townships,
        villages=villages,
        former=former,
    )
    return replace(places, schools=_schools(config, roll, places))


def _village_of(address: str, own: str, known: Gazetteer) -> tuple[str, str] | None:
    """Village and township of an address that writes the village in full: …县云岭乡大黎村三组5号, or in a list of the
    township ``own`` ("" where it is not known) 大黎村三组."""
    rest, township = known.without_township(place_key(address))
    if not township and not counties_in(rest):
        township = own
    found = village_in_full(rest)
    return (found, township) if found and township else None


def _former(census: Rows, town: pd.Series, village: pd.Series, places: Gazetteer, config: Config) -> Former:
    """Former names of villages; townships of which the configuration lists the villages have none."""
    listed_there = {each.name for each in config.townships if each.villages}
    township = by_value(town, places.township)
    township = township.mask(township.isin(listed_there))

    def known(text: pd.Series) -> pd.Series:
        asked = (township + "?" + text).where(text.notna())
        return by_value(asked, lambda both: places.village(both.partition("?")[2], both.partition("?")[0])[0])

    return former_villages(township, known(village), known(census.said("village_hint")))


def _counted(texts: pd.Series) -> list[tuple[str, int]]:
    return [(str(text), int(count)) for text, count in texts.value_counts().items()]


def _as_written(text: str, key_without_township: str) -> str:
    """The village as written, or its key where the township stands before it."""
    return key_without_township if len(key_without_township) < len(place_key(text)) else text.strip()


def _schools(config: Config, roll: Rows, places: Gazetteer) -> dict[str, KnownSchool]:
    """Known schools by key, and by the keys of the writings that the configuration lists for them."""
    full = sorted((key for key in places.townships if key != township_stem(key)), key=lambda key: (-len(key), key))
    texts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text, count in _counted(roll.said("school").fillna(roll.said("school_hint"))):
        if bare(text) not in listed("schools", key="no_school"):
            name = config.schools.get(text, text)
            texts[school_key(name, full)][name] += count
    found = {}
    stems = township_stems(places.townships)
    for key, names in texts.items():
        name = min(names, key=lambda each: (-names[each], len(each), each))
        found[key] = KnownSchool(key, name, township_before(key, stems), school_stage(key))
    aliases = {school_key(alias, full): school_key(name, full) for alias, name in config.schools.items()}
    return found | {alias: found[key] for alias, key in aliases.items() if key in found}


def _own_county(config: Config, census: Rows, roll: Rows) -> tuple[str, frozenset[str]]:
    """The county and the cities written before it: as configured, else what half of all addresses naming one name."""
    chains: Counter[tuple[str, ...]] = Counter()
    for column in (census["township"], census["address"], roll["address"], roll["region_code"], roll["school"]):
        for text, count in _counted(column.str.replace(DOOR, "", regex=True).str.slice(0, 24)):
            chains[tuple(counties_in(place_key(text)))] += count
    seen: Counter[str] = Counter()
    for chain, count in chains.items():
        seen.update({name: count for name in chain if name[-1] in "县区旗"})
    configured = counties_in(place_key(config.county.name)) or [config.county.name]
    county = configured[-1]
    if not county and seen:
        commonest = min(seen, key=lambda each: (-seen[each], each))
        county = commonest if seen[commonest] >= max(_OWN_ROWS, _OWN_SHARE * seen.total()) else ""
    before = {name for chain in chains if county and county in chain for name in chain[: chain.index(county)]}
    return county, frozenset(before | set(configured[:-1]))


def _own_code(roll: Rows) -> str:
    codes = Counter(dict(_counted(roll["region_code"].str.extract(r"^([0-9]{6})[0-9]{0,6}$", expand=False))))
    if not codes:
        return ""
    code = min(codes, key=lambda each: (-codes[each], each))
    return code if codes[code] >= max(_OWN_ROWS, _OWN_SHARE * codes.total()) else ""
