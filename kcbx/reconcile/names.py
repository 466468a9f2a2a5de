"""Keys of a child's name: its sound, its shape, its parts, and how common it is in this county."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from kcbx.definitions import schema

_UNREADABLE = "?"
#: A character described instead of written: 孙[生僻字], 陈鹏（左右结构）.
_DESCRIBED = r"[\[(（【<《][^\])）】>》]*[\])）】>》]"


def name_evidence(people: pd.DataFrame, settings: Mapping[str, Any]) -> pd.DataFrame:
    """Name columns of the evidence table; computed on the distinct names, then handed to the rows.

    ``first`` … ``rest``: the characters one by one, for what edit distances cannot do on Chinese in DuckDB.
    ``sound``: pinyin folded for dialects and known spellings; null where a character is unreadable.
    """
    names = people[["name_key", "name_pinyin", "name_pinyin_alt"]].drop_duplicates()
    key = names["name_key"].str.replace(_DESCRIBED, _UNREADABLE, regex=True)
    broken = key.str.contains(_UNREADABLE, regex=False).fillna(False).astype(bool)
    pinyin = names["name_pinyin"].where(~broken)
    sound = sound_of(pinyin, settings["sounds"], settings["transliterations"])
    folded = sound_of(names["name_pinyin"], settings["sounds"])
    syllables = folded.fillna("").str.split(" ")
    first, last = syllables.str[0], syllables.str[-1]
    parts = pd.DataFrame(
        {
            "name": key,
            "wild": key.where(broken).str.replace(_UNREADABLE, "_", regex=False),
            "shape": key.where(~broken).map(shape_of, na_action="ignore"),
            "pinyin": pinyin,
            "pinyins": pinyin.str.cat(names["name_pinyin_alt"].where(~broken), sep="|").fillna(pinyin),
            "sound": sound,
            "sound_first": first.where(first.str.fullmatch("[a-z]+").fillna(False).astype(bool)),
            "sound_last": last.where(last.str.fullmatch("[a-z]+").fillna(False).astype(bool)),
            "skeleton": sound.map(lambda text: _skeleton(text, settings["skeleton"]), na_action="ignore"),
            "syllables": [" ".join(sorted(each)) or None for each in syllables],
            "shorter": key.where(~broken).map(_shorter, na_action="ignore"),
            "length": key.str.len(),
            "first": key.str[0],
            "second": key.str[1:2],
            "third": key.str[2:3],
            "rest": key.str[3:],
        }
    )
    place = pd.Series(np.arange(len(names)), index=pd.MultiIndex.from_frame(names))
    rows = place.reindex(pd.MultiIndex.from_frame(people[list(names.columns)])).to_numpy()
    evidence = parts.iloc[rows].reset_index(drop=True)
    evidence["former"] = people["former_name_key"].to_numpy()
    evidence["name_band"] = _band(evidence["name"], settings["name_bands"])
    evidence["sound_band"] = _band(evidence["sound"], settings["name_bands"])
    rare = evidence["sound"].map(evidence["sound"].value_counts()).le(settings["sound_rare"]).fillna(False)
    evidence["sound_rare"] = evidence["sound"].where(rare)
    return evidence


def _skeleton(sound: str, kinds: Mapping[str, str]) -> str:
    """The kind of consonant each syllable begins with."""
    return "".join(kinds.get(syllable[0], syllable[0]) for syllable in sound.split())


def _shorter(name: str) -> str | None:
    """The name with any one character left out, as a ``|`` list; null where fewer than two would be left."""
    if len(name) < 3:
        return None
    return "|".join(dict.fromkeys(name[:place] + name[place + 1 :] for place in range(len(name))))


def sound_of(
    pinyin: pd.Series, sounds: Mapping[str, str], transliterations: Mapping[str, list[str]] | None = None
) -> pd.Series:
    """Pinyin folded syllable by syllable; values joined by ``|`` keep their joints.

    Chinese text is read aloud first. Known transliterations are replaced before folding.
    """
    distinct = pd.Series(pinyin.dropna().unique(), dtype="str")
    read = distinct if transliterations is not None or _is_ascii(distinct) else _aloud(distinct)
    if transliterations:
        spellings = {each: name for name, variants in transliterations.items() for each in variants}
        pattern = re.compile(r"\b(" + "|".join(sorted(spellings, key=len, reverse=True)) + r")\b")
        read = read.str.replace(pattern, lambda found: spellings[found[0]], regex=True)
    fold = _folder(tuple(sounds.items()))
    folded = ["|".join(" ".join(map(fold, each.split())) for each in text.split("|")) for text in read]
    return pinyin.map(dict(zip(distinct, folded, strict=True)))


def _is_ascii(texts: pd.Series) -> bool:
    return all(text.isascii() for text in texts)


def _aloud(texts: pd.Series) -> pd.Series:
    """Chinese texts character by character in toneless pinyin: a county has few characters, but many names."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    characters = set("".join(texts)) - {"|"}
    readings = str.maketrans({character: f"{lazy_pinyin(character)[0]} " for character in sorted(characters)})
    return texts.map(lambda text: text.translate(readings))


@cache
def _folder(sounds: tuple[tuple[str, str], ...]) -> Any:
    """A function that folds one syllable."""
    steps = [(re.compile(pattern), new) for pattern, new in sounds]

    @cache
    def fold(syllable: str) -> str:
        for pattern, new in steps:
            syllable = pattern.sub(new, syllable)
        return syllable

    return fold


@cache
def _shapes() -> dict[int, str]:
    """Look-alike characters, each to the first of its group."""
    groups = schema("lookalikes")["groups"]
    return {ord(character): group[0] for group in groups for character in group}


def shape_of(name: str) -> str:
    """The name with every character replaced by the first of its look-alikes."""
    return name.translate(_shapes())


def _band(values: pd.Series, edges: list[int]) -> pd.Series:
    """0 for values on at most ``edges[0]`` rows of both lists, 1 up to the next edge …; missing values 0."""
    counts = values.map(values.value_counts()).fillna(0)
    return pd.Series(np.searchsorted(edges, counts, side="left"), index=values.index)
