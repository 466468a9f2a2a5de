"""``kcbx purge``: working copies past their retention are deleted, and what was deleted is said."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.options import AsOf, ConfigFile, OnlyJson
from kcbx.commands.running import announce, day_of, run


def purge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="文件夹", help="结果、加密包，或放它们的文件夹", show_default=False)
    ],
    as_of: AsOf = None,
    days: Annotated[
        int | None,
        typer.Option(
            "--days",
            min=1,
            metavar="天",
            help="结果在交回期限之后留多少天；不写则按 kcbx.toml 的 [retention]，默认 180",
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="真的删除；不写则只列出")] = False,
    config: ConfigFile = None,
    as_json: OnlyJson = False,
) -> None:
    """清理到期的结果、退回更正，过期的包、草稿，中断留下的文件夹；加 --yes 才删，记在清理记录.jsonl；不删存档。"""

    def work() -> int:
        from kcbx.app.retention.purging import purge as story  # noqa: PLC0415
        from kcbx.app.retention.purging_shown import as_json as told  # noqa: PLC0415
        from kcbx.app.retention.purging_shown import show, show_kept  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        day = day_of(as_of)
        announce(day, given=as_of is not None)
        purged = story(folders, day, config, days, really=yes)
        if as_json:
            terminal.json(told(purged))
        else:
            show(purged, terminal)
        show_kept(purged, terminal)
        purged.require_all()
        return 0

    run(work)
