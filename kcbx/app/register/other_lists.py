"""Lists beside census and roll: whom their rows speak of.

Every list of people goes through the same linkage as the two main lists. What the lists say is read in
:mod:`kcbx.app.register.told`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from kcbx.among import among
from kcbx.clean.problems import Reporter
from kcbx.clean.unread import report_counts
from kcbx.clean.words import Rows
from kcbx.fields import SOURCE, columns, conform
from kcbx.findings import Findings
from kcbx.linkage import Linkage, is_accepted
from kcbx.list_kinds import count_forms, forms_of_schools
from kcbx.reconcile.link import Beside
from kcbx.reconcile.mere_names import called_by_name, called_of_no_roll
from kcbx.reconcile.of_whom import likeliest
from kcbx.reconcile.primary import pupil_rows

#: The list of children whose school lies elsewhere.
_ELSEWHERE = "out_of_county"


def count_table(rows: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """The [intake_counts] table of the raw rows: numbers read as numbers, what is no number is null and reported."""
    numbers = [name for name, column in columns("intake_counts").items() if column.type == "int" and name not in SOURCE]
    table = rows.reindex(columns=[*rows.columns, *(name for name in ["school", *numbers] if name not in rows)])
    report_counts(Reporter(rows, findings), Rows(rows), numbers)
    table = table.assign(
        **{
            name: pd.to_numeric(table[name].str.extract(r"(\d+)", expand=False), errors="coerce").astype("Int64")
            for name in numbers
        }
    )
    content = table[["school", *numbers]].astype("str").fillna("").agg("|".join, axis=1)
    order = content.groupby(content).cumcount().astype(str)
    return conform(table.assign(record_id="N" + content + "#" + order), "intake_counts")


def with_children(
    tables: Mapping[str, pd.DataFrame],
    census: pd.DataFrame,
    roll: pd.DataFrame,
    linkage: Linkage,
    settings: Mapping[str, Any],
) -> dict[str, pd.DataFrame]:
    """Every other list with ``child_id``: the child of census or roll each row speaks of, null if nobody.

    ``maybe_child_id``: a child a row may speak of, where a person would have to look. Lists of counts pass through
    unchanged.
    """
    if not tables:
        return {}
    everybody = rows_of_children(census, roll, linkage)
    beside = Beside(everybody, settings)
    return {
        form: rows
        if form in count_forms() or rows.empty
        else rows.assign(**_children_of(rows, form, everybody, beside))
        for form, rows in tables.items()
    }


def _children_of(rows: pd.DataFrame, form: str, everybody: pd.DataFrame, beside: Beside) -> dict[str, pd.Series]:
    """``child_id`` and ``maybe_child_id`` of each row of one list.

    One row speaks for every child at first, the roll's on a list of schools, else the census's. What is left over is
    laid beside the other rows of the children nobody has been found for: a name respelt on the roll, a telephone only
    the census knows. A row that might be one child is not given to another. Of twins, one of whom is in class here,
    a list of children elsewhere means the other. Rows of a class list that are names only are told by the class. What a
    row in doubt bears of a stranger is told by name and place (:mod:`kcbx.reconcile.of_whom`).
    """
    first = everybody["form"].eq("roll") if _beside_roll_first(form) else everybody["form"].ne("roll")
    here = _in_class(everybody) if form == _ELSEWHERE else None
    ordered = pd.concat([everybody[first], everybody[~first]])
    speaks = ~ordered["child_id"].duplicated()
    sure, maybe = _asked(rows, ordered[speaks], beside, here)
    left = rows[~among(rows["record_id"], sure.index)]
    others = ordered[~speaks & ~among(ordered["child_id"], sure)]
    if len(left) and len(others):
        surely, perhaps = _asked(left, others, beside, here)
        sure = pd.concat([sure, _undisputed(surely, maybe)])
        maybe = pd.concat([maybe, perhaps[~perhaps.index.isin(maybe.index)]])
    if form == "attendance":
        named = called_by_name(rows, everybody[everybody["form"].eq("roll")])
        named = pd.concat([named, called_of_no_roll(rows[~among(rows["record_id"], named.index)], everybody)])
        sure = pd.concat([sure, _undisputed(named[~among(named.index, sure.index) & ~among(named, sure)], maybe)])
    maybe = likeliest(rows, form, everybody, sure, maybe)
    return {
        name: rows["record_id"].map(found).astype("str")
        for name, found in (("child_id", sure), ("maybe_child_id", maybe))
    }


def _beside_roll_first(form: str) -> bool:
    """Whether a list is laid beside the roll first: one of schools, but for that of leave, whose children the roll may
    have left out."""
    return form in forms_of_schools() - {"leave"}


def _undisputed(found: pd.Series, maybe: pd.Series) -> pd.Series:
    """child_id by record_id of the rows ``found`` that may not be somebody else."""
    other = maybe.reindex(found.index)
    return found[other.isna() | other.eq(found)]


def _in_class(everybody: pd.DataFrame) -> pd.Series:
    """record_id of every row of the children who are in class here."""
    here = everybody.loc[everybody["presence"].eq("present"), "child_id"]
    return everybody.loc[among(everybody["child_id"], here), "record_id"]


def _asked(
    rows: pd.DataFrame, known: pd.DataFrame, beside: Beside, found: pd.Series | None
) -> tuple[pd.Series, pd.Series]:
    """child_id by record_id of rows: of those surely linked to a known child; of those in doubt, the likeliest.

    ``found``: record_ids of children known to be where the list does not speak of.
    """
    pairs = beside.pairs(rows, only=known["record_id"], found=found)
    pairs = pairs.assign(child=pairs["census_id"].map(known.set_index("record_id")["child_id"]))
    pairs = pairs.sort_values(["weight", "census_id"], ascending=[False, True], kind="stable")
    sure = is_accepted(pairs)
    surely, maybe = (pairs[chosen].drop_duplicates("roll_id").set_index("roll_id")["child"] for chosen in (sure, ~sure))
    return surely, maybe


def rows_of_children(census: pd.DataFrame, roll: pd.DataFrame, linkage: Linkage) -> pd.DataFrame:
    """The census rows of every known child, the one that stands for it first, and its roll row, with its child_id.

    ``form`` says which, ``presence`` what the roll says of the body of the child.
    """
    pupils = pupil_rows(roll, linkage).reset_index()
    children = census.merge(linkage.census_groups[["record_id", "child_id", "primary"]], on="record_id")
    children = children.sort_values(["primary", "record_id"], ascending=[False, True]).drop(columns="primary")
    return pd.concat([children, pupils], ignore_index=True)
