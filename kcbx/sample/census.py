"""The census as a careful village clerk would write it, before any error."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from random import Random
from typing import Any

from kcbx.definitions import schema
from kcbx.sample.life import Life
from kcbx.sample.places import Village
from kcbx.sample.rows import Row, Value


@cache
def _words(key: str) -> Any:
    return schema("sample/layouts")["words"][key]


def census_rows(lives: Iterable[Life], as_of: date, rng: Random) -> list[Row]:
    """Rows by village, group and household, as a clerk goes from door to door."""
    rows = [
        Row(life, _values(life, village, as_of, rng), village=village) for life in lives for village in life.listed_in
    ]
    return sorted(
        rows,
        key=lambda row: (
            row.village.code if row.village else "",
            row.life.child.household.group,
            row.life.child.household.number,
            row.life.child.person_id,
        ),
    )


def _values(life: Life, village: Village, as_of: date, rng: Random) -> dict[str, Value]:
    child, household = life.child, life.child.household
    guardian, head = household.guardian(child.guardian), household.head
    other = household.adults[1] if guardian is household.adults[0] else household.adults[0]
    born = child.birth
    relation = _words("relations")["祖父" if head.relation == "祖父" else "父亲"][child.sex == "女"]
    return {
        "township": village.township,
        "village": village.name,
        "village_group": f"{household.group}组",
        "household_head": head.name,
        "household_number": f"{household.number:06d}",
        "relation": relation,
        "name": child.name,
        "former_name": child.former_name,
        "sex": child.sex,
        "birth_date": born,
        "age": as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day)),
        "id_number": child.id_number,
        "address": f"{village.township}{village.name}{household.group}组",
        "residence": f"{village.name}{household.group}组"
        if not life.place or life.state != "elsewhere"
        else life.place,
        "low_income": household.low_income,
        "left_behind": household.left_behind,
        "orphan": child.orphan,
        "disabled": bool(child.disability) and rng.random() < 0.9,
        "disability_type": child.disability,
        "disability_number": child.disability_number,
        "guardian": guardian.name,
        "guardian_second": other.name,
        "guardian_id": guardian.id_number,
        "phone": guardian.phone,
        "duty_person": rng.choice(_words("duty")),
        "note": rng.choice(_words("notes_census")),
        **_schooling(life, as_of, rng),
    }


def _schooling(life: Life, as_of: date, rng: Random) -> dict[str, Value]:
    """What the village says of the child's schooling: status, school, grade, place, reason, proof, note."""
    said = life.says
    word = rng.choice(_words(said)) if said in schema("sample/layouts")["words"] else ""
    here: dict[str, Value] = {"school": life.school.name if life.school else "", "grade": life.grade}
    year = as_of.year
    match said:
        case "attending":
            if life.state in ("senior", "vocational"):
                word = rng.choice(_words("senior"))
            return {"status": word, **here}
        case "kindergarten":
            return {"status": word, **here}
        case "out":
            never = life.state in ("never_entered", "deferred", "still_in_kindergarten")
            reasons = _words("disabled_reasons" if life.child.disability else "reasons")
            reason = rng.choice(reasons) if rng.random() < 0.75 else ""
            return {"status": rng.choice(_words("never" if never else "dropped")), "reason": reason}
        case "working":
            return {"status": word, "reason": "外出务工", "residence": life.place}
        case "elsewhere" | "elsewhere_proved":
            proved = said == "elsewhere_proved"
            return {
                "status": rng.choice(_words("elsewhere")),
                "school": life.place + life.away_school if proved or rng.random() < 0.5 else "",
                "school_place": life.place,
                "grade": life.grade,
                "proof": rng.choice(_words("proofs")) if proved else "",
            }
        case "leave":
            proof = rng.choice(_words("leave_proofs"))
            return {"status": word, **here, "proof": proof, "note": f"休学至{year + 1}年8月"}
        case "deferred":
            proof = rng.choice(_words("deferral_proofs"))
            return {"status": word, "reason": "疾病", "proof": proof, "note": f"延缓至{year + 1}年8月"}
        case "home":
            return {"status": word, **here}
        case "dead":
            return {"status": word, "note": f"{year - rng.randrange(1, 4)}年死亡"}
        case "moved":
            return {"status": word, "note": f"{year - rng.randrange(0, 3)}年户口迁往{life.place}"}
        case "abroad" | "finished" | "at_home":
            return {"status": word}
    return {}
