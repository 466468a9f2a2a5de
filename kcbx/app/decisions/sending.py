"""What goes out, as the ledger is told it: every row of every workbook to be answered, and whose case it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from kcbx.followup.ledger import Ledger
from kcbx.register import Register
from kcbx.secret import row_key
from kcbx.terminal import Terminal
from kcbx.workbook.differences import marked
from kcbx.workbook.fill_sheet import two_lines
from kcbx.workbook.recipients import masked
from kcbx.workbook.school_lists import lists_by_school
from kcbx.workbook.text import plain
from kcbx.workbook.township_lists import lists_by_township

_WHO = ("name", "sex", "birth_date", "village", "guardian")


_OTHER_KEY = (
    "密钥不是上次核对用的那一把：那时发出的表、判断过的对会认不全。换了电脑、两个人同办一县的，把原来的 county.key "
    "拷来（kcbx.toml 的 [files] secret 可写它的位置）"
)


def open_ledger(path: Path, secret: bytes) -> Ledger:
    """The ledger of a county; its hashes are keyed with the county secret. Raises as :class:`Ledger`."""
    return Ledger(path, partial(row_key, secret))


def tell_another_secret(ledger: Ledger, terminal: Terminal) -> None:
    """An alarm where the newest workbooks were sent under another county secret."""
    if ledger.another_secret():
        terminal.note(_OTHER_KEY, alarm=True)


def sent_rows(register: Register) -> Iterator[dict[str, Any]]:
    """Every row the workbooks ask about: workbook, recipient, sheet, key, known (texts by field, as they are shown)."""
    for township, lists in lists_by_township(register).items():
        for row in lists.to_verify:
            yield _row("township", township, "to_verify", row["key"], _identity(row))
        for row in lists.pairs:
            both = {name: (row[f"census_{name}"], row[f"roll_{name}"]) for name in ("name", "birth_date")}
            known = {name: plain(two_lines(*marked(one, other))) for name, (one, other) in both.items()}
            yield _row("township", township, "pairs", row["key"], known)
        for row in lists.conflicts:
            asked = {name: row[name] for name in ("label", "field")}
            masks = masked if row["field"] == "id_number" else str
            values = {name: masks(row[name]) for name in ("census_value", "roll_value")}
            known = {name: row[name] for name in ("name", "birth_date", "village", "guardian")}
            yield _row("township", township, "conflicts", row["key"], {**known, **asked, **values})
    for school, pupils in lists_by_school(register).items():
        for row in pupils.rows:
            yield _row("school", school, "to_verify", row["key"], _identity(row))


def case_by_key(register: Register, case_number: Mapping[str, str]) -> dict[str, str]:
    """Case number by the key of a census row, or of the roll row that is linked to it."""
    census, roll = register.census, register.roll
    own = census.loc[census["record_id"].isin(case_number), ["record_id", "row_key"]]
    linked = roll.loc[roll["standing"].eq("linked") & roll["census_id"].isin(case_number), ["census_id", "row_key"]]
    found = {key: case_number[record] for record, key in linked.itertuples(index=False)}
    return found | {key: case_number[record] for record, key in own.itertuples(index=False)}


def _row(workbook: str, recipient: str, sheet: str, key: str, known: Mapping[str, str]) -> dict[str, Any]:
    return {"workbook": workbook, "recipient": recipient, "sheet": sheet, "key": key, "known": dict(known)}


def _identity(row: Mapping[Any, Any]) -> dict[str, str]:
    """Who stands in a row, as the workbook shows it; and, where it is certain, the grade due at the child's place."""
    shown = {name: row[name] for name in _WHO if isinstance(row.get(name), str)}
    due = {"grade_due": row["grade_due"]} if row.get("grade_due") else {}
    return {**shown, **due, "id_number": masked(row["id_number"])}


__all__ = ["case_by_key", "open_ledger", "sent_rows"]
