"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

_paths = typer.Argument(metavar="路径", help="文件或文件夹；每张工作表自动认是什么表", show_default=False)
Paths = Annotated[list[Path], _paths]
#: Where files may be named by an option instead.
PathsIfAny = Annotated[list[Path] | None, _paths]
AsOf = Annotated[
    datetime | None,
    typer.Option(
        "--as-of",
        metavar="日期",
        formats=["%Y-%m-%d"],
        help="以哪天为准（数据时点），如 2026-09-20；不写为今天",
        show_default=False,
    ),
]
ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", metavar="文件", help="kcbx.toml；不写则用来表文件夹里的 kcbx.toml", show_default=False),
]
LedgerFile = Annotated[
    Path, typer.Option("--ledger", metavar="文件", help="个案台账，一县一个文件", show_default=False)
]
PasswordFile = Annotated[
    Path | None,
    typer.Option(
        "--password-file", metavar="文件", help="加密来表的密码：一行一个“文件名、制表符、密码”", show_default=False
    ),
]
PasswordSheet = Annotated[
    Path | None,
    typer.Option(
        "--password-sheet",
        metavar="文件.csv",
        help="密码单：没有就生成，有就沿用，缺的补上；不能和包放在一起",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON 小结")]
OnlyJson = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")]
FailOver = Annotated[
    int | None,
    typer.Option("--fail-over", metavar="数", help="须更正的问题多于此数时，退出码为 10", show_default=False),
]
