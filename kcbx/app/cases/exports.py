"""What leaves the ledger for other programs: fields for a letter merge, proposals to correct.

They hold personal data; how they are written is :mod:`kcbx.app.files`.
"""

from __future__ import annotations

import json
from datetime import date

from kcbx.definitions import schema
from kcbx.followup.cases import Wanted, cases
from kcbx.followup.ledger import Ledger
from kcbx.followup.withdrawn import answers_withdrawn
from kcbx.layouts import layout

#: Headings of the fields of a letter.
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


def corrections(ledger: Ledger) -> list[dict[str, str]]:
    """Proposals to correct what is known of a child, for the analyst to decide; never taken by themselves.

    Identity cells that came back changed, answers 信息有误, and answers to 信息不一致; not those that were withdrawn.
    """
    gone = answers_withdrawn(ledger)
    headings = {known.field: known.heading for known in layout("township", "to_verify").known}
    made = [
        {
            **_place(ledger, row["digest"], row["sheet"], row["row"]),
            "项目": headings[row["field"]],
            "原为": row["was"],
            "建议": row["proposed"],
        }
        for row in ledger.table("corrections")
        if ("answer", row["digest"], row["sheet"], row["row"]) not in gone
    ]
    values = schema("followup/replies")["values"]
    wanted = "SELECT * FROM answers WHERE place = 'effective' AND (asked = 'conflict' OR result = 'wrong_data')"
    for row in sorted(ledger.rows(wanted), key=lambda row: (row["digest"], row["sheet"], row["row"])):
        if ("answer", row["digest"], row["sheet"], row["row"]) in gone:
            continue
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


__all__ = ["corrections", "letters"]
