"""Options that several commands share."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

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


def _named_form(option: str, word: str) -> Any:
    """An option that names which form some files are, where recognition is not to be left to kcbx."""
    return typer.Option(
        option, metavar="路径", help=f"指明是{word}", show_default=False, rich_help_panel="指明表的种类"
    )


_Named = list[Path] | None
CensusFiles = Annotated[_Named, _named_form("--census", "摸底表")]
RollFiles = Annotated[_Named, _named_form("--roll", "学籍花名册")]
AttendanceFiles = Annotated[_Named, _named_form("--attendance", "在校点名")]
DisabilityFiles = Annotated[_Named, _named_form("--disability", "残疾儿童名册")]
LowIncomeFiles = Annotated[_Named, _named_form("--low-income", "脱贫户、监测户名册")]
IntakeFiles = Annotated[_Named, _named_form("--intake", "历年一年级招生数")]
IntakeListFiles = Annotated[_Named, _named_form("--intake-list", "一年级新生名单")]
GraduatesFiles = Annotated[_Named, _named_form("--graduates", "毕业生去向")]
DeferralFiles = Annotated[_Named, _named_form("--deferral", "延缓入学名单")]
LeaveFiles = Annotated[_Named, _named_form("--leave", "休学名单")]
OutOfCountyFiles = Annotated[_Named, _named_form("--out-of-county", "县外就读登记")]


def roles(**named: _Named) -> dict[Path, str]:
    """The form of each path that was named with one of the options above; ``named`` by form."""
    return {path: form for form, paths in named.items() for path in paths or ()}
