"""Arguments and options that several ``kcbx cases`` commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.completing import case_states

Number = Annotated[str, typer.Argument(metavar="个案号", help="如 26A-D31993，见 kcbx cases list")]
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
ToFile = Annotated[
    Path | None, typer.Option("--out", "-o", metavar="文件", help="写成 .csv 或 .json", show_default=False)
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="覆盖已有的文件")]
On = Annotated[datetime, typer.Option("--on", metavar="日期", formats=["%Y-%m-%d"], help="哪一天，如 2026-10-16")]
By = Annotated[str, typer.Option("--by", metavar="谁", help="谁说的、谁定的")]
