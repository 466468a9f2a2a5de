"""Small invented registers for the indicators: written as plain dicts, so that a case reads like a sentence.

A child: ``{"standing": "in_school", "due": 3, "stage": "primary", "sex": "女", …}``; ``birth`` instead of ``due``
lets the age rules decide; ``stage`` (with ``grade``, ``school``, ``status``) gives the child a linked roll row, a
child in review one it may be (``roll_village``: of another village), ``grade_settled`` the grade that outvotes it;
``likely`` is the standing it most probably has, ``same_as`` the child (by position) that it most probably is once
more, ``who`` gives it an ID number, by which two terms know each other; ``n`` repeats it. A pupil is a roll row without
a census child. A row of another list names its child by position (``child``) or the pupil whom a child in review may be
(``pupil``), or may name it (``maybe``), and may know its age (``due``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.fields import columns, empty
from kcbx.register import Place, Register

Row = Mapping[str, Any]
AGES = SchoolAges(2026)
_REGISTER_COLUMNS = (
    *("child_id", "standing", "likely_standing", "maybe_child_id"),
    *("roll_id", "census_id", "duplicate_of", "case_number"),
)
_LINK = {"stage", "grade", "school", "status", "class_name", "grade_settled", "uncalled"}
_ROLL_ONLY = {"roll_village": "village", "roll_due": "grade_due", "roll_birth": "birth_date", "roll_proof": "proof"}
_CENSUS_ONLY = {"census_stage": "stage", "census_grade": "grade", "census_status": "status"}


def small_register(
    children: Sequence[Row],
    pupils: Sequence[Row] = (),
    others: Mapping[str, Sequence[Row]] | None = None,
    ages: SchoolAges = AGES,
    per_township: Mapping[str, SchoolAges] | None = None,
) -> Register:
    """The register of these children and pupils."""
    census: list[dict[str, Any]] = []
    roll: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    for number, child in enumerate(_repeated(children)):
        rules = (per_township or {}).get(child.get("township", ""), ages)
        person = _person(child, rules) | {"record_id": f"c{number:06d}", "child_id": f"k{number:06d}", "form": "census"}
        if child["standing"] == "duplicate":
            person["child_id"] = census[-1]["child_id"]
        if "stage" in child:
            pupil = {"uncalled": False} | _person(child, rules) | {name: child[name] for name in _LINK & child.keys()}
            pupil |= {own: child[name] for name, own in _ROLL_ONLY.items() if name in child}
            pupil |= {
                "record_id": f"r{number:06d}",
                "child_id": person["child_id"],
                "standing": "linked",
                "form": "roll",
            }
            roll.append(pupil)
            if child["standing"] == "in_school_review":
                pupil |= {"standing": "review", "child_id": f"q{number:06d}"}
                pair = {"census_id": person["record_id"], "roll_id": pupil["record_id"], "decision": "review"}
                links.append(pair | {"weight": 20.0})
            else:
                person["roll_id"] = pupil["record_id"]
        if child.get("again"):  # who may be the last child found on a roll, or the last other one in review
            standing, weight = ("review", 25.0) if child["again"] == "review" else ("linked", 12.0)
            known = [pupil["record_id"] for pupil in roll if pupil["standing"] == standing]
            links += [
                {"census_id": person["record_id"], "roll_id": row, "decision": "review", "weight": weight}
                for row in [row for row in known if row != f"r{number:06d}"][-1:]
            ]
        census.append(person | {own: child[name] for name, own in _CENSUS_ONLY.items() if name in child})
    for number, pupil in enumerate(_repeated(pupils)):
        if "may_be" in pupil and census:  # a pair in doubt with one of the children
            pair = {"census_id": census[pupil["may_be"] % len(census)]["record_id"], "roll_id": f"s{number:06d}"}
            links.append(pair | {"decision": "review", "weight": pupil["weight"], "margin": pupil["margin"]})
        rules = (per_township or {}).get(pupil.get("township", ""), ages)
        roll.append(
            {"standing": "not_in_census", "child_id": f"p{number:06d}", "uncalled": False}
            | _person(pupil, rules)
            | {name: pupil[name] for name in _LINK & pupil.keys()}
            | {own: pupil[name] for name, own in _ROLL_ONLY.items() if name in pupil}
            | {"record_id": f"s{number:06d}", "form": "roll"}
        )
    return Register(
        place=Place("青崖县", date(ages.school_year, 9, 20), ages, date(ages.school_year, 10, 16), "试"),
        census=_people(census),
        roll=_people(roll, {"grade_settled": "Int64", "uncalled": "bool"}),
        links=_links(links),
        conflicts=empty("conflicts"),
        others={form: _other(form, rows) for form, rows in (others or {}).items()},
        accounting=empty("accounting"),
        findings=empty("findings"),
        sheets=pd.DataFrame(),
    )


def _links(pairs: list[dict[str, Any]]) -> pd.DataFrame:
    table = pd.DataFrame(pairs).reindex(columns=list(columns("links")))
    return table.astype({name: column.dtype for name, column in columns("links").items()})


def _repeated(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [dict(row) for row in rows for _ in range(row.get("n", 1))]


def _person(row: Row, ages: SchoolAges) -> dict[str, Any]:
    person = {name: value for name, value in row.items() if name in columns("people") and name not in _LINK}
    person |= {name: row[name] for name in ("standing", "child_id") if name in row}
    person |= {"likely_standing": row["likely"]} if "likely" in row else {}
    person |= {"maybe_child_id": f"k{row['same_as']:06d}"} if "same_as" in row else {}
    if "name" in row:
        person["name_key"] = row["name"]
    if "who" in row:
        person |= {"id_number": f"53990120{row['who']:0>10}", "id_state": "ok"}
    if "birth" in row:
        birth = date.fromisoformat(row["birth"])
        person |= {
            "birth_date": row["birth"],
            "grade_due": ages.grade_due(birth),
            "age_at_cutoff": ages.age_at_cutoff(birth),
        }
    elif "due" in row:
        person |= {"grade_due": row["due"], "age_at_cutoff": row["due"] + int(ages.entry_age) - 1}
    if "grade_due" in person:
        person["cohort"] = ages.school_year - person["grade_due"] + 1
        person["compulsory"] = 1 <= person["grade_due"] <= ages.compulsory_years
    return person


def _people(rows: list[dict[str, Any]], more: Mapping[str, str] | None = None) -> pd.DataFrame:
    frame = pd.DataFrame(rows).reindex(columns=[*columns("people"), *_REGISTER_COLUMNS, *(more or {})])
    frame = frame.astype({name: column.dtype for name, column in columns("people").items()})
    return frame.astype({**dict.fromkeys(_REGISTER_COLUMNS, "str"), **(more or {})})


def _other(form: str, rows: Sequence[Row]) -> pd.DataFrame:
    if form == "intake_counts":
        named = [{"record_id": f"n{number:04d}", **row} for number, row in enumerate(rows)]
        return (
            pd.DataFrame(named)
            .reindex(columns=list(columns(form)))
            .astype({name: column.dtype for name, column in columns(form).items()})
        )
    if form == "cases":
        named = [{"record_id": f"n{number:04d}", **row} for number, row in enumerate(_repeated(rows))]
        table = pd.DataFrame(named).reindex(columns=list(columns("cases")))
        return table.astype({name: column.dtype for name, column in columns("cases").items()})
    people = [
        {"record_id": f"{form}{number:05d}", "form": form, **row}
        | ({"grade_due": row["due"], "age_at_cutoff": row["due"] + 5} if "due" in row else {})
        | ({"child_id": f"k{row['child']:06d}"} if "child" in row else {})
        | ({"child_id": f"q{row['pupil']:06d}"} if "pupil" in row else {})
        | ({"maybe_child_id": f"k{row['maybe']:06d}"} if "maybe" in row else {})
        for number, row in enumerate(_repeated(rows))
    ]
    return _people(people).assign(maybe_child_id=pd.Series([row.get("maybe_child_id") for row in people], dtype="str"))
