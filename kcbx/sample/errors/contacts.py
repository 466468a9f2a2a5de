"""Errors of what surrounds a child: guardians, phones, the school and grade that the village names."""

from __future__ import annotations

from random import Random

from kcbx.definitions import schema
from kcbx.sample.errors.kinds import Scene, kind
from kcbx.sample.errors.names import sounds
from kcbx.sample.people import phone_number
from kcbx.sample.rows import Row

_FULL_WIDTH = {ord("0") + digit: ord("０") + digit for digit in range(10)}


@kind("guardian")
def guardian_other(row: Row, scene: Scene, rng: Random) -> bool:
    """Another adult of the family than the one who truly cares for the child."""
    others = [each for each in row.life.child.household.adults if each.name != row.values["guardian"]]
    if not others:
        return False
    row.values["guardian"] = rng.choice(others).name
    return True


@kind("guardian")
def guardian_homophone(row: Row, scene: Scene, rng: Random) -> bool:
    """A character of the same sound in the guardian's name."""
    name, alike = row.text("guardian"), sounds()[0]
    places = [place for place, letter in enumerate(name) if alike.get(letter)]
    if not places:
        return False
    place = rng.choice(places)
    row.values["guardian"] = name[:place] + rng.choice(alike[name[place]]) + name[place + 1 :]
    return True


@kind("guardian")
def guardian_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No guardian."""
    row.values["guardian"] = ""
    return True


@kind("guardian")
def guardian_both(row: Row, scene: Scene, rng: Random) -> bool:
    """Father and mother in one cell."""
    adults = row.life.child.household.adults
    row.values["guardian"] = rng.choice(("、", " ", "/", "，", "\n")).join(adult.name for adult in adults[:2])
    return True


@kind("phone")
def phone_other(row: Row, scene: Scene, rng: Random) -> bool:
    """Another phone: of another adult, or a new one."""
    phones = [each.phone for each in row.life.child.household.adults if each.phone != row.values["phone"]]
    row.values["phone"] = rng.choice(phones) if phones and rng.random() < 0.6 else phone_number(rng)
    return True


@kind("phone")
def phone_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No phone."""
    row.values["phone"] = rng.choice(("", "", "无"))
    return True


@kind("phone")
def phone_typo(row: Row, scene: Scene, rng: Random) -> bool:
    """A digit wrong or left out."""
    phone = row.text("phone")
    if len(phone) != 11:
        return False
    place = rng.randrange(3, 11)
    row.values["phone"] = phone[:place] + rng.choice(("", str(rng.randrange(10)))) + phone[place + 1 :]
    return row.values["phone"] != phone


@kind("phone")
def phone_two(row: Row, scene: Scene, rng: Random) -> bool:
    """Two numbers in one cell."""
    row.values["phone"] = f"{row.text('phone')}{rng.choice('/、 ')}{phone_number(rng)}"
    return True


@kind("phone")
def phone_fullwidth(row: Row, scene: Scene, rng: Random) -> bool:
    """Full-width digits, or blanks and hyphens between."""
    phone = row.text("phone")
    if len(phone) != 11:
        return False
    row.values["phone"] = rng.choice(
        (phone.translate(_FULL_WIDTH), f"{phone[:3]}-{phone[3:7]}-{phone[7:]}", f"{phone[:3]} {phone[3:7]} {phone[7:]}")
    )
    return True


def _names_local_school(row: Row) -> bool:
    school = row.life.school
    return school is not None and row.values.get("school") == school.name


@kind("school")
def school_short(row: Row, scene: Scene, rng: Random) -> bool:
    """The short name of the school that everybody uses."""
    school = row.life.school
    if school is None or not _names_local_school(row) or not school.short:
        return False
    row.values["school"] = school.short
    return True


@kind("school")
def school_spelling(row: Row, scene: Scene, rng: Random) -> bool:
    """Another spelling: 中心学校 or 中心完小 for 中心小学, without the township, with the county."""
    if not _names_local_school(row) or row.life.school is None:
        return False
    name, township = row.text("school"), row.life.school.township
    forms = [scene.county.name + name, name.removeprefix(township).removeprefix(scene.county.name)]
    for word, others in schema("sample/places")["school_words"].items():
        forms += [name.replace(word, other) for other in others if word in name]
    row.values["school"] = rng.choice([form for form in forms if form != name])
    return True


@kind("school")
def school_previous(row: Row, scene: Scene, rng: Random) -> bool:
    """A school the child went to before, or the wrong one of the township."""
    if not _names_local_school(row) or row.life.school is None:
        return False
    here = next(each for each in scene.county.townships if each.name == row.life.school.township)
    others = [each.name for each in here.schools if each is not row.life.school]
    row.values["school"] = rng.choice(others)
    return True


@kind("school")
def school_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """No school named."""
    present = bool(row.text("school"))
    row.values["school"] = ""
    return present


@kind("grade")
def grade_off(row: Row, scene: Scene, rng: Random) -> bool:
    """Last year's grade, or the next one."""
    grade = row.values.get("grade")
    if not isinstance(grade, int) or not 1 <= grade <= 9:
        return False
    row.values["grade"] = max(1, min(9, grade + rng.choice((-1, -1, -1, 1))))
    return row.values["grade"] != grade


@kind("note")
def expiry_missing(row: Row, scene: Scene, rng: Random) -> bool:
    """Leave or deferral without the date on which it ends."""
    if row.life.says not in ("leave", "deferred"):
        return False
    row.values["note"] = ""
    return True
