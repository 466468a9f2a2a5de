"""Errors of transliterated names: dots, spellings, words and syllables left out or added, the father's part."""

from __future__ import annotations

from functools import cache
from random import Random

from kcbx.definitions import schema
from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.errors.names import language_of, rename
from kcbx.sample.naming import child_name
from kcbx.sample.rows import Row

_DOTS = ("•", "・", "‧", "⋅", "∙", ".", "。", "．", "-", "—", " ", "、", "*", "")


@kind("name")
def name_dot(row: Row, scene: Scene, rng: Random) -> bool:
    """Another separator for the dot, or none."""
    return rename(row, row.text("name").replace("·", rng.choice(_DOTS)))


@cache
def _spellings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    groups = [line.split() for line in schema("sample/names")["spelling"]["syllables"]]
    return tuple((word, tuple(each for each in group if each != word)) for group in groups for word in group)


@kind("name")
def name_spelling(row: Row, scene: Scene, rng: Random) -> bool:
    """Another transliteration of a word: 扎西 and 札西, 次仁 and 才让."""
    name = row.text("name")
    if language_of(row) == "han":
        return False
    found = [(word, others) for word, others in _spellings() if word in name]
    if not found:
        return False
    word, others = rng.choice(found)
    return rename(row, name.replace(word, rng.choice(others), 1))


@kind("name")
def name_syllable_dropped(row: Row, scene: Scene, rng: Random) -> bool:
    """Half of a transliterated name left out: the clan or house word, or a given word, or one syllable."""
    name = row.text("name")
    if language_of(row) not in ("bo", "ii") or len(name) < 4:
        return False
    place = rng.randrange(1, len(name))
    return rename(row, rng.choice((name[2:], name[:-2], name[:place] + name[place + 1 :])))


@kind("name")
def name_syllable_added(row: Row, scene: Scene, rng: Random) -> bool:
    """A word too many: a house word in front, a further given word behind, or a syllable drawn out."""
    name = row.text("name")
    if language_of(row) not in ("bo", "ii"):
        return False
    house = rng.choice(schema("sample/names")["bo"]["household_words"].split())
    more = child_name(row.life.child.household.lineage, row.life.child.sex, rng)[-2:]
    return rename(row, rng.choice((house + name, name + more, name[:2] + rng.choice("尔日拉阿") + name[2:])))


@kind("name")
def name_part_dropped(row: Row, scene: Scene, rng: Random) -> bool:
    """The father's part behind the dot left out."""
    name = row.text("name")
    return "·" in name and rename(row, name.rsplit("·", 1)[0])


@kind("name")
def name_part_added(row: Row, scene: Scene, rng: Random) -> bool:
    """The father's or grandfather's part added."""
    lineage = row.life.child.household.lineage
    if lineage.language != "ug":
        return False
    part = lineage.father if "·" not in row.text("name") else child_name(lineage, "男", rng).split("·")[0]
    return rename(row, f"{row.text('name')}·{part}")
