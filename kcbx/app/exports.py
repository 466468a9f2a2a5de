"""What leaves the ledger as .csv or .json: lists, fields for a letter merge, proposals to correct.

Exports hold personal data: they are readable by their owner only, and nothing in them becomes a formula.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from kcbx.app.result import make_private
from kcbx.definitions import schema
from kcbx.errors import OutputUnwritable, Problem, UsageError
from kcbx.followup.cases import Wanted, cases
from kcbx.followup.ledger import Ledger
from kcbx.layouts import layout

#: Text that a spreadsheet would take for a formula when a CSV is opened.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def letters(ledger: Ledger, as_of: date, wanted: Wanted) -> list[dict[str, str]]:
    """Fields for a letter merge, one row a case, under Chinese headings; no legal text is made."""
    labels = schema("followup/cases")["documents"]
    made = []
    for case in cases(ledger, as_of, wanted):
        paper = case.documents[-1] if case.documents else None
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
    make_private(path)


def corrections(ledger: Ledger) -> list[dict[str, str]]:
    """Proposals to correct what is known of a child, for the analyst to decide; never taken by themselves.

    Identity cells that came back changed, answers 信息有误, and answers to 信息不一致.
    """
    headings = {known.field: known.heading for known in layout("township", "to_verify").known}
    made = [
        {
            **_place(ledger, row["digest"], row["sheet"], row["row"]),
            "项目": headings[row["field"]],
            "原为": row["was"],
            "建议": row["proposed"],
        }
        for row in ledger.table("corrections")
    ]
    values = schema("followup/replies")["values"]
    wanted = "SELECT * FROM answers WHERE place = 'effective' AND (asked = 'conflict' OR result = 'wrong_data')"
    for row in sorted(ledger.rows(wanted), key=lambda row: (row["digest"], row["sheet"], row["row"])):
        said, meant = json.loads(row["said"]), json.loads(row["meant"])
        now = meant.get("correct") or meant.get("reason") or meant.get("note") or ""
        now = said.get(values.get(row["asked"], {}).get(row["result"], ""), now)
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
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


__all__ = ["corrections", "export", "letters"]
