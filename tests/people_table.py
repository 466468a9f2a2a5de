"""A people table for tests, written by hand: say what matters, the rest is empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from kcbx.cohorts import SchoolAges
from kcbx.fields import columns, conform, empty
from kcbx.linkage import Linkage
from kcbx.reconcile.primary import attendance_rank, with_primary

AGES = SchoolAges(2026)


def people(form: str, *rows: Mapping[str, Any]) -> pd.DataFrame:
    """The [people] table of the rows; source, keys and ages are filled in from what is given."""
    if not rows:
        return empty("people")
    return conform(pd.DataFrame([_whole(form, number, row) for number, row in enumerate(rows)]), "people")


def _whole(form: str, number: int, row: Mapping[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = dict.fromkeys(columns("people"))
    whole |= {
        "record_id": f"{form[0].upper()}{number}",
        "form": form,
        "source_file": f"{form}.xlsx",
        "source_sheet": "Sheet1",
        "source_row": number + 2,
        "id_state": "ok" if row.get("id_number") else "empty",
        "name_key": row.get("name"),
        "enough": bool(row.get("id_number") or (row.get("name") and row.get("birth_date"))),
        "compulsory": False,
        "cohort_uncertain": False,
    }
    if "due" in row:
        due = row["due"]
        birth = AGES.window(due).last
        whole |= {
            "birth_date": birth.isoformat(),
            "grade_due": due,
            "cohort": AGES.school_year - due + 1,
            "compulsory": 1 <= due <= 9,
            "age_at_cutoff": AGES.age_at_cutoff(birth),
            "enough": True,
        }
    return whole | {name: value for name, value in row.items() if name != "due"}


def linkage(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    accepted: Sequence[tuple[int, int]] = (),
    review: Sequence[tuple[int, int]] = (),
    same_census: Sequence[Sequence[int]] = (),
) -> Linkage:
    """A linkage by row positions: accepted pairs, review pairs, census rows that are one child."""
    child = {f"C{number}": f"child-C{number}" for number in range(len(census))}
    for rows in same_census:
        child |= {f"C{number}": f"child-C{rows[0]}" for number in rows}
    child |= {f"R{number}": f"child-R{number}" for number in range(len(roll))}
    child |= {f"R{right}": child[f"C{left}"] for left, right in accepted}
    pairs = [(f"C{left}", f"R{right}", "accepted", 40.0, 20.0, "身份证号、姓名相同") for left, right in accepted]
    pairs += [(f"C{left}", f"R{right}", "review", 12.0, 3.0, "姓名同音") for left, right in review]
    return Linkage(
        pairs=conform(pd.DataFrame(pairs, columns=list(columns("pairs"))), "pairs"),
        nearest=empty("nearest"),
        census_groups=_groups(census, child, pd.DataFrame(index=census.index)),
        roll_groups=_groups(roll, child, attendance_rank(roll)),
        counts={},
    )


def _groups(rows: pd.DataFrame, child: Mapping[str, str], rank: pd.DataFrame) -> pd.DataFrame:
    table = pd.DataFrame({"record_id": rows["record_id"], "child_id": rows["record_id"].map(child)})
    table = with_primary(table, rank, empty("repeats"))
    return table.assign(duplicate_reason=pd.Series("身份证号相同", index=table.index).where(~table["primary"]))
