"""How names sound: pinyin folded for dialects, known spellings of one transliterated name, kinds of consonants."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

import pandas as pd

from kcbx.definitions import schema


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


def respelled(heard: Iterable[str], sounds: Mapping[str, str]) -> list[str]:
    """Folded texts with every known spelling of a transliterated part replaced by one word for it.

    Spellings (``schemas/transliterations.toml``) are heard as the names are: 格尚 is known with 格桑. Of several the
    longest counts.
    """
    spellings = _spellings(tuple(sounds.items()))
    return [_respelled(text, spellings) if text.count(" ") else text for text in heard]


def _respelled(text: str, spellings: Mapping[str, list[tuple[list[str], str]]]) -> str:
    syllables, found = text.split(" "), []
    while syllables:
        known = (each for each in spellings.get(syllables[0], ()) if syllables[: len(each[0])] == each[0])
        spelling, word = next(known, (syllables[:1], syllables[0]))
        found.append(word)
        del syllables[: len(spelling)]
    return " ".join(found)


@cache
def _spellings(sounds: tuple[tuple[str, str], ...]) -> Mapping[str, list[tuple[list[str], str]]]:
    """By its first syllable, every known spelling and the word for it, the longest first."""
    found: dict[str, list[tuple[list[str], str]]] = {}
    for group in (line.split() for lines in schema("transliterations").values() for line in lines):
        heard = folded((" ".join(map(_read, spelling)) for spelling in group), dict(sounds))
        for syllables in (text.split(" ") for text in heard):
            found.setdefault(syllables[0], []).append((syllables, heard[0].replace(" ", "")))
    return {first: sorted(known, key=lambda each: (-len(each[0]), each)) for first, known in found.items()}


def _read(character: str) -> str:
    """The usual reading of a character, without its tone."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionary takes a while to load

    return str(lazy_pinyin(character)[0])


def skeletons(sounds: Iterable[str], kinds: Mapping[str, str]) -> list[str]:
    """The kind of consonant each syllable begins with, one letter each."""
    return ["".join([kinds.get(syllable[0], syllable[0]) for syllable in text.split()]) for text in sounds]


def aloud(texts: pd.Series, sounds: Mapping[str, str]) -> pd.Series:
    """Chinese texts read character by character, folded and respelled; ``|`` stays. Nulls stay null.

    A county has few characters and many names, so each character is read once. Not for children's names, where
    the reading of a surname may depend on its place.
    """
    characters = sorted(set("".join(texts.dropna().unique())) - {"|"})
    readings = {character: _read(character) for character in characters}
    fold = folds(set(readings.values()), sounds)
    table = str.maketrans({character: f"{fold[reading]} " for character, reading in readings.items()})
    spellings = _spellings(tuple(sounds.items()))

    def heard(text: str) -> str:
        return "|".join(_respelled(each.translate(table).rstrip(), spellings) for each in text.split("|"))

    return texts.map(heard, na_action="ignore")
