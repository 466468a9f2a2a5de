"""Names: Han names with surnames, and transliterated names of three languages (bo, ii, ug by ISO 639-1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from random import Random

from kcbx.definitions import schema
from kcbx.sample.chance import Weighted, weighted


@dataclass(frozen=True, slots=True)
class Lineage:
    """What the children of a household share: language, surname or clan word, the father's given name.

    ``generation``: the character that all children of the generation bear, or "".
    """

    language: str
    surname: str = ""
    father: str = ""
    generation: str = ""


@cache
def _words(language: str, key: str) -> Weighted[str]:
    return weighted(schema("sample/names")[language][key])


@cache
def _list(language: str, key: str) -> tuple[str, ...]:
    return tuple(schema("sample/names")[language][key].split())


def new_lineage(language: str, rng: Random, clan: str, generation: bool) -> Lineage:
    """A family's lineage; ``clan`` is the surname most of the village bears, taken when it is not empty."""
    if language == "han":
        surname = clan or _words("han", "surnames").draw(rng)
        return Lineage("han", surname, "", rng.choice(_list("han", "generations")) if generation else "")
    if language == "ii":
        return Lineage("ii", _words("ii", "clans").draw(rng))
    if language == "ug":
        return Lineage("ug", "", _words("ug", "boy_words").draw(rng))
    house = rng.random() < schema("sample/names")["bo"]["household_share"]
    return Lineage("bo", rng.choice(_list("bo", "household_words")) if house else "")


def child_name(lineage: Lineage, sex: str, rng: Random) -> str:
    """A child's full name."""
    boy = sex == "男"
    if lineage.language == "han":
        return lineage.surname + _han_given(lineage.generation, boy, rng)
    word = _words(lineage.language, "boy_words" if boy else "girl_words")
    table = schema("sample/names")[lineage.language]
    if lineage.language == "ii":
        nested = _words("ii", "clans").draw(rng) if rng.random() < table["nested_share"] else ""
        return lineage.surname + nested + word.draw(rng)
    if lineage.language == "ug":
        name = word.draw(rng)
        if rng.random() < table["father_part_share"]:
            name += "·" + lineage.father
            if rng.random() < table["third_part_share"]:
                name += "·" + _words("ug", "boy_words").draw(rng)
        return name
    first, second = word.draw(rng), word.draw(rng)
    one_word = first == second or rng.random() < table["one_word_share"]
    return lineage.surname + (first if one_word else first + second)


def elder_name(lineage: Lineage, sex: str, rng: Random, married_in: bool = False) -> str:
    """A parent's or grandparent's name; a mother brings her own surname, except in a lineage without one."""
    man = sex == "男"
    if lineage.language == "han":
        surname = _words("han", "surnames").draw(rng) if married_in else lineage.surname
        return surname + rng.choice(_list("han", "elder_men" if man else "elder_women"))
    if lineage.language == "ug" and man and not married_in:
        return f"{lineage.father}·{_words('ug', 'boy_words').draw(rng)}"
    own = new_lineage(lineage.language, rng, "", False) if married_in else lineage
    return child_name(own, sex, rng)


def milk_name(lineage: Lineage, rng: Random) -> str:
    """What the family calls the child at home."""
    return rng.choice(_list("milk", "han" if lineage.language == "han" else "other"))


def _han_given(generation: str, boy: bool, rng: Random) -> str:
    letters = _list("han", "boy_letters" if boy else "girl_letters")
    if generation:
        return generation + rng.choice(letters)
    if rng.random() < schema("sample/names")["han"]["rare_share"]:
        rare = rng.choice(_list("han", "rare"))
        return rare if rng.random() < 0.4 else rng.choice(letters) + rare
    if rng.random() < 0.45:
        return _words("han", "boys" if boy else "girls").draw(rng)
    if rng.random() < 0.15:
        return rng.choice(letters)
    return rng.choice(letters) + rng.choice(letters)
