"""How names sound: pinyin folded for dialects, known spellings of one transliterated name, kinds of consonants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import pandas as pd


def folded(pinyin: Iterable[str], sounds: Mapping[str, str]) -> list[str]:
    """Pinyin texts with every syllable folded: zh → z, n → l, ing → in … ``sounds``: patterns in order."""
    texts = [text.split() for text in pinyin]
    fold = folds({syllable for text in texts for syllable in text}, sounds)
    return [" ".join([fold[syllable] for syllable in text]) for text in texts]


def folds(syllables: Iterable[str], sounds: Mapping[str, str]) -> dict[str, str]:
    """The folded form of each syllable."""
    steps = [(re.compile(pattern), new) for pattern, new in sounds.items()]
    found = {}
    for syllable in syllables:
        short = syllable
        for pattern, new in steps:
            short = pattern.sub(new, short)
        found[syllable] = short
    return found


def respelled(heard: Iterable[str], transliterations: Mapping[str, list[str]], sounds: Mapping[str, str]) -> list[str]:
    """Folded texts with every known spelling of a transliterated part replaced by one word for it.

    Spellings are heard as the names are: 格尚 is known with 格桑.
    """
    spellings = {text: name for name, variants in transliterations.items() for text in folded(variants, sounds)}
    pattern = re.compile(r"\b(" + "|".join(sorted(spellings, key=len, reverse=True)) + r")\b")
    return [pattern.sub(lambda found: spellings[found[0]], text) for text in heard]


def skeletons(sounds: Iterable[str], kinds: Mapping[str, str]) -> list[str]:
    """The kind of consonant each syllable begins with, one letter each."""
    return ["".join([kinds.get(syllable[0], syllable[0]) for syllable in text.split()]) for text in sounds]


def aloud(texts: pd.Series, sounds: Mapping[str, str]) -> pd.Series:
    """Chinese texts read character by character and folded; ``|`` stays. Nulls stay null.

    A county has few characters and many names, so each character is read once. Not for children's names, where
    the reading of a surname may depend on its place.
    """
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a while to load

    characters = sorted(set("".join(texts.dropna().unique())) - {"|"})
    readings = {character: lazy_pinyin(character)[0] for character in characters}
    fold = folds(set(readings.values()), sounds)
    table = str.maketrans({character: f"{fold[reading]} " for character, reading in readings.items()})
    return texts.map(lambda text: text.translate(table), na_action="ignore")
