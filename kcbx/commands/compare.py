"""``kcbx compare``: what became of every child between two results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.options import AsJson
from kcbx.commands.running import run


def compare(
    before: Annotated[Path, typer.Argument(metavar="上学期结果", help="上一次的结果文件夹")],
    now: Annotated[Path, typer.Argument(metavar="本学期结果", help="这一次的结果文件夹")],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="文件",
            help="写成 .xlsx（小结、分校、逐人）或 .csv（逐人），含姓名",
            show_default=False,
        ),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="文件已存在时覆盖")] = False,
    as_json: AsJson = False,
) -> None:
    """两次结果对比：升级、留级、转入、转出、复学、流失，逐人可查，合计相符。"""

    def work() -> int:
        from kcbx.app.files import ENDINGS, plain_rows, require_kind  # noqa: PLC0415
        from kcbx.app.results.showing import show_balance  # noqa: PLC0415
        from kcbx.app.terms import compare as story  # noqa: PLC0415
        from kcbx.app.terms import write_compared  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        if to is not None:
            require_kind(to, *ENDINGS)
        compared = story(before, now)
        if to is not None:
            write_compared(compared, to, overwrite=overwrite)
            terminal.note(f"对比已写到 {to}")
        if as_json:
            changes, schools = plain_rows(compared.balance), plain_rows(compared.movements)
            terminal.json({"schema": 1, "changes": changes, "movements": schools})
        else:
            show_balance(compared, terminal)
        return 0

    run(work)
