"""Random small registers in which every standing, status, stage and list occurs, and two terms share some children."""

from __future__ import annotations

import random
from typing import Any

from oracle.small_register import small_register

from kcbx.cohorts import SchoolAges
from kcbx.definitions import standings
from kcbx.register import Register

STAGES = ["kindergarten", "primary", "junior", "senior", "vocational", "special", None]
STATUSES = [None, None, "attending", "leave", "dropout", "absent", "dead", "abroad", "transferred_out", "graduated"]
STATUSES += ["home_taught", "out", "special"]
STANDINGS = [code for code in standings() if code != "duplicate"]


def random_county(seed: int) -> tuple[Register, Register | None]:
    """A register and, three times in four, last term's. The same for the same seed."""
    rng = random.Random(seed)
    primary_years = rng.choice([6, 6, 5])
    ages = SchoolAges(2026, primary_years=primary_years, junior_years=9 - primary_years)
    numbers = [str(number) for number in rng.sample(range(1, 60), 45)]
    kids = [_child(rng, numbers) for _ in range(rng.randint(0, 45))]
    for number, kid in enumerate(kids):
        if rng.random() < 0.1:
            kid["same_as"] = rng.randrange(len(kids))
            if rng.random() < 0.5:
                kids[kid["same_as"]]["same_as"] = number
    pupils = [_pupil(rng, numbers) for _ in range(rng.randint(0, 30))]
    others = {
        "disability": [
            row | {"certificate": rng.choice([True, False, None])} for row in _named(rng, kids, "maybe", "pupil")
        ],
        "low_income": [row | _age(rng) for row in _named(rng, kids, "maybe", "pupil")],
        "attendance": [row | _proof(rng) | _seat(rng, kids) for row in _named(rng, kids, "maybe", "pupil")],
        "intake_list": [row | _year(rng, 2018) for row in _named(rng, kids, "maybe")],
        "out_of_county": [row | _proof(rng) for row in _named(rng, kids, "maybe")],
        "graduates": [
            row | {"status": _went(rng), "stage": rng.choice(["junior", "junior", "primary", None])} | _year(rng, 2026)
            for row in _named(rng, kids, "maybe")
        ],
        "cases": [_case(rng) for _ in range(rng.randint(0, 12))],
        "intake_counts": [_count(rng) for _ in range(rng.randint(0, 5))],
    }
    register = small_register(kids, pupils, {form: rows for form, rows in others.items() if rows}, ages)
    if not rng.randint(0, 3):
        return register, None
    then = SchoolAges(rng.choice([2025, 2025, 2026]), primary_years=primary_years, junior_years=9 - primary_years)
    numbers = [str(number) for number in rng.sample(range(1, 60), 45)]
    before = [{"standing": "in_school", "due": 1}, *(_child(rng, numbers) for _ in range(rng.randint(0, 40)))]
    return register, small_register(before, [_pupil(rng, numbers) for _ in range(30)], ages=then)


