"""Where a graduate went: what a list of graduates says of it, in the codes of a status.

The list names two schools. The one the pupil left says nothing of where it went; a row without a destination is a
graduate of whom nobody knows, never one who was admitted.
"""

from __future__ import annotations

import pandas as pd

from kcbx.clean.gazetteer import Gazetteer
from kcbx.clean.schools import named_school, school_key, school_stage
from kcbx.clean.status import read_status, without_number
from kcbx.clean.words import Rows, bare, by_value, by_value_parts, first, listed, tidy

#: 考取民族中学: whoever was admitted does not repeat, though the school is the one that was left.
_ADMITTED = "考[上取入进]|录取|升入|升学"
#: Stages of a school of destination that say of themselves where the graduate went.
_SENIOR = ("senior", "vocational", "special")


def destinations(rows: Rows, school_left: pd.Series, places: Gazetteer) -> pd.DataFrame:
    """Columns status, status_text, school_elsewhere and ``unclear``: a kind of destination that was not understood.

    A column of one kind with the school written below it gives both (普通高中：第一中学). The kind (普高, 中职,
    县外就读, 未升学, 复读) decides; where it is missing or says no more than 升学, the school or work named as the
    destination does: outside the county elsewhere, by its name senior or vocational, the school left (``school_left``,
    keys) repeating, any other attending. 去向不明 and nothing at all are null.
    """
    kind, named = first(rows.said("destination_kind"), rows.said("destination_hint")), rows.said("destination")
    unknown = by_value(kind, _says_nothing, "boolean").fillna(False).astype(bool)
    answered = by_value_parts(kind, _answered, {"answer": "str", "below": "str"})
    code = by_value(answered["answer"], lambda text: read_status(text, whole_only=True))
    code = first(code, by_value(kind.mask(unknown), read_status))
    named = first(named, answered["below"])
    # 升入青崖县第一中学 in the column of the kind is a destination
    within = kind.where(code.isna() & by_value(kind, lambda text: named_school(text) is not None, "boolean"))
    named = first(named, by_value(within, named_school))
    place = rows.said("school_place")
    away = first(*(text.where(by_value(text, places.outside, "boolean").fillna(False)) for text in (place, named)))
    told = by_value(named, _of_destination)
    same = by_value(named, lambda text: _key(text, places)).eq(school_left) & ~named.str.contains(_ADMITTED).fillna(
        False
    )
    told = told.mask(told.eq("attending") & same, "repeating")
    told = told.mask(away.notna() & ~told.isin(["out", "dead"]), "elsewhere")
    vague = code.isna() | code.eq("attending")
    status = told.where(vague & told.notna(), code)
    where = first(away, named).where(status.isin(["elsewhere", "abroad"]))
    return pd.DataFrame(
        {
            "status": status,
            "status_text": first(kind, named),
            "school_elsewhere": by_value(where, tidy),
            "unclear": kind.where(code.isna() & ~unknown & within.isna()),
        }
    )


def _answered(text: str) -> tuple[str | None, str | None]:
    """The answer a column stands for, and what is written below it."""
    answer, _, below = text.partition("：")
    return (answer, below) if below else (None, None)


def _says_nothing(text: str) -> bool:
    return bare(without_number(text)) in listed("schooling", key="unknown_destination")


def _key(text: str, places: Gazetteer) -> str:
    known = places.school(text, None)
    return known.key if known else school_key(text)


def _of_destination(text: str) -> str | None:
    """What a destination says: what is done instead of school, or the stage of a school, else that one is attended."""
    if (code := read_status(text)) and code != "attending":
        return code
    stage = school_stage(school_key(text))
    return stage if stage in _SENIOR else "attending" if named_school(text) or code else None
