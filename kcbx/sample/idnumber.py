"""Resident identity numbers that no real person can have: valid in form, in the unassigned region codes 5399xx."""

from __future__ import annotations

from datetime import date
from random import Random

from kcbx.definitions import schema

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def check_character(first17: str) -> str:
    """The eighteenth character, by GB 11643-1999 (ISO 7064 MOD 11-2)."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


class Issuer:
    """Gives out numbers, each once: odd sequences to males, even to females."""

    def __init__(self) -> None:
        self._given: set[str] = set()
        self._places = schema("sample/places")

    def region(self, rng: Random) -> str:
        """Place of first registration: mostly the county, now and then another code of 5399xx."""
        if rng.random() < self._places["other_code_share"]:
            return str(rng.choice(self._places["other_codes"]))
        return str(self._places["code"])

    def issue(self, rng: Random, birth: date, sex: str, region: str = "", near: str = "") -> str:
        """A new number; ``near`` (a twin's) asks for the next free sequence after it, in its region."""
        region = near[:6] if near else region or self.region(rng)
        sequence = int(near[14:17]) if near else rng.randrange(1, 400)
        while True:
            sequence = sequence % 998 + 1
            first17 = f"{region}{birth:%Y%m%d}{sequence:03d}"
            if (sequence % 2 == 1) == (sex == "男") and first17 not in self._given:
                self._given.add(first17)
                return first17 + check_character(first17)
