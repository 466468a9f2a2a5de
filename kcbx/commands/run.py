"""``kcbx run``: the batch before each term."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcbx.commands.options import AsJson, AsOf, PasswordFile
from kcbx.commands.running import announce, day_of, passwords
from kcbx.commands.running import run as leave_with


def run(
    config: Annotated[
        Path,
        typer.Argument(
            metavar="kcbx.toml",
            help="kcbx init 写的配置，或它所在的文件夹；不写为当前文件夹的。来表、结果放在哪里，由其中的 [run] 定",
            show_default=False,
        ),
    ] = Path("kcbx.toml"),
    as_of: AsOf = None,
    password_file: PasswordFile = None,
    as_json: AsJson = False,
) -> None:
    """一学期一次的全套：检查、收回答复、核对、指标、对比、打包、月报、存档；中断了再运行，从断处接着做，没有变化的跳过。"""

    def work() -> int:
        from kcbx.app.batch import shown  # noqa: PLC0415
        from kcbx.app.batch.home import Batch  # noqa: PLC0415
        from kcbx.app.batch.running import run_batch, worst  # noqa: PLC0415
        from kcbx.file_names import CONFIG_NAME  # noqa: PLC0415
        from kcbx.terminal import Terminal  # noqa: PLC0415

        terminal = Terminal()
        file = config / CONFIG_NAME if config.is_dir() else config
        wanted = Batch(file, day_of(as_of), passwords(password_file) if password_file else None)
        wanted.config  # noqa: B018 - a fault in it is told before anything is written
        batch = wanted if as_of else wanted.taken_up()
        if batch is wanted:
            announce(batch.as_of, given=as_of is not None)
        else:
            terminal.note(f"接着做 {batch.as_of} 那次没有做完的；要做今天的，加上 --as-of {wanted.as_of}")
        runs = run_batch(batch, terminal)
        if as_json:
            terminal.json(shown.as_json(batch, runs))
        shown.show(batch, runs, terminal)
        return worst(runs)

    leave_with(work)
