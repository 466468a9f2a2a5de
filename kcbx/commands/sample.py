"""``kcbx sample``: an invented county, for training and for trying kcbx before real data touches it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.completing import offered
from kcbx.commands.running import run

LEVEL_WORDS = "clean 干净、ordinary 一般、bad 很乱、transliterated 多音译姓名"
LAYOUT_WORDS = "township 一乡一册、village 一村一册、county 全县一表、mixed 各种混杂"


def sample(
    folder: Annotated[Path, typer.Argument(metavar="文件夹", help="写到哪里：输入/ 供核对，真相/ 供对照")],
    children: Annotated[int, typer.Option("--children", metavar="数", help="登记儿童数")] = 2000,
    seed: Annotated[int, typer.Option("--seed", metavar="数", help="随机种子；相同则结果相同")] = 1,
    level: Annotated[
        str,
        typer.Option("--level", metavar="程度", help=f"差错程度：{LEVEL_WORDS}", autocompletion=offered(LEVEL_WORDS)),
    ] = "ordinary",
    layout: Annotated[
        str,
        typer.Option(
            "--layout", metavar="样式", help=f"表的样式：{LAYOUT_WORDS}", autocompletion=offered(LAYOUT_WORDS)
        ),
    ] = "township",
    as_of: Annotated[
        datetime, typer.Option("--as-of", metavar="日期", formats=["%Y-%m-%d"], help="数据时点")
    ] = datetime(2026, 9, 20),
    history: Annotated[bool, typer.Option("--history", help="同时编造往年学籍、点名、残疾、毕业去向等其他表")] = False,
) -> None:
    """编造一个县：来表和真相，供练习和试用；人名、证件号全是假的。"""

    def work() -> int:
        from kcbx.sample import make  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        with terminal.stage("编造"):
            made = make(
                folder, children=children, seed=seed, level=level, layout=layout, as_of=as_of.date(), history=history
            )
        terminal.note(
            f"登记儿童 {made.census_rows:,} 行，学籍 {made.roll_rows:,} 行，共 {made.files} 个文件；"
            f"义务教育年龄段真正失学 {made.out_of_school} 人"
        )
        terminal.note(f"接着运行：kcbx reconcile {folder / '输入'} --out 结果 --as-of {as_of:%Y-%m-%d}")
        return 0

    run(work)