def _person(rng: random.Random, numbers: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {
        "township": rng.choice(["甲乡", "乙乡", None]),
        "village": rng.choice(["一村", "二村"]),
        "name_pinyin": rng.choice(["wang yi", "wang er"]),
        "sex": rng.choice(["男", "女", "男", "女", None]),
        **{group: rng.choice([True, False, None]) for group in ("disabled", "low_income", "left_behind")},
    }
    if rng.random() < 0.95:
        row["due"] = rng.randint(-3, 13)
    if numbers and rng.random() < 0.8:
        row["who"] = numbers.pop()
    return row


def _on_roll(rng: random.Random, row: dict[str, Any]) -> dict[str, Any]:
    due = row.get("due", rng.randint(1, 12))
    fitting = "kindergarten" if due < 1 else "primary" if due < 7 else "junior" if due < 10 else "senior"
    return row | {
        "stage": fitting if rng.random() < 0.7 else rng.choice(STAGES),
        "grade": due if rng.random() < 0.7 else rng.choice([None, *range(13)]),
        "status": rng.choice(STATUSES) if rng.random() < 0.6 else None,
        "school": rng.choice(["甲幼儿园", "甲小学", None]),
        "roll_proof": rng.choice(["已办结", None]),
        "grade_settled": rng.randint(1, 9) if rng.random() < 0.1 else None,
        "uncalled": rng.random() < 0.2,
        "cohort_uncertain": rng.choice([False, False, True, None]),
    }


def _child(rng: random.Random, numbers: list[str]) -> dict[str, Any]:
    row = _person(rng, numbers) | {
        "standing": "in_school" if rng.random() < 0.3 else rng.choice(STANDINGS),
        "census_status": rng.choice([None, None, "dropout", "dead", "abroad", "moved_away"]),
    }
    review = row["standing"] == "in_school_review"
    row["birth_date"] = rng.choice([None, "2015-06-06", "2015-06-07"])
    if rng.random() < (0.5 if review else 0.1):  # no list says of a child that it is gone
        row["likely"] = rng.choice([code for code in STANDINGS if review or code != "gone"])
    if review:
        row["name_pinyin"] = rng.choice(["wang yi", "wang yi er", "li er", None])
        row |= {"again": rng.choice([False, True, "review"]), "roll_village": rng.choice(["一村", "二村", None])}
        row |= {"birth_date": rng.choice([None, "2015-06-06", "2015-06"]), "id_birth": rng.choice([None, "2015-06-06"])}
        row |= {"census_grade": rng.choice([None, 3, 9]), "roll_due": rng.choice([2, 9])}
        row["roll_birth"] = rng.choice([None, "2015-06-06", "2014-01-01", "2012-01-01"])
        row["birth_source"] = rng.choice([None, "column", "column", "id"])
        row |= rng.choice([{"name": "王一"}, {}])
    return _on_roll(rng, row) if rng.random() < 0.6 else row


def _pupil(rng: random.Random, numbers: list[str]) -> dict[str, Any]:
    standing = rng.choice(["from_elsewhere", "not_in_census", "not_in_census", "review", "too_little"])
    doubt = {"may_be": rng.randrange(60), "weight": rng.choice([-2.0, 8.0, 30.0]), "margin": rng.choice([-9.0, 1.0])}
    return _on_roll(rng, _person(rng, numbers) | {"standing": standing} | (doubt if standing == "review" else {}))


def _named(rng: random.Random, kids: list[dict[str, Any]], *ways: str) -> list[dict[str, Any]]:
    """Rows of a list that name a child; ``maybe`` among the ways: or may name one; ``pupil``: or a pupil in doubt."""
    if not rng.randint(0, 4):
        return []
    known = [{rng.choice(["child", *ways]): rng.randrange(len(kids))} for _ in range(rng.randint(1, 25)) if kids]
    return [*known, *({} for _ in range(rng.randint(0, 2)))]


def _proof(rng: random.Random) -> dict[str, Any]:
    stage = rng.choice([None, None, "primary", "junior", "kindergarten"])
    return {"proof": rng.choice(["就读证明", None]), "stage": stage, "grade": rng.choice([None, *range(1, 10)])}


def _seat(rng: random.Random, kids: list[dict[str, Any]]) -> dict[str, Any]:
    number = rng.choice(kids).get("who") if kids and rng.random() < 0.5 else None
    status = {"status": rng.choice([None, None, "attending", "absent"]), "name_key": rng.choice([None, "王一"])}
    return status | ({} if number is None else {"id_number": f"53990120{number:0>10}", "id_state": "ok"})


def _age(rng: random.Random) -> dict[str, Any]:
    return {"due": rng.randint(-3, 13)} if rng.random() < 0.7 else {}


def _year(rng: random.Random, wanted: int) -> dict[str, Any]:
    return {"list_year": rng.choice([None, wanted, wanted, wanted - 1, wanted + 1])}


def _went(rng: random.Random) -> str | None:
    return rng.choice(
        [None, "senior", "senior", "vocational", "elsewhere", "out", "attending", "repeating", "dead", "special"]
    )


def _case(rng: random.Random) -> dict[str, Any]:
    flags = {name: rng.choice([True, False]) for name in ("confirmed", "returned", "open")}
    place = {"township": rng.choice(["甲乡", "乙乡", None]), "village": "一村", "sex": rng.choice(["男", "女", None])}
    return place | flags | {"days": rng.choice([0, 30, 31, 90, 91, 180, 181, 400])}


def _count(rng: random.Random) -> dict[str, Any]:
    numbers = (
        "intake_count",
        "moved_in",
        "moved_out",
        "died",
        "on_leave",
        "guests",
        "other_increase",
        "other_decrease",
    )
    return {
        "school": rng.choice(["甲小学", "乙小学"]),
        "intake_year": rng.choice([2017, 2018, None]),
        **{name: rng.choice([None, *range(30)]) for name in numbers},
    }
