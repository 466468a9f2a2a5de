"""``kcbx explain``: why a child got this verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.running import run


def explain(
    folder: Annotated[Path, typer.Argument(metavar="结果文件夹", help="kcbx reconcile 写出的文件夹")],
    child: Annotated[str, typer.Argument(metavar="儿童", help="个案号、“文件:表:行”或姓名")],
    to: Annotated[
        Path | None, typer.Option("--to", metavar="文件", help="写成一个小工作簿（.xlsx）", show_default=False)
    ] = None,
) -> None:
    """说明一名儿童为什么是这个去向：比过哪些学籍，哪里相同、哪里不同，还差什么。"""

    def work() -> int:
        from kcbx.app.explain import explain as story  # noqa: PLC0415
        from kcbx.app.explain import lines  # noqa: PLC0415
        from kcbx.app.results.showing import show_explained  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        explained = story(folder, child)
        if to is None:
            show_explained(explained, terminal)
            return 0
        from kcbx.app.results.folder import run_of  # noqa: PLC0415
        from kcbx.app.results.reading import place_of  # noqa: PLC0415
        from kcbx.workbook.explained import write  # noqa: PLC0415

        write(lines(explained), place_of(run_of(folder)), to)
        terminal.note(f"已写到 {to}")
        return 0

    run(work)
