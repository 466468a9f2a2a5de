"""What the analyst may tell the ledger about a case: visits, papers, decisions, which cases are one child.

Everything told is an event with its day and who said it; what was a mistake is withdrawn by another event.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from kcbx.definitions import code_named, codes_told, schema, standings
from kcbx.errors import Problem, UsageError
from kcbx.followup import life
from kcbx.followup.cases import one_case
from kcbx.followup.facts import CaseFacts, facts, require_near
from kcbx.followup.ledger import Ledger, content_id
from kcbx.followup.statements import FOREVER, Statement
from kcbx.followup.withdrawn import WITHDRAWN, Told, withdrawn

#: The longest time a decision may be given for, in days: a later day is a slip of the pen.
_LONGEST = 1096


def tell(
    ledger: Ledger, numbers: Iterable[str], kind: str, on: date, by: str, detail: Mapping[str, Any] | None = None
) -> int:
    """Record an event of cases; the same event told again changes nothing, unless it was withdrawn.

    Returns how many were new. Raises UsageError for a day that cannot be meant.
    """
    rows = []
    require_near(ledger, on)
    for number in sorted(numbers):
        gone, said = withdrawn(ledger, number), {**(detail or {})}
        row = event_row(number, kind, on.isoformat(), by, said)
        while ("event", row["event_id"]) in gone:
            said["again"] = said.get("again", 0) + 1
            row = event_row(number, kind, on.isoformat(), by, said)
        rows.append(row)
    return ledger.add("events", rows)


def event_row(number: str, kind: str, on: str, source: str, detail: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the ledger's table events, named by its content."""
    return {
        "event_id": content_id(number, kind, on, source, detail),
        "case_number": number,
        "on_date": on,
        "kind": kind,
        "source": source,
        "detail": dict(detail),
    }


def visit(ledger: Ledger, number: str, code: str, on: date, by: str, *, in_class: bool) -> None:
    """Record an observation visit, by its code or label; the last one, in class, closes the case.

    Raises UsageError for a visit that does not exist or a case that is not there.
    """
    codes = {each.code: each.label for each in life.visits()}
    code = code_named(code, codes)
    if code not in codes:
        raise UsageError(Problem(f"没有这次回访：{code}", expected=codes_told(codes.items())))
    one_case(ledger, number, on)
    kind = "absent" if not in_class else "observed" if code == list(codes)[-1] else "present"
    with ledger.transaction():
        tell(ledger, [number], kind, on, by, {"visit": code})


def decide(
    ledger: Ledger, number: str, kind: str, on: date, by: str, why: str, standing: str = "", until: date | None = None
) -> None:
    """Close (``settled``) or reopen (``reopened``) a case by decision of the county, with its reason.

    ``standing``: where a child of a settled case stands from now on, by its code or label (``standings.toml``).
    ``until``: its last day, as of a leave or a deferral; the day after, the case opens again.
    """
    labels = {code: each.label for code, each in standings().items() if not each.to_verify}
    standing = code_named(standing, labels)
    if kind not in {"settled", "reopened"} or not why.strip():
        raise UsageError(Problem("裁定须写明是销号还是重新列入，以及依据", number))
    if kind == "settled" and standing not in labels:
        what = f"没有“{standing}”这种去向" if standing else "销号须写明去向"
        raise UsageError(Problem(what, number, codes_told(labels.items()), "加上 --standing 去向"))
    if until is not None and (kind != "settled" or not on <= until <= on + timedelta(days=_LONGEST)):
        raise UsageError(Problem("到期日不对", f"{number} {until}", f"销号才写，{on} 以后、三年以内", "检查 --until"))
    if one_case(ledger, number, on).state.code == life.MERGED:
        raise UsageError(
            Problem("这个个案已并入另案，不能裁定", number, advice="裁定并入的那个个案，见 kcbx cases show")
        )
    with ledger.transaction():
        more = {"until": until.isoformat()} if until else {}
        tell(ledger, [number], kind, on, by, {"why": why, "standing": standing, **more})


def choose(ledger: Ledger, number: str, statement: Statement, on: date, by: str) -> None:
    """End a dispute: of the contradicting answers this one holds. Raises UsageError where the case does not have it."""
    case = one_case(ledger, number, on)
    if case.spoken is None or statement not in (case.spoken.statement, *case.spoken.disputed):
        raise UsageError(Problem("这份答复不属于该个案", number))
    detail = {"digest": statement.digest, "sheet": statement.sheet, "row": statement.row}
    with ledger.transaction():
        tell(ledger, [number], "chosen", on, by, detail)


def withdraw(ledger: Ledger, number: str, told: Sequence[Told], on: date, by: str, why: str) -> None:
    """Take back what was recorded of a case by mistake. Raises UsageError where it was taken back already, or no
    reason is given.
    """
    one_case(ledger, number, on)
    if not why.strip():
        raise UsageError(Problem("撤销须写明为什么", number, advice="加上 --why 依据"))
    if set(told) <= withdrawn(ledger, number):
        raise UsageError(Problem("这一条已经撤销", number, advice="用 kcbx cases show 查看"))
    with ledger.transaction():
        tell(ledger, [number], WITHDRAWN, on, by, {"told": [list(each) for each in told], "why": why})


