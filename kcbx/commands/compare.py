"""``kcbx compare``: what became of every child between two results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.running import run


def compare(
    before: Annotated[Path, typer.Argument(metavar="上学期结果", help="上一次的结果文件夹")],
    now: Annotated[Path, typer.Argument(metavar="本学期结果", help="这一次的结果文件夹")],
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件", help="逐人写成 .csv，含姓名，请妥善保管", show_default=False),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON 小结")] = False,
) -> None:
    """两次结果对比：升级、留级、转入、转出、复学、流失，逐人可查，合计相符。"""

    def work() -> int:
        from kcbx.app.showing import show_balance  # noqa: PLC0415
        from kcbx.app.terms import compare as story  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        table, balance = story(before, now)
        if to is not None:
            table.to_csv(to, index=False, encoding="utf-8-sig")
            terminal.note(f"逐人对比已写到 {to}")
        if as_json:
            terminal.json({"schema": 1, "changes": balance.to_dict("records")})
        else:
            show_balance(balance, terminal)
        return 0

    run(work)
