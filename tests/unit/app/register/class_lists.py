"""A child of the census, its class, and what the lists beside them say of the child."""

from __future__ import annotations

from typing import Any

import pandas as pd
from people_table import people

from kcbx.app.register.told import absent_from_class, what_others_know
from kcbx.fields import empty
from kcbx.linkage import Linkage
from kcbx.metrics.likely_lists import likely_lists

CLASS = {"school_key": "云岭中心小学", "grade": 5, "stage": "primary"}
SEATED = {"name": "周明", **CLASS}


def called(
    *left_over: dict[str, Any],
    maybe: str | None = None,
    pupil: tuple[str, str] = ("杨诗漫", "yang shi man"),
    at_home: str | None = None,
    counted: bool = False,
    proved: bool = False,
    sits_in: str | None = None,
) -> bool | None:
    """What the class list says of ``pupil``, by name and pinyin, who is on the roll of the class, as is 杨诗林.

    ``maybe``: the child whom the rows left over may be, ``counted``: told with the rows in doubt. ``at_home``: what the
    village calls the child. ``proved``: the list of children at school elsewhere has the child. ``sits_in``: the class
    of the grade.
    """
    child = {"name": pupil[0], "name_pinyin": pupil[1], "class_name": sits_in, **CLASS}
    census = people("census", {**child, "name": at_home or pupil[0]})
    roll = people("roll", child, {"name": "杨诗林", **CLASS})
    rows = people("attendance", SEATED, *left_over)
    rows = rows.assign(child_id=None, maybe_child_id=maybe)
    rows.loc[0, ["child_id", "maybe_child_id"]] = ["somebody", None]
    lists = {"attendance": rows}
    if proved:
        lists["out_of_county"] = people("out_of_county", {"name": pupil[0]}).assign(child_id="one")
    return told(lists, census, roll, ["one", "two"], counted=counted)


def of_children(at_home: str, on_roll: str, pairs: pd.DataFrame | None = None) -> Linkage:
    """The linkage of a census and a roll of one row each, by the child each is, with ``pairs`` in doubt."""
    groups = [
        pd.DataFrame({"record_id": [f"{form}0"], "child_id": child, "primary": True, "duplicate_reason": None})
        for form, child in (("C", at_home), ("R", on_roll))
    ]
    return Linkage(empty("pairs") if pairs is None else pairs, empty("nearest"), *groups, {})


def others_know(
    lists: dict[str, pd.DataFrame], census: pd.DataFrame, roll: pd.DataFrame, linked: Linkage
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the other lists say of each row of the census: surely, and with the rows in doubt."""
    absent = absent_from_class(lists, census, roll, linked)
    return what_others_know(lists, likely_lists(lists), census, roll, linked, absent)


def told(
    lists: dict[str, pd.DataFrame],
    census: pd.DataFrame,
    roll: pd.DataFrame,
    pupils: list[str],
    *,
    counted: bool,
    pairs: pd.DataFrame | None = None,
) -> bool | None:
    """What the class lists say of ``one``, the child of the census; ``pupils``: child_id of the rows of the roll."""

    def groups(rows: pd.DataFrame, children: list[str]) -> pd.DataFrame:
        first = ~pd.Series(children).duplicated()
        found = {"record_id": rows["record_id"], "child_id": children, "primary": first, "duplicate_reason": None}
        return pd.DataFrame(found)

    links = empty("pairs") if pairs is None else pairs
    linked = Linkage(links, empty("nearest"), groups(census, ["one"]), groups(roll, pupils), {})
    said = others_know(lists, census, roll, linked)[counted]["on_attendance"].iloc[0]
    return None if pd.isna(said) else bool(said)


def class_says(*called: dict[str, Any], at_home: dict[str, Any] | None = None, doubt: bool = False) -> bool | None:
    """What the class list says of 杨诗漫, born 2015-06-06, of number …11; as is R1 of another class without a list."""
    child = {"name": "杨诗漫", "birth_date": "2015-06-06", "id_number": "539921201506060011", **CLASS}
    census = people("census", {**child, **(at_home or {})})
    roll = people(
        "roll", child, {**child, "school_key": "河口中心小学", "id_number": None}, {"name": "杨诗林", **CLASS}
    )
    pairs = None
    if doubt:
        pair = {"census_id": "C0", "roll_id": "R1", "weight": 20.0, "margin": -9.0, "decision": "review", "reason": ""}
        pairs = pd.DataFrame([pair])
    lists = people("attendance", SEATED, *called)
    lists["child_id"] = ["somebody", *(row.get("of") for row in called)]
    lists["maybe_child_id"] = [None, *(row.get("maybe") for row in called)]
    return told({"attendance": lists}, census, roll, ["one", "also", "two"], counted=True, pairs=pairs)
