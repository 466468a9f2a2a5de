"""The machine-readable result: which tables ``tables/`` holds, and under which names."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.definitions import to_verify
from kcbx.fields import SOURCE
from kcbx.register import Register

#: Tables of the lists beside census and roll: other_attendance, other_disability, …
OTHER = "other_"


def tables_of(register: Register, indicators: pd.DataFrame) -> Mapping[str, pd.DataFrame]:
    """Every table by name; census and roll carry the whole register."""
    census, roll = register.census, register.roll
    return {
        "census": census.assign(
            census_id=census["record_id"],
            declared_school=census["school"].fillna(census["school_elsewhere"]),
            declared_status=census["status"],
        ),
        "roll": roll.assign(roll_id=roll["record_id"]),
        "links": register.links,
        "standings": census[[*SOURCE, "child_id", "standing", "reason", "case_number", "row_key"]].assign(
            census_id=census["record_id"], out_of_school_list=census["standing"].isin(to_verify())
        ),
        "roll_standings": roll[[*SOURCE, "child_id", "standing", "row_key"]].assign(roll_id=roll["record_id"]),
        "conflicts": register.conflicts,
        "findings": register.findings,
        "indicators": indicators,
        "accounting": register.accounting,
        "sheets": register.sheets,
        **{f"{OTHER}{form}": rows for form, rows in register.others.items()},
    }
