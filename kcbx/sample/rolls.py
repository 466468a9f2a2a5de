"""The rolls as a careful registrar would write them, before any error."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from kcbx.definitions import schema
from kcbx.sample.life import Enrolment, Life
from kcbx.sample.rows import Row, Value


def roll_rows(lives: Iterable[Life], school_year: int, rng: Random) -> list[Row]:
    """Rows by roster, school, grade, class and a pupil's number in class."""
    entries = [entry for life in lives for entry in life.enrolments]
    keyed = [
        ((entry.roster, entry.school.code, entry.grade, entry.class_number, rng.random()), entry) for entry in entries
    ]
    keyed.sort(key=lambda pair: pair[0])
    return [Row(entry.life, _values(entry, school_year, rng), enrolment=entry) for _, entry in keyed]


def _values(entry: Enrolment, school_year: int, rng: Random) -> dict[str, Value]:
    life, child, household = entry.life, entry.life.child, entry.life.child.household
    words, places = schema("sample/layouts")["words"], schema("sample/places")
    village, school = household.village, entry.school
    father, mother = household.adults[0], household.adults[1]
    guardian, other = (father, mother) if rng.random() < 0.7 else (mother, father)
    stage_start = 1 if entry.grade <= 6 else 7 if entry.grade <= 9 else 10
    entered = school_year - max(0, entry.grade - stage_start)
    if village is not None:
        township, name, group, code = village.township, village.name, f"{household.group}组", village.code
    else:
        township = rng.choice(places["neighbours"]) + rng.choice(places["townships"])
        name, group = rng.choice(places["village_names"]) + "村", f"{household.group}组"
        code = rng.choice(places["other_codes"]) + "000000"
    status = {"attending": rng.choice(words["roll_attending"]), "leave": "休学"}.get(entry.status) or rng.choice(
        words["roll_left"]
    )
    with_class = life.state == "with_class"
    return {
        "school": school.name,
        "school_code": school.code,
        "grade": entry.grade,
        "class_name": f"{entry.class_number}班"
        if entry.grade > 0
        else f"{'小中大'[entry.grade + 2]}{entry.class_number}班",
        "class_number": f"{entered}{entry.class_number:02d}",
        "student_number": f"G{child.id_number}" if entry.grade >= 1 else "",
        "name": child.name,
        "former_name": child.former_name,
        "sex": child.sex,
        "birth_date": child.birth,
        "id_number": child.id_number,
        "entry_month": f"{entered}09",
        "region_code": code,
        "township": township,
        "village": name,
        "village_group": group,
        "residence": "" if rng.random() < 0.3 else f"{township}{name}{group}",
        "guardian": guardian.name,
        "guardian_relation": guardian.relation,
        "guardian_second": other.name,
        "guardian_id": guardian.id_number,
        "phone": guardian.phone,
        "status": status,
        "left_behind": household.left_behind,
        "left_behind_code": "非留守儿童" if not household.left_behind else rng.choice(("单亲留守", "双亲留守")),
        "orphan": child.orphan,
        "disability_type": child.disability if rng.random() < 0.85 else "",
        "disability_level": f"{child.disability_level}级" if child.disability else "",
        "disability_number": child.disability_number,
        "with_class": "随班就读" if with_class else "",
        "migrant": village is None,
        "duty_person": f"{rng.choice('王李张杨')}老师" if entry.roster == "home_teaching" else "",
        "note": "随班就读" if with_class and rng.random() < 0.3 else "",
    }
