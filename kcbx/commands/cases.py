"""``kcbx cases``: look into the ledger. What is told about a case is in :mod:`kcbx.commands.case_acts`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from kcbx.commands.completing import case_states
from kcbx.commands.options import AsOf, ConfigFile, LedgerFile
from kcbx.commands.running import run
from kcbx.commands.words import Commands
from kcbx.errors import Problem, UsageError

if TYPE_CHECKING:
    from kcbx.config import Config
    from kcbx.followup.ledger import Ledger
    from kcbx.terminal import Terminal

cases = Commands(help="个案台账：列表、经过、到期、月报、季度复核、导出。")

Townships = Annotated[
    list[str] | None, typer.Option("--township", metavar="乡镇", help="只看这个乡镇，可写多次", show_default=False)
]
States = Annotated[
    list[str] | None,
    typer.Option(
        "--state",
        metavar="状态",
        help="只看这个状态（名称或代码），如 确认失学；可写多次",
        show_default=False,
        autocompletion=case_states,
    ),
]
OnlyOpen = Annotated[bool, typer.Option("--open", help="只看在册的")]
AsJson = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")]
Number = Annotated[str, typer.Argument(metavar="个案号", help="如 26A-D31993，见 kcbx cases list")]
ToFile = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="文件", help="写成 .csv 或 .json", show_default=False)
]


def with_ledger(path: Path, config: Path | None, work: Callable[[Ledger, Config, Terminal], int]) -> None:
    """Open the ledger, do the work, leave with its exit code."""

    def opened() -> int:
        from kcbx.app.cases import ledger_of  # noqa: PLC0415
        from kcbx.config import load  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        settings = load(config)
        with ledger_of(path, settings) as ledger:
            return work(ledger, settings, Terminal())

    run(opened)


def day_of(as_of: datetime | None) -> date:
    """The day asked for, or today."""
    return (as_of or datetime.now()).date()


@cases.command("list")
def list_(
    ledger: LedgerFile,
    states: States = None,
    townships: Townships = None,
    only_open: OnlyOpen = False,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看有逾期事项的")] = False,
    out: ToFile = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """列出个案：个案号、乡镇、状态、起止；不显示姓名。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.case_showing import show_cases, wanted  # noqa: PLC0415
        from kcbx.app.cases import as_rows, list_cases  # noqa: PLC0415
        from kcbx.app.exports import export  # noqa: PLC0415

        chosen = wanted(states or (), townships or (), only_open=only_open)
        lines = list_cases(opened, day_of(as_of), chosen, only_overdue=overdue)
        if out is not None:
            export(as_rows(lines), out)
        if as_json:
            terminal.json({"schema": 1, "cases": as_rows(lines)})
        elif out is None:
            show_cases(lines, terminal)
        return 0

    with_ledger(ledger, config, work)


@cases.command("show")
def show(number: Number, ledger: LedgerFile, as_of: AsOf = None, config: ConfigFile = None) -> None:
    """一个个案的全部经过：何时列入、谁的答复、哪份文书、哪次回访。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.case_showing import show_history  # noqa: PLC0415
        from kcbx.app.cases import case_history  # noqa: PLC0415

        show_history(case_history(opened, number, day_of(as_of)), terminal)
        return 0

    with_ledger(ledger, config, work)


@cases.command("due")
def due(
    ledger: LedgerFile,
    townships: Townships = None,
    out: ToFile = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """逾期的和一个月内到期的：文书限期、返校回访、延缓和休学到期、证明到期。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.case_showing import show_due, wanted  # noqa: PLC0415
        from kcbx.app.cases import as_rows  # noqa: PLC0415
        from kcbx.app.cases import due as due_of  # noqa: PLC0415
        from kcbx.app.exports import export  # noqa: PLC0415

        found = due_of(opened, day_of(as_of), wanted((), townships or (), only_open=False))
        if out is not None:
            export(as_rows(found), out)
        nameless = [{**row, "name": "", "village": ""} for row in as_rows(found)]
        if as_json:
            terminal.json({"schema": 1, "due": nameless})
        elif out is None:
            show_due(found, terminal)
        return 0

    with_ledger(ledger, config, work)


@cases.command("report")
def report(
    which: Annotated[str, typer.Argument(metavar="期", help="月报写 2026-10，季度复核写 2026Q4")],
    ledger: LedgerFile,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="文件", help="写成工作簿（.xlsx）", show_default=False)
    ] = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """月报、季度复核：期初 + 新增 + 再次列入 − 销号 = 期末，并列出背后的每一名儿童。"""

    def work(opened: Ledger, settings: Config, terminal: Terminal) -> int:
        from kcbx.app.case_showing import period_json, show_period  # noqa: PLC0415
        from kcbx.app.cases import report as report_of  # noqa: PLC0415
        from kcbx.app.cases import write_report  # noqa: PLC0415

        kind, year, number = period_of(which)
        made = report_of(opened, kind, year, number, day_of(as_of))
        if out is not None:
            write_report(opened, made, settings, out, kind)
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


@cases.command("letters")
def letters(
    ledger: LedgerFile,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="文件", help="写成 .csv 或 .json，供邮件合并", show_default=False)
    ],
    states: States = None,
    townships: Townships = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
) -> None:
    """导出信函合并用的字段（默认为确认失学的在册个案）；不生成文书正文。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.case_showing import wanted  # noqa: PLC0415
        from kcbx.app.exports import export  # noqa: PLC0415
        from kcbx.app.exports import letters as fields  # noqa: PLC0415

        chosen = wanted(states or ("confirmed_out", "dropped_again"), townships or (), only_open=False)
        rows = fields(opened, day_of(as_of), chosen)
        export(rows, out)
        terminal.note(f"已写出 {len(rows)} 人：{out}（含个人信息，用完即删）")
        return 0

    with_ledger(ledger, config, work)


@cases.command("corrections")
def corrections(ledger: LedgerFile, out: ToFile = None, config: ConfigFile = None) -> None:
    """交回的表里提出的更正：改动过的已知信息、“信息有误”和“信息不一致”的答复。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.exports import corrections as proposals  # noqa: PLC0415
        from kcbx.app.exports import export  # noqa: PLC0415

        rows = proposals(opened)
        if out is not None:
            export(rows, out)
        terminal.note(f"更正建议 {len(rows)} 条" + (f"：{out}" if out else "；加上 --out 文件 写出逐条内容"))
        return 0

    with_ledger(ledger, config, work)


@cases.command("reminders")
def reminders(
    ledger: LedgerFile,
    batch: Annotated[
        str, typer.Option("--batch", metavar="批次", help="哪一批，如 26A-5D38；不写为最新一批", show_default=False)
    ] = "",
    config: ConfigFile = None,
    as_json: AsJson = False,
) -> None:
    """催报：哪些乡镇、学校已交齐、部分交回、未交回。"""

    def work(opened: Ledger, _: Config, terminal: Terminal) -> int:
        from kcbx.app.case_showing import answered_json, show_answered  # noqa: PLC0415
        from kcbx.followup.reminders import answered  # noqa: PLC0415

        found = answered(opened, batch)
        if as_json:
            terminal.json({"schema": 1, "answered": answered_json(found)})
        else:
            show_answered(found, terminal)
        return 0

    with_ledger(ledger, config, work)
