"""What hands, ears, eyes and memories do to a value: a typist at a keyboard, a telephone, a photograph, a guess.

No function knows of error kinds a linker handles; each is a small machine with rates of its own. Every function
gives the value as it arrives, and the word for what happened ("" if nothing did).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from random import Random

from borax.calendars.lunardate import LunarDate
from pypinyin import lazy_pinyin

from bench.second.chance import words

Arrived = tuple[str, str]

#: The digit row and the number pad: keys beside one another.
_BESIDE = {"1": "24", "2": "135", "3": "26", "4": "157", "5": "2468", "6": "359", "7": "48", "8": "579", "9": "68",
           "0": "12", "X": "C", "-": "0", ".": "0"}  # fmt: skip


@dataclass
class Typist:
    """A pair of hands: ``slip`` is the chance of a slip a key, ``pick`` that of the wrong candidate a character.

    ``learned`` is the input method's memory: characters typed before come first among candidates, so a typist
    who has written 梓涵 often will write 梓 for 紫 sooner than a stranger.
    """

    slip: float
    pick: float
    checks: float
    rng: Random
    learned: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def digits(self, text: str, length_known: bool = True) -> Arrived:
        """A number key by key; a wrong length is seen with the chance ``checks`` and typed once more."""
        typed, what = self._keys(text)
        if what and length_known and len(typed) != len(text) and self.rng.random() < self.checks:
            typed, what = self._keys(text)
        return typed, what

    def _keys(self, text: str) -> Arrived:
        typed, what = list(text), ""
        if self.rng.random() > 1 - (1 - self.slip) ** len(text):
            return text, ""
        at = self.rng.randrange(len(text))
        way = self.rng.random()
        if way < 0.45:
            typed[at] = self.rng.choice(_BESIDE.get(text[at], "0"))
            what = "key_beside"
        elif way < 0.65:
            del typed[at]
            what = "key_skipped"
        elif way < 0.78:
            typed.insert(at, text[at])
            what = "key_double"
        elif at + 1 < len(text) and text[at] != text[at + 1]:
            typed[at], typed[at + 1] = typed[at + 1], typed[at]
            what = "key_order"
        return "".join(typed), what

    def characters(self, text: str) -> Arrived:
        """Chinese text through a pinyin input method."""
        typed, what = [], ""
        for character in text:
            chosen = character
            if self.rng.random() < self.pick:
                chosen = self._candidate(character)
                what = "wrong_candidate" if chosen != character else what
            typed.append(chosen)
            self.learned[chosen] += 1
        if self.rng.random() < self.slip * 2 and len(typed) > 2:
            del typed[self.rng.randrange(1, len(typed))]
            what = "character_lost"
        return "".join(typed), what

    def _candidate(self, character: str) -> str:
        others = [each for each in homophones().get(sound(character), ()) if each != character]
        if not others:
            return character
        weights = [1 / (rank + 1) + 2 * self.learned[each] ** 0.5 for rank, each in enumerate(others)]
        return self.rng.choices(others, weights=weights)[0]


@cache
def sound(character: str) -> str:
    return str(lazy_pinyin(character)[0])


@cache
def homophones() -> dict[str, list[str]]:
    """Candidates by sound: the 3,755 common characters of GB 2312, those of names first."""
    names = "".join(words()["han"][key] for key in ("boys", "girls", "elders")).replace(" ", "")
    common = "".join(
        bytes([row + 160, cell + 160]).decode("gb2312", "ignore") for row in range(16, 56) for cell in range(1, 95)
    )
    found: dict[str, list[str]] = defaultdict(list)
    for character in dict.fromkeys(names + common):
        found[sound(character)].append(character)
    return found


def by_ear(name: str, sounds: tuple[tuple[str, ...], ...], rng: Random) -> Arrived:
    """A transliterated name as somebody else would write it who only heard it."""
    if not sounds:
        return name, ""
    heard = [rng.choice(part) if rng.random() < 0.6 else part[0] for part in sounds]
    text = rng.choice(("·", "", "•", ".")).join(heard) if "·" in name else "".join(heard)
    if "·" in name and rng.random() < 0.25:
        text = heard[0]
    return text, "by_ear" if text != name else ""


def by_eye(text: str, rate: float, rng: Random) -> Arrived:
    """A value read off a photograph by a program: some shapes are taken for others."""
    table = words()["seen"]
    shapes = _shapes()
    read = [
        rng.choice(table["digits"].get(each, "") or shapes.get(each, each)) if rng.random() < rate else each
        for each in text
    ]
    return "".join(read), "misread" if "".join(read) != text else ""


@cache
def _shapes() -> dict[str, str]:
    pairs = words()["seen"]["alike"].split()
    return {pair[0]: pair[1] for pair in pairs} | {pair[1]: pair[0] for pair in pairs}


def by_memory(birth: date, today: date, rng: Random) -> Arrived:
    """A birth day as a grandmother says it over the telephone."""
    way = rng.random()
    if way < 0.35:
        moon = LunarDate.from_solar(birth)
        return f"{moon.year}-{moon.month:02d}-{min(moon.day, 30):02d}", "moon_calendar"
    if way < 0.6:
        return f"{birth:%Y-%m}", "month_remembered"
    if way < 0.8:
        age = today.year - birth.year + (1 if rng.random() < 0.5 else 0)  # counted from one, as elders do
        return f"{today.year - age}-01-01", "from_age"
    if way < 0.9:
        return f"{birth + timedelta(days=rng.choice((-2, -1, 1, 2, 10))):%Y-%m-%d}", "day_misremembered"
    return f"{birth:%Y-%m-%d}", ""
