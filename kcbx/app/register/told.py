"""What the lists beside census and roll say of the children: what changes a standing.

Only rows surely linked to a child count: a list that may speak of a child must not move the child. What it would say is
kept beside, for the rates.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from kcbx.app.register.other_lists import rows_of_children
from kcbx.class_lists_say import of_absent
from kcbx.fields import empty
from kcbx.linkage import Linkage
from kcbx.metrics.likely_lists import in_class
from kcbx.reconcile.class_lists import missing_from_class
from kcbx.reconcile.mere_names import mere_names
from kcbx.statuses import left_junior


def absent_from_class(
    others: Mapping[str, pd.DataFrame], census: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage
) -> pd.Index:
    """child_id of those whom the class lists do not have in class: called absent wherever they are called, or missing
    from the list of the own class (:func:`kcbx.reconcile.class_lists.missing_from_class`)."""
    attendance = others.get("attendance", empty("people"))
    if "child_id" not in attendance:
        return pd.Index([], dtype="str")
    there = in_class(attendance)
    lists = (
        rows.dropna(subset=["child_id"]) for form, rows in others.items() if form != "attendance" and "child_id" in rows
    )
    known_as = pd.concat([rows_of_children(census, roll, linkage), *lists])
    return there.index[~there].union(missing_from_class(attendance, known_as, roll, linkage))


def what_others_know(
    others: Mapping[str, pd.DataFrame],
    likely: Mapping[str, pd.DataFrame],
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linkage: Linkage,
    absent: pd.Index,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the other lists say of each census row: surely, and as ``likely`` has them, every row in doubt of the child
    it may be (:func:`kcbx.metrics.likely_lists.likely_lists`). ``absent``: :func:`absent_from_class`.

    Columns as :func:`kcbx.reconcile.standing.census.census_standings`. Some rows in doubt say nothing all the same:

    - those of the graduates: their list tells where a child was;
    - those of a class list that bear no more of the child than a name, or have a child in class whom the village knows
      at school elsewhere: they are of a namesake;
    - all of them where a list surely says where the child is. Only that a child surely at school elsewhere is absent
      from its class here, and that one surely missing from its class is at school elsewhere, go together.
    """
    child = linkage.child_of_census.reindex(census["record_id"])
    attendance = others.get("attendance", empty("people"))
    today = {form: others[form] if form == "graduates" else rows for form, rows in likely.items()}
    if "child_id" in attendance:
        counted, doubt = likely["attendance"], attendance["child_id"].isna()
        mere = mere_names(counted[doubt], rows_of_children(census, roll, linkage)).reindex(
            counted.index, fill_value=False
        )
        today["attendance"] = counted.assign(child_id=counted["child_id"].mask(mere))
    known, doubted = (_said(lists, absent, child) for lists in (others, today))
    if "on_attendance" in doubted:
        away = census["status"].eq("elsewhere").fillna(False).to_numpy(bool)
        doubted["on_attendance"] = doubted["on_attendance"].mask(away & doubted["on_attendance"].eq(True))
    told = known.drop(columns="graduated", errors="ignore").notna().any(axis=1)
    likely_known = known.where(told, doubted)
    if {"on_attendance", "elsewhere"} <= {*known}:
        left = known["elsewhere"].notna() & known["on_attendance"].isna() & doubted["on_attendance"].eq(False)
        likely_known.loc[left, "on_attendance"] = False
        gone, where = known["on_attendance"].eq(False) & known["elsewhere"].isna(), ["elsewhere", "proof"]
        likely_known.loc[gone, where] = doubted.loc[gone, where]
    return known, likely_known


def _said(others: Mapping[str, pd.DataFrame], absent: pd.Index, child: pd.Series) -> pd.DataFrame:
    """What the rows with a ``child_id`` say of each census row; ``absent``: :func:`absent_from_class`,
    ``child``: child_id by the record_id of each census row."""
    known = pd.DataFrame(index=child.index.rename("record_id"))

    def of(values: pd.Series) -> pd.Series:
        """Values by child, at the census rows of the child."""
        return pd.Series(child.map(values[~values.index.duplicated()]).to_numpy(), index=known.index, dtype="object")

    lists = {
        form: rows.dropna(subset=["child_id"]).set_index("child_id")
        for form, rows in others.items()
        if "child_id" in rows
    }
    if "attendance" in lists:
        known["on_attendance"] = of(pd.concat([in_class(others["attendance"]), pd.Series(False, index=absent)]))
        known["absent_as"] = of(of_absent(others["attendance"]))
    if (rows := lists.get("deferral")) is not None:
        known["deferred_until"] = of(_latest(_still_out(rows)["expiry"]))
    if (rows := lists.get("leave")) is not None:
        known["leave_until"] = of(_latest(_still_out(rows)["expiry"]))
    if (rows := lists.get("out_of_county")) is not None:
        known["elsewhere"] = of(pd.Series(True, index=rows.index))
        known["proof"] = of(rows["proof"].dropna().sort_values())
    if (rows := lists.get("disability")) is not None:
        for status in ("home_taught", "with_class"):
            so = rows[rows["status"].eq(status).fillna(False).astype(bool)]
            known[status] = of(pd.Series(True, index=so.index))
    if (rows := lists.get("graduates")) is not None:
        done = rows[rows["status"].ne("repeating").fillna(True) & left_junior(rows)]
        known["graduated"] = of(pd.Series(True, index=done.index))
    return known


def _still_out(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows but those of children who are back, and stay on the list (已复学), and of those who were refused."""
    return rows[~rows["status"].isin(["attending", "out"])]


def _latest(until: pd.Series) -> pd.Series:
    """The latest end by child, of those who have several: a leave that was renewed. "" where none is written at all."""
    return until.fillna("").sort_values(ascending=False)
