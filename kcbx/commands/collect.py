"""``kcbx collect``: take returned workbooks into the ledger."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.options import AsJson, ConfigFile, LedgerFile, PasswordFile
from kcbx.commands.running import day_of, known_passwords, passwords, run


def collect(
    paths: Annotated[
        list[Path], typer.Argument(metavar="路径", help="交回的核查表，或放它们的文件夹；改名、另存、加密都可以")
    ],
    ledger: LedgerFile,
    on: Annotated[
        datetime | None,
        typer.Option("--on", metavar="日期", formats=["%Y-%m-%d"], help="收到的日期；不写为今天", show_default=False),
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option("--marked", metavar="文件夹", help="退回更正的副本写到哪里；不写则在台账旁", show_default=False),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="已收过的重新收：当时收到日期写错了，或后来在配置里教了新说法")
    ] = False,
    config: ConfigFile = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """收回核查表：答复记入台账，有问题的写出标好的副本，并列出谁还没有交。"""

    def work() -> int:
        from kcbx.app.cases.showing import show_collected  # noqa: PLC0415
        from kcbx.app.returned.collect import CollectRequest, collect_returns  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        day = day_of(on)
        if on is None:
            terminal.note(f"收到日期：{day}（今天；用 --on 指定，结果才可重复）")
        others = known_passwords(password_file).distinct() if password_file else ()
        request = CollectRequest(tuple(paths), ledger, day, marked, config, passwords(password_file), others, again)
        summary = collect_returns(request, terminal)
        if as_json:
            terminal.json(asdict(summary))
        show_collected(summary, ledger, terminal)
        summary.require_all()
        return 0

    run(work)
