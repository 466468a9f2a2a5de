"""``kcbx cases``: the ledger for the analyst: list, history, deadlines, reports, exports.

On the terminal a child is a case number; names stand in workbooks and exports only.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from kcbx.app.sending import open_ledger
from kcbx.casebook import Due, Period
from kcbx.cohorts import SchoolAges, school_year_of
from kcbx.config import Config, load
from kcbx.definitions import schema
from kcbx.errors import OutputUnwritable, Problem, UsageError
from kcbx.followup import life
from kcbx.followup.cases import Case, Wanted, cases, one_case
from kcbx.followup.deadlines import deadlines
from kcbx.followup.ledger import Ledger
from kcbx.followup.report import month, quarter
from kcbx.register import Place
from kcbx.secret import county_secret

#: Text that a spreadsheet would take for a formula when a CSV is opened.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case on the terminal and in ``--json``: no name, no number of a person."""

    number: str
    township: str
    state: str
    label: str
    open: bool
    opened_on: str
    since: str
    answer: str
    listings: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a case's history: day, what happened, where it was told, the state after it."""

    on: str
    what: str
    source: str
    state: str


@dataclass(frozen=True)
class History:
    """A case with everything that happened to it."""

    line: CaseLine
    events: Sequence[Event]
    due: Sequence[Due]


def ledger_of(path: Path, config: Config | None = None) -> Ledger:
    """An existing ledger. Raises UsageError where there is none."""
    if not path.exists():
        raise UsageError(Problem("没有这个台账", str(path), advice="先用 kcbx reconcile --ledger 建立，或检查路径"))
    return open_ledger(path, county_secret(config or load(None)))


def list_cases(ledger: Ledger, as_of: date, wanted: Wanted, *, only_overdue: bool = False) -> list[CaseLine]:
    """The cases that are wanted, by township and number."""
    found = cases(ledger, as_of, wanted)
    late = _overdue(deadlines(ledger, found, as_of))
    lines = [_line(case, late.get(case.number, 0)) for case in found]
    return [line for line in lines if line.overdue or not only_overdue]


def due(ledger: Ledger, as_of: date, wanted: Wanted) -> list[Due]:
    """What is overdue or due within the next month."""
    return deadlines(ledger, cases(ledger, as_of, wanted), as_of)


def case_history(ledger: Ledger, number: str, as_of: date) -> History:
    """Everything that happened to a case. Raises UsageError where there is none."""
    case = one_case(ledger, number, as_of)
    owed = deadlines(ledger, [case], as_of)
    names = {
        row["digest"]: row["name"] for row in ledger.rows("SELECT digest, min(name) AS name FROM file_names GROUP BY 1")
    }
    labels = life.signals()
    turned = {(step.on, step.signal): step for step in case.steps}
    told = [
        Event(step.on, labels[step.signal], names.get(step.source, step.source), life.states()[step.after].label)
        for step in case.steps
    ]
    told += [
        Event(event.on, labels.get(event.kind, event.kind), event.source, "")
        for event in case.events
        if (event.on, event.kind) not in turned
    ]
    papers = schema("followup/cases")["documents"]
    for row in ledger.rows(
        "SELECT * FROM documents WHERE case_number = ? AND recorded_on <= ?", number, as_of.isoformat()
    ):
        told.append(Event(row["served_on"], f"{papers[row['kind']]['label']} {row['number']}".strip(), "", ""))
    return History(_line(case, sum(each.overdue for each in owed)), sorted(told, key=lambda each: each.on), owed)


def report(ledger: Ledger, kind: Literal["month", "quarter"], year: int, number: int, as_of: date) -> Period:
    """The report of a month or quarter. Raises UsageError for a period that does not exist."""
    if not 1 <= number <= (12 if kind == "month" else 4):
        raise UsageError(Problem(f"没有这一期：{year}-{number}", expected="月份 1—12，季度 1—4"))
    return (month if kind == "month" else quarter)(ledger, year, number, as_of)


def write_report(
    ledger: Ledger, period: Period, config: Config, path: Path, kind: Literal["month", "quarter"] = "month"
) -> None:
    """Write a report as a workbook, readable by its owner only."""
    from kcbx.workbook import monthly  # noqa: PLC0415 - xlsxwriter late

    newest = max(ledger.table("batches"), key=lambda row: (row["as_of"], row["batch"]), default=None)
    ages = SchoolAges(school_year_of(period.last), cutoff_month=period.cutoff.month, cutoff_day=period.cutoff.day)
    place = Place(period.county, period.last, ages, period.last, newest["batch"] if newest else "–")
    path.parent.mkdir(parents=True, exist_ok=True)
    monthly.write(period, place, config.county.bureau or f"{period.county}教育行政部门", path, kind)
    _private(path)


