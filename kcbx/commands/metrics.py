"""``kcbx metrics``: the indicators of a result folder, and the children behind a number."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.completing import indicator_codes, offered
from kcbx.commands.options import OnlyJson
from kcbx.commands.running import run

LEVEL_WORDS = "township 乡镇、village 村、school 学校、cohort 年龄段、sex 性别、group 群体"
PARTS = {"numerator": "分子", "denominator": "分母", "shortfall": "差额", "excluded": "扣除"}
PART_WORDS = "、".join(f"{code} {label}" for code, label in PARTS.items())


def metrics(
    folder: Annotated[Path, typer.Argument(metavar="结果文件夹", help="kcbx reconcile 写出的文件夹")],
    by: Annotated[
        str,
        typer.Option(
            "--by", metavar="层级", help=f"{LEVEL_WORDS}；多个用逗号分隔", autocompletion=offered(LEVEL_WORDS)
        ),
    ] = "",
    indicator: Annotated[
        str,
        typer.Option(
            "--indicator",
            metavar="指标",
            help="只看一个指标，列出它的每种算法；写名称或代码，如 失学率",
            autocompletion=indicator_codes,
        ),
    ] = "",
    every: Annotated[bool, typer.Option("--all", help="每个指标的每种算法；不写则只列计入目标的一种")] = False,
    children: Annotated[
        str,
        typer.Option(
            "--children",
            metavar="指标",
            help="列出一个数背后的儿童（文件、行）；写名称或代码",
            autocompletion=indicator_codes,
        ),
    ] = "",
    variant: Annotated[
        str, typer.Option("--variant", metavar="算法", help="和 --children 一起用：哪种算法；不写则计入目标的一种")
    ] = "",
    part: Annotated[
        str,
        typer.Option(
            "--part",
            metavar="部分",
            help=PART_WORDS,
            autocompletion=offered(PART_WORDS),
        ),
    ] = "numerator",
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="文件", help="另存为 .xlsx 或 .csv；--children 的名单含姓名", show_default=False),
    ] = None,
    previous: Annotated[
        Path | None,
        typer.Option("--previous", metavar="文件夹", help="上学期的结果：多出上学期和升降两列", show_default=False),
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="文件已存在时覆盖")] = False,
    as_json: OnlyJson = False,
) -> None:
    """看指标：每个率的数值、分子、分母，缺什么材料，背后是哪些儿童。"""

    def work() -> int:
        from kcbx.app import metrics as story  # noqa: PLC0415
        from kcbx.app.files import ENDINGS, plain_rows, require_kind  # noqa: PLC0415
        from kcbx.app.results.showing import show_rows_behind  # noqa: PLC0415
        from kcbx.app.showing_metrics import show_indicators  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        if to is not None:
            require_kind(to, *ENDINGS)
        if children:
            table = story.children_behind(folder, children, variant, part, previous)
            if to is not None:
                title = story.title_behind(children, variant, part, PARTS)
                story.write_children(folder, table, title, to, overwrite=overwrite)
        else:
            levels = [each.strip() for each in by.split(",") if each.strip()]
            shown = story.indicators_of(folder, levels, indicator, previous)
            table = shown.table
            if to is not None:
                story.write_indicators(folder, shown, to, overwrite=overwrite)
        if to is not None:
            terminal.note(f"已写到 {to}")
        elif as_json:
            terminal.json({"schema": 1, "rows": plain_rows(table)})
        elif children:
            show_rows_behind(table, terminal)
        else:
            show_indicators(shown, folder, terminal, every=every or bool(indicator))
        return 0

    run(work)
