"""``kcbx sample``: an invented county, for training and for trying kcbx before real data touches it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kcbx.commands.completing import offered
from kcbx.commands.options import AsOf
from kcbx.commands.running import announce, day_of, run
from kcbx.commands.whats_next import show_next

if TYPE_CHECKING:
    from kcbx.terminal import Terminal

LEVEL_WORDS = "clean 干净、ordinary 一般、bad 很乱、transliterated 多音译姓名"
LAYOUT_WORDS = "township 一乡一册、village 一村一册、county 全县一表、mixed 各种混杂"
PLAIN_DAY = datetime(2026, 9, 20)


def sample(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="文件夹", help="写到哪里：输入/ 供核对，真相/ 供对照；有 kcbx.toml 的，来表直接放进它的来表文件夹"
        ),
    ],
    children: Annotated[
        int | None, typer.Option("--children", metavar="数", help="登记儿童数，默认 2000", show_default=False)
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="数", help="随机种子；相同则结果相同，默认 1", show_default=False)
    ] = None,
    level: Annotated[
        str | None,
        typer.Option(
            "--level",
            metavar="程度",
            help=f"差错程度：{LEVEL_WORDS}；默认 ordinary",
            show_default=False,
            autocompletion=offered(LEVEL_WORDS),
        ),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option(
            "--layout",
            metavar="样式",
            help=f"表的样式：{LAYOUT_WORDS}；默认 township",
            show_default=False,
            autocompletion=offered(LAYOUT_WORDS),
        ),
    ] = None,
    as_of: AsOf = None,
    history: Annotated[
        bool,
        typer.Option("--history", help="同时编造往年学籍、点名、残疾、毕业去向等其他表；有 kcbx.toml 的总是编造"),
    ] = False,
) -> None:
    """编造一个县：来表和真相，供练习和试用；人名、证件号全是假的。在同一个县里再编造一次，就是下学期。"""

    def work() -> int:
        from kcbx.app.batch.home import Batch  # noqa: PLC0415
        from kcbx.app.county.sampling import DEFAULTS, next_term  # noqa: PLC0415
        from kcbx.file_names import CONFIG_NAME, TRUTH  # noqa: PLC0415
        from kcbx.sample import make  # noqa: PLC0415
        from kcbx.sample.make import INPUTS  # noqa: PLC0415
        from kcbx.terminal import Terminal, shown  # noqa: PLC0415

        terminal = Terminal()
        said = {"children": children, "seed": seed, "level": level, "layout": layout}
        wanted = {name: value for name, value in said.items() if value is not None}
        config = folder / CONFIG_NAME
        if config.is_file():
            batch = Batch(config, day_of(as_of))
            announce(batch.as_of, given=as_of is not None)
            with terminal.stage("编造"):
                made = next_term(batch, wanted)
            _show(made.census_rows, made.roll_rows, made.files, made.out_of_school, terminal)
            terminal.note(f"来表放在 {shown(batch.inputs)}，真相放在 {shown(batch.home / TRUTH / batch.season)}")
            show_next(folder, terminal, f"{batch.as_of}" if as_of else "")
            return 0
        day_then = (as_of or PLAIN_DAY).date()
        with terminal.stage("编造"):
            made = make(folder, **{**DEFAULTS, **wanted}, as_of=day_then, history=history)
        _show(made.census_rows, made.roll_rows, made.files, made.out_of_school, terminal)
        terminal.note(f"来表放在 {folder / INPUTS}，真相放在 {folder / TRUTH}")
        show_next(folder, terminal, f"{day_then}")
        return 0

    run(work)


def _show(census: int, roll: int, files: int, out: int, terminal: Terminal) -> None:
    terminal.note(f"登记儿童 {census:,} 行，学籍 {roll:,} 行，共 {files} 个文件；义务教育年龄段真正失学 {out} 人")
