"""``kcbx cases report`` and ``reminders``: a period in figures, and who has not handed in yet."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from kcbx.commands.cases.opened import with_ledger
from kcbx.commands.cases.options import Overwrite
from kcbx.commands.options import AsOf, ConfigFile, LedgerFile, OnlyJson
from kcbx.commands.running import day_of
from kcbx.errors import Problem, UsageError

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal


def report(
    which: Annotated[str, typer.Argument(metavar="期", help="月报写 2026-10，季度复核写 2026Q4")],
    ledger: LedgerFile,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="文件", help="写成工作簿（.xlsx）", show_default=False)
    ] = None,
    overwrite: Overwrite = False,
    as_of: AsOf = None,
    config: ConfigFile = None,
    as_json: OnlyJson = False,
) -> None:
    """月报、季度复核：期初 + 新增 + 再次列入 − 销号 = 期末，并列出背后的每一名儿童。"""

    def work(opened: Ledger, settings: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.ledger import report as report_of  # noqa: PLC0415
        from kcbx.app.cases.ledger import write_report  # noqa: PLC0415
        from kcbx.app.cases.showing import period_json, show_period  # noqa: PLC0415
        from kcbx.app.files import require_kind, whole_file  # noqa: PLC0415

        kind, year, number = period_of(which)
        made = report_of(opened, kind, year, number, day_of(as_of))
        if out is not None:
            require_kind(out, ".xlsx")
            with whole_file(out, overwrite=overwrite) as beside:
                write_report(opened, made, settings, beside, kind)
        if as_json:
            terminal.json(period_json(made))
        else:
            show_period(made, terminal)
        return 0

    with_ledger(ledger, config, work)


def period_of(text: str) -> tuple[Literal["month", "quarter"], int, int]:
    """The period a text names, 2026-10 or 2026Q4. Raises UsageError."""
    for mark, kind in (("-", "month"), ("Q", "quarter")):
        year, _, number = text.upper().partition(mark)
        if number.isdigit() and re.fullmatch("(19|20|21)[0-9]{2}", year):
            return cast('Literal["month", "quarter"]', kind), int(year), int(number)
    raise UsageError(Problem(f"看不出是哪一期：{text}", expected="2026-10 或 2026Q4"))


def reminders(
    ledger: LedgerFile,
    batch: Annotated[
        str,
        typer.Option(
            "--batch",
            metavar="批次",
            help="哪一批，可只写开头，如 26A-5D38；不写为最新一批",
            show_default=False,
        ),
    ] = "",
    config: ConfigFile = None,
    as_json: OnlyJson = False,
) -> None:
    """催报：哪些乡镇、学校已交齐、部分交回、未交回。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.cases.showing import answered_json, show_answered  # noqa: PLC0415
        from kcbx.followup.reminders import answered  # noqa: PLC0415

        found = answered(opened, batch)
        if as_json:
            terminal.json({"schema": 1, "answered": answered_json(found)})
        else:
            show_answered(found, terminal)
        return 0

    with_ledger(ledger, config, work)
