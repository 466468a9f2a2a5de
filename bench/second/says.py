"""What a village writes of a child's schooling, this year or copied from last year."""

from __future__ import annotations

from random import Random

from bench.second.chance import words
from bench.second.entries import Entry
from bench.second.lives import OUT


def say(entry: Entry, shortens: bool, a_year_ago: bool, rng: Random) -> None:
    """Status, school, grade and note of an entry; a copied row still says what was true a year ago."""
    person = entry.person
    state = person.state
    stale = a_year_ago and state in ("dropped", "left", "paper") and rng.random() < 0.4
    cells = {"status": "", "school": "", "grade": None, "note": ""}
    if state in ("in_school", "senior", "kindergarten", "unregistered") or stale:
        cells["status"] = rng.choices(("在校", "在读", ""), weights=(60, 32, 8))[0]
        if state == "kindergarten" and cells["status"]:
            cells["status"] = "在园"
        cells["school"] = _called(person.school.name if person.school else "", shortens)
        cells["grade"] = person.grade - 1 if a_year_ago and rng.random() < 0.5 else person.grade
        if rng.random() < 0.06:
            cells["school"] = ""
    elif state in OUT:
        way = rng.random()
        if way < 0.5:
            cells["status"] = rng.choice(("未就读", "辍学", "失学"))
        elif way < 0.65:
            cells |= {"status": "外出务工", "note": rng.choice(words()["places"]["away"])}
        elif way < 0.75:
            cells["status"] = "在校"
    elif state == "elsewhere":
        place = rng.choice(words()["places"]["away"])
        if rng.random() < 0.85:
            cells |= {"status": "县外就读", "school": place, "note": "有就读证明" if rng.random() < 0.3 else ""}
    entry.cells |= cells


def _called(school: str, shortens: bool) -> str:
    county = words()["places"]["county"]
    return school.replace(county, "") if shortens and school.count(county) else school