def merge(ledger: Ledger, number: str, into: str, on: date, by: str) -> None:
    """Two cases are one child: ``number`` ends and ``into`` goes on with its answers from that day."""
    case, other = one_case(ledger, number, on), one_case(ledger, into, on)
    if number == into or life.MERGED in {case.state.code, other.state.code}:
        raise UsageError(Problem("这两个个案不能并案", f"{number}、{into}", advice="检查个案号；已并的个案不能再并"))
    with ledger.transaction():
        tell(ledger, [number], "merged", on, by, {"into": into})


def separate(ledger: Ledger, number: str, keys: Sequence[str], on: date, by: str) -> str:
    """One case was two children: the rows with these keys become a new case, or a merged case lives again.

    The case that gives them up is reopened where the answer that closed it was theirs. Returns the new number.
    Raises UsageError where a key is not a row of the case.
    """
    case = one_case(ledger, number, on)
    day = on.isoformat()
    told = facts(ledger, FOREVER)
    merged = [each.number for each in told.values() if _merged_into(each) == number]
    sent = (ledger.rows("SELECT key FROM sent WHERE case_number = ?", each) for each in (number, *merged))
    theirs = {row["key"] for rows in sent for row in rows}
    theirs |= {each.statement.key for each in told[number].held}
    if not keys or not set(keys) <= theirs:
        advice = "先写现在的个案，再写曾并入它的：kcbx cases separate 个案号 原个案号"
        raise UsageError(Problem("要分出的不在这个个案里", number, advice=advice))
    new = f"{number}-{content_id(number, sorted(keys))[:4].upper()}"
    with ledger.transaction():
        ledger.add("cases", [{"case_number": new, "opened_on": day}])
        tell(ledger, [new], "separated", on, by, {"from": number, "keys": sorted(keys)})
        _identify(ledger, number, new, keys, day)
        if not case.open and case.spoken and case.spoken.statement.key in keys:
            tell(ledger, [number], "reopened", on, by, {"why": schema("followup/cases")["signals"]["separated"]})
    return new


def _merged_into(case: CaseFacts) -> str:
    return next((str(event.detail["into"]) for event in case.events if event.kind == "merged"), "")


def _identify(ledger: Ledger, old: str, new: str, keys: Sequence[str], day: str) -> None:
    """Who the separated child is: as the case had it that was merged before, else as its rows were sent."""
    holes = ", ".join("?" * len(keys))
    rows = ledger.rows(f"SELECT * FROM sent WHERE key IN ({holes}) ORDER BY batch, recipient", *keys)  # noqa: S608
    own = sorted({row["case_number"] for row in rows if row["case_number"] not in {None, old}})
    held = [dict(row) for name in own for row in ledger.rows("SELECT * FROM persons WHERE case_number = ?", name)]
    if not held:
        blank: dict[str, Any] = dict.fromkeys(("name", "sex", "birth_date", "village", "guardian"), "")
        blank |= dict.fromkeys(("address", "phone", "school", "township"), "")
        blank |= dict.fromkeys(("grade_due", "disabled", "low_income"))
        for row in rows:
            known = {name: text for name, text in json.loads(row["known"]).items() if name in blank}
            township = row["recipient"] if row["workbook"] == "township" else ""
            held.append({**blank, **known, "township": township, "on_date": day})
    for person in held[-1:]:
        ledger.add("persons", [{**person, "case_number": new, "on_date": day, "source": "separated"}])
    aliases = {
        row["alias"] for name in own for row in ledger.rows("SELECT alias FROM aliases WHERE case_number = ?", name)
    }
    ledger.add("aliases", [{"alias": alias, "case_number": new, "on_date": day} for alias in sorted(aliases)])


def add_document(
    ledger: Ledger, number: str, kind: str, served_on: date, recorded_on: date, *,
    reference: str = "", days: int | None = None,
    detail: Mapping[str, str] | None = None,
) -> str:  # fmt: skip
    """Record a paper given to the guardian, or a record of persuasion; ``days`` overrides the usual term.

    Days are calendar days after the paper was received. Raises UsageError for an unknown kind or case.
    """
    kinds = schema("followup/cases")["documents"]
    labels = {code: each["label"] for code, each in kinds.items()}
    kind = code_named(kind, labels)
    if kind not in kinds:
        raise UsageError(Problem(f"没有这种文书：{kind}", expected=codes_told(labels.items())))
    require_near(ledger, served_on)
    one_case(ledger, number, recorded_on)
    row: dict[str, Any] = {
        "case_number": number,
        "kind": kind,
        "number": reference,
        "issued_on": served_on.isoformat(),
        "served_on": served_on.isoformat(),
        "days": kinds[kind]["days"] if days is None else days,
        "recorded_on": recorded_on.isoformat(),
        "detail": dict(detail or {}),
    }
    gone, count = withdrawn(ledger, number), 0
    document = _document_id(row)
    while ("document", document) in gone:
        count += 1
        row["detail"] = {**row["detail"], "again": count}
        document = _document_id(row)
    with ledger.transaction():
        ledger.add("documents", [{"document_id": document, **row}])
    return document


def _document_id(row: Mapping[str, Any]) -> str:
    return content_id(*(row[name] for name in sorted(row) if name != "recorded_on"))


__all__ = ["add_document", "choose", "decide", "event_row", "merge", "separate", "tell", "visit", "withdraw"]
