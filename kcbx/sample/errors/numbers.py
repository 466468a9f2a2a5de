"""Errors that lose or change identity numbers: what Excel, programs and tired eyes do to eighteen characters."""

from __future__ import annotations

from random import Random

from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.rows import FullDigits, Row

_PLACEHOLDERS = (
    "不详",
    "无",
    "未上户",
    "暂无",
    "/",
    "0",
    "000000000000000000",
    "无身份证",
    "待补",
    "111111111111111111",
)


def whole_number(row: Row) -> str:
    """The number as it stands, if it is a whole one."""
    number = row.text("id_number")
    return number if len(number) == 18 else ""


def _write(row: Row, number: str, rng: Random) -> bool:
    """Set a wrong number; on a roll the student number is mostly made from the same wrong number."""
    if not number or number == row.values["id_number"]:
        return False
    row.values["id_number"] = number
    if row.text("student_number").startswith("G") and len(number) == 18 and rng.random() < 0.8:
        row.values["student_number"] = f"G{number}"
    return True


def mistype(number: str, rng: Random) -> str:
    """The number with one character wrong."""
    place = rng.randrange(18)
    wrong = rng.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + wrong + number[place + 1 :]


def temporary_number(row: Row, rng: Random) -> str:
    """An L number: region, birth date and four figures at random."""
    child = row.life.child
    return f"L{child.id_number[:6]}{child.birth:%Y%m%d}{rng.randrange(10_000):04d}"


def dress(row: Row, written: str) -> bool:
    """The right number in a wrong dress; the student number stays."""
    if not written or written == row.values["id_number"]:
        return False
    row.values["id_number"] = written
    return True


@kind("id_number")
def id_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No number: then the student number is a temporary one, more often than not."""
    if row.life.child.grade_due <= 0:
        return False
    return _erase(row, rng)


@kind("id_number")
def id_missing_small(row: Row, scene: Scene, rng: Random) -> bool:
    """No number for a child below school age, who may not be on the household register yet."""
    return row.life.child.grade_due <= 0 and _erase(row, rng)


def _erase(row: Row, rng: Random) -> bool:
    row.values["id_number"] = ""
    if row.text("student_number") and rng.random() < 0.6:
        row.values["student_number"] = temporary_number(row, rng)
    return True


@kind("id_number", runs=True)
def id_truncated(row: Row, scene: Scene, rng: Random) -> bool:
    """Typed into a numeric cell: Excel keeps fifteen digits. Numbers that end in X survive as text."""
    number = whole_number(row)
    if not number or number.endswith("X"):
        return False
    row.values["id_number"] = float(number[:15] + "000")
    return True


@kind("id_number", runs=True)
def id_full_numeric(row: Row, scene: Scene, rng: Random) -> bool:
    """Written by a program as a number with all digits of the nearest double."""
    number = whole_number(row)
    if not number or number.endswith("X"):
        return False
    row.values["id_number"] = FullDigits(number)
    return True


@kind("id_number")
def id_scientific(row: Row, scene: Scene, rng: Random) -> bool:
    """Copied as it was displayed: 5.39921E+17."""
    number = whole_number(row)
    if not number or number.endswith("X"):
        return False
    row.values["id_number"] = f"{int(number):.5E}"
    return True


@kind("id_number")
def id_typo(row: Row, scene: Scene, rng: Random) -> bool:
    """One character wrong."""
    return bool(whole_number(row)) and _write(row, mistype(whole_number(row), rng), rng)


@kind("id_number")
def id_transposed(row: Row, scene: Scene, rng: Random) -> bool:
    """Two neighbouring characters exchanged."""
    number = whole_number(row)
    places = [place for place in range(17) if number and number[place] != number[place + 1]]
    if not places:
        return False
    place = rng.choice(places)
    return _write(row, number[:place] + number[place + 1] + number[place] + number[place + 2 :], rng)


@kind("id_number")
def id_sibling(row: Row, scene: Scene, rng: Random) -> bool:
    """The number of a brother or sister."""
    siblings = [each for each in row.life.child.household.children if each is not row.life.child]
    return bool(siblings) and _write(row, rng.choice(siblings).id_number, rng)


@kind("id_number")
def id_guardian(row: Row, scene: Scene, rng: Random) -> bool:
    """The number of a parent or grandparent."""
    return _write(row, rng.choice(row.life.child.household.adults).id_number, rng)


@kind("id_number")
def id_twin_swapped(row: Row, scene: Scene, rng: Random) -> bool:
    """Twins bear each other's numbers, both rows of them."""
    child = row.life.child
    twins = [each for each in child.household.children if each is not child and each.birth == child.birth]
    other = scene.by_person.get(twins[0].person_id) if twins else None
    if other is None or "id_number" in other.spoiled:
        return False
    for each, number in ((row, twins[0].id_number), (other, child.id_number)):
        _write(each, number, rng)
    other.spoiled.add("id_number")
    other.errors.append("id_twin_swapped")
    return True


@kind("id_number")
def id_shared(row: Row, scene: Scene, rng: Random) -> bool:
    """The number of the row above, copied down: one number on two children."""
    above = scene.previous
    return above is not None and bool(whole_number(above)) and _write(row, whole_number(above), rng)


@kind("id_number")
def id_drag_fill(row: Row, scene: Scene, rng: Random) -> bool:
    """The number above dragged down with its last digit counted up."""
    above = whole_number(scene.previous) if scene.previous else ""
    if not above or not above[14:].isdigit():
        return False
    return _write(row, above[:14] + f"{(int(above[14:]) + 1) % 10_000:04d}", rng)


@kind("id_number")
def id_placeholder(row: Row, scene: Scene, rng: Random) -> bool:
    """A word or a filling where the number should be."""
    row.values["id_number"] = rng.choice(_PLACEHOLDERS)
    if row.text("student_number"):
        row.values["student_number"] = temporary_number(row, rng)
    return True


@kind("id_number")
def id_length(row: Row, scene: Scene, rng: Random) -> bool:
    """One digit left out or struck twice: 17 or 19 characters."""
    number, place = whole_number(row), rng.randrange(18)
    short = rng.random() < 0.6
    return bool(number) and _write(
        row,
        number[:place] + number[place + (1 if short else 0) :] if short else number[: place + 1] + number[place:],
        rng,
    )


@kind("id_number")
def id_birth_only(row: Row, scene: Scene, rng: Random) -> bool:
    """The birth date typed into the number's column."""
    return _write(row, f"{row.life.child.birth:%Y%m%d}", rng)


@kind("id_number")
def id_padded(row: Row, scene: Scene, rng: Random) -> bool:
    """Known as far as the birth date, the rest filled to eighteen with dots, stars or question marks."""
    number = whole_number(row)
    return bool(number) and dress(row, number[:14] + rng.choice("?.*") * 4)


@kind("id_number")
def id_wrong_number_right(row: Row, scene: Scene, rng: Random) -> bool:
    """The ID column is mistyped while the student number still holds the true number."""
    if not row.text("student_number") or not whole_number(row):
        return False
    row.values["id_number"] = mistype(whole_number(row), rng)
    return True
