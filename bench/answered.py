"""A township's workbook of the sample county filled in as clerks do, what comes back of it, and the month's report."""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from kcbx.app.cases.ledger import report, write_report
from kcbx.app.decisions.sending import open_ledger
from kcbx.app.decisions.with_ledger import carried_over
from kcbx.app.results.reading import register_of
from kcbx.app.returned.collect import CollectRequest, collect_returns
from kcbx.config import load
from kcbx.layouts import layout
from kcbx.secret import county_secret
from kcbx.terminal import Terminal
from kcbx.workbook.page import FIRST_ROW

_CHECKED = {"checked_by": "李文清", "checked_on": "2026-10-08"}


def _answers(school: str) -> list[dict[str, str]]:
    """Complete, lacking, and wrong in every way, as in the design pictures."""
    said = [
        {"result": "县内就读", "school": school},
        {"result": "县外就读", "school": "温州市某某小学", "place": "浙江省温州市", "proof": "（家长说有）"},
        {"result": "在家"},
        {"result": "确认失学、辍学", "reason": "打工"},
        {"result": "延缓入学", "proof": "青教批2026-31", "date": "2026-08-31"},
        {"result": "户口迁出", "place": "省城某区", "proof": "迁移证2026-118"},
        {"result": "已返校", "school": school, "date": "2026-10-08", "note": "班主任已确认"},
        {"result": "县外就读", "place": "浙江省温州市"},
    ]
    return [{**each, **_CHECKED} for each in said]


def answered(out: Path, township: str) -> None:
    """Add to a result folder: 交回/, 退回更正/ and 月报.xlsx, by way of a ledger beside it."""
    os.environ.setdefault("KCBX_SECRET_FILE", str(out.parent / "county.key"))
    ledger_file = out.parent / f"台账-{secrets.token_hex(4)}.sqlite"
    register = register_of(out)
    with open_ledger(ledger_file, county_secret(load(None))) as ledger:
        carried_over(ledger, register)
    form = layout("township", "to_verify")
    book = load_workbook(out / "乡镇" / f"{township}.xlsx")
    page = book[form.sheet]
    school = str(register.roll.loc[register.roll["stage"].eq("primary"), "school"].min())
    for row, said in enumerate(_answers(school), start=FIRST_ROW + 1):
        for name, text in said.items():
            page.cell(row, form.position(name) + 1).value = text
    (out / "交回").mkdir()
    book.save(out / "交回" / f"{township}.xlsx")
    request = CollectRequest([out / "交回"], ledger_file, date(2026, 10, 12), out / "退回更正")
    collect_returns(request, Terminal(quiet=True))
    with open_ledger(ledger_file, county_secret(load(None))) as ledger:
        period = report(ledger, "month", 2026, 10, date(2026, 10, 31))
        write_report(ledger, period, load(None), out / "月报.xlsx")
