"""Errors of names: sounds, shapes, scripts, lost characters, and the names families use at home."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from random import Random

from kcbx.definitions import schema
from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.rows import Row

_SPACES = (" ", "  ", "\u3000", "\u00a0")


def rename(row: Row, name: str) -> bool:
    """Write another name; False where it is no other."""
    if not name or name == row.values["name"]:
        return False
    row.values["name"] = name
    return True


def language_of(row: Row) -> str:
    """The language of the child's name."""
    return row.life.child.household.lineage.language


def _swap_letter(row: Row, alike: Callable[[str], tuple[str, ...]], rng: Random) -> bool:
    """Exchange one character for one that is alike; the surname is known to the clerk and mostly right."""
    row_name = row.text("name")
    given = [place for place in range(1, len(row_name)) if alike(row_name[place])]
    places = given if given and rng.random() < 0.92 else [0] if row_name and alike(row_name[0]) else given
    if not places:
        return False
    place = rng.choice(places)
    return rename(row, row_name[:place] + rng.choice(alike(row_name[place])) + row_name[place + 1 :])


@cache
def sounds() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Characters of the same sound, and of a sound that a southern accent does not tell apart."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - half a second that a small sample may not need

    table = schema("sample/names")
    han = table["han"]
    text = table["spelling"]["more_letters"] + "".join(
        str(han[key]) for key in ("surnames", "boys", "girls", "boy_letters", "girl_letters", "generations")
    )
    text += "".join(table["spelling"]["syllables"])
    letters = sorted({letter for letter in text if "\u4e00" <= letter <= "\u9fff"})
    exact: dict[str, list[str]] = {}
    folded: dict[str, list[str]] = {}
    sound = {letter: lazy_pinyin(letter)[0] for letter in letters}
    for letter in letters:
        exact.setdefault(sound[letter], []).append(letter)
        folded.setdefault(_accent(sound[letter]), []).append(letter)
    return (
        {letter: tuple(each for each in exact[sound[letter]] if each != letter) for letter in letters},
        {
            letter: tuple(each for each in folded[_accent(sound[letter])] if sound[each] != sound[letter])
            for letter in letters
        },
    )


def _accent(syllable: str) -> str:
    for heard, meant in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("hu", "f")):
        if syllable.startswith(heard):
            syllable = meant + syllable.removeprefix(heard)
            break
    return syllable.removesuffix("g") if syllable.endswith(("ing", "eng")) else syllable


@cache
def _alike(key: str) -> dict[str, tuple[str, ...]]:
    """Letter → letters of its groups, for lookalikes (a list of groups) and variants (groups in a text)."""
    groups = schema("sample/names")["spelling"][key]
    found: dict[str, list[str]] = {}
    for group in groups.split() if isinstance(groups, str) else groups:
        for letter in group:
            found.setdefault(letter, []).extend(each for each in group if each != letter)
    return {letter: tuple(others) for letter, others in found.items() if others}


@kind("name")
def name_homophone(row: Row, scene: Scene, rng: Random) -> bool:
    """A character of the same sound."""
    return _swap_letter(row, lambda letter: sounds()[0].get(letter, ()), rng)


@kind("name")
def name_accent(row: Row, scene: Scene, rng: Random) -> bool:
    """A character of a sound that the speaker's accent does not tell apart (z/zh, n/l, in/ing, f/hu)."""
    return _swap_letter(row, lambda letter: sounds()[1].get(letter, ()), rng)


@kind("name")
def name_lookalike(row: Row, scene: Scene, rng: Random) -> bool:
    """A character of nearly the same shape."""
    return _swap_letter(row, lambda letter: _alike("lookalikes").get(letter, ()), rng)


@kind("name")
def name_variant(row: Row, scene: Scene, rng: Random) -> bool:
    """The traditional or a variant form of a character."""
    return _swap_letter(row, lambda letter: _alike("variants").get(letter, ()), rng)


@kind("name")
def name_unreadable(row: Row, scene: Scene, rng: Random) -> bool:
    """A rare character that a program lost: ?, a box, a private-use character, nothing, described, or in pinyin."""
    name, rare = row.text("name"), set(schema("sample/names")["han"]["rare"].split())
    lost = [letter for letter in name if letter in rare]
    if not lost:
        return False
    private = chr(0xE000 + ord(lost[0]) % 0x1900)
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - as above

    described = rng.choice(("(音)", "（左右结构）", "[生僻字]", lazy_pinyin(lost[0])[0]))
    marks = ("?", "？", "□", "*", "＊", "", "■", private, private, described)
    return rename(row, name.replace(lost[0], rng.choice(marks)))


@kind("name")
def name_dropped(row: Row, scene: Scene, rng: Random) -> bool:
    """One character of the given name left out."""
    name = row.text("name")
    if language_of(row) != "han" or len(name) < 3:
        return False
    place = rng.randrange(1, len(name))
    return rename(row, name[:place] + name[place + 1 :])


@kind("name")
def name_added(row: Row, scene: Scene, rng: Random) -> bool:
    """A character too many: 小 before a short given name, or a character struck twice."""
    name = row.text("name")
    if language_of(row) != "han":
        return False
    return rename(row, f"{name[0]}小{name[1:]}" if len(name) == 2 else name + name[-1])


@kind("name")
def name_milk(row: Row, scene: Scene, rng: Random) -> bool:
    """The name used at home, with or without the surname."""
    child = row.life.child
    with_surname = language_of(row) == "han" and rng.random() < 0.5
    return bool(child.milk_name) and rename(row, child.name[0] * with_surname + child.milk_name)


@kind("name")
def name_milk_small(row: Row, scene: Scene, rng: Random) -> bool:
    """The name used at home, of a child below school age."""
    return row.life.child.grade_due <= 0 and name_milk(row, scene, rng)


@kind("name")
def name_former(row: Row, scene: Scene, rng: Random) -> bool:
    """The name before it was changed; the column for former names is then mostly empty."""
    former = row.life.child.former_name
    if not former or not rename(row, former):
        return False
    row.values["former_name"] = ""
    return True


@kind("name")
def name_spaced(row: Row, scene: Scene, rng: Random) -> bool:
    """Blanks within a two-character name, or behind a name."""
    name, blank = row.text("name"), rng.choice(_SPACES)
    return rename(row, name[0] + blank + name[1] if len(name) == 2 else name + blank)


@kind("name")
def name_note(row: Row, scene: Scene, rng: Random) -> bool:
    """A mark behind the name to tell two of one name apart."""
    return rename(row, row.text("name") + rng.choice(("(大)", "（小）", "(双胞胎)", "1", "（女）")))
