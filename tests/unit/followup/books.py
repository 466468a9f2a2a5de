"""Returned workbooks without Excel: what was sent from the invented register, filled in as clerks do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from kcbx.app.decisions.sending import sent_rows
from kcbx.app.decisions.with_ledger import carried_over
from kcbx.followup.ledger import Ledger
from kcbx.followup.returned import ReturnedFile, ReturnedSheet
from kcbx.layouts import IDENTITY, IDENTITY_SHEET, layout
from kcbx.register import Register
from kcbx.secret import row_key

from ..workbook.invented_register import invented_register

SECRET = b"s" * 32
KEYED = partial(row_key, SECRET)
COLLECTED = date(2026, 10, 12)
BY = {"checked_by": "李文清", "checked_on": "2026-10-08"}

#: A complete answer for every township result.
COMPLETE: Mapping[str, Mapping[str, str]] = {
    "returned": {"result": "已返校", "school": "杉坪小学", "date": "2026-10-08"},
    "in_county": {"result": "县内就读", "school": "杉坪小学"},
    "elsewhere": {
        "result": "县外就读",
        "school": "温州市某某小学",
        "place": "浙江省温州市",
        "proof": "就读证明（照片）",
    },
    "home_taught": {"result": "送教上门", "school": "杉坪小学", "proof": "送教协议"},
    "deferred": {"result": "延缓入学", "proof": "青教批2026-31", "date": "2027-08-31"},
    "on_leave": {"result": "休学", "school": "杉坪小学", "proof": "休学批2026-3", "date": "2027-02-28"},
    "finished": {"result": "已毕业", "school": "杉坪中学", "proof": "毕业证2026-18"},
    "moved_away": {"result": "户口迁出", "place": "省城某区", "proof": "迁移证2026-118"},
    "duplicate": {"result": "重复登记", "reason": "与同村李四重复"},
    "wrong_data": {"result": "信息有误（更正）", "reason": "姓名应为李思彤"},
    "unknown_child": {"result": "查无此人", "reason": "空挂户"},
    "died": {"result": "死亡", "proof": "死亡证明", "date": "2026-03-08"},
    "out_of_school": {"result": "确认失学、辍学", "reason": "外出务工"},
}


def answer(kind: str, **changes: str) -> dict[str, str]:
    """A complete answer, with changes."""
    return {**COMPLETE[kind], **BY, **changes}


@cache
def register(children: int = 1500) -> Register:
    """The invented register with a school that answers may name."""
    made = invented_register(children)
    roll = made.roll.copy()
    roll.loc[roll.index[:2], "school"] = ["杉坪小学", "杉坪中学"]
    return replace(made, roll=roll)


@cache
def sent(children: int = 1500) -> tuple[dict[str, Any], ...]:
    """Every row that goes out."""
    return tuple(sent_rows(register(children)))


@cache
def _told() -> bytes:
    """The bytes of a ledger that was told the register."""
    path = Path(mkdtemp(prefix="kcbx-ledger-")) / "ledger"
    with Ledger(path, KEYED) as ledger:
        carried_over(ledger, register())
    return path.read_bytes()


def new_ledger(path: Path) -> Ledger:
    """A ledger that was told the register."""
    path.write_bytes(_told())
    return Ledger(path, KEYED)


def rows_of(recipient: str, workbook: str = "township", sheet: str = "to_verify", children: int = 1500) -> list[dict]:
    """The rows of one sheet of one recipient."""
    return [
        row
        for row in sent(children)
        if (row["workbook"], row["recipient"], row["sheet"]) == (workbook, recipient, sheet)
    ]


def recipients(children: int = 1500) -> list[str]:
    """Townships, the one with most to verify first."""
    names = [row["recipient"] for row in sent(children) if (row["workbook"], row["sheet"]) == ("township", "to_verify")]
    return sorted(set(names), key=lambda name: (-names.count(name), name))


def book(
    recipient: str,
    answers: Sequence[Mapping[str, str]] | Callable[[int], Mapping[str, str]],
    *,
    workbook: str = "township",
    sheet: str = "to_verify",
    rows: Sequence[Mapping[str, Any]] | None = None,
    new: Sequence[Mapping[str, str]] = (),
    batch: str = "QY26A-7F3C",
    tab: str = "",
    name: str = "",
    extra: Mapping[str, str] | None = None,
    change: Callable[[list[list[str]]], list[list[str]]] = lambda grid: grid,
) -> ReturnedFile:
    """A returned workbook: the rows sent with ``answers`` in them; ``change`` alters the grid as a clerk would.

    ``new``: rows for children who were on no list. ``batch`` "" leaves out the hidden sheet.
    """
    form = layout(workbook, sheet)
    own = list(rows if rows is not None else rows_of(recipient, workbook, sheet))
    fields = [column.field for column in form.known]
    grid = [["标题"], ["说明"], ["提示"], ["已知信息", "请您填写"]]
    grid.append([column.heading for column in form.known] + [column.header for column in form.answers])
    grid[-1] += ["还缺什么", "编号（请勿改动）"]
    for serial, row in enumerate(own):
        given = answers(serial) if callable(answers) else (answers[serial] if serial < len(answers) else {})
        known = [str(row["known"].get(field, "")) if field != "serial" else str(serial + 1) for field in fields]
        grid.append([*known, *(given.get(column, "") for column in form.asked.columns), "", row["key"]])
    if form.new_rows:
        grid.append([form.new_title])
    for row in new:
        grid.append([*(row.get(field, "") for field in fields), *(row.get(c, "") for c in form.asked.columns), "", ""])
    grid = change(grid)
    sheets = [ReturnedSheet(tab or form.sheet, grid)]
    if batch:
        said = dict(zip(IDENTITY, (workbook, "1", batch, recipient, "kcbx 0.1.0"), strict=True)) | dict(extra or {})
        sheets.append(ReturnedSheet(IDENTITY_SHEET, [[key, value] for key, value in said.items()]))
    digest = hashlib.sha256(repr(sheets).encode()).hexdigest()
    return ReturnedFile(name or f"{recipient}.xlsx", digest, sheets, {})
