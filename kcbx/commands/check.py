"""``kcbx check``: what every sheet was taken for, and every problem at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.named_forms import names_forms
from kcbx.commands.options import AsOf, ConfigFile, FailOver, OnlyJson, PasswordFile, Paths
from kcbx.commands.running import announce, code_of_findings, day_of, passwords, run


@names_forms
def check(
    paths: Paths,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件夹", help="给每个有问题的文件写一份“请更正后重新报送”", show_default=False),
    ] = None,
    every: Annotated[bool, typer.Option("--list", help="逐处列出：文件、工作表、单元格、问题")] = False,
    mapping: Annotated[bool, typer.Option("--mapping", help="列出每张表的每一列认作什么")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="这次的表头都认对了：记住，以后照此读，有变化就报告")
    ] = False,
    teach: Annotated[
        list[str] | None,
        typer.Option(
            "--teach",
            metavar="文件:列标题=项目",
            help="认错了的列，教一次，记住：云岭乡.xlsx:生日=出生日期；只教一张表写成 文件:工作表:列标题=项目；"
            "不要读的写 =不读；可写多次。也可以直接改记忆文件",
            show_default=False,
        ),
    ] = None,
    memory: Annotated[
        Path | None,
        typer.Option(
            "--memory",
            metavar="文件",
            help="表头记忆文件；不写则是 kcbx.toml 旁的 kcbx-headings.toml",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    config: ConfigFile = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="覆盖已有的更正单")] = False,
    fail_over: FailOver = None,
    as_json: OnlyJson = False,
    password_file: PasswordFile = None,
    *,
    roles: Mapping[Path, str],
) -> None:
    """检查来表：认作什么表、每个问题在哪个单元格、怎么改；可给填报单位写更正单。"""

    def work() -> int:
        from kcbx.app.request import Request  # noqa: PLC0415
        from kcbx.app.results.showing import show_dry_run  # noqa: PLC0415
        from kcbx.app.sheets import checking as story  # noqa: PLC0415
        from kcbx.app.sheets import checking_shown as shown  # noqa: PLC0415
        from kcbx.app.sheets.headings_teaching import lesson  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        request = Request(
            paths=tuple(paths),
            out=None,
            roles=roles,
            as_of=day_of(as_of),
            config=config,
            overwrite=overwrite,
            password=passwords(password_file),
            memory=memory,
            lessons=tuple(map(lesson, teach or ())),
        )
        announce(request.as_of, given=as_of is not None)
        checked = story.check(request, story.Wanted(to, confirm), terminal)
        if as_json:
            terminal.json(shown.as_json(checked))
        else:
            if mapping:
                show_dry_run(checked.intake, terminal)
            shown.show(checked, terminal, every=every)
        checked.require_anything()
        return code_of_findings(checked.count("error"), fail_over)

    run(work)
