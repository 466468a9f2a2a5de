"""The right identity number in a wrong dress: full-width, small x, blanks, apostrophes, remarks, letters for digits."""

from __future__ import annotations

from random import Random

from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.errors.numbers import dress, whole_number
from kcbx.sample.rows import Row

_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)} | {ord("X"): "Ｘ"}


@kind("id_number")
def id_fullwidth(row: Row, scene: Scene, rng: Random) -> bool:
    """Typed in full-width characters."""
    return dress(row, whole_number(row).translate(_FULL_WIDTH))


@kind("id_number")
def id_x_lower(row: Row, scene: Scene, rng: Random) -> bool:
    """A small x."""
    return dress(row, whole_number(row).replace("X", "x"))


@kind("id_number")
def id_x_other(row: Row, scene: Scene, rng: Random) -> bool:
    """A Cyrillic or Greek letter, a multiplication sign or a star for the X."""
    return dress(row, whole_number(row).replace("X", rng.choice(("Х", "Χ", "×", "*", "ｘ"))))


@kind("id_number")
def id_spaced(row: Row, scene: Scene, rng: Random) -> bool:
    """Blanks, tabs, line breaks and invisible characters within or around."""
    number = whole_number(row)
    forms = (
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f" {number}",
        f"{number}\u00a0",
        f"{number}\u200b",
        f"{number}\t",
        f"{number[:14]}\n{number[14:]}",
        f"\u202a{number}",
    )
    return dress(row, rng.choice(forms) if number else "")


@kind("id_number")
def id_apostrophe(row: Row, scene: Scene, rng: Random) -> bool:
    """The apostrophe that was to make it text stands in the text."""
    return dress(row, rng.choice(("'", "’", "`")) + whole_number(row) if whole_number(row) else "")


@kind("id_number")
def id_note(row: Row, scene: Scene, rng: Random) -> bool:
    """A remark behind the number."""
    number = whole_number(row)
    return bool(number) and dress(row, number + rng.choice(("(无)", "（已核）", "(待核实)", "有误")))


@kind("id_number")
def id_letter(row: Row, scene: Scene, rng: Random) -> bool:
    """Letters O and l for 0 and 1."""
    number, digit, letter = whole_number(row), *rng.choice((("0", "O"), ("1", "l")))
    place = number.find(digit, 6)
    return dress(row, number[:place] + letter + number[place + 1 :] if place > 0 else "")
