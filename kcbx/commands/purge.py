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
    """清理到期的结果、过了有效期的包、中断留下的文件夹；先列出，加 --yes 才删，记在清理记录.jsonl；不删存档。"""

    def work() -> int:
        from kcbx.app.archiving import archived  # noqa: PLC0415
        from kcbx.app.copies import DELETIONS, KIND_WORDS, past_retention  # noqa: PLC0415
        from kcbx.app.purging import delete  # noqa: PLC0415
        from kcbx.app.request import Request, find_config  # noqa: PLC0415
        from kcbx.config import load  # noqa: PLC0415
        from kcbx.terminal import Terminal, shown  # noqa: PLC0415

        terminal = Terminal()
        day = day_of(as_of)
        announce(day, given=as_of is not None)
        found_config = find_config(Request(folders, None, day, config=config))
        settings = load(found_config)
        due = past_retention(folders, day, days or settings.retention.days)
        going = [copy for copy in due if not copy.kept]
        archives = [*folders, *([found_config.absolute().parent / settings.run.archives] if found_config else [])]
        kept = {copy.path: archived(copy.record, [*archives, copy.path.parent]) for copy in due if copy.record}
        lacking = sorted(copy.path for copy in going if kept.get(copy.path) is False)
        for copy in going if yes else ():
            delete(copy, day)
        if as_json:
            found = [
                {
                    "path": str(copy.path),
                    "kind": copy.kind,
                    "until": copy.until,
                    "files": copy.files,
                    "bytes": copy.size,
                    "kept": copy.kept,
                    "archived": kept.get(copy.path),
                    "deleted": yes and not copy.kept,
                }
                for copy in due
            ]
            terminal.json({"schema": 1, "as_of": day, "due": found})
        elif going:
            rows = [
                [
                    KIND_WORDS[copy.kind],
                    str(copy.until or "–"),
                    f"{copy.files}",
                    f"{copy.size / 1e6:.1f}",
                    shown(copy.path),
                ]
                for copy in going
            ]
            terminal.table(["种类", "留到", "文件", "MB", "位置"], rows, result=True)
        for copy in due:
            if copy.kept:
                terminal.note(f"没有删 {shown(copy.path)}：{copy.kept}；另存后手工删除", alarm=True)
        for path in lacking:
            words = "删掉的没有存档" if yes else "还没有存档，要留就先 kcbx archive"
            terminal.note(f"{words}：{shown(path)}", alarm=True)
        if not going:
            terminal.note("没有要清理的")
        else:
            done = f"已删除 {len(going)} 个，记在旁边的 {DELETIONS}"
            terminal.note(done if yes else f"以上 {len(going)} 个到期；加上 --yes 才删除")
        return 0

    run(work)
