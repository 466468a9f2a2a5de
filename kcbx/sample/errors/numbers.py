"""Errors of identity and student numbers: what Excel, programs and tired eyes do to eighteen characters."""

from __future__ import annotations

from random import Random

from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.rows import FullDigits, Row

_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)} | {ord("X"): "Ｘ"}
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


def _numbered(row: Row) -> str:
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


def _mistype(number: str, rng: Random) -> str:
    place = rng.randrange(18)
    wrong = rng.choice([digit for digit in "0123456789" if digit != number[place]])
    return number[:place] + wrong + number[place + 1 :]


def _temporary(row: Row, rng: Random) -> str:
    child = row.life.child
    return f"L{child.id_number[:6]}{child.birth:%Y%m%d}{rng.randrange(10_000):04d}"


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
        row.values["student_number"] = _temporary(row, rng)
    return True


@kind("id_number", runs=True)
def id_truncated(row: Row, scene: Scene, rng: Random) -> bool:
    """Typed into a numeric cell: Excel keeps fifteen digits. Numbers that end in X survive as text."""
    number = _numbered(row)
    if not number or number.endswith("X"):
        return False
    row.values["id_number"] = float(number[:15] + "000")
    return True


@kind("id_number", runs=True)
def id_full_numeric(row: Row, scene: Scene, rng: Random) -> bool:
    """Written by a program as a number with all digits of the nearest double."""
    number = _numbered(row)
    if not number or number.endswith("X"):
        return False
    row.values["id_number"] = FullDigits(number)
    return True


@kind("id_number")
def id_scientific(row: Row, scene: Scene, rng: Random) -> bool:
    """Copied as it was displayed: 5.39921E+17."""
    number = _numbered(row)
    if not number or number.endswith("X"):
        return False
    row.values["id_number"] = f"{int(number):.5E}"
    return True


@kind("id_number")
def id_typo(row: Row, scene: Scene, rng: Random) -> bool:
    """One character wrong."""
    return bool(_numbered(row)) and _write(row, _mistype(_numbered(row), rng), rng)


@kind("id_number")
def id_transposed(row: Row, scene: Scene, rng: Random) -> bool:
    """Two neighbouring characters exchanged."""
    number = _numbered(row)
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
    return above is not None and bool(_numbered(above)) and _write(row, _numbered(above), rng)


@kind("id_number")
def id_drag_fill(row: Row, scene: Scene, rng: Random) -> bool:
    """The number above dragged down with its last digit counted up."""
    above = _numbered(scene.previous) if scene.previous else ""
    if not above or not above[14:].isdigit():
        return False
    return _write(row, above[:14] + f"{(int(above[14:]) + 1) % 10_000:04d}", rng)


@kind("id_number")
def id_fullwidth(row: Row, scene: Scene, rng: Random) -> bool:
    """Typed in full-width characters."""
    return _dress(row, _numbered(row).translate(_FULL_WIDTH))


@kind("id_number")
def id_x_lower(row: Row, scene: Scene, rng: Random) -> bool:
    """A small x."""
    return _dress(row, _numbered(row).replace("X", "x"))


@kind("id_number")
def id_x_other(row: Row, scene: Scene, rng: Random) -> bool:
    """A Cyrillic or Greek letter, a multiplication sign or a star for the X."""
    return _dress(row, _numbered(row).replace("X", rng.choice(("Х", "Χ", "×", "*", "ｘ"))))


@kind("id_number")
def id_spaced(row: Row, scene: Scene, rng: Random) -> bool:
    """Blanks, tabs, line breaks and invisible characters within or around."""
    number = _numbered(row)
    forms = (
        f"{number[:6]} {number[6:14]} {number[14:]}",
        f" {number}",
        f"{number}\u00a0",
        f"{number}\u200b",
        f"{number}\t",
        f"{number[:14]}\n{number[14:]}",
        f"\u202a{number}",
    )
    return _dress(row, rng.choice(forms) if number else "")


@kind("id_number")
def id_apostrophe(row: Row, scene: Scene, rng: Random) -> bool:
    """The apostrophe that was to make it text stands in the text."""
    return _dress(row, rng.choice(("'", "’", "`")) + _numbered(row) if _numbered(row) else "")


@kind("id_number")
def id_note(row: Row, scene: Scene, rng: Random) -> bool:
    """A remark behind the number."""
    return _dress(row, _numbered(row) + rng.choice(("(无)", "（已核）", "(待核实)", "有误")) if _numbered(row) else "")


@kind("id_number")
def id_letter(row: Row, scene: Scene, rng: Random) -> bool:
    """Letters O and l for 0 and 1."""
    number, digit, letter = _numbered(row), *rng.choice((("0", "O"), ("1", "l")))
    place = number.find(digit, 6)
    return _dress(row, number[:place] + letter + number[place + 1 :] if place > 0 else "")


def _dress(row: Row, written: str) -> bool:
    """The right number in a wrong dress; the student number stays."""
    if not written or written == row.values["id_number"]:
        return False
    row.values["id_number"] = written
    return True


@kind("id_number")
def id_placeholder(row: Row, scene: Scene, rng: Random) -> bool:
    """A word or a filling where the number should be."""
    row.values["id_number"] = rng.choice(_PLACEHOLDERS)
    if row.text("student_number"):
        row.values["student_number"] = _temporary(row, rng)
    return True


@kind("id_number")
def id_length(row: Row, scene: Scene, rng: Random) -> bool:
    """One digit left out or struck twice: 17 or 19 characters."""
    number, place = _numbered(row), rng.randrange(18)
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
    number = _numbered(row)
    return bool(number) and _dress(row, number[:14] + rng.choice("?.*") * 4)


@kind("id_number")
def id_wrong_number_right(row: Row, scene: Scene, rng: Random) -> bool:
    """The ID column is mistyped while the student number still holds the true number."""
    if not row.text("student_number") or not _numbered(row):
        return False
    row.values["id_number"] = _mistype(_numbered(row), rng)
    return True


@kind("student_number")
def number_temporary(row: Row, scene: Scene, rng: Random) -> bool:
    """Still the L number of the first enrolment, though the ID is known by now."""
    if not row.text("student_number"):
        return False
    row.values["student_number"] = _temporary(row, rng)
    return True


@kind("student_number")
def number_generated(row: Row, scene: Scene, rng: Random) -> bool:
    """A J number, given when there was no ID."""
    if not row.text("student_number"):
        return False
    row.values["student_number"] = f"J{rng.randrange(10**17, 10**18)}"
    return True


@kind("student_number")
def number_older(row: Row, scene: Scene, rng: Random) -> bool:
    """A G number from an ID that was corrected since."""
    number = _numbered(row)
    if not row.text("student_number") or not number:
        return False
    row.values["student_number"] = f"G{_mistype(number, rng)}"
    return True


@kind("student_number")
def number_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No student number yet."""
    present = bool(row.text("student_number"))
    row.values["student_number"] = ""
    return present
