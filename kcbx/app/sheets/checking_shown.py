"""What a check says on the terminal: senders, kinds of problem and places; never what stands in a cell."""

from __future__ import annotations

from typing import Any

from kcbx.app.sheets.checking import SEVERITIES, Checked
from kcbx.definitions import form_words
from kcbx.fields import rows
from kcbx.findings import catalogue, severities
from kcbx.terminal import Terminal


def as_json(checked: Checked) -> dict[str, Any]:
    """Figures by file and by kind, and every problem's place; no text of a cell."""
    files = checked.by_file().astype("object").to_dict("records")
    places = ["code", "severity", "source_file", "source_sheet", "cell"]
    table = checked.problems[[*places, "source_row"]].astype("object")
    return {
        "schema": 1,
        "counts": {each: checked.count(each) for each in SEVERITIES},
        "files": files,
        "problems": table.where(table.notna(), None).to_dict("records"),
        "written": [str(path) for path in checked.written],
    }


def show(checked: Checked, terminal: Terminal, *, every: bool = False) -> None:
    """Senders with their counts, then the kinds of problem; ``every`` lists each place as well."""
    words = severities()
    files = [
        [
            row.source_file,
            "、".join(form_words()[form] for form in row.forms or ("",)),
            f"{row.rows_read:,}",
            *(f"{getattr(row, each):,}" for each in SEVERITIES),
        ]
        for row in rows(checked.by_file())
    ]
    terminal.table(["文件", "认作", "行", *words.values()], files, result=True)
    kinds = checked.problems.groupby(["severity", "code"], sort=False).size().reset_index(name="places")
    terminal.heading("问题归类")
    known = catalogue()
    lines = [[words[kind.severity], known[kind.code].meaning, f"{kind.places:,}"] for kind in rows(kinds)]
    terminal.table(["轻重", "问题", "处"], lines, result=True)
    if every:
        terminal.heading("逐处")
        for row in rows(checked.problems):
            place = " › ".join(part for part in (row.source_file, row.source_sheet, _where(row)) if part)
            terminal.result(f"{words[row.severity]}  {place}：{known[row.code].meaning}")
    if len(checked.accounts):
        terminal.note(_sums(checked))
    if checked.written:
        terminal.note(f"写出 {len(checked.written)} 份更正单，请发回填报单位：{checked.written[0].parent}")
    if checked.remembered is not None:
        terminal.note(f"已记住表头，现有 {checked.remembered} 条")


def _sums(checked: Checked) -> str:
    """Where the rows that were read went; that the sums close was proved before."""
    read, used = (int(checked.accounts[name].sum()) for name in ("rows_read", "rows_used"))
    ends = {"退回补填": "rows_returned", "小计、说明": "rows_notes", "整表未采用": "rows_unused"}
    rest = "".join(f" + {label} {int(checked.accounts[name].sum()):,}" for label, name in ends.items())
    return f"读到 {read:,} 行 = 采用 {used:,}{rest}  √ 合计相符"


def _where(row: Any) -> str:
    if row.cell:
        return str(row.cell)
    return "" if str(row.source_row) == "<NA>" else f"第{row.source_row}行"
