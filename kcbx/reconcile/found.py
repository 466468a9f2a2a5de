"""Findings that only two lists side by side can show: duplicates, one ID on two children, conflicts, expiries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from kcbx.among import among
from kcbx.clean.words import most_frequent
from kcbx.cohorts import grade_name
from kcbx.definitions import schema
from kcbx.fields import SOURCE
from kcbx.fields import rows as rows_of
from kcbx.findings import Finding, Findings, Source
from kcbx.list_kinds import forms_about, forms_of_everybody
from kcbx.reliable import usable_ids
from kcbx.statuses import presence, status_words

_ID_LABEL = "身份证号"


def source_of(row: Any) -> Source:
    """Where a row (a named tuple of a people table) stands."""
    return Source(str(row.source_file), str(row.source_sheet), int(row.source_row))


def _place(row: Any) -> str:
    """The same in words, as another row points at it: 云岭村 第12行."""
    return f"{row.source_sheet or row.source_file} 第{row.source_row}行"


def report(
    census: pd.DataFrame,
    roll: pd.DataFrame,
    others: Mapping[str, pd.DataFrame],
    conflicts: pd.DataFrame,
    as_of: str,
    findings: Findings,
) -> None:
    """Record every reconciliation finding; ``census`` and ``roll`` carry their standings, ``others`` the children
    their rows were linked to (``child_id``, ``maybe_child_id``)."""
    findings.extend(_duplicates(census, census["standing"].eq("duplicate"), "duplicate_census"))
    findings.extend(
        _duplicates(roll, roll["standing"].eq("duplicate_roll") & ~roll["second_version"], "duplicate_roll")
    )
    findings.extend(_two_versions(roll))
    findings.extend(_shared_ids(census))
    findings.extend(_shared_ids(roll))
    findings.extend(_conflicts(census, roll, conflicts))
    findings.extend(_not_moved(census, roll))
    findings.extend(_said_away(census, roll, others))
    findings.extend(Finding("pupil_uncalled", source_of(row)) for row in rows_of(roll[roll["uncalled"]]))
    findings.extend(_expiries(census, roll, as_of))
    findings.extend(_doubtful(census, roll, others))
    findings.extend(_unknown(others))


def _duplicates(rows: pd.DataFrame, repeats: pd.Series, code: str) -> Iterator[Finding]:
    """The rows that repeat a child, each pointing at the row that stands for it."""
    rows = rows.filter(["record_id", *SOURCE, "duplicate_of", "duplicate_reason"])
    keepers = {row.record_id: row for row in rows_of(rows[among(rows["record_id"], rows["duplicate_of"])])}
    for row in rows_of(rows[repeats]):
        keeper = keepers[row.duplicate_of]
        why = "" if pd.isna(row.duplicate_reason) else str(row.duplicate_reason)
        yield Finding(code, source_of(row), "", {"twin": _place(keeper), "why": why or "各项信息相同"})


def _two_versions(roll: pd.DataFrame) -> Iterator[Finding]:
    """Sheets that are another version of a list, and the pupils who are on one of the two only."""
    second = roll[roll["second_version"]]
    files = roll.set_index("child_id")["source_file"]
    for (file, sheet), rows in second.groupby(["source_file", "source_sheet"], sort=True):
        beside = files[files.index.isin(rows["child_id"]) & files.ne(str(file))]
        other = most_frequent(beside) if len(beside) else str(file)
        yield Finding("list_twice", Source(str(file), str(sheet)), "", {"other": other, "count": len(rows)})
    for row in rows_of(roll[roll["missing_on"].notna()]):
        yield Finding("in_one_version", source_of(row), "姓名", {"other": row.missing_on})


def _shared_ids(rows: pd.DataFrame) -> Iterator[Finding]:
    """A sound ID on rows of different children."""
    sound = rows.loc[
        usable_ids(rows),
        ["record_id", "id_number", "child_id", "source_file", "source_sheet", "source_row"],
    ]
    children = sound.groupby("id_number")["child_id"].transform("nunique")
    for _, group in sound[children > 1].groupby("id_number", sort=True):
        members = list(rows_of(group.sort_values("record_id")))
        for row in members:
            other = next(each for each in members if each.child_id != row.child_id)
            yield Finding("one_id_two_children", source_of(row), _ID_LABEL, {"twin": _place(other)})


def _conflicts(census: pd.DataFrame, roll: pd.DataFrame, conflicts: pd.DataFrame) -> Iterator[Finding]:
    """One finding a conflicting field, at the census row; at the roll row where its grade is outvoted."""
    place = ["record_id", *SOURCE]
    told = census.loc[among(census["record_id"], conflicts["census_id"]), place]
    rows = {row.record_id: row for row in rows_of(told)}
    outvoted = {row.record_id: row for row in rows_of(roll.loc[roll["grade_settled"].notna(), place])}
    for conflict in rows_of(conflicts):
        values = {"census": conflict.census_value, "roll": conflict.roll_value, "why": conflict.why}
        said = {name: "（空）" if pd.isna(value) else str(value) for name, value in values.items()}
        if conflict.field == "grade":
            said |= {side: grade_name(int(said[side])) for side in ("census", "roll")}
            if (pupil := outvoted.get(conflict.roll_id)) is not None:
                yield Finding("roll_grade_outvoted", source_of(pupil), str(conflict.label), said)
                continue
        yield Finding(f"conflict_{conflict.field}", source_of(rows[conflict.census_id]), str(conflict.label), said)


def _not_moved(census: pd.DataFrame, roll: pd.DataFrame) -> Iterator[Finding]:
    """Roll rows that still say present of children proved to be at school elsewhere."""
    there = census.loc[census["standing"].eq("elsewhere_proved"), "roll_id"].dropna()
    for row in rows_of(roll[among(roll["record_id"], there) & presence(roll).eq("present")]):
        yield Finding("roll_not_moved", source_of(row), "学籍状态")


def _said_away(census: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Roll rows of children in school of whom the village says on leave, deferred or taught at home, or the register of
    disabled children the last."""
    in_class = census[census["standing"].isin(["in_school", "special_school", "with_class"])].dropna(subset="roll_id")
    village = in_class.loc[in_class["status"].isin(["leave", "deferred", "home_taught"]), ["roll_id", "status"]]
    told = [village.assign(list="census")]
    register = others.get("disability")
    if register is not None and "child_id" in register:
        taught = register.loc[register["status"].eq("home_taught").fillna(False), "child_id"]
        listed = in_class.loc[in_class["child_id"].isin(taught.dropna()), ["roll_id"]]
        told.append(listed.assign(status="home_taught", list="disability"))
    said = pd.concat(told).drop_duplicates("roll_id").set_index("roll_id")
    labels = status_words()
    for row in rows_of(roll[roll["record_id"].isin(said.index)]):
        status, form = said.loc[row.record_id]
        values = {"list": schema(f"forms/{form}")["label"], "said": labels[status]}
        yield Finding("said_away", source_of(row), "学籍状态", values)