def letters(ledger: Ledger, as_of: date, wanted: Wanted) -> list[dict[str, str]]:
    """Fields for a letter merge, one row a case, under Chinese headings; no legal text is made."""
    papers: dict[str, Mapping[str, Any]] = {}
    for row in sorted(ledger.table("documents"), key=lambda row: (row["served_on"], row["document_id"])):
        if row["recorded_on"] <= as_of.isoformat():
            papers[row["case_number"]] = dict(row)
    labels = schema("followup/cases")["documents"]
    made = []
    for case in cases(ledger, as_of, wanted):
        paper = papers.get(case.number)
        said = {field: str(case.person.get(field) or "") for field in _LETTER}
        reason = case.spoken.statement.meant.get("reason", "") if case.spoken else ""
        made.append(
            {
                "个案号": case.number,
                **{heading: said[field] for field, heading in _LETTER.items()},
                "状态": case.state.label,
                "首次列入": case.opened_on,
                "最近答复": case.answer,
                "原因": reason,
                "返校日期": case.returned_on,
                "最近文书": labels[paper["kind"]]["label"] if paper else "",
                "文号": paper["number"] if paper else "",
                "送达日期": paper["served_on"] if paper else "",
                "限期（天）": str(paper["days"]) if paper else "",
            }
        )
    return made


_LETTER = {
    "name": "姓名",
    "sex": "性别",
    "birth_date": "出生日期",
    "township": "乡镇",
    "village": "村",
    "address": "住址",
    "guardian": "监护人",
    "phone": "联系电话",
    "school": "学校",
    "grade_due": "应读年级",
}


def export(rows: Sequence[Mapping[str, Any]], path: Path) -> None:
    """Write rows as .csv (for WPS and Excel: UTF-8 with mark, no text becomes a formula) or .json.

    Raises UsageError for another ending, OutputUnwritable where the file cannot be written.
    """
    if path.suffix not in {".csv", ".json"}:
        raise UsageError(Problem("不知道写成什么格式", path.name, ".csv 或 .json"))
    text = _csv(rows) if path.suffix == ".csv" else json.dumps(list(rows), ensure_ascii=False, indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="")
    except OSError as error:
        raise OutputUnwritable(Problem("写不进文件", str(path), advice="关闭已打开的同名文件，检查权限")) from error
    _private(path)


def corrections(ledger: Ledger) -> list[dict[str, str]]:
    """Proposals to correct what is known of a child, for the analyst to decide; never taken by themselves.

    Identity cells that came back changed, answers 信息有误, and answers to 信息不一致.
    """
    made = [
        {
            **_place(ledger, row["digest"], row["sheet"], row["row"]),
            "项目": row["field"],
            "原为": row["was"],
            "建议": row["proposed"],
        }
        for row in ledger.table("corrections")
    ]
    wanted = "SELECT * FROM answers WHERE place = 'effective' AND (asked = 'conflict' OR result = 'wrong_data')"
    for row in sorted(ledger.rows(wanted), key=lambda row: (row["digest"], row["sheet"], row["row"])):
        said, meant = json.loads(row["said"]), json.loads(row["meant"])
        now = meant.get("correct") or meant.get("reason") or meant.get("note") or ""
        now = said.get({"census": "census_value", "roll": "roll_value"}.get(row["result"], ""), now)
        made.append(
            {
                **_place(ledger, row["digest"], row["sheet"], row["row"]),
                "项目": said.get("label", "更正"),
                "原为": f"{said.get('census_value', '')} / {said.get('roll_value', '')}".strip(" /"),
                "建议": now,
            }
        )
    return made


def _place(ledger: Ledger, digest: str, sheet: str, row: int) -> dict[str, str]:
    name = ledger.rows("SELECT min(name) AS name FROM file_names WHERE digest = ?", digest)[0]["name"]
    return {"文件": name, "工作表": sheet, "行": str(row)}


def _csv(rows: Sequence[Mapping[str, Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    heads = list(rows[0]) if rows else []
    writer.writerow(heads)
    writer.writerows([[_harmless(row[head]) for head in heads] for row in rows])
    return buffer.getvalue()


def _harmless(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def as_rows(lines: Iterable[CaseLine | Due]) -> list[dict[str, Any]]:
    """Dataclasses as rows for :func:`export`."""
    return [asdict(line) for line in lines]


def _line(case: Case, overdue: int) -> CaseLine:
    return CaseLine(
        number=case.number,
        township=case.township,
        state=case.state.code,
        label=case.state.label,
        open=case.open,
        opened_on=case.opened_on,
        since=case.since,
        answer=case.answer,
        listings=case.listings,
        overdue=overdue,
    )


def _overdue(found: Iterable[Due]) -> dict[str, int]:
    late: dict[str, int] = {}
    for each in found:
        late[each.number] = late.get(each.number, 0) + each.overdue
    return late


def _private(path: Path) -> None:
    if os.name == "posix":
        path.chmod(0o600)


__all__ = [
    "CaseLine",
    "Event",
    "History",
    "as_rows",
    "case_history",
    "corrections",
    "due",
    "export",
    "ledger_of",
    "letters",
    "list_cases",
    "report",
    "write_report",
]
