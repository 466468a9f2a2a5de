"""``kcbx mail``: packages by mail, or as drafts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.options import ConfigFile
from kcbx.commands.running import run, today
from kcbx.errors import Problem, UsageError


def mail(
    packages: Annotated[Path, typer.Argument(metavar="包文件夹", help="kcbx pack 写出的文件夹")],
    send: Annotated[bool, typer.Option("--send", help="真的发出；不写只是预演。再运行一次只补发余下的")] = False,
    drafts: Annotated[
        Path | None,
        typer.Option("--drafts", metavar="文件夹", help="不连服务器，写成 .eml 草稿", show_default=False),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="收件单位", help="只发给这个单位；可写多次", show_default=False),
    ] = None,
    config: ConfigFile = None,
) -> None:
    """把加密的包寄给乡镇、学校：先预演，加 --send 才发；邮箱和服务器写在 kcbx.toml。信里没有密码。"""

    def work() -> int:
        from kcbx.app.outgoing import mailing as story  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        if send and drafts:
            raise UsageError(Problem("--send 和 --drafts 只能用一个", advice="去掉其中一个"))
        terminal = Terminal()
        request = story.Request(
            folder=packages,
            today=today(),
            ask=_ask,
            config=config,
            only=tuple(only or ()),
            drafts=drafts,
            send=send,
        )
        story.show(story.mail(request, terminal), request, terminal)
        return 0

    run(work)


def _ask() -> str | None:
    if not sys.stdin.isatty():
        return None
    asked: str = typer.prompt("发件邮箱的登录密码或授权码（不显示）", hide_input=True, err=True)
    return asked