def _expiries(census: pd.DataFrame, roll: pd.DataFrame, as_of: str) -> Iterator[Finding]:
    """Leave that has run out, deferrals nobody proved."""
    over = roll[(roll["status"] == "leave") & roll["expiry"].notna() & (roll["expiry"].fillna("") < as_of)]
    for row in rows_of(over):
        yield Finding("leave_expired", source_of(row), "到期日", {"until": str(row.expiry)})
    for row in rows_of(census[(census["status"] == "deferred") & (census["standing"] == "out_declared")]):
        yield Finding("deferral_unproved", source_of(row), "就学状态")


def _doubtful(census: pd.DataFrame, roll: pd.DataFrame, others: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Rows of the other lists that may speak of a child, each pointing at a row of the child."""
    asked = [rows[rows["maybe_child_id"].notna()] for rows in others.values() if "maybe_child_id" in rows]
    children = {child for rows in asked for child in rows["maybe_child_id"]}
    first = [rows[rows["child_id"].isin(children)] for rows in (census[census["standing"] != "duplicate"], roll)]
    known = {row.child_id: row for row in rows_of(pd.concat(first).drop_duplicates("child_id"))}
    for rows in asked:
        for row in rows_of(rows):
            yield Finding("list_row_doubtful", source_of(row), "", {"twin": _place(known[row.maybe_child_id])})


def _unknown(others: Mapping[str, pd.DataFrame]) -> Iterator[Finding]:
    """Children of the other lists of today whom neither census nor roll knows, of compulsory age; of an age not known,
    too, where no grown-up stands on the list."""
    for form in sorted(forms_about("today")):
        rows = others.get(form)
        if rows is None or "child_id" not in rows:
            continue
        nobody = rows["child_id"].isna() & rows["maybe_child_id"].isna()
        of_age = rows["compulsory"].eq(True)
        if form not in forms_of_everybody():
            of_age |= rows["grade_due"].isna()
        for row in rows_of(rows[nobody & of_age]):
            yield Finding("list_child_unknown", source_of(row))
