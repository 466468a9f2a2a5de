"""``kcbx pack``: encrypted packages for townships and schools."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.options import ConfigFile, PasswordSheet
from kcbx.commands.running import day_of, run
from kcbx.errors import Problem, UsageError

if TYPE_CHECKING:
    from kcbx.deliver.passwords import Passwords


def pack(
    result: Annotated[Path, typer.Argument(metavar="结果文件夹", help="kcbx reconcile 写出的文件夹")],
    to: Annotated[Path, typer.Option("--to", metavar="文件夹", help="包写到哪里", show_default=False)],
    bundle: Annotated[bool, typer.Option("--bundle", help="一个乡镇和它的学校合成一个加密压缩包")] = False,
    password_sheet: PasswordSheet = None,
    password_file: Annotated[
        Path | None,
        typer.Option(
            "--password-file",
            metavar="文件",
            help="自备的密码：一行一个“收件单位、制表符、密码”；只写一个密码则共用",
            show_default=False,
        ),
    ] = None,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            "--as-of",
            metavar="日期",
            formats=["%Y-%m-%d"],
            help="哪天打包，看期限是否已过；不写为今天",
            show_default=False,
        ),
    ] = None,
    config: ConfigFile = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的包")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出清单")] = False,
) -> None:
    """给每个乡镇、学校一个加密的包，只含它自己的儿童。密码不写在命令里：用密码单、密码文件，或当场输入。"""

    def work() -> int:
        from kcbx.app.outgoing import packing as story  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        request = story.Request(
            result=result,
            out=to,
            today=day_of(as_of),
            bundle=bundle,
            passwords=None if password_sheet else lambda: _passwords(password_file),
            sheet=password_sheet,
            config=config,
            overwrite=overwrite,
        )
        if password_sheet and password_file:
            raise UsageError(Problem("密码单和密码文件只能用一个", advice="去掉其中一个"))
        manifest = story.pack(request, terminal)
        if as_json:
            terminal.json(manifest.model_dump(mode="json"))
        story.show(manifest, request, terminal)
        return 0

    run(work)


def _passwords(file: Path | None) -> Passwords:
    """From a file, else one for all, asked for twice without echo."""
    from kcbx.deliver.passwords import Passwords, read  # noqa: PLC0415

    if file is not None:
        return read(file)
    if not sys.stdin.isatty():
        raise UsageError(Problem("没有说密码从哪里来", advice="加上 --password-sheet 或 --password-file"))
    asked = typer.prompt("各单位共用的密码（不显示）", hide_input=True, confirmation_prompt="再输一遍", err=True)
    return Passwords(shared=asked)
